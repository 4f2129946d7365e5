"""One take of a labelled film: a view moving over a photograph, a person before it, light, blur, words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.labelled.photographs import Portrait
from bench.labelled.truth import TrueFace
from studio.sample.drawing import Picture, Plane
from studio.values import Box

Seen = Literal["large", "small", "turned"]
# Seconds from the beginning of the take → centre x, centre y, width (fractions of the photograph), degrees.
View = Callable[[float], tuple[float, float, float, float]]
SMALLEST_FACE_SHOWN = 0.6


@dataclass(frozen=True)
class Person:
    """Somebody in the foreground. `place` gives the face's middle, `width` is its share of the frame's.

    While `sleeps` they are seen as in `asleep`, with their eyes shut.
    """

    name: str
    portrait: Portrait
    seen: Seen
    width: float
    place: Callable[[float], tuple[float, float]]
    tilt_deg: float = 0.0
    squeeze: float = 1.0
    mirrored: bool = False
    asleep: Portrait | None = None
    sleeps: Callable[[float], bool] = lambda _: False


@dataclass(frozen=True)
class Words:
    """White burnt-in words between two times of the take, fading in and out over `soft_s`."""

    text: str
    start_s: float
    end_s: float
    title: bool
    soft_s: float = 0.0

    def strength(self, at_s: float) -> float:
        """How visible they are, 0..1."""
        soft = max(self.soft_s, 1e-6)
        return float(np.clip(min((at_s - self.start_s) / soft, (self.end_s - at_s) / soft), 0, 1))


@dataclass(frozen=True)
class Take:
    """What the camera sees, as a function of the seconds since the take began."""

    photograph: Picture
    view: View
    people: tuple[Person, ...] = ()
    words: tuple[Words, ...] = ()
    light: Callable[[float], float] = lambda _: 1.0
    blur: Callable[[float], float] = lambda _: 0.0
    smear: Callable[[float], float] = lambda _: 0.0
    tone: np.ndarray = field(default_factory=lambda: np.ones(3, np.float32))

    def frame(self, at_s: float, width: int, height: int) -> tuple[Picture, tuple[TrueFace, ...]]:
        """(height, width, 3) uint8 RGB and the faces in it."""
        picture = _through(self.photograph, self.view(at_s), width, height)
        faces = tuple(face for one in self.people for face in _stand_before(picture, one, at_s))
        gain = self.tone * self.light(at_s)
        if not np.allclose(gain, 1):
            values = np.arange(256)[:, None] * gain
            picture = cv2.LUT(picture, np.clip(values, 0, 255).astype(np.uint8)[None])
        if (sigma := self.blur(at_s)) > 0.3:
            picture = cv2.GaussianBlur(picture, (0, 0), sigma)
        if (length := round(self.smear(at_s))) > 1:
            picture = cv2.blur(picture, (length, 1))
        for words in self.words:
            if (strength := words.strength(at_s)) > 0:
                _write(picture, words, strength)
        return picture, faces


def _through(source: Picture, view: tuple[float, float, float, float], width: int, height: int) -> Picture:
    x, y, span, turn = view
    rows, columns = source.shape[:2]
    scale = min(span * columns / width, columns / width, rows / height)
    half_w, half_h = scale * width / 2, scale * height / 2
    centre_x = float(np.clip(x * columns, half_w, columns - half_w))
    centre_y = float(np.clip(y * rows, half_h, rows - half_h))
    c, s = np.cos(np.radians(turn)) * scale, np.sin(np.radians(turn)) * scale
    matrix = np.array(
        [
            [c, -s, centre_x - c * width / 2 + s * height / 2],
            [s, c, centre_y - s * width / 2 - c * height / 2],
        ],
        np.float32,
    )
    flags = (cv2.INTER_AREA if scale > 1.5 else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
    if scale > 1.5:
        source = cv2.resize(source, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
        matrix /= scale
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(source, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REFLECT)


def _stand_before(picture: Picture, person: Person, at_s: float) -> tuple[TrueFace, ...]:
    """Lay the person over the picture, in place; the face where enough of it is in the frame."""
    height, width = picture.shape[:2]
    shut = person.asleep is not None and person.sleeps(at_s)
    portrait = person.asleep if person.asleep is not None and shut else person.portrait
    rows, columns = portrait.picture.shape[:2]
    face, bust = portrait.face, portrait.bust
    across = person.width * width / (face.width * columns)
    turn = np.radians(person.tilt_deg)
    mirror = -1.0 if person.mirrored else 1.0
    linear = np.array(
        [
            [np.cos(turn) * across * person.squeeze * mirror, -np.sin(turn) * across],
            [np.sin(turn) * across * person.squeeze * mirror, np.cos(turn) * across],
        ]
    )
    middle = np.array([face.centre[0] * columns, face.centre[1] * rows])
    target = np.array(person.place(at_s)) * (width, height)
    matrix = np.hstack([linear, (target - linear @ middle)[:, None]]).astype(np.float32)
    size, smooth = (width, height), cv2.INTER_AREA if across < 0.6 else cv2.INTER_CUBIC
    source = portrait.picture
    if across < 0.6:
        # Shrunk first: a warp alone would leave stairs.
        source = cv2.resize(source, None, fx=across, fy=across, interpolation=cv2.INTER_AREA)
        matrix[:, :2] /= across
    laid = cv2.warpAffine(source, matrix, size, flags=smooth if across >= 0.6 else cv2.INTER_LINEAR)
    alpha = cv2.warpAffine(_bust_mask(bust, *source.shape[1::-1]), matrix, size, flags=cv2.INTER_LINEAR)
    left, top, wide, tall = cv2.boundingRect(
        cv2.threshold(alpha, 0, 1, cv2.THRESH_BINARY)[1].astype(np.uint8)
    )
    part = np.s_[top : top + tall, left : left + wide]
    cover = alpha[part][..., None]
    picture[part] = (picture[part] * (1 - cover) + laid[part] * cover).astype(np.uint8)
    corners = np.array(
        [[face.x, face.y], [face.x + face.width, face.y],
         [face.x, face.y + face.height], [face.x + face.width, face.y + face.height]]
    )  # fmt: skip
    placed = (corners * (columns, rows)) @ linear.T + (target - linear @ middle)
    return _within(placed / (width, height), person, shut=shut)


def _within(corners: np.ndarray, person: Person, *, shut: bool) -> tuple[TrueFace, ...]:
    low, high = corners.min(axis=0), corners.max(axis=0)
    left, top = np.clip(low, 0, 1)
    right, foot = np.clip(high, 0, 1)
    shown = max(0.0, right - left) * max(0.0, foot - top) / float(np.prod(high - low))
    if shown < SMALLEST_FACE_SHOWN:
        return ()
    box = Box(
        x=round(float(left), 4), y=round(float(top), 4),
        width=round(float(right - left), 4), height=round(float(foot - top), 4),
    )  # fmt: skip
    return (TrueFace(box=box, seen=person.seen, person=person.name, shut=shut),)


@cache
def _bust_mask(bust: Box, columns: int, rows: int) -> Plane:
    """Head and shoulders with a soft edge, (rows, columns) float32."""
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    u = (x / columns - bust.centre[0]) / (bust.width / 2)
    v = (y / rows - bust.centre[1]) / (bust.height / 2)
    distance = (np.abs(u) ** 3 + np.abs(v) ** 3) ** (1 / 3)
    return np.clip((1 - distance) / 0.14, 0, 1).astype(np.float32)


def _write(picture: Picture, words: Words, strength: float) -> None:
    """Lay white words with a dark edge over the picture, in place."""
    height, width = picture.shape[:2]
    top, white, dark = _lettering(words.text, words.title, width, height)
    part = picture[top : top + len(white)]
    part[:] = (part * (1 - dark * strength) * (1 - white * strength) + 250 * strength * white).astype(
        np.uint8
    )


@cache
def _lettering(text: str, title: bool, width: int, height: int) -> tuple[int, Plane, Plane]:
    """The first row that holds letters, and (rows, width, 1) of white and of its edge."""
    size = round(height * (0.17 if title else 0.062) * min(1.0, width / height / 1.2))
    font = ImageFont.load_default(size)
    layers = []
    for edge in (0, max(1, size // 14)):
        layer = Image.new("L", (width, height))
        place = (width / 2, height * (0.5 if title else 0.90))
        ImageDraw.Draw(layer).text(place, text, 255, font, anchor="mm", stroke_width=edge)
        layers.append(np.asarray(layer, np.float32)[..., None] / 255)
    rows = np.flatnonzero(layers[1].any(axis=(1, 2)))
    return int(rows[0]), layers[0][rows[0] : rows[-1] + 1], layers[1][rows[0] : rows[-1] + 1]
