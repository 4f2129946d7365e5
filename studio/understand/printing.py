"""From a candidate to a still on disk: the picture in full size, its thumbnail, what is measured of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PIL import Image

from studio.understand.candidates import Candidate
from studio.understand.choose import Choice
from studio.understand.crew import Crew, wait_for
from studio.understand.crops import suggest_crops
from studio.understand.develop import LOOK_PIXELS, Developer
from studio.understand.frames import Picture, shrunk
from studio.understand.look import busy_map, subject_box
from studio.understand.palette import palette_of
from studio.values import Reason, ReasonCode, Still

STILL_QUALITY = 92
THUMB_WIDTH, THUMB_QUALITY, THUMB_EFFORT = 480, 82, 2
# A side of the picture is room for words where it is this calm on average.
ROOM = 0.30


class Printer:
    """Has candidates printed into `folder`, each once: the same frame always gives the same bytes.

    Only one thread may order.
    """

    def __init__(self, developer: Developer, folder: Path, crew: Crew) -> None:
        self._developer, self._folder, self._crew = developer, folder, crew
        self._orders: dict[int, Future[Still]] = {}

    @property
    def count(self) -> int:
        """How many are printed or will be."""
        return len(self._orders)

    def order(self, candidate: Candidate) -> Future[Still]:
        """The still of a candidate, with rank, shot and score yet to be given; the frame is let go then."""
        number = _number(candidate)
        if number not in self._orders:
            self._orders[number] = self._crew.write(self._print, candidate)
        return self._orders[number]

    def ordered(self, candidate: Candidate) -> bool:
        """Whether it is printed or will be."""
        return _number(candidate) in self._orders

    def catch_up(self, behind: int, tick: Callable[[], None]) -> None:
        """Wait until at most `behind` orders are not done."""
        waiting = [order for order in self._orders.values() if not order.done()]
        for order in waiting[: max(0, len(waiting) - behind)]:
            wait_for(order, tick)

    def keep_only(self, candidates: Iterable[Candidate]) -> None:
        """Delete the finished prints of all others."""
        wanted = {_number(candidate) for candidate in candidates}
        for number, order in list(self._orders.items()):
            if number not in wanted and order.done():
                still = self._orders.pop(number).result()
                (self._folder / still.file).unlink()
                (self._folder / still.thumb).unlink()

    def _print(self, candidate: Candidate) -> Still:
        assert candidate.kept.frame is not None
        picture = self._developer.picture(candidate.kept.frame)
        candidate.kept.frame = None
        name = f"frame-{_number(candidate):09d}"
        Image.fromarray(picture).save(self._folder / f"{name}.jpg", quality=STILL_QUALITY)
        Image.fromarray(shrunk(picture, THUMB_WIDTH)).save(
            self._folder / f"{name}.webp", quality=THUMB_QUALITY, method=THUMB_EFFORT
        )
        height, width = picture.shape[:2]
        small = shrunk(picture, _look_width(picture))
        busy = busy_map(small, candidate.faces)
        rows = tuple(tuple(round(float(cell), 3) for cell in row) for row in busy)
        subject = subject_box(small, candidate.faces, candidate.moving)
        return Still(
            rank=0,
            at_s=round(candidate.at_s, 3),
            shot=0,
            file=f"{name}.jpg",
            thumb=f"{name}.webp",
            width_px=width,
            height_px=height,
            score=0.0,
            reasons=room_for_words(busy),
            faces=candidate.faces,
            palette=palette_of([small]),
            subject=subject,
            busy=rows,
            crops=suggest_crops(width, height, candidate.faces, subject, rows),
        )


def ranked(still: Still, choice: Choice, rank: int) -> Still:
    """A printed still with what its choice says of it."""
    return still.model_copy(
        update={
            "rank": rank,
            "shot": choice.shot,
            "score": choice.score,
            "reasons": (*choice.reasons, *still.reasons),
        }
    )


def room_for_words(busy: NDArray[Any]) -> tuple[Reason, ...]:
    """The calmest side as a reason, where one is calm enough for words; `busy` is (rows, columns) in 0..1."""
    rows, columns = busy.shape
    sides: dict[ReasonCode, float] = {
        "room_left": float(busy[:, : columns * 2 // 5].mean()),
        "room_right": float(busy[:, columns - columns * 2 // 5 :].mean()),
        "room_top": float(busy[: rows * 2 // 5].mean()),
        "room_bottom": float(busy[rows - rows * 2 // 5 :].mean()),
    }
    code, level = min(sides.items(), key=lambda item: item[1])
    if level > ROOM:
        return ()
    return (Reason(code=code, weight=round(0.5 * (1 - level / ROOM) + 0.2, 3)),)


def _number(candidate: Candidate) -> int:
    """The frame's time in milliseconds: its name."""
    return round(candidate.at_s * 1000)


def _look_width(picture: Picture) -> int:
    height, width = picture.shape[:2]
    return max(1, round(width * min(1.0, (LOOK_PIXELS / (width * height)) ** 0.5)))
