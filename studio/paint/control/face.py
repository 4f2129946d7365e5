"""Faces drawn as the published MediaPipe-face ControlNet was taught: coloured contours on black."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
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
from studio.values import Box

Marks = NDArray[np.float64]  # (478, 2) in fractions of the photo
Colour = tuple[int, int, int]

# RGB as the model saw them. Right and left are the person's own.
COLOURS: dict[str, Colour] = {
    "oval": (10, 200, 10),
    "lips": (10, 180, 10),
    "right_eye": (180, 200, 10),
    "right_brow": (180, 220, 10),
    "right_iris": (250, 200, 10),
    "left_eye": (10, 200, 180),
    "left_brow": (10, 220, 180),
    "left_iris": (10, 200, 250),
}
# Centres of the irises in the refined mesh.
IRISES = {"right_iris": 468, "left_iris": 473}
LINE_PX, IRIS_HALF_PX = 2, 2
# The models saw no narrower face; a photo whose faces are all smaller is shown nearer.
LEAST_FACE_PX, NEARER_FACE_PX = 64, 128
# How far around the mesh's oval a head goes on: hair above, chin below.
HEAD_ABOVE, HEAD_ASIDE, HEAD_BELOW = 0.45, 0.2, 0.15
MESH_MARGIN, MESH_SIDE_PX = 0.35, 384
FACES_LIMIT = 10


def draw_faces(photo: Pixels, width_px: int, height_px: int, window: Box | None) -> ControlPicture:
    """Every face found. Raises InvalidRequest (no_face_found)."""
    faces = face_marks(photo)
    if not faces:
        raise InvalidRequest("no face was found in the picture", code="no_face_found")
    if window is None:
        window = _window(photo, width_px, height_px, faces)
    canvas = np.zeros((height_px, width_px, 3), np.uint8)
    scale = unit_px(width_px, height_px)
    for marks in faces:
        _draw(canvas, to_canvas(marks, window, width_px, height_px), scale)
    strokes = tuple(stroke for marks in faces for stroke in _strokes(marks))
    return ControlPicture("face", canvas, window, strokes, len(faces))


def face_marks(photo: Pixels) -> list[Marks]:
    """The landmarks of every face of a photo, largest first; none where there is no face."""
    return _mesh().read(photo)


class _Mesh:
    """MediaPipe's refined face mesh on one face at a time; one thread at a time uses it."""

    def __init__(self) -> None:
        os.environ.setdefault("GLOG_minloglevel", "3")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        self._lock = threading.Lock()
        self._has_spoken = False
        with hush():
            from mediapipe.python.solutions import face_mesh

            self._model = face_mesh.FaceMesh(
                static_image_mode=True, max_num_faces=1, refine_landmarks=True, min_detection_confidence=0.4
            )
            self._model.process(np.zeros((MESH_SIDE_PX, MESH_SIDE_PX, 3), np.uint8))
        self.paths: dict[str, list[list[int]]] = {
            "oval": _paths(face_mesh.FACEMESH_FACE_OVAL),
            "lips": _paths(face_mesh.FACEMESH_LIPS),
            "right_eye": _paths(face_mesh.FACEMESH_RIGHT_EYE),
            "right_brow": _paths(face_mesh.FACEMESH_RIGHT_EYEBROW),
            "left_eye": _paths(face_mesh.FACEMESH_LEFT_EYE),
            "left_brow": _paths(face_mesh.FACEMESH_LEFT_EYEBROW),
        }

    def read(self, photo: Pixels) -> list[Marks]:
        """See `face_marks`."""
        found = [face for face in faces_in(photo) if face.eyes is not None][:FACES_LIMIT]
        with self._lock:
            read = [self._within(photo, face.box) for face in found]
        return [marks for marks in read if marks is not None]

    def _within(self, photo: Pixels, box: Box) -> Marks | None:
        height, width = photo.shape[:2]
        left = max(0, round((box.x - MESH_MARGIN * box.width) * width))
        top = max(0, round((box.y - MESH_MARGIN * box.height) * height))
        right = min(width, round((box.x + (1 + MESH_MARGIN) * box.width) * width))
        foot = min(height, round((box.y + (1 + MESH_MARGIN) * box.height) * height))
        crop = photo[top:foot, left:right]
        if min(crop.shape[:2]) < 8:
            return None
        factor = MESH_SIDE_PX / max(crop.shape[:2])
        method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        seen = np.ascontiguousarray(cv2.resize(crop, None, fx=factor, fy=factor, interpolation=method))
        meshes = self._process(seen)
        if not meshes:
            return None
        marks = np.array([(mark.x, mark.y) for mark in meshes[0].landmark], np.float64)
        return (marks * (right - left, foot - top) + (left, top)) / (width, height)

    def _process(self, seen: Pixels) -> Any:
        """The library warns at its first face: that is kept quiet."""
        if self._has_spoken:
            return self._model.process(seen).multi_face_landmarks
        with hush():
            meshes = self._model.process(seen).multi_face_landmarks
        self._has_spoken = bool(meshes)
        return meshes


@cache
def _mesh() -> _Mesh:
    return _Mesh()


def _paths(connections: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Loose segments joined into lines of landmark numbers; a closed one ends where it starts."""
    left = sorted(tuple(pair) for pair in connections)
    paths = []
    while left:
        path = list(left.pop(0))
        grown = True
        while grown:
            grown = False
            for pair in left:
                for one, other in (pair, pair[::-1]):
                    if path[-1] == one and not grown:
                        path.append(other)
                    elif path[0] == one and not grown:
                        path.insert(0, other)
                    else:
                        continue
                    left.remove(pair)
                    grown = True
                    break
                if grown:
                    break
        paths.append(path)
    return paths


def _draw(canvas: Pixels, marks: Marks, scale: float) -> None:
    """One face in pixels of the canvas, lines first and irises over them."""
    thick = max(1, round(LINE_PX * scale))
    for part, paths in _mesh().paths.items():
        for path in paths:
            line = np.rint(marks[path]).astype(np.int32)
            cv2.polylines(canvas, [line], False, COLOURS[part], thick)
    half = max(1, round(IRIS_HALF_PX * scale))
    for part, index in IRISES.items():
        x, y = (int(value) for value in marks[index])
        canvas[max(0, y - half) : max(0, y + half), max(0, x - half) : max(0, x + half)] = COLOURS[part]


def _strokes(marks: Marks) -> list[Stroke]:
    rounded = [(round(float(x), 4), round(float(y), 4)) for x, y in marks]
    lines = [
        Stroke(
            colour=hex_rgb(COLOURS[part]),
            points=tuple(rounded[index] for index in path),
            closed=path[0] == path[-1],
        )
        for part, paths in _mesh().paths.items()
        for path in paths
    ]
    dots = [Stroke(colour=hex_rgb(COLOURS[part]), points=(rounded[index],)) for part, index in IRISES.items()]
    return lines + dots


def _window(photo: Pixels, width_px: int, height_px: int, faces: list[Marks]) -> Box:
    heads = [_head(marks) for marks in faces]
    window = window_for(photo, width_px, height_px, around(heads), beyond=True)
    scale = unit_px(width_px, height_px)
    widest = max(float(np.ptp(marks[:, 0])) for marks in faces)
    on_canvas = widest / window.width * width_px
    if on_canvas >= LEAST_FACE_PX * scale:
        return window
    # Nearer to the largest face, which stays where it was on the canvas unless its head would be cut.
    zoom = on_canvas / (NEARER_FACE_PX * scale)
    main = heads[int(np.argmax([np.ptp(marks[:, 0]) for marks in faces]))]
    wide, tall = window.width * zoom, window.height * zoom
    left = main.centre[0] - wide * (main.centre[0] - window.x) / window.width
    top = main.centre[1] - tall * (main.centre[1] - window.y) / window.height
    return Box(
        x=min(main.x, max(main.x + main.width - wide, left)),
        y=min(main.y, max(main.y + main.height - tall, top)),
        width=wide,
        height=tall,
    )


def _head(marks: Marks) -> Box:
    (left, top), (right, foot) = marks.min(axis=0), marks.max(axis=0)
    wide, tall = right - left, foot - top
    return Box(
        x=left - HEAD_ASIDE * wide,
        y=top - HEAD_ABOVE * tall,
        width=wide * (1 + 2 * HEAD_ASIDE),
        height=tall * (1 + HEAD_ABOVE + HEAD_BELOW),
    )
