"""Many pictures side by side: which hangs where, and what of it is shown when it comes again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studio.design.document import PictureLayer
from studio.design.geometry import main_faces
from studio.design.layouts.parts import picture_in
from studio.design.sheet import Commission
from studio.paint.protocol import Picture
from studio.values import Box

# When a picture comes again it is another part of it: (what stands where, how much nearer).
PARTS = (((0.5, 0.45), None), ((0.32, 0.55), 1.5), ((0.70, 0.40), 1.9), ((0.5, 0.7), 2.3))
ZOOMED_FACE = (0.62, 0.80, 0.95)
# How wrong it is that a place shows what one of these shows already.
BESIDE, NEAR, ANYWHERE = 8.0, 4.0, 2.0
SAME_VIDEO_BESIDE, FACE_AGAIN = 0.6, 1.5
# A head is not for a place that is half hidden, nor for one that is low and wide.
HIDDEN_FACE, WELL_SEEN, LOW_FACE, LOWEST = 20.0, 0.8, 3.0, 1.5


@dataclass(frozen=True)
class Place:
    """A place for a picture; `seen` is the share of it that nothing hides, `shape` is width by height."""

    box: Box
    shape: float
    seen: float = 1.0


def shown_part(job: Commission, name: str, picture: Picture, box: Box, time: int) -> PictureLayer:
    """The picture as it is at first, details of it when it comes again."""
    if main_faces(picture):
        fill = None if not time else ZOOMED_FACE[(time - 1) % len(ZOOMED_FACE)]
        return picture_in(job, name, picture, box, (0.5, 0.45), fill=fill, finish=False)
    at, nearer = PARTS[time % len(PARTS)]
    if nearer is None:
        return picture_in(job, name, picture, box, at, finish=False)
    side = 1 / nearer
    x, y = (at[0] - side / 2, at[1] - side / 2)
    part = Box(x=min(max(0.0, x), 1 - side), y=min(max(0.0, y), 1 - side), width=side, height=side)
    return picture_in(job, name, picture, box, (0.5, 0.5), fill=1.0, seen=part, finish=False)


def hang(
    places: Sequence[Place],
    pictures: Sequence[Picture],
    order: Sequence[int],
    beside: Callable[[Box, Box], bool],
) -> dict[int, Picture]:
    """A picture for each place, in that order: all once before any twice, neighbours always different."""
    hung: dict[int, Picture] = {}
    for index in order:
        place = places[index]

        def wrong(picture: Picture, place: Place = place) -> float:
            total = 0.0
            face = bool(main_faces(picture))
            for other, shown in hung.items():
                touches = beside(places[other].box, place.box)
                if shown.id == picture.id:
                    near = abs(places[other].box.centre[0] - place.box.centre[0]) < 0.75 * place.box.width
                    total += ANYWHERE + BESIDE * touches + NEAR * near
                elif shown.origin.source == picture.origin.source and touches:
                    total += SAME_VIDEO_BESIDE
                if main_faces(shown) and face:
                    total += FACE_AGAIN
            total += HIDDEN_FACE * face * (place.seen < WELL_SEEN)
            return total + LOW_FACE * face * (place.shape > LOWEST)

        hung[index] = min(pictures, key=lambda picture: (wrong(picture), pictures.index(picture)))
    return hung
