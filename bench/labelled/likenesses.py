"""Portraits turned in depth, and with their eyes shut, made from one photograph of a face.

The photograph is a skin over a mesh that a face mesh model reads from it; the mesh is turned and the
photograph goes along, triangle by triangle, the far ones first. Eyes are shut by growing the skin around them
over them, and lashes along the lower lids. Strangers are made of the same photographs by other proportions of
the face and other colours of hair, skin and clothes: nobody's portrait, and a bit of a waxwork.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.labelled.photographs import Portrait, portrait
from studio.sample.drawing import Picture, Plane
from studio.understand.faces import face_finder, measured_by
from studio.values import Box

# MediaPipe's canonical indices: the rims of both eyes, and the lower lids from corner to corner.
EYES = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
)
LOWER_LIDS = ((33, 7, 163, 144, 145, 153, 154, 155, 133), (263, 249, 390, 373, 374, 380, 381, 382, 362))
EARS, CHIN, SKIN = (234, 454), 152, 468
# Hair and shoulders turn along less the farther they are: this many rings of points around the face.
RINGS = ((1.35, 0.55), (1.8, 0.15), (2.4, 0.0))
# Lids reach this far beyond the eyes; lashes are so thick, and so dark beside the skin. Of the eyes' width.
LID, LASH, LASH_LIGHT = 0.22, 0.07, 0.35


@cache
def likeness(
    name: str, yaw_deg: float = 0.0, pitch_deg: float = 0.0, *, shut: bool = False, stranger: int = 0
) -> Portrait:
    """A portrait of `photographs.portrait`, turned to the picture's right, chin up, with shut eyes or not.

    A `stranger` (a seed from 1 on) is somebody else, made of it. Raises ValueError where no mesh can be read:
    this needs MediaPipe.
    """
    plain = portrait(name)
    mesh = next((one.mesh for one in measured_by(face_finder(), plain.picture)), None)
    if mesh is None:
        raise ValueError(f"no mesh can be read off the portrait {name}")
    before = mesh[:SKIN]
    source = _shut(plain.picture, before) if shut else plain.picture
    ears = before[list(EARS)].mean(axis=0)
    after = before - ears
    if stranger:
        rng = np.random.default_rng(stranger)
        after = _other_features(after, rng)
        source = _other_colours(source, before, rng)
    after = after @ _turn(yaw_deg, pitch_deg).T + ears
    around, moved = _around(before, after, source)
    picture = _carried(source, np.vstack([before, around]), np.vstack([after, moved]))
    height, width = picture.shape[:2]
    low, high = after[:, :2].min(axis=0) / (width, height), after[:, :2].max(axis=0) / (width, height)
    box = Box(x=float(low[0]), y=float(low[1]), width=float(high[0] - low[0]), height=float(high[1] - low[1]))
    return Portrait(picture, box, plain.bust)


def _other_features(mesh: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """A mesh around its ears with another width, jaw, forehead, nose."""
    low, high = mesh[:, 1].min(), mesh[:, 1].max()
    down = (mesh[:, 1] - low) / (high - low)
    wide, jaw, tall, nose = rng.uniform(0.86, 1.14, 4)
    other = mesh.copy()
    other[:, 0] *= wide * (1 + (jaw - 1) * down)
    other[:, 1] = low + (high - low) * tall * (down + (nose - 1) * 0.5 * np.sin(np.pi * down))
    other[:, 2] *= nose
    return other


def _other_colours(picture: Picture, mesh: NDArray[np.float64], rng: np.random.Generator) -> Picture:
    """Clothes in another colour, hair and skin lighter or darker."""
    turn, rich = rng.uniform(25, 155), rng.uniform(0.5, 1.3)
    light, hair = rng.uniform(0.7, 1.7), rng.uniform(0.3, 1.3)
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV).astype(np.float32)
    hsv[..., 0] = (hsv[..., 0] + turn) % 180
    hsv[..., 1:] = np.clip(hsv[..., 1:] * (rich, light), 0, 255)
    clothes = cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB).astype(np.float32)
    across, chin = float(np.ptp(mesh[:, 0])), float(mesh[CHIN, 1])
    rows = np.arange(picture.shape[0], dtype=np.float32)[:, None, None]
    below = np.clip((rows - chin) / (0.25 * across), 0, 1)
    other = clothes * below + np.clip(picture * hair, 0, 255) * (1 - below)
    face = cv2.convexHull(np.round(mesh[:, :2]).astype(np.int32))
    skin: Plane = np.zeros(picture.shape[:2], np.float32)
    cv2.fillConvexPoly(skin, face, 1.0)
    # The neck too.
    neck = (face[:, 0] - (mesh[:, 0].mean(), chin)) * (0.6, 0.5) + (mesh[:, 0].mean(), chin)
    cv2.fillConvexPoly(skin, np.round(neck + np.array((0, 0.3 * across))).astype(np.int32), 1.0)
    soft = cv2.GaussianBlur(skin, (0, 0), 0.03 * across)[..., None]
    gain = rng.uniform(0.62, 1.08) * rng.uniform(0.96, 1.04, 3)
    return np.clip(picture * gain * soft + other * (1 - soft), 0, 255).astype(np.uint8)


def _shut(picture: Picture, mesh: NDArray[np.float64]) -> Picture:
    """The picture with lids over the eyes of a mesh that lies on it."""
    done: Picture = picture.copy()
    for rim, lower in zip(EYES, LOWER_LIDS, strict=True):
        eye = np.round(mesh[list(rim), :2]).astype(np.int32)
        across = float(np.ptp(eye[:, 0]))
        cover: Picture = np.zeros(picture.shape[:2], np.uint8)
        cv2.fillPoly(cover, [eye], 255)
        reach = 2 * max(1, round(LID * across / 2)) + 1
        cover = cv2.dilate(cover, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
        grown: Plane = cv2.inpaint(done, cover, across * LID, cv2.INPAINT_TELEA).astype(np.float32)
        lashes: Plane = np.zeros(picture.shape[:2], np.float32)
        line = np.round(mesh[list(lower), :2] * 16).astype(np.int32)
        cv2.polylines(lashes, [line], False, 1.0, max(1, round(LASH * across)), cv2.LINE_AA, 4)
        light = 1 - (1 - LASH_LIGHT) * cv2.GaussianBlur(lashes, (0, 0), max(0.5, 0.02 * across))
        done = (grown * light[..., None]).astype(np.uint8)
    return done


def _turn(yaw_deg: float, pitch_deg: float) -> NDArray[np.float64]:
    """(3, 3): to the picture's right and upwards, in x right, y down, z away from us."""
    y, p = np.radians(-yaw_deg), np.radians(-pitch_deg)
    yaw = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    pitch = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    return np.asarray(yaw @ pitch)


def _around(
    before: NDArray[np.float64], after: NDArray[np.float64], picture: Picture
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points around the face and where they go: with its outline by their share, the picture's rim stays."""
    height, width = picture.shape[:2]
    middle = before.mean(axis=0)
    outline = cv2.convexHull(before[:, :2].astype(np.float32), returnPoints=False).ravel()[::2]
    depth = float(before[list(EARS), 2].mean())
    points, moved = [], []
    for reach, share in RINGS:
        for index in outline:
            place = middle + reach * (before[index] - middle)
            if 1 < place[0] < width - 2 and 1 < place[1] < height - 2:
                points.append((place[0], place[1], depth))
                shift = share * (after[index] - before[index])[:2]
                moved.append((place[0] + shift[0], place[1] + shift[1], depth))
    for x in np.linspace(0, width - 1, 9):
        for y in np.linspace(0, height - 1, 9):
            if x in (0, width - 1) or y in (0, height - 1):
                points.append((x, y, depth))
                moved.append((x, y, depth))
    return np.array(points), np.array(moved)


def _carried(picture: Picture, before: NDArray[np.float64], after: NDArray[np.float64]) -> Picture:
    """The picture carried from one set of points to the other."""
    height, width = picture.shape[:2]
    done = picture.copy()
    triangles = _triangles(before[:, :2].astype(np.float32), width, height)
    farthest = np.argsort(-after[triangles, 2].mean(axis=1))
    for corners in triangles[farthest]:
        source, target = before[corners, :2].astype(np.float32), after[corners, :2].astype(np.float32)
        left, top = np.floor(target.min(axis=0)).astype(int) - 1
        right, foot = np.ceil(target.max(axis=0)).astype(int) + 2
        left, top, right, foot = max(0, left), max(0, top), min(width, right), min(height, foot)
        if right <= left or foot <= top or cv2.contourArea(target) < 0.03:
            continue
        matrix = cv2.getAffineTransform(target - np.array((left, top), np.float32), source)
        patch = cv2.warpAffine(
            picture, matrix, (right - left, foot - top), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        cover = np.zeros((foot - top, right - left), np.uint8)
        cv2.fillConvexPoly(cover, np.round((target - (left, top)) * 16).astype(np.int32), 1, cv2.LINE_8, 4)
        done[top:foot, left:right][cover > 0] = patch[cover > 0]
    return done


def _triangles(points: NDArray[np.float32], width: int, height: int) -> NDArray[np.int64]:
    """(N, 3): the points' places by which Delaunay's triangulation joins them."""
    plane = cv2.Subdiv2D((0, 0, width, height))
    inside = np.clip(points, 0, np.array((width, height), np.float32) - 0.5)
    plane.insert(inside.tolist())
    corners = np.array(plane.getTriangleList()).reshape(-1, 3, 2)
    within = ((corners >= 0) & (corners < (width, height))).all(axis=(1, 2))
    apart = np.linalg.norm(corners[within][:, :, None] - inside, axis=-1)
    return np.asarray(apart.argmin(axis=-1))
