"""Where words stand: over a face, under a badge, outside a safe zone, too small for a feed."""

from __future__ import annotations

import cv2
import numpy as np

from studio.design.document import CutoutLayer, Design, PictureLayer, ShapeLayer, TextLayer
from studio.design.geometry import SURE_FACE, grow, main_faces, overlap, placed
from studio.design.render import Darkroom
from studio.values import Box, Finding, PlatformImage

# A cover in a feed is about this wide; letters lower than this many pixels there are not read.
FEED_WIDTH_PX = 336
SMALLEST_FEED_CAP_PX = 9.0
CAP_EMS = 0.7
FACE_SHARE = 0.03
# A subject's box is rough: its core counts, and words may touch that a little. A box of half the picture
# means a scene and not a thing.
CORE, SUBJECT_SHARE = 0.15, 0.12
SMALLEST_SUBJECT, LARGEST_SUBJECT = 0.004, 0.42


def check_places(design: Design, darkroom: Darkroom, image: PlatformImage) -> list[Finding]:
    """Findings that need no pixels: where the words stand and how large they are."""
    faces = shown_faces(design, darkroom)
    return [finding for layer in design.texts() for finding in _places(layer, design, image, faces)]


def text_boxes(layer: TextLayer) -> list[Box]:
    """One box per line, capitals' top to baseline, plate included."""
    boxes = []
    for line in layer.lines:
        pad = layer.plate.pad if layer.plate else 0.0
        boxes.append(
            Box(
                x=line.x,
                y=line.y - CAP_EMS * line.size - pad,
                width=line.width,
                height=CAP_EMS * line.size + 2 * pad,
            )
        )
    return boxes


def shown_faces(design: Design, darkroom: Darkroom) -> list[Box]:
    """Where faces stand on the canvas, in pictures and cut-outs that are meant to be looked at."""
    boxes: list[Box] = []
    for layer in design.layers:
        if isinstance(layer, ShapeLayer) and layer.opacity == 1 and not layer.line:
            boxes = [box for box in boxes if not _covers(layer, box.centre)]
        if isinstance(layer, PictureLayer | CutoutLayer) and not getattr(layer, "blur", 0.0):
            for face in darkroom.pictures[layer.source].faces:
                box = placed(face.box, layer.crop, layer.box)
                if face.score >= SURE_FACE and overlap(box, layer.box) > 0.5 * box.area:
                    boxes.append(box)
    return boxes


def covers_subject(design: Design, darkroom: Darkroom) -> bool:
    """Whether words stand over much of what a picture without faces is about, if that is one thing."""
    for layer in design.layers:
        if not isinstance(layer, PictureLayer) or layer.blur:
            continue
        picture = darkroom.pictures[layer.source]
        subject = picture.subject
        if not subject or main_faces(picture) or not SMALLEST_SUBJECT < subject.area < LARGEST_SUBJECT:
            continue
        core = grow(placed(subject, layer.crop, layer.box), -CORE, -CORE, -CORE)
        hidden = sum(overlap(box, core) for text in design.texts() for box in text_boxes(text))
        if hidden > SUBJECT_SHARE * core.area:
            return True
    return False


def _covers(layer: ShapeLayer, point: tuple[float, float]) -> bool:
    if layer.shape == "polygon":
        outline = np.array(layer.points, np.float32)
        return cv2.pointPolygonTest(outline, point, False) >= 0
    x, y = point[0] - layer.box.x, point[1] - layer.box.y
    return 0 <= x <= layer.box.width and 0 <= y <= layer.box.height


def _places(layer: TextLayer, design: Design, image: PlatformImage, faces: list[Box]) -> list[Finding]:
    findings = []
    boxes = text_boxes(layer)
    for box in boxes:
        if any(overlap(box, face) > FACE_SHARE * face.area for face in faces):
            findings.append(Finding(code="text_over_face", severity="warning", box=box))
        if any(overlap(box, zone) > 1e-5 for zone in image.keep_clear):
            findings.append(Finding(code="text_under_badge", severity="warning", box=box))
        zone = image.safe_zone or Box(x=0, y=0, width=1, height=1)
        if box.area - overlap(box, zone) > 0.002 * box.area + 1e-6:
            findings.append(Finding(code="text_outside_safe_zone", severity="warning", box=box))
        if image.shape == "circle" and not _in_circle(box):
            findings.append(Finding(code="text_outside_circle", severity="warning", box=box))
    if layer.role == "headline" and design.kind == "cover":
        smallest = min(line.size for line in layer.lines)
        feed_height = FEED_WIDTH_PX * design.height_px / design.width_px
        cap = smallest * CAP_EMS * feed_height
        if cap < SMALLEST_FEED_CAP_PX:
            findings.append(
                Finding(
                    code="small_in_feed",
                    severity="info",
                    value=round(cap, 1),
                    limit=SMALLEST_FEED_CAP_PX,
                    box=layer.box,
                )
            )
    return findings


def _in_circle(box: Box) -> bool:
    corners = [(box.x + dx * box.width, box.y + dy * box.height) for dx in (0, 1) for dy in (0, 1)]
    return all((x - 0.5) ** 2 + (y - 0.5) ** 2 <= 0.25 for x, y in corners)
