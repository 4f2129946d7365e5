"""What tells one person from another in a film: a model's vector where one is plugged in, else their looks.

Looks are the shape of the face as its mesh has it and the colours of hair and clothes in OKLab. Colours are
compared as if every skin were lit alike (von Kries), for the light changes from scene to scene and a person
does not; what that takes from the skin is kept, with little weight. Looks tell people of one film apart. They
are no proof of who somebody is: other clothes make another person, and nothing here is told across films.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.understand.faces import Measured
from studio.understand.mesh import shape_of
from studio.understand.palette import LIGHT, TO_LAB, TO_LMS
from studio.values import Box, Face

Picture = NDArray[Any]  # uint8
Histogram = NDArray[np.float32]

# Parts of a person in face boxes (from the face's corner): left, top, right, foot.
SKIN = (0.22, 0.42, 0.78, 0.72)
HAIR = (0.0, -0.42, 1.0, -0.04)
CLOTHES = (-0.7, 1.28, 1.7, 2.3)
# A part of which less than this is in the picture, or fewer pixels, says nothing.
LEAST_SHOWN, LEAST_PIXELS = 0.4, 24
# The skin that all are lit to, in linear light, and how far a channel is turned up or down for it at most.
LIT_SKIN, MOST_GAIN = np.array((0.60, 0.38, 0.29)), 24.0
BINS, CHROMA = (5, 8, 8), 0.22
SMOOTH = 0.8
# Faces turned farther than this have a mesh that is half a guess.
SHAPE_WITHIN_DEG = 35.0
# How much each says, and the distance of it (its own unit) at which two are surely others.
WEIGHTS = {"clothes": 0.40, "hair": 0.22, "skin": 0.08, "shape": 0.30}
FAR = {"clothes": 0.75, "hair": 0.75, "skin": 0.20, "shape": 0.16}
# The distance at which a model's own threshold lies, on the scale of looks; and that of what nobody saw.
SURE, NOT_KNOWN = 0.40, 0.7


class FaceEmbedder(Protocol):
    """A model that knows faces again. `apart` is the cosine distance from which two faces are two people."""

    name: str
    apart: float

    def embed(self, picture: Picture, face: Face) -> NDArray[np.float32]:
        """A vector for the face in an (H, W, 3) uint8 RGB picture; `face.marks` say where its parts are."""
        ...


@dataclass(frozen=True)
class Looks:
    """What was seen of somebody; None where it was not. Histograms are of square roots and have length 1."""

    hair: Histogram | None
    clothes: Histogram | None
    skin: NDArray[np.float32] | None
    shape: NDArray[np.float32] | None


@dataclass(frozen=True)
class Likeness:
    """A face, how its owner looks, and the model's vector of length 1 where there is a model."""

    face: Face
    looks: Looks
    vector: NDArray[np.float32] | None = None


def likeness_of(picture: Picture, seen: Measured, embedder: FaceEmbedder | None = None) -> Likeness:
    """What may know this person again, from an (H, W, 3) uint8 RGB picture, best about 640 wide."""
    face = seen.face
    skin = _pixels(picture, face.box, SKIN)
    shape = shape_of(seen.mesh) if seen.mesh is not None and _straight(face) else None
    vector: NDArray[np.float32] | None = None
    if embedder is not None:
        raw = np.asarray(embedder.embed(picture, face), np.float32)
        vector = raw / max(float(np.linalg.norm(raw)), 1e-9)
    if skin is None:
        return Likeness(face, Looks(None, None, None, shape), vector)
    tone = np.maximum(np.median(LIGHT[skin], axis=0), 1e-4)
    gain = np.clip(LIT_SKIN / tone, 1 / MOST_GAIN, MOST_GAIN)
    looks = Looks(
        hair=_histogram(_pixels(picture, face.box, HAIR), gain),
        clothes=_histogram(_pixels(picture, face.box, CLOTHES), gain),
        skin=_lab(tone[None])[0],
        shape=shape,
    )
    return Likeness(face, looks, vector)


def all_apart(people: Sequence[Likeness], embedder: FaceEmbedder | None = None) -> NDArray[np.float32]:
    """(N, N) float32: how unlike each two are, 0 the same, 1 surely two people."""
    looks = _looks_apart([one.looks for one in people])
    if embedder is None:
        return looks
    has = np.array([one.vector is not None for one in people])
    size = next((len(one.vector) for one in people if one.vector is not None), 1)
    vectors: NDArray[Any] = np.zeros((len(people), size), np.float32)
    for row, one in zip(vectors, people, strict=True):
        row[:] = 0 if one.vector is None else one.vector
    by_model = np.clip(1 - vectors @ vectors.T, 0, None) / embedder.apart * SURE
    return np.asarray(np.where(has[:, None] & has, by_model, looks), np.float32)


def _looks_apart(looks: Sequence[Looks]) -> NDArray[np.float32]:
    total = np.zeros((len(looks), len(looks)))
    weight = np.zeros_like(total)
    for name, far in FAR.items():
        values = [getattr(one, name) for one in looks]
        has = np.array([value is not None for value in values])
        if not has.any():
            continue
        size = next(len(value) for value in values if value is not None)
        rows = np.stack([value if value is not None else np.zeros(size) for value in values])
        known = (has[:, None] & has) * WEIGHTS[name]
        total += known * _between(rows, histogram=name in {"hair", "clothes"}) / far
        weight += known
    return np.asarray(np.where(weight > 0, total / np.maximum(weight, 1e-9), NOT_KNOWN), np.float32)


def _between(rows: NDArray[Any], *, histogram: bool) -> NDArray[Any]:
    """Hellinger's distance of histograms; else the root mean square distance of the points of two shapes."""
    products = rows @ rows.T
    if histogram:
        return np.sqrt(np.clip(1 - products, 0, None))
    squares = np.diag(products)
    return np.sqrt(np.clip(squares[:, None] + squares - 2 * products, 0, None) / (rows.shape[1] / 3))


def _straight(face: Face) -> bool:
    return face.pose is not None and max(abs(face.pose.yaw_deg), abs(face.pose.pitch_deg)) <= SHAPE_WITHIN_DEG


def _pixels(picture: Picture, box: Box, part: tuple[float, float, float, float]) -> Picture | None:
    """(N, 3) uint8 of a part of a person, None where too little of it is in the picture."""
    height, width = picture.shape[:2]
    left, right = box.x + part[0] * box.width, box.x + part[2] * box.width
    top, foot = box.y + part[1] * box.height, box.y + part[3] * box.height
    x0, x1 = round(max(0.0, left) * width), round(min(1.0, right) * width)
    y0, y1 = round(max(0.0, top) * height), round(min(1.0, foot) * height)
    whole = (right - left) * width * (foot - top) * height
    if x1 <= x0 or y1 <= y0 or (x1 - x0) * (y1 - y0) < max(LEAST_PIXELS, LEAST_SHOWN * whole):
        return None
    crop = picture[y0:y1, x0:x1]
    if crop.shape[1] > 24 or crop.shape[0] > 24:
        crop = cv2.resize(
            crop, (min(24, crop.shape[1]), min(24, crop.shape[0])), interpolation=cv2.INTER_AREA
        )
    return crop.reshape(-1, 3)


def _lab(light: NDArray[Any]) -> NDArray[np.float32]:
    return np.asarray(np.cbrt(light @ TO_LMS.T) @ TO_LAB.T, np.float32)


def _histogram(pixels: Picture | None, gain: NDArray[Any]) -> Histogram | None:
    if pixels is None:
        return None
    lab = _lab(np.clip(LIGHT[pixels] * gain, 0, 1))
    edges = ((0, 1), (-CHROMA, CHROMA), (-CHROMA, CHROMA))
    inside = np.clip(lab, [low + 1e-4 for low, _ in edges], [high - 1e-4 for _, high in edges])
    counts, _ = np.histogramdd(inside, bins=BINS, range=edges)
    soft = np.einsum("ijk,ia,jb,kc->abc", counts, *(SMEARS[size] for size in BINS), optimize=True)
    roots = np.sqrt(soft).ravel()
    return np.asarray(roots / max(float(np.linalg.norm(roots)), 1e-9), np.float32)


def _smear(size: int) -> NDArray[Any]:
    """(size, size): a little of every bin in its neighbours, so that a shade's difference is a small one."""
    steps = np.arange(size)
    kernel = np.exp(-0.5 * ((steps[:, None] - steps) / SMOOTH) ** 2)
    return np.asarray(kernel / kernel.sum(axis=1, keepdims=True))


SMEARS = {size: _smear(size) for size in set(BINS)}
