"""Digests written by hand over real photographs, so that the design side is tested without a video."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from studio.paint.collage.load import busy_map
from studio.paint.protocol import Source
from studio.values import Box, Digest, Face, PlatformImage, Probe, Still, Swatch, VideoWords

ASTRONAUT_FACE = Face(
    box=Box(x=0.342, y=0.217, width=0.206, height=0.366), score=0.95, sharpness=0.8, frontal=0.9
)
RUSSIAN = VideoWords(title="Серия 3. Почему космонавты не плачут?", tags=("космос",))


def astronaut() -> NDArray[np.uint8]:
    return cv2.resize(data.astronaut()[:288], (1280, 720), interpolation=cv2.INTER_CUBIC)


def coffee() -> NDArray[np.uint8]:
    return cv2.resize(data.coffee()[30:368], (1280, 720), interpolation=cv2.INTER_CUBIC)


def cat() -> NDArray[np.uint8]:
    return cv2.resize(data.chelsea()[20:274], (1280, 720), interpolation=cv2.INTER_CUBIC)


def rocket() -> NDArray[np.uint8]:
    return cv2.resize(data.rocket()[40:400], (1280, 720), interpolation=cv2.INTER_CUBIC)


def source(folder: Path, words: VideoWords = RUSSIAN, *, faces: bool = True, name: str = "clip") -> Source:
    """Four stills of four shots; the first shows a face unless told otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    shots: list[tuple[NDArray[np.uint8], tuple[Face, ...], Box | None]] = [
        (coffee(), (), Box(x=0.2, y=0.2, width=0.55, height=0.7)),
        (rocket(), (), Box(x=0.44, y=0.2, width=0.1, height=0.6)),
        (cat(), (), Box(x=0.2, y=0.05, width=0.6, height=0.85)),
    ]
    if faces:
        shots.insert(0, (astronaut(), (ASTRONAUT_FACE,), None))
    stills = []
    for rank, (pixels, found, subject) in enumerate(shots):
        file = f"still-{rank:02d}.jpg"
        Image.fromarray(pixels).save(folder / file, quality=92)
        stills.append(
            Still(
                rank=rank, at_s=2.0 * rank, shot=rank, file=file, thumb=file, width_px=1280, height_px=720,
                score=0.9 - 0.05 * rank, faces=found, palette=palette(pixels), subject=subject,
                busy=busy_map(pixels),
            )
        )  # fmt: skip
    probe = Probe(
        container="mp4", bytes=1000, duration_s=20, width_px=1280, height_px=720, video_codec="h264"
    )
    digest = Digest(source=name, probe=probe, shots=(), stills=tuple(stills), palette=stills[0].palette)
    return Source(digest, folder, words)


def palette(pixels: NDArray[np.uint8]) -> tuple[Swatch, ...]:
    """Mean colours of a 3×2 grid: enough of a palette for choosing colours by."""
    cells = cv2.resize(pixels, (3, 2), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    return tuple(Swatch(hex="#{:02x}{:02x}{:02x}".format(*map(int, cell)), share=1 / 6) for cell in cells)


def small_cover(**changes: object) -> PlatformImage:
    """A cover with RUTUBE's rules at half its size, so that tests draw fast."""
    row = PlatformImage(
        platform="test", image="cover", artwork_kind="cover", width_px=640, height_px=360,
        bytes_limit=10_000_000, formats=("jpeg", "png"),
        keep_clear=(Box(x=0.8, y=0.85, width=0.2, height=0.15),), checked_on="2026-11", certainty="given",
    )  # fmt: skip
    return row.model_copy(update=changes)
