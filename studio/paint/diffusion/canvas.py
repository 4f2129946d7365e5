"""Pictures made ready for a model, and put back: sizes a model likes, crops, masks, widened canvases.

A model paints at its own size; the author's picture keeps its own. What is painted is laid back onto the
picture as it came, so that nothing unmarked changes by a single bit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from studio.errors import InvalidRequest
from studio.paint.arrays import Pixels, Plane
from studio.paint.control.picture import around, cut, window_for
from studio.paint.diffusion.families import Family
from studio.paint.diffusion.task import Mask
from studio.paint.inputs import LARGEST_SIDE_PX, sized
from studio.values import Box, Face

# Longer shapes than these were in no training set.
LONGEST_SHAPE = 3.0
# How much of a marked place's longer side is shown around it, and how much of a picture is shown at least,
# of its longer side; so much of it makes it the whole.
AROUND, SHOWN_AT_LEAST, NEARLY_ALL = 0.6, 0.3, 0.6
# A small place is painted larger than it is, for detail, but no more than so many times; though never at less
# than this share of the pixels that a model likes.
LARGEST_ZOOM, FEWEST = 3.0, 0.25
# A picture of the canvas's own shape is widened on all sides: this much of the canvas it takes.
SHRUNK_TO, SAME_SHAPE = 0.72, 0.03
# How far the colours of the edge are carried out sharply, and how soft they get, of the longer side.
CARRIED, SOFTENED = 0.04, 0.06


def friendly_size(shape: float, pixels: int, family: Family) -> tuple[int, int]:
    """Width and height of about that shape (width over height) and number of pixels that a family likes."""
    shape = min(LONGEST_SHAPE, max(1 / LONGEST_SHAPE, shape))
    side = math.sqrt(pixels)
    step = family.friendly_px if side >= 8 * family.friendly_px else 2 * family.multiple
    best = (step, step)
    least = math.inf
    for rows in range(1, max(2, math.ceil(2 * side * LONGEST_SHAPE / step))):
        columns = max(1, round(rows * shape))
        width, height = columns * step, rows * step
        cost = 2 * abs(math.log(width / height / shape)) + abs(math.log(width * height / pixels))
        if cost < least:
            best, least = (width, height), cost
    return max(64, best[0]), max(64, best[1])


def cropped(
    pixels: Pixels, width_px: int, height_px: int, faces: tuple[Face, ...], subject: Box | None
) -> Pixels:
    """The part of a picture that a canvas shows, faces and subject within it, at the canvas's size."""
    if pixels.shape[:2] == (height_px, width_px):
        return pixels
    focus = around(face.box for face in faces) or subject
    return cut(pixels, window_for(pixels, width_px, height_px, focus), width_px, height_px)


def open_mask(path: Path, width_px: int, height_px: int) -> Mask:
    """`(H, W)` uint8 of what is marked: the light places of a file, or those that are not see-through.

    Raises InvalidRequest: mask_unreadable, mask_size, mask_empty.
    """
    try:
        with Image.open(path) as opened:
            if opened.size != (width_px, height_px):
                raise InvalidRequest(
                    f"the mask is {opened.width} × {opened.height}, the picture {width_px} × {height_px}",
                    code="mask_size",
                    width_px=opened.width,
                    height_px=opened.height,
                    wanted_width_px=width_px,
                    wanted_height_px=height_px,
                )
            light = np.asarray(opened.convert("L"), np.uint16)
            if opened.has_transparency_data:
                light = light * np.asarray(opened.convert("RGBA").getchannel("A"), np.uint16) // 255
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError) as error:
        raise InvalidRequest(f"{path.name} can't be read as a mask", code="mask_unreadable") from error
    mask = light.astype(np.uint8)
    if not (mask >= 128).any():
        raise InvalidRequest("nothing is marked on the picture", code="mask_empty")
    return mask


@dataclass(frozen=True)
class Stage:
    """A picture of which a part is painted anew.

    `ground` `(H, W, 3)` uint8 is what stays, with what is to be covered already on it in rough; `share`
    `(H, W)` float32 0..1 says how much of the new picture shows; the model sees `window` of it (left, top,
    width, height in pixels) at `width_px` × `height_px`.
    """

    ground: Pixels
    share: Plane
    window: tuple[int, int, int, int]
    width_px: int
    height_px: int

    @property
    def base(self) -> Pixels:
        return self.seen_with(self.ground)

    def seen_with(self, picture: Pixels) -> Pixels:
        """Of a picture in the ground's size, what the model sees of it."""
        return np.ascontiguousarray(sized(_within(picture, self.window), self.width_px, self.height_px))

    @property
    def mask(self) -> Mask:
        """Everywhere the new picture shows at all."""
        seen = (_within(self.share, self.window) > 0).astype(np.float32)
        return np.where(sized(seen, self.width_px, self.height_px) > 0, 255, 0).astype(np.uint8)

    def finished(self, painted: Pixels) -> Pixels:
        """The whole picture with what was painted on it; what is not marked is as it was, to the bit."""
        left, top, width, height = self.window
        new = sized(painted, width, height).astype(np.float32)
        share = _within(self.share, self.window)[..., None]
        picture = self.ground.copy()
        place = picture[top : top + height, left : left + width]
        place[:] = np.clip((place * (1 - share) + new * share).round(), 0, 255).astype(np.uint8)
        return picture


def stage_inpaint(picture: Pixels, mask: Mask, feather: float, pixels: int, family: Family) -> Stage:
    """A picture with a marked place, seen closely where that place is small.

    `feather` is how far the new picture fades out beyond the mark, of the longer side; `pixels` is what the
    model likes to paint at once.
    """
    share = feathered(mask >= 128, feather)
    window = _around_mark(share > 0)
    _, _, width, height = window
    zoomed = max(FEWEST * pixels, width * height * LARGEST_ZOOM**2)
    return Stage(picture, share, window, *friendly_size(width / height, min(pixels, round(zoomed)), family))


def stage_outpaint(picture: Pixels, shape: float, feather: float, pixels: int, family: Family) -> Stage:
    """A picture amid a canvas of that shape (width over height), its colours carried out to the edges.

    The canvas is as large as lets the picture keep its own pixels.
    """
    height, width = picture.shape[:2]
    own = width / height
    canvas_width = max(width, round(height * shape))
    canvas_height = max(height, round(width / shape))
    if abs(math.log(own / shape)) < SAME_SHAPE:
        canvas_width, canvas_height = round(width / SHRUNK_TO), round(height / SHRUNK_TO)
    if max(canvas_width, canvas_height) > LARGEST_SIDE_PX:
        factor = LARGEST_SIDE_PX / max(canvas_width, canvas_height)
        smaller = sized(picture, math.floor(width * factor), math.floor(height * factor))
        return stage_outpaint(smaller, shape, feather, pixels, family)
    left, top = (canvas_width - width) // 2, (canvas_height - height) // 2
    right, foot = canvas_width - width - left, canvas_height - height - top
    ground = _carried_out(picture, top, foot, left, right)
    outside = np.ones((canvas_height, canvas_width), bool)
    outside[top : top + height, left : left + width] = False
    size = friendly_size(canvas_width / canvas_height, pixels, family)
    return Stage(ground, feathered(outside, feather), (0, 0, canvas_width, canvas_height), *size)


def feathered(marked: np.ndarray, feather: float) -> Plane:
    """`(H, W)` float32: 1 on what is marked, falling to exactly 0 within `feather` of the longer side."""
    reach = feather * max(marked.shape)
    solid = marked.astype(np.float32)
    if reach < 1:
        return solid
    away = cv2.distanceTransform((~marked).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    fall = np.clip(1 - away / reach, 0, 1)
    # A slope without corners at either end.
    return np.asarray(fall * fall * (3 - 2 * fall), np.float32)


def _around_mark(marked: np.ndarray) -> tuple[int, int, int, int]:
    """The part of a picture to look at while its marked place is painted: left, top, width, height."""
    height, width = marked.shape
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    top, foot = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    margin = round(AROUND * max(foot - top, right - left))
    least = round(SHOWN_AT_LEAST * max(width, height))
    wide = min(width, max(least, right - left + 2 * margin))
    tall = min(height, max(least, foot - top + 2 * margin))
    # Not longer than twice its width: strips show a model nothing.
    wide, tall = min(width, max(wide, tall // 2)), min(height, max(tall, wide // 2))
    if wide * tall > NEARLY_ALL * width * height:
        return 0, 0, width, height
    return (
        min(max(0, (left + right - wide) // 2), width - wide),
        min(max(0, (top + foot - tall) // 2), height - tall),
        wide,
        tall,
    )


def _carried_out(picture: Pixels, top: int, foot: int, left: int, right: int) -> Pixels:
    """The picture on a larger canvas, mirrored at its edges and ever softer away from them.

    A model that begins from the right colours in the right places goes on with them.
    """
    # A mirror reaches no farther than the picture is large: farther out it is its own mirror again.
    wide = cv2.copyMakeBorder(picture, top, foot, left, right, cv2.BORDER_REFLECT)
    longer = max(wide.shape[:2])
    small = sized(wide, max(8, wide.shape[1] // 8), max(8, wide.shape[0] // 8))
    soft = cv2.GaussianBlur(small, (0, 0), SOFTENED * longer / 8)
    soft = cv2.resize(soft, (wide.shape[1], wide.shape[0]), interpolation=cv2.INTER_CUBIC)
    outside = np.ones(wide.shape[:2], np.uint8)
    outside[top : wide.shape[0] - foot, left : wide.shape[1] - right] = 0
    away = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    share = np.clip(away / max(1.0, CARRIED * longer), 0, 1)[..., None]
    mixed = np.clip((wide * (1 - share) + soft * share).round(), 0, 255).astype(np.uint8)
    mixed[outside == 0] = wide[outside == 0]
    return mixed


def _within(plane: np.ndarray, window: tuple[int, int, int, int]) -> np.ndarray:
    left, top, width, height = window
    return plane[top : top + height, left : left + width]
