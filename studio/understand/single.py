"""One still that a person asks for: a frame of the film at a moment, or a picture they brought along.

It is measured and printed as the others are, so that a digest's stills can be told and compared alike.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import av
import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from studio.errors import InvalidRequest, UnusableVideo
from studio.progress import OnStep, Stage, ignore
from studio.understand.candidates import Candidate, Kept, examine
from studio.understand.choose import choose
from studio.understand.container import OpenVideo, first_frame, open_video
from studio.understand.crew import Crew, Ticker, wait_for
from studio.understand.crops import suggest_crops
from studio.understand.develop import LOOK_PIXELS, Developer
from studio.understand.faces import FaceFinder, face_finder
from studio.understand.frames import TINY, Picture, glimpse_of, shrunk
from studio.understand.glance import glance_over
from studio.understand.lettering import lettering_share
from studio.understand.limits import DEFAULT_LIMITS, Limits
from studio.understand.look import busy_map, look_at, subject_box
from studio.understand.palette import palette_of
from studio.understand.printing import (
    STILL_QUALITY,
    THUMB_EFFORT,
    THUMB_QUALITY,
    THUMB_WIDTH,
    Printer,
    ranked,
    room_for_words,
)
from studio.values import Shot, Still

# A jump lands on a key frame before the moment. Where it lands behind it, the film is read from its start.
SEEK_BACK_S = 0.5
LARGEST_SIDE_PX = 3840


def take_still(
    path: Path,
    at_s: float,
    *,
    out_dir: Path,
    rank: int,
    shots: Sequence[Shot] = (),
    on_step: OnStep = ignore,
    limits: Limits = DEFAULT_LIMITS,
    finder: FaceFinder | None = None,
) -> Still:
    """Write the frame shown at `at_s` into `out_dir` as `still-<rank>.jpg` and `thumb-<rank>.webp`.

    `shots` are the film's, for the place of the still among them; moments behind the end give the last frame.
    Raises UnusableVideo; what `on_step` raises passes through.
    """
    tick = Ticker(on_step, Stage.WATCH)
    tick(0.0)
    with open_video(path, limits) as video:
        first = first_frame(video, limits)
        aspect = video.stream.sample_aspect_ratio
    with open_video(path, limits) as video:
        bars = glance_over(video, tick, keep=False).bars
    developer = Developer(first, aspect, bars)
    with open_video(path, limits) as video:
        found_s, frame = _frame_at(video, at_s, tick)
    tick = Ticker(on_step, Stage.STILLS)
    tick(0.0)
    tiny = glimpse_of(frame, one_field=frame.interlaced_frame).tiny
    candidate = examine(Kept(found_s, frame, tiny, 0.0, sound=True), developer, finder or face_finder())
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".taking-", dir=out_dir) as scratch, Crew() as crew:
        order = Printer(developer, Path(scratch), crew).order(candidate)
        still = _rated(wait_for(order, tick), candidate, rank, shots)
        names = _names(rank)
        (Path(scratch) / still.file).rename(out_dir / names["file"])
        (Path(scratch) / still.thumb).rename(out_dir / names["thumb"])
    return still.model_copy(update=names)


def still_of_picture(
    path: Path, *, out_dir: Path, rank: int, finder: FaceFinder | None = None, on_step: OnStep = ignore
) -> Still:
    """The same for a picture file; its moment is 0. Raises InvalidRequest (picture_unreadable)."""
    on_step(Stage.STILLS, 0.0)
    picture = _opened(path)
    height, width = picture.shape[:2]
    factor = min(1.0, (LOOK_PIXELS / (width * height)) ** 0.5)
    small = shrunk(picture, max(1, round(width * factor)))
    faces = tuple((finder or face_finder()).find(small))
    tiny = cv2.cvtColor(cv2.resize(picture, TINY, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2YUV)
    kept = Kept(0.0, None, tiny, 0.0, sound=True)
    candidate = Candidate(0.0, width, height, look_at(small), faces, lettering_share(small), tiny, True, kept)
    busy = busy_map(small, faces)
    rows = tuple(tuple(round(float(cell), 3) for cell in row) for row in busy)
    subject = subject_box(small, faces)
    names = _names(rank)
    out_dir.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(out_dir / names["file"], quality=STILL_QUALITY)
    Image.fromarray(shrunk(picture, THUMB_WIDTH)).save(
        out_dir / names["thumb"], quality=THUMB_QUALITY, method=THUMB_EFFORT
    )
    still = Still(
        rank=rank,
        at_s=0.0,
        shot=0,
        **names,
        width_px=width,
        height_px=height,
        score=0.0,
        reasons=room_for_words(busy),
        faces=faces,
        palette=palette_of([small]),
        subject=subject,
        busy=rows,
        crops=suggest_crops(width, height, faces, subject, rows),
    )
    on_step(Stage.STILLS, 1.0)
    return _rated(still, candidate, rank, ())


def _frame_at(video: OpenVideo, at_s: float, tick: Ticker) -> tuple[float, av.VideoFrame]:
    """(seconds, frame) that is on the screen at `at_s`. Raises UnusableVideo (decode_failed)."""
    wanted_s = max(0.0, at_s)
    from_s = wanted_s - SEEK_BACK_S
    if from_s > 0:
        unit_s = float(video.stream.time_base or 1)
        try:
            video.container.seek(round((video.start_s + from_s) / unit_s), stream=video.stream)
        except (av.FFmpegError, OSError):
            from_s = 0.0
    shown = _shown_at(video, wanted_s, tick)
    if (shown is None or shown[0] > wanted_s + SEEK_BACK_S) and from_s > 0:
        try:
            video.container.seek(0)
        except (av.FFmpegError, OSError) as error:
            raise _nothing_there() from error
        shown = _shown_at(video, wanted_s, tick)
    if shown is None:
        raise _nothing_there()
    return shown


def _shown_at(video: OpenVideo, at_s: float, tick: Ticker) -> tuple[float, av.VideoFrame] | None:
    """The last frame that begins no later than `at_s`, or the first of all; None where none decodes."""
    shown: tuple[float, av.VideoFrame] | None = None
    packets = video.container.demux(video.stream)
    while True:
        tick()
        try:
            packet = next(packets)
            frames = packet.decode()
        except (StopIteration, EOFError):
            return shown
        except (av.FFmpegError, OSError, MemoryError):
            # What is damaged is passed over, as when the film is watched.
            continue
        for frame in frames:
            frame_s = float(frame.time or 0.0) - video.start_s
            # Half a millisecond: a moment that the page took from the frame itself is that frame's.
            if shown is not None and frame_s > at_s + 0.0005:
                return shown
            shown = (max(0.0, frame_s), frame)


def _nothing_there() -> UnusableVideo:
    return UnusableVideo("no frame can be decoded at that moment; choose another", code="decode_failed")


def _rated(still: Still, candidate: Candidate, rank: int, shots: Sequence[Shot]) -> Still:
    """The still with score, reasons and shot, judged as those that were found."""
    alone = not shots
    within = shots or (Shot(index=0, start_s=0.0, end_s=max(candidate.at_s + 1, 1), opens_with="start"),)
    choice = choose([candidate], within, [], 1)[0]
    rated = ranked(still, choice, rank)
    if not alone:
        return rated
    # A picture by itself is of no shot, long or short.
    return rated.model_copy(
        update={"reasons": tuple(reason for reason in rated.reasons if reason.code != "long_shot")}
    )


def _names(rank: int) -> dict[str, str]:
    return {"file": f"still-{rank:02d}.jpg", "thumb": f"thumb-{rank:02d}.webp"}


def _opened(path: Path) -> Picture:
    """(H, W, 3) uint8 RGB, no side longer than `LARGEST_SIDE_PX`."""
    try:
        with Image.open(path) as image:
            image.thumbnail((LARGEST_SIDE_PX, LARGEST_SIDE_PX))
            return np.asarray(image.convert("RGB"))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise InvalidRequest("the picture can't be read; bring another", code="picture_unreadable") from error
