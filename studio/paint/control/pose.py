"""People as OpenPose-style skeletons of 18 keypoints, in the colours the published ControlNets know.

The keypoints are COCO's with the neck between the shoulders (Cao et al., 2017); they are read off MediaPipe's
33 landmarks (Bazarevsky et al., 2020), whose model sees one person at a time: people are looked for around
every face, then in what is left of the picture.
"""

from __future__ import annotations

import math
import os
import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.errors import InvalidRequest
from studio.paint.arrays import Pixels
from studio.paint.control.faces import faces_in
from studio.paint.control.picture import (
    ControlPicture,
    Stroke,
    around,
    hex_rgb,
    to_canvas,
    unit_px,
    window_for,
)
from studio.quiet import hush
from studio.values import Box, Face

Points = NDArray[np.float64]  # (18, 2) in fractions of the photo, NaN where not seen

# COCO-18: nose, neck, right shoulder, elbow, wrist, left ones, right hip, knee, ankle, left ones, right eye,
# left eye, right ear, left ear; each with its number in MediaPipe. The neck (None) is between the shoulders.
MEDIAPIPE: tuple[int | None, ...] = (
    0, None, 12, 14, 16, 11, 13, 15, 24, 26, 28, 23, 25, 27, 5, 2, 8, 7,
)  # fmt: skip
NOSE, NECK, RIGHT_SHOULDER, LEFT_SHOULDER = 0, 1, 2, 5
RIGHT_HIP, LEFT_HIP, RIGHT_EYE, LEFT_EYE, RIGHT_EAR, LEFT_EAR = 8, 11, 14, 15, 16, 17
LIMBS = (
    (1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13),
    (1, 0), (0, 14), (14, 16), (0, 15), (15, 17),
)  # fmt: skip
# Eighteen hues around the wheel in steps of 85 bytes; a limb has the colour of its number, as a joint has.
COLOURS: tuple[tuple[int, int, int], ...] = (
    (255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0), (170, 255, 0), (85, 255, 0), (0, 255, 0),
    (0, 255, 85), (0, 255, 170), (0, 255, 255), (0, 170, 255), (0, 85, 255), (0, 0, 255), (85, 0, 255),
    (170, 0, 255), (255, 0, 255), (255, 0, 170), (255, 0, 85),
)  # fmt: skip
# Which point each one is in a mirror.
MIRROR = (0, 1, 5, 6, 7, 2, 3, 4, 11, 12, 13, 8, 9, 10, 15, 14, 17, 16)
LIMB_DIMMED = 0.6
HALF_LIMB_PX, JOINT_PX = 4, 4

SEEN, PRESENT_MARGIN = 0.5, 0.02
PEOPLE_LIMIT = 6
# How far around a face its person may reach, in widths and heights of the face.
ASIDE, ABOVE, BELOW = 3.2, 1.2, 7.5
WORK_PX, WARM_PX = 640, 256
FEWEST_POINTS = 5
# Two finds are one person where their points are this near, in the smaller one's diagonals, or where most of
# one's silhouette is the other's.
SAME_POINTS, SAME_SILHOUETTE = 0.15, 0.5
# A person without a face in sight must be found again in the mirror, as near as this: things that only look
# like people are not.
MIRRORED = 0.06
# Beyond this the nose hides the ear behind it; in half widths between the ears.
PROFILE = 0.85


def draw_poses(photo: Pixels, width_px: int, height_px: int, window: Box | None) -> ControlPicture:
    """Everybody found. Raises InvalidRequest (no_person_found)."""
    people = _skeletons().read(photo)
    if not people:
        raise InvalidRequest("nobody was found in the picture", code="no_person_found")
    if window is None:
        focus = around(_extent(points) for points in people)
        window = window_for(photo, width_px, height_px, focus, beyond=True)
    canvas = np.zeros((height_px, width_px, 3), np.uint8)
    scale = max(0.5, unit_px(width_px, height_px))
    placed = [to_canvas(points, window, width_px, height_px) for points in people]
    for points in placed:
        _draw_limbs(canvas, points, scale)
    for points in placed:
        _draw_joints(canvas, points, scale)
    strokes = tuple(stroke for points in people for stroke in _strokes(points))
    return ControlPicture("pose", canvas, window, strokes, len(people))


@dataclass(frozen=True)
class _Seen:
    points: Points
    silhouette: NDArray[np.float32]


class _Skeletons:
    """MediaPipe's pose model; one thread at a time uses it."""

    def __init__(self) -> None:
        os.environ.setdefault("GLOG_minloglevel", "3")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        self._lock = threading.Lock()
        self._has_spoken = False
        with hush():
            from mediapipe.python.solutions import pose

            self._model = pose.Pose(static_image_mode=True, model_complexity=1, enable_segmentation=True)
            self._model.process(np.zeros((WARM_PX, WARM_PX, 3), np.uint8))

    def read(self, photo: Pixels) -> list[Points]:
        """Everybody in a photo, largest first."""
        left = photo.copy()
        people: list[_Seen] = []
        faces = faces_in(photo)
        with self._lock:
            for face in faces[:PEOPLE_LIMIT]:
                found = self._around_face(photo, face, faces)
                if found is not None and not any(_same(found, other) for other in people):
                    people.append(found)
                    _paint_out(left, found.silhouette)
            while len(people) < PEOPLE_LIMIT:
                found = self._within(left, 0, 0, *left.shape[1::-1])
                if found is None or any(_same(found, other) for other in people):
                    break
                if not self._mirrors(left, found):
                    break
                people.append(found)
                _paint_out(left, found.silhouette)
        return sorted((one.points for one in people), key=lambda points: -_extent(points).area)

    def _mirrors(self, photo: Pixels, found: _Seen) -> bool:
        """Whether the same person is found in the mirror image."""
        again = self._within(np.ascontiguousarray(photo[:, ::-1]), 0, 0, *photo.shape[1::-1])
        if again is None:
            return False
        points = again.points[list(MIRROR)] * (-1, 1) + (1, 0)
        return _apart(found.points, points) < MIRRORED

    def _around_face(self, photo: Pixels, face: Face, faces: list[Face]) -> _Seen | None:
        """The person of a face: the nose must be in it. The others' faces are painted over."""
        height, width = photo.shape[:2]
        box = face.box
        alone = photo
        others = [other.box for other in faces if other is not face]
        if others:
            alone = photo.copy()
            for other in others:
                _fill(alone, other)
        for reach in (ASIDE, ASIDE / 2):
            left = max(0, round((box.x - reach * box.width) * width))
            right = min(width, round((box.x + (1 + reach) * box.width) * width))
            top = max(0, round((box.y - ABOVE * box.height) * height))
            foot = min(height, round((box.y + (1 + BELOW) * box.height) * height))
            found = self._within(alone, left, top, right, foot)
            if found is not None and _inside(found.points[NOSE], box, margin=0.35):
                return found
        return None

    def _within(self, photo: Pixels, left: int, top: int, right: int, foot: int) -> _Seen | None:
        window = photo[top:foot, left:right]
        if min(window.shape[:2]) < 16:
            return None
        scale = min(1.0, WORK_PX / max(window.shape[:2]))
        small = np.ascontiguousarray(
            cv2.resize(window, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        )
        answer = self._process(small)
        if answer.pose_landmarks is None:
            return None
        height, width = photo.shape[:2]
        marks = np.array([(m.x, m.y, m.z, m.visibility) for m in answer.pose_landmarks.landmark], np.float64)
        marks[:, :2] = (marks[:, :2] * (right - left, foot - top) + (left, top)) / (width, height)
        points = keypoints(marks, width / height)
        if not _is_somebody(points):
            return None
        silhouette = np.zeros((height, width), np.float32)
        silhouette[top:foot, left:right] = cv2.resize(answer.segmentation_mask, (right - left, foot - top))
        return _Seen(points, silhouette)

    def _process(self, small: Pixels) -> Any:
        """The model's second half loads, and warns, when it sees its first person."""
        if self._has_spoken:
            return self._model.process(small)
        with hush():
            answer = self._model.process(small)
        self._has_spoken = answer.pose_landmarks is not None
        return answer


@cache
def _skeletons() -> _Skeletons:
    return _Skeletons()


def keypoints(marks: NDArray[np.float64], aspect: float) -> Points:
    """COCO-18 points of MediaPipe's landmarks `(33, 4)`: x, y in fractions, depth, visibility.

    NaN where a point is not seen, lies outside, or is hidden by the head itself: OpenPose leaves such out,
    and ControlNet reads from that which way somebody looks. `aspect` is the photo's width over its height.
    """
    points: Points = np.full((len(MEDIAPIPE), 2), np.nan)
    for index, source in enumerate(MEDIAPIPE):
        if source is None:
            continue
        x, y, _z, visibility = marks[source]
        inside = -PRESENT_MARGIN <= x <= 1 + PRESENT_MARGIN and -PRESENT_MARGIN <= y <= 1 + PRESENT_MARGIN
        if visibility >= SEEN and inside:
            points[index] = (x, y)
    points[NECK] = (points[RIGHT_SHOULDER] + points[LEFT_SHOULDER]) / 2
    _hide_by_head(points, marks, aspect)
    return points


def _hide_by_head(points: Points, marks: NDArray[np.float64], aspect: float) -> None:
    right_ear, left_ear, nose = marks[8], marks[7], marks[0]
    if nose[2] > max(right_ear[2], left_ear[2]):
        # Seen from behind: a nose farther away than both ears is only guessed.
        points[[NOSE, RIGHT_EYE, LEFT_EYE]] = np.nan
        return
    stretch = np.array((aspect, 1.0))
    axis = (left_ear[:2] - right_ear[:2]) * stretch
    half = max(float(np.linalg.norm(axis)) / 2, 1e-6)
    middle = (left_ear[:2] + right_ear[:2]) / 2 * stretch
    turned = float((nose[:2] * stretch - middle) @ axis) / (2 * half) / half
    if turned > PROFILE:
        points[LEFT_EAR] = np.nan
    elif turned < -PROFILE:
        points[RIGHT_EAR] = np.nan


def _is_somebody(points: Points) -> bool:
    seen = ~np.isnan(points[:, 0])
    return int(seen.sum()) >= FEWEST_POINTS and bool(seen[RIGHT_SHOULDER] or seen[LEFT_SHOULDER])


def _same(one: _Seen, other: _Seen) -> bool:
    one_there, other_there = one.silhouette > 0.5, other.silhouette > 0.5
    shared = float((one_there & other_there).sum())
    smaller = float(min(one_there.sum(), other_there.sum()))
    return shared > SAME_SILHOUETTE * smaller or _apart(one.points, other.points) < SAME_POINTS


def _apart(one: Points, other: Points) -> float:
    """How far apart the points that both show are, in diagonals of the smaller; infinite where none are."""
    both = ~np.isnan(one[:, 0]) & ~np.isnan(other[:, 0])
    if not both.any():
        return math.inf
    apart = float(np.median(np.linalg.norm(one[both] - other[both], axis=1)))
    extents = [_extent(points) for points in (one, other)]
    return apart / min(math.hypot(box.width, box.height) for box in extents)


def _extent(points: Points) -> Box:
    """What the person fills, the top of the head and some air included."""
    seen = points[~np.isnan(points[:, 0])]
    (left, top), (right, foot) = seen.min(axis=0), seen.max(axis=0)
    wide, tall = max(right - left, 0.02), max(foot - top, 0.02)
    return Box(x=left - 0.08 * wide, y=top - 0.15 * tall, width=wide * 1.16, height=tall * 1.2)


def _inside(point: NDArray[np.float64], box: Box, margin: float) -> bool:
    x, y = point
    return bool(
        box.x - margin * box.width <= x <= box.x + (1 + margin) * box.width
        and box.y - margin * box.height <= y <= box.y + (1 + margin) * box.height
    )


def _fill(pixels: Pixels, box: Box) -> None:
    """A face made unrecognisable, in the mean colour of its box."""
    height, width = pixels.shape[:2]
    rows = slice(max(0, round((box.y - 0.2 * box.height) * height)), round((box.y + box.height) * height))
    columns = slice(max(0, round(box.x * width)), round((box.x + box.width) * width))
    part = pixels[rows, columns]
    if part.size:
        pixels[rows, columns] = part.reshape(-1, 3).mean(axis=0)


def _paint_out(pixels: Pixels, silhouette: NDArray[np.float32]) -> None:
    """Somebody found already, in the mean colour of the picture, so that the next one is seen."""
    reach = max(3, round(max(pixels.shape[:2]) / 90)) | 1
    mask = cv2.dilate((silhouette > 0.3).astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    pixels[mask] = pixels.reshape(-1, 3).mean(axis=0)


def _draw_limbs(canvas: Pixels, points: NDArray[np.float64], scale: float) -> None:
    """Long ellipses between joints, dimmed so that the joints stand out."""
    half = max(1, round(HALF_LIMB_PX * scale))
    for number, (one, other) in enumerate(LIMBS):
        start, end = points[one], points[other]
        if np.isnan(start).any() or np.isnan(end).any():
            continue
        middle = (start + end) / 2
        along = end - start
        outline = cv2.ellipse2Poly(
            (round(float(middle[0])), round(float(middle[1]))),
            (max(1, round(float(np.linalg.norm(along)) / 2)), half),
            round(math.degrees(math.atan2(along[1], along[0]))),
            0,
            360,
            1,
        )
        dimmed = [int(LIMB_DIMMED * value) for value in COLOURS[number]]
        cv2.fillConvexPoly(canvas, np.asarray(outline), dimmed)


def _draw_joints(canvas: Pixels, points: NDArray[np.float64], scale: float) -> None:
    radius = max(1, round(JOINT_PX * scale))
    for number, (x, y) in enumerate(points):
        if not math.isnan(x):
            cv2.circle(canvas, (round(x), round(y)), radius, COLOURS[number], -1)


def _strokes(points: Points) -> list[Stroke]:
    place = [(round(float(x), 4), round(float(y), 4)) for x, y in points]
    seen = [not math.isnan(x) for x, _y in place]
    limbs = [
        Stroke(colour=hex_rgb(COLOURS[number]), points=(place[one], place[other]))
        for number, (one, other) in enumerate(LIMBS)
        if seen[one] and seen[other]
    ]
    joints = [
        Stroke(colour=hex_rgb(COLOURS[number]), points=(place[number],))
        for number in range(len(place))
        if seen[number]
    ]
    return limbs + joints
