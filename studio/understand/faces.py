"""Finding faces and reading what a cover cares about: how large, how sharp, eyes open, smiling, frontal.

`face_finder()` gives MediaPipe's detector (each find checked by the face mesh) where MediaPipe is installed,
OpenCV's Haar cascade otherwise. Models are loaded once per process and stay.
"""

from __future__ import annotations

import importlib.util
import math
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.quiet import hush
from studio.understand.mesh import (
    LEFT_EYE,
    LIPS_MIDDLE,
    NOSE_TIP,
    RIGHT_EYE,
    Mesh,
    eyes_open_of,
    frontal_of,
    marks_of,
    pose_of,
    smile_of,
)
from studio.values import Box, Face

Picture = NDArray[Any]  # uint8; OpenCV's stubs do not keep the dtype

# Detections below this are looked at by nobody. A mesh that puts eyes, nose and mouth where the detector
# saw them confirms a face; without one (a profile) only a very sure detection counts.
DETECTION_FLOOR = 0.50
SURE_WITHOUT_MESH = 0.90
# Mean distance between the detector's and the mesh's landmarks over the face's width. Of finds on the tuning
# half of the labelled films and two films without faces, looked at from near: 259 faces mostly 0.01-0.10 and
# 0.73 sure at least, 313 that were none 0.085 at least, and where it was below 0.2 not more than 0.69 sure.
LANDMARKS_AGREE_WELL, LANDMARKS_AGREE = 0.07, 0.20
LIKELY = 0.73
# Finds less sure than this are looked at again from near: a square of so many times their size.
SURE, CLOSER = 0.85, 2.2
# Faces narrower than this share of the picture are a crowd, not a subject.
SMALLEST_FACE = 0.02
MESH_SIDE_PX = 256
SAME_FACE_OVERLAP = 0.35


class FaceFinder(Protocol):
    """Finds faces in one picture."""

    name: str

    def find(self, picture: Picture) -> list[Face]:
        """Faces in an (H, W, 3) uint8 RGB picture, largest first; boxes from brow to chin."""
        ...


@dataclass(frozen=True)
class Measured:
    """A face and the mesh that lies on it, (478, 3) in pixels of the picture; None where none was read."""

    face: Face
    mesh: Mesh | None = None


@runtime_checkable
class MeshFinder(Protocol):
    """A face finder that can show the mesh it measured by."""

    def measure(self, picture: Picture) -> list[Measured]:
        """As `FaceFinder.find`, with the meshes."""
        ...


def measured_by(finder: FaceFinder, picture: Picture) -> list[Measured]:
    """The faces in a picture with their meshes where the finder has some."""
    if isinstance(finder, MeshFinder):
        return finder.measure(picture)
    return [Measured(face) for face in finder.find(picture)]


@lru_cache(maxsize=1)
def face_finder() -> FaceFinder:
    """The best finder installed, warm; the same object for the whole process."""
    if importlib.util.find_spec("mediapipe") is not None:
        return MediaPipeFaces()
    return HaarFaces()


@dataclass(frozen=True)
class _Detection:
    """What a detector saw: right eye, left eye, nose and mouth in fractions of the picture."""

    box: Box
    score: float
    points: tuple[tuple[float, float], ...]


class MediaPipeFaces:
    """A detector that looks at the picture and closer at its parts, and a mesh that confirms and measures.

    The parts find what is far away better than the model for far faces does, in less time: of small faces on
    the tuning half of the labelled films 40 of 41 instead of 34, in 6 ms of processor time instead of 8.
    """

    name = "mediapipe"

    def __init__(self) -> None:
        os.environ.setdefault("GLOG_minloglevel", "3")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        self._lock = threading.Lock()
        with hush():
            from mediapipe.python.solutions import face_detection, face_mesh

            self._detector = face_detection.FaceDetection(
                model_selection=0, min_detection_confidence=DETECTION_FLOOR
            )
            self._mesh = face_mesh.FaceMesh(
                static_image_mode=True, max_num_faces=1, refine_landmarks=True, min_detection_confidence=0.4
            )
            for model in (self._detector, self._mesh):
                model.process(np.zeros((MESH_SIDE_PX, MESH_SIDE_PX, 3), np.uint8))
        self._mesh_has_spoken = False

    def find(self, picture: Picture) -> list[Face]:
        """See FaceFinder; one thread at a time uses the models."""
        return [one.face for one in self.measure(picture)]

    def measure(self, picture: Picture) -> list[Measured]:
        """See MeshFinder."""
        with self._lock:
            faces = [self._measure(picture, self._closer(picture, one)) for one in self._detect(picture)]
        found = [one for one in faces if one is not None]
        return sorted(found, key=lambda one: -one.face.box.area)

    def _detect(self, picture: Picture) -> list[_Detection]:
        small = _shrunk(picture, 640)
        found = [one for part in _parts(*small.shape[:2]) for one in self._detect_in(small, part)]
        found.sort(key=lambda one: -one.score)
        kept: list[_Detection] = []
        for one in found:
            if not any(overlap(one.box, other.box) >= SAME_FACE_OVERLAP for other in kept):
                kept.append(one)
        return kept

    def _detect_in(self, picture: Picture, part: tuple[int, int, int, int]) -> Iterator[_Detection]:
        """What the detector sees in a part of the picture (left, top, width, height in pixels)."""
        left, top, wide, tall = part
        height, width = picture.shape[:2]
        seen = np.ascontiguousarray(picture[top : top + tall, left : left + wide])
        for detection in self._detector.process(seen).detections or ():
            data = detection.location_data
            place = data.relative_bounding_box
            box = _inside(
                (left + place.xmin * wide) / width, (top + place.ymin * tall) / height,
                place.width * wide / width, place.height * tall / height,
            )  # fmt: skip
            if box is not None and box.width >= SMALLEST_FACE:
                points = tuple(
                    ((left + point.x * wide) / width, (top + point.y * tall) / height)
                    for point in data.relative_keypoints[:4]
                )
                yield _Detection(box, float(detection.score[0]), points)

    def _closer(self, picture: Picture, found: _Detection) -> _Detection:
        """A find of which the detector was not sure, as it sees it from near where it sees it again."""
        if found.score >= SURE:
            return found
        height, width = picture.shape[:2]
        side = round(CLOSER * max(found.box.width * width, found.box.height * height))
        x, y = round(found.box.centre[0] * width), round(found.box.centre[1] * height)
        left, top = max(0, x - side // 2), max(0, y - side // 2)
        part = left, top, min(side, width - left), min(side, height - top)
        again = [
            one for one in self._detect_in(picture, part) if overlap(one.box, found.box) >= SAME_FACE_OVERLAP
        ]
        return max(again, key=lambda one: one.score, default=found)

    def _read_mesh(self, picture: Picture) -> Sequence[Any]:
        """The meshes in a picture; the warning that the library prints at the first face is kept quiet."""
        if self._mesh_has_spoken:
            return self._mesh.process(picture).multi_face_landmarks or ()
        with hush():
            meshes = self._mesh.process(picture).multi_face_landmarks or ()
        self._mesh_has_spoken = bool(meshes)
        return meshes

    def _measure(self, picture: Picture, found: _Detection) -> Measured | None:
        """The face with its mesh read; None where there is no mesh and the detector was not sure."""
        box, score, points = found.box, found.score, found.points
        crop, (left, top) = _crop(picture, box, 0.45)
        if min(crop.shape[:2]) < 8:
            return None
        factor = MESH_SIDE_PX / max(crop.shape[:2])
        sized = cv2.resize(
            crop, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
        )
        meshes = self._read_mesh(np.ascontiguousarray(sized))
        sharpness = face_sharpness(picture, box)
        if not meshes:
            if score < SURE_WITHOUT_MESH:
                return None
            return Measured(Face(box=box, score=round(score, 3), sharpness=sharpness, frontal=0.3))
        marks = np.array([(mark.x, mark.y, mark.z) for mark in meshes[0].landmark], np.float64)
        # Depth comes at the scale of the width.
        marks *= (crop.shape[1], crop.shape[0], crop.shape[1])
        height, width = picture.shape[:2]
        marks += np.array((left, top, 0))
        marks_box = _box_of(marks, width, height)
        strays = _disagreement(marks, points, width, height)
        most = LANDMARKS_AGREE if score >= LIKELY else LANDMARKS_AGREE_WELL
        if overlap(box, marks_box) < SAME_FACE_OVERLAP or strays > most:
            return None
        named = marks_of(marks, width, height)
        face = Face(
            box=_rounded(marks_box),
            score=round(score, 3),
            sharpness=sharpness,
            frontal=frontal_of(marks),
            eyes=(named.left_eye, named.right_eye),
            eyes_open=eyes_open_of(marks),
            smile=smile_of(marks),
            pose=pose_of(marks, width, height),
            marks=named,
        )
        return Measured(face, marks)


def _disagreement(
    marks: NDArray[Any], points: Sequence[tuple[float, float]], width: int, height: int
) -> float:
    """How far the mesh's eyes, nose and mouth are from the detector's, in face widths."""
    flat = marks[:, :2]
    mesh = [
        flat[list(RIGHT_EYE)].mean(axis=0),
        flat[list(LEFT_EYE)].mean(axis=0),
        flat[NOSE_TIP],
        flat[list(LIPS_MIDDLE)].mean(axis=0),
    ]
    seen = np.array(points) * (width, height)
    across = max(float(np.ptp(flat[:, 0])), 1e-6)
    return float(np.linalg.norm(np.array(mesh) - seen, axis=1).mean()) / across


class HaarFaces:
    """OpenCV's frontal cascade `alt2`: no eyes, no smile, but always there."""

    name = "haar"

    def __init__(self) -> None:
        folder = Path(cv2.__file__).parent / "data"
        self._cascade = cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_alt2.xml"))
        self._lock = threading.Lock()

    def find(self, picture: Picture) -> list[Face]:
        """See FaceFinder."""
        small = _shrunk(picture, 640)
        grey = cv2.equalizeHist(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
        height, width = grey.shape
        least = max(24, round(width * SMALLEST_FACE * 2))
        with self._lock:
            found: Sequence[Sequence[int]] = self._cascade.detectMultiScale(
                grey, scaleFactor=1.1, minNeighbors=5, minSize=(least, least)
            )
        faces = []
        for x, y, w, h in found:
            box = _inside(x / width, y / height, w / width, h / height)
            if box is not None:
                faces.append(
                    Face(box=_rounded(box), score=0.7, sharpness=face_sharpness(picture, box), frontal=0.8)
                )
        return sorted(faces, key=lambda face: (-face.box.area, face.box.x))


def face_sharpness(picture: Picture, box: Box) -> float:
    """0 a smear, 1 crisp: fine detail of the face at the size it is shown, at most 160 px wide."""
    crop, _ = _crop(picture, box, 0.0)
    if min(crop.shape[:2]) < 4:
        return 0.0
    grey = cv2.cvtColor(_shrunk(crop, 160), cv2.COLOR_RGB2GRAY)
    detail = float(cv2.Laplacian(grey, cv2.CV_32F).std()) / max(float(grey.std()), 6.0)
    return _unit((detail - 0.08) / 0.42)


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes, 0..1."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one.area + other.area - shared)


def _parts(height: int, width: int) -> list[tuple[int, int, int, int]]:
    """The whole, and squares that cover it side by side, as (left, top, width, height)."""
    side = min(height, width)
    count = max(2, math.ceil(max(height, width) / side - 0.2)) if max(height, width) > 1.2 * side else 0
    squares = [
        (round(n * (width - side) / (count - 1)), round(n * (height - side) / (count - 1)), side, side)
        for n in range(count)
    ]
    return [(0, 0, width, height), *squares]


def _shrunk(picture: Picture, width: int) -> Picture:
    if picture.shape[1] <= width:
        return np.ascontiguousarray(picture)
    height = max(1, round(picture.shape[0] * width / picture.shape[1]))
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)


def _crop(picture: Picture, box: Box, margin: float) -> tuple[Picture, tuple[int, int]]:
    """The box with `margin` of its size around it, and where its corner lies, in pixels."""
    height, width = picture.shape[:2]
    left = max(0, round((box.x - box.width * margin) * width))
    top = max(0, round((box.y - box.height * margin) * height))
    right = min(width, round((box.x + box.width * (1 + margin)) * width))
    foot = min(height, round((box.y + box.height * (1 + margin)) * height))
    return picture[top:foot, left:right], (left, top)


def _box_of(marks: NDArray[Any], width: int, height: int) -> Box:
    flat = marks[:, :2]
    left, top = (float(edge) for edge in np.clip(flat.min(axis=0) / (width, height), 0, 1))
    right, foot = (float(edge) for edge in np.clip(flat.max(axis=0) / (width, height), 0, 1))
    return Box(x=left, y=top, width=right - left, height=foot - top)


def _inside(x: float, y: float, width: float, height: float) -> Box | None:
    """The part of a box that lies in the picture, None where nothing does."""
    left, top = max(0.0, x), max(0.0, y)
    right, foot = min(1.0, x + width), min(1.0, y + height)
    if right <= left or foot <= top:
        return None
    return Box(x=left, y=top, width=right - left, height=foot - top)


def _rounded(box: Box) -> Box:
    return Box(x=round(box.x, 4), y=round(box.y, 4), width=round(box.width, 4), height=round(box.height, 4))


def _unit(value: float) -> float:
    return round(float(min(1.0, max(0.0, value))), 3)
