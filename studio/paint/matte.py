"""Cutting a person out of a picture: a soft alpha, and colours cleaned of the old background."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Protocol

import cv2
import numpy as np

from studio.paint.arrays import Pixels, Plane
from studio.quiet import hush
from studio.values import Face

Alpha = Plane

WORK_PX = 512
WARM_PX = 256
POSE_REACH = 0.018
# The band in which a backdrop is looked for: its working size, its half width in widths of a face, and the
# share of the person above which GrabCut is not believed.
BAND_WORK_PX, BAND_FACES, MOST_BACKDROP = 360, 0.30, 0.16
SMALLEST_SHARE, LARGEST_SHARE = 0.02, 0.92


class Cutter(Protocol):
    """Finds the person; gives `(H, W)` float32 in 0..1 of the picture's size, rough at the edges."""

    def rough(self, pixels: Pixels, faces: tuple[Face, ...]) -> Alpha: ...


class SelfieCutter:
    """MediaPipe's selfie segmentation, whose models ship inside its wheel.

    It draws the finest edge but may take things behind a person for the person; the pose model does
    not, so what lies far from the pose is dropped.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        with hush():
            from mediapipe.python.solutions import pose, selfie_segmentation

            self._model = selfie_segmentation.SelfieSegmentation(model_selection=0)
            self._pose = pose.Pose(static_image_mode=True, model_complexity=1, enable_segmentation=True)
            # Both open their files on threads of their own: only a first answer says that they are done.
            for model in (self._model, self._pose):
                model.process(np.zeros((WARM_PX, WARM_PX, 3), np.uint8))
        self._pose_has_spoken = False

    def rough(self, pixels: Pixels, faces: tuple[Face, ...]) -> Alpha:
        """See Cutter; one thread at a time uses the models."""
        with self._lock:
            return self._rough(pixels, faces)

    def _rough(self, pixels: Pixels, faces: tuple[Face, ...]) -> Alpha:
        height, width = pixels.shape[:2]
        x0, y0, x1, y1 = _around(faces, width, height)
        window = pixels[y0:y1, x0:x1]
        scale = min(1.0, WORK_PX / max(window.shape[:2]))
        small = cv2.resize(window, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        small = np.ascontiguousarray(small)
        mask: Alpha = self._model.process(small).segmentation_mask
        if len(faces) == 1:
            mask = self._near_pose(mask, small)
        alpha: Alpha = np.zeros((height, width), np.float32)
        alpha[y0:y1, x0:x1] = cv2.resize(mask, (x1 - x0, y1 - y0), interpolation=cv2.INTER_CUBIC)
        return np.clip(alpha, 0, 1)

    def _near_pose(self, mask: Alpha, small: Pixels) -> Alpha:
        """The mask without what is far from the one person the pose model sees."""
        posed = self._posed(small)
        if posed is None:
            return mask
        reach = max(3, round(max(small.shape[:2]) * POSE_REACH))
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        near: Alpha = cv2.dilate((posed > 0.5).astype(np.float32), kernel)
        both = float(((mask > 0.5) & (posed > 0.5)).sum())
        # The pose of somebody else would cut our person away.
        if both < 0.4 * float((mask > 0.5).sum()):
            return mask
        return mask * cv2.GaussianBlur(near, (0, 0), reach / 3)

    def _posed(self, small: Pixels) -> Alpha | None:
        """The pose model's mask; its second half loads, and warns, when it sees its first person."""
        if self._pose_has_spoken:
            return self._pose.process(small).segmentation_mask
        with hush():
            posed = self._pose.process(small).segmentation_mask
        self._pose_has_spoken = posed is not None
        return posed


class GrabCutter:
    """GrabCut (Rother et al., 2004) seeded by the face and the shoulders below it: the fallback."""

    def rough(self, pixels: Pixels, faces: tuple[Face, ...]) -> Alpha:
        scale = 256 / max(pixels.shape[:2])
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        height, width = small.shape[:2]
        marks = np.full((height, width), cv2.GC_BGD, np.uint8)
        for face in faces:
            x, y = int(face.box.x * width), int(face.box.y * height)
            w, h = int(face.box.width * width), int(face.box.height * height)
            marks[max(0, y - h) : height, max(0, x - w) : x + 2 * w] = cv2.GC_PR_BGD
            marks[max(0, y - h // 2) : height, max(0, x - w // 2) : x + w * 3 // 2] = cv2.GC_PR_FGD
            marks[y : y + h, x : x + w] = cv2.GC_FGD
        # GrabCut draws its first clusters from OpenCV's global generator.
        cv2.setRNGSeed(7)
        cv2.grabCut(
            small, marks, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK
        )
        found = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
        return cv2.resize(found, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)


@lru_cache(maxsize=1)
def default_cutter() -> Cutter:
    """MediaPipe where it can be imported, GrabCut elsewhere."""
    try:
        return SelfieCutter()
    except ImportError:
        return GrabCutter()


def cut_person(pixels: Pixels, faces: tuple[Face, ...], cutter: Cutter | None = None) -> Alpha | None:
    """A soft mask of the people whose faces are given, `(H, W)` float32; None where none is found.

    The rough mask is pulled to the picture's own edges by a guided filter (He et al., 2010).
    """
    if not faces:
        return None
    alpha = _keep_with_faces((cutter or default_cutter()).rough(pixels, faces), faces)
    alpha = _keep_with_faces(_without_backdrop(pixels, alpha, faces), faces)
    share = float((alpha > 0.5).mean())
    if not SMALLEST_SHARE < share < LARGEST_SHARE:
        return None
    radius = max(3, round(max(pixels.shape[:2]) / 160))
    refined = cv2.ximgproc.guidedFilter(pixels, alpha, radius, (0.02 * 255) ** 2)
    # Only the seam is soft: the inside stays whole, the outside empty.
    inside = cv2.erode(alpha, np.ones((3, 3), np.uint8), iterations=radius)
    soft = np.clip((refined - 0.15) / 0.7, 0, 1)
    return np.where(inside > 0.9, 1, soft).astype(np.float32)


def _without_backdrop(pixels: Pixels, alpha: Alpha, faces: tuple[Face, ...]) -> Alpha:
    """The mask without slivers of a plain backdrop that the model took along its rim.

    GrabCut decides by colour, in a band along the rim alone, and may only take away: between a collar and
    a wall, under a chin. Where it would take much the colours do not tell the two apart, and nothing goes.
    """
    height, width = alpha.shape
    scale = min(1.0, BAND_WORK_PX / max(height, width))
    size = (round(width * scale), round(height * scale))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    whole: Plane = (cv2.resize(alpha, size, interpolation=cv2.INTER_AREA) > 0.5).astype(np.uint8)
    face_px = max(face.box.width for face in faces) * size[0]
    reach = max(3, round(face_px * BAND_FACES))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    # Beyond the picture the person goes on: its edges are no rim.
    inner = cv2.erode(whole, kernel, borderType=cv2.BORDER_REPLICATE)
    outer = cv2.dilate(whole, kernel)
    marks = np.full(whole.shape, cv2.GC_BGD, np.uint8)
    marks[outer > 0] = cv2.GC_PR_BGD
    marks[whole > 0] = cv2.GC_PR_FGD
    marks[inner > 0] = cv2.GC_FGD
    for face in faces:
        x, y = int(face.box.x * size[0]), int(face.box.y * size[1])
        marks[
            max(0, y) : int(y + face.box.height * size[1]), max(0, x) : int(x + face.box.width * size[0])
        ] = cv2.GC_FGD
    if not inner.any() or not (marks == cv2.GC_BGD).any():
        return alpha
    # GrabCut draws its first clusters from OpenCV's global generator.
    cv2.setRNGSeed(7)
    cv2.grabCut(small, marks, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), 2, cv2.GC_INIT_WITH_MASK)
    kept: Plane = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    taken = float((whole & (1 - kept)).sum()) / max(1.0, float(whole.sum()))
    if taken > MOST_BACKDROP:
        return alpha
    # Thin slivers and pinholes are nobody's shape.
    calm = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * (reach // 4) + 1,) * 2)
    kept = cv2.morphologyEx(cv2.morphologyEx(kept, cv2.MORPH_OPEN, calm), cv2.MORPH_CLOSE, calm)
    soft = cv2.GaussianBlur(kept.astype(np.float32), (0, 0), 1.0)
    return alpha * np.clip(cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)


def clean_colours(pixels: Pixels, alpha: Alpha) -> Pixels:
    """The person's own colours drawn out over the seam, so that no old background shines through."""
    scale = 0.5
    half = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small: Plane = half.astype(np.float32)
    sure: Plane = (cv2.resize(alpha, small.shape[1::-1], interpolation=cv2.INTER_AREA) > 0.97).astype(
        np.float32
    )
    sure = cv2.erode(sure, np.ones((3, 3), np.uint8))
    reach = max(2.0, max(small.shape[:2]) / 120)
    weight = cv2.GaussianBlur(sure, (0, 0), reach) + 1e-4
    spread = cv2.GaussianBlur(small * sure[..., None], (0, 0), reach) / weight[..., None]
    spread = cv2.resize(spread, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    seam = np.clip((1 - alpha) * 1.6, 0, 1)[..., None]
    return np.clip(pixels * (1 - seam) + spread * seam, 0, 255).astype(np.uint8)


def _around(faces: tuple[Face, ...], width: int, height: int) -> tuple[int, int, int, int]:
    """The window a person with these faces is likely to fill, in pixels: small people get more detail."""
    x0 = min(face.box.x - 3.0 * face.box.width for face in faces)
    x1 = max(face.box.x + 4.0 * face.box.width for face in faces)
    y0 = min(face.box.y - 1.2 * face.box.height for face in faces)
    y1 = max(face.box.y + 7.0 * face.box.height for face in faces)
    left, top = max(0, int(x0 * width)), max(0, int(y0 * height))
    return left, top, min(width, int(x1 * width)), min(height, int(y1 * height))


def _keep_with_faces(alpha: Alpha, faces: tuple[Face, ...]) -> Alpha:
    """Drop islands that hold no face."""
    count, labels = cv2.connectedComponents((alpha > 0.3).astype(np.uint8))
    if count <= 2:
        return alpha
    height, width = alpha.shape
    kept = {
        int(labels[min(height - 1, int(y * height)), min(width - 1, int(x * width))])
        for x, y in (face.box.centre for face in faces)
    } - {0}
    island = np.isin(labels, list(kept)).astype(np.uint8)
    return alpha * cv2.dilate(island, np.ones((5, 5), np.uint8))
