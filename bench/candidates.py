"""How fast a batch of twelve covers is made, against plain Pillow drawing one simple cover twelve times."""

from __future__ import annotations

import tempfile
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from skimage import data

from bench.design import _median as measured
from bench.design import _plain_pillow as plain_pillow
from studio import fonts
from studio.make import make_candidates
from studio.paint.collage.load import busy_map
from studio.paint.protocol import Source
from studio.platforms import find_image
from studio.understand.palette import palette_of
from studio.values import Box, Digest, Face, Probe, Still, VideoWords, Wishes

COUNT = 12
# Where the photographs show a face, or else their subject.
FACE = Face(box=Box(x=0.342, y=0.217, width=0.206, height=0.366), score=0.95, sharpness=0.8, frontal=0.9)
SUBJECTS = (
    None,
    Box(x=0.2, y=0.2, width=0.55, height=0.7),
    Box(x=0.44, y=0.2, width=0.1, height=0.6),
    Box(x=0.2, y=0.05, width=0.6, height=0.85),
)


def rows() -> list[tuple[str, float, float]]:
    """(what, our seconds, plain Pillow's seconds); ours choose, arrange, grade, mend, check and pack."""
    fonts.build()
    photographs = [
        cv2.resize(photograph, (1280, 720), interpolation=cv2.INTER_CUBIC)
        for photograph in (
            data.astronaut()[:288], data.coffee()[30:368], data.rocket()[40:400], data.chelsea()[20:274]
        )
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="masthead-") as folder:
        source = _source(Path(folder), photographs)
        ours = measured(lambda: _batch(source, Path(folder) / "out"))
    peer = measured(lambda: [plain_pillow(photographs[n % 4], 1280, 720) for n in range(COUNT)])
    return [(f"a batch of {COUNT} covers", ours, peer)]


def _batch(source: Source, out_dir: Path) -> None:
    make_candidates("cover", find_image("rutube", "cover"), [source], Wishes(), count=COUNT, out_dir=out_dir)


def _source(folder: Path, photographs: list[np.ndarray]) -> Source:
    """The photographs as the stills of a video."""
    stills = []
    for rank, (pixels, subject) in enumerate(zip(photographs, SUBJECTS, strict=True)):
        file = f"still-{rank}.jpg"
        Image.fromarray(pixels).save(folder / file, quality=92)
        stills.append(
            Still(
                rank=rank, at_s=2.0 * rank, shot=rank, file=file, thumb=file, width_px=1280, height_px=720,
                score=0.9 - 0.05 * rank, faces=(FACE,) if subject is None else (), subject=subject,
                palette=palette_of([pixels]), busy=busy_map(pixels),
            )
        )  # fmt: skip
    probe = Probe(
        container="mp4", bytes=1000, duration_s=20, width_px=1280, height_px=720, video_codec="h264"
    )
    digest = Digest(source="bench", probe=probe, shots=(), stills=tuple(stills), palette=stills[0].palette)
    return Source(digest, folder, VideoWords(title="Выпуск 3. Почему космонавты не плачут?"))
