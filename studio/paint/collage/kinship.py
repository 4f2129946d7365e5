"""How alike two stills are: the same shot, the same view again, the same person elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.paint.arrays import Floats, Pixels
from studio.values import Box, Still

VIEW_PX = (32, 18)
FACE_PX = (20, 26)
HUES, TONES = 12, 6
# Correlations of the prints below. Views, measured on our sample films: another frame of a scene 0.8 and
# more, another scene seldom over 0.6. Faces: one person in other crops and shots 0.85 and more; of pairs of
# people in Labeled Faces in the Wild 4 % are over 0.80, which costs a banner one face.
SAME_VIEW, OTHER_VIEW = 0.82, 0.55
SAME_PERSON = 0.80
SURE_FACE = 0.5
# A face within a still counts where it is this large beside the largest.
SECONDARY_FACE = 0.3


@dataclass(frozen=True)
class Print:
    """What a still is recognised by: its view and colours small, its main faces smaller."""

    view: Floats
    colours: Floats
    faces: tuple[Floats, ...]


def print_of(pixels: Pixels, still: Still) -> Print:
    """The print of a still's `(H, W, 3)` uint8 RGB pixels, of whatever size."""
    small = cv2.resize(pixels, VIEW_PX, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), 1.0)
    hsv = cv2.cvtColor(cv2.resize(pixels, (96, 54), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2HSV)
    # Grey pixels have no hue to speak of: they are told apart by their tone alone.
    hue = np.where(hsv[..., 1] > 40, hsv[..., 0].astype(int) * HUES // 180, HUES)
    tone = hsv[..., 2].astype(int) * TONES // 256
    colours = np.bincount((hue * TONES + tone).ravel(), minlength=(HUES + 1) * TONES) / hue.size
    faces = tuple(face_print(pixels, box) for box in main_face_boxes(still))
    return Print(_unit(grey), colours.astype(np.float32), faces)


def main_face_boxes(still: Still) -> tuple[Box, ...]:
    """The faces that a still is about."""
    boxes = sorted((f.box for f in still.faces if f.score >= SURE_FACE), key=lambda box: -box.area)
    return tuple(box for box in boxes if box.area > SECONDARY_FACE * boxes[0].area)


def likeness(one: Print, other: Print) -> float:
    """0 two different views, 1 the same one."""
    shape = float((one.view * other.view).sum())
    colours = float(np.minimum(one.colours, other.colours).sum())
    measured = max(shape * (0.55 + 0.45 * colours), 0.9 * colours if shape > 0.4 else 0.0)
    return min(1.0, max(0.0, (measured - OTHER_VIEW) / (SAME_VIEW - OTHER_VIEW)))


def same_person(one: Print, other: Print) -> bool:
    """Whether a main face of one is also in the other."""
    return any(same_face(a, b) for a in one.faces for b in other.faces)


def same_face(one: Floats, other: Floats) -> bool:
    """Whether two faces' prints are of one person."""
    return float((one * other).sum()) > SAME_PERSON


def face_print(pixels: Pixels, box: Box) -> Floats:
    """What a face in a picture, `(H, W, 3)` uint8 RGB, is recognised by."""
    height, width = pixels.shape[:2]
    x0, y0 = (
        max(0, round((box.x - 0.1 * box.width) * width)),
        max(0, round((box.y - 0.2 * box.height) * height)),
    )
    x1, y1 = round((box.x + 1.1 * box.width) * width), round((box.y + 1.05 * box.height) * height)
    crop = pixels[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    grey = cv2.cvtColor(cv2.resize(crop, FACE_PX, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    return _unit(cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.0))


def _unit(plane: Floats) -> Floats:
    """Mean 0, length 1, so that a product of two is their correlation."""
    plane = plane - plane.mean()
    return (plane / max(float(np.linalg.norm(plane)), 1e-6)).astype(np.float32)
