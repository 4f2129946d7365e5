"""From a video file to its digest: the whole story of `understand`."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.progress import OnStep, Stage, ignore
from studio.understand.choose import Choice, choose
from studio.understand.container import describe, first_frame, open_video
from studio.understand.faces import FaceFinder, face_finder
from studio.understand.limits import DEFAULT_LIMITS, Limits
from studio.understand.look import LOOK_WIDTH, busy_map, palette_of, subject_box
from studio.understand.shots import find_changes, shots_between
from studio.understand.watch import Ticker, Watcher, first_look, shrunk
from studio.values import Digest, Probe, Reason, ReasonCode, Still, Swatch

DIGEST_FILE = "digest.json"
THUMB_WIDTH, THUMB_QUALITY = 480, 82
HASH_CHUNK = 4 * 1024 * 1024
# A side of the picture is room for words where it is this calm on average.
ROOM = 0.30


def digest_video(
    path: Path,
    *,
    out_dir: Path,
    on_step: OnStep = ignore,
    limits: Limits = DEFAULT_LIMITS,
    stills: int = 12,
    finder: FaceFinder | None = None,
) -> Digest:
    """Watch a video and write what is worth keeping into `out_dir` (made where it is missing).

    Writes `still-NN.jpg` in full size, `thumb-NN.webp` (480 pixels wide) and `digest.json`, ranked from the
    best; at most `stills` and fewer where the film shows fewer different things. The same file gives the same
    digest. `Digest.source` is `sha256:<hex>` of the file. Raises UnusableVideo; what `on_step` raises
    (Cancelled) passes through, and then nothing of this run is left in `out_dir`.
    """
    tick = Ticker(on_step, Stage.PROBE)
    tick(0.0)
    with open_video(path, limits) as video:
        probe = describe(path, video, first_frame(video, limits))
    source = _hash(path, tick)
    with open_video(path, limits) as video:
        bars = first_look(video, limits, tick)
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".watching-", dir=out_dir) as scratch:
        folder = Path(scratch)
        tick = Ticker(on_step, Stage.WATCH)
        tick(0.0)
        with open_video(path, limits) as video:
            watched = Watcher(video, bars, finder or face_finder(), folder, tick).watch(limits)
        duration_s = max(probe.duration_s, watched.last_s)
        changes = find_changes(watched.times, watched.frames())
        shots = shots_between(changes, duration_s)
        chosen = choose(watched.candidates, shots, changes, stills)
        tick = Ticker(on_step, Stage.STILLS)
        finished = [_finish(choice, rank, folder, tick) for rank, choice in enumerate(chosen)]
        digest = Digest(
            source=source,
            probe=_measured(probe, duration_s),
            shots=shots,
            stills=tuple(finished),
            palette=_film_palette(folder, finished),
        )
        (folder / DIGEST_FILE).write_text(digest.model_dump_json(indent=1), encoding="utf-8")
        on_step(Stage.STILLS, 1.0)
        _move_in(folder, out_dir, finished)
    return digest


def load_digest(folder: Path) -> Digest:
    """The digest that `digest_video` wrote into `folder`."""
    return Digest.model_validate_json((folder / DIGEST_FILE).read_bytes())


def _hash(path: Path, tick: Ticker) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(HASH_CHUNK):
            digest.update(chunk)
            tick()
    return f"sha256:{digest.hexdigest()}"


def _measured(probe: Probe, duration_s: float) -> Probe:
    return probe.model_copy(update={"duration_s": round(duration_s, 3)})


def _finish(choice: Choice, rank: int, folder: Path, tick: Ticker) -> Still:
    """Give a chosen candidate its names, thumbnail, busy map, subject and palette."""
    tick()
    candidate = choice.candidate
    file, thumb = f"still-{rank:02d}.jpg", f"thumb-{rank:02d}.webp"
    candidate.file.rename(folder / file)
    with Image.open(folder / file) as image:
        picture = np.asarray(image.convert("RGB"))
    small = shrunk(picture, LOOK_WIDTH)
    Image.fromarray(shrunk(picture, THUMB_WIDTH)).save(folder / thumb, quality=THUMB_QUALITY, method=4)
    busy = busy_map(small, candidate.faces)
    return Still(
        rank=rank,
        at_s=round(candidate.at_s, 3),
        shot=choice.shot,
        file=file,
        thumb=thumb,
        width_px=candidate.width_px,
        height_px=candidate.height_px,
        score=choice.score,
        reasons=_with_room(choice.reasons, busy),
        faces=candidate.faces,
        palette=palette_of([small]),
        subject=subject_box(small, candidate.faces),
        busy=tuple(tuple(round(float(cell), 3) for cell in row) for row in busy),
    )


def _with_room(reasons: Sequence[Reason], busy: NDArray[Any]) -> tuple[Reason, ...]:
    """The reasons and the calmest side, where one is calm enough for words."""
    rows, columns = busy.shape
    sides: dict[ReasonCode, float] = {
        "room_left": float(busy[:, : columns * 2 // 5].mean()),
        "room_right": float(busy[:, columns - columns * 2 // 5 :].mean()),
        "room_top": float(busy[: rows * 2 // 5].mean()),
        "room_bottom": float(busy[rows - rows * 2 // 5 :].mean()),
    }
    code, level = min(sides.items(), key=lambda item: item[1])
    if level > ROOM:
        return tuple(reasons)
    return (*reasons, Reason(code=code, weight=round(0.5 * (1 - level / ROOM) + 0.2, 3)))


def _film_palette(folder: Path, stills: Sequence[Still]) -> tuple[Swatch, ...]:
    pictures = []
    for still in stills:
        with Image.open(folder / still.thumb) as image:
            pictures.append(np.asarray(image.convert("RGB")))
    return palette_of(pictures)


def _move_in(folder: Path, out_dir: Path, stills: Sequence[Still]) -> None:
    """Replace what an earlier run left by this one's files; the digest itself goes last."""
    for pattern in ("still-*.jpg", "thumb-*.webp"):
        for old in out_dir.glob(pattern):
            old.unlink()
    for still in stills:
        shutil.move(folder / still.file, out_dir / still.file)
        shutil.move(folder / still.thumb, out_dir / still.thumb)
    shutil.move(folder / DIGEST_FILE, out_dir / DIGEST_FILE)
