"""Where words stand: over a face, under a badge, outside a safe zone, too small for a feed."""

from __future__ import annotations

import math

import cv2
import numpy as np

from studio.design.document import (
    BadgeLayer,
    CutoutLayer,
    Design,
    PictureLayer,
    Point,
    ShapeLayer,
    TextLayer,
)
from studio.design.geometry import SURE_FACE, WHOLE, grow, main_faces, mirrored, overlap, placed
from studio.design.render import Darkroom
from studio.values import ArtworkKind, Box, Finding, PlatformImage

# A cover in a list of films, an avatar on a phone; capitals lower than this many pixels there are hard to
# read, and those lower still are not read at all.
FEED_HEIGHT_PX: dict[ArtworkKind, float] = {"cover": 94.5, "avatar": 98.0}
SMALLEST_FEED_CAP_PX, LOST_FEED_CAP_PX = 4.5, 3.2
CAP_EMS = 0.7
FACE_SHARE = 0.03
# A subject's box is rough: its core counts, and words may touch that a little. A box of half the picture
# means a scene and not a thing.
CORE, SUBJECT_SHARE = 0.15, 0.12
SMALLEST_SUBJECT, LARGEST_SUBJECT = 0.004, 0.42


def check_places(design: Design, darkroom: Darkroom, image: PlatformImage) -> list[Finding]:
    """Findings that need no pixels: where the words stand and how large they are."""
    faces = shown_faces(design, darkroom)
    aspect = design.width_px / design.height_px
    findings = []
    for layer in design.layers:
        if isinstance(layer, TextLayer | BadgeLayer) and layer.visible:
            boxes = words_boxes(layer, aspect)
            if not boxes:
                continue
            findings += _places(layer, boxes, image, faces)
            if isinstance(layer, TextLayer) and layer.role == "headline" and design.kind in FEED_HEIGHT_PX:
                findings += _feed_size(layer, design)
    return findings


def words_boxes(layer: TextLayer | BadgeLayer, aspect: float) -> list[Box]:
    """Where the words of a layer stand, turned as it is: one box per line, or that of a badge."""
    boxes = [layer.box] if isinstance(layer, BadgeLayer) else text_boxes(layer)
    if not layer.rotation:
        return boxes
    return [turned(box, layer.box.centre, layer.rotation, aspect) for box in boxes]


def turned(box: Box, centre: Point, degrees: float, aspect: float) -> Box:
    """The upright box around `box` turned clockwise around a point; `aspect` is the canvas's."""
    angle = math.radians(degrees)
    points = []
    for x in (box.x, box.x + box.width):
        for y in (box.y, box.y + box.height):
            dx, dy = (x - centre[0]) * aspect, y - centre[1]
            points.append(
                (
                    centre[0] + (dx * math.cos(angle) - dy * math.sin(angle)) / aspect,
                    centre[1] + dx * math.sin(angle) + dy * math.cos(angle),
                )
            )
    left, top = min(x for x, _ in points), min(y for _, y in points)
    right, bottom = max(x for x, _ in points), max(y for _, y in points)
    return Box(x=left, y=top, width=right - left, height=bottom - top)


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
        if not layer.visible:
            continue
        if isinstance(layer, ShapeLayer) and layer.opacity == 1 and not layer.line:
            boxes = [box for box in boxes if not _covers(layer, box.centre)]
        if isinstance(layer, PictureLayer | CutoutLayer) and not getattr(layer, "blur", 0.0):
            for face in darkroom.pictures[layer.source].faces:
                box = placed(face.box, layer.crop, layer.box)
                box = mirrored(box, layer.box) if layer.flip else box
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


def _places(
    layer: TextLayer | BadgeLayer, boxes: list[Box], image: PlatformImage, faces: list[Box]
) -> list[Finding]:
    """At most one finding of each kind for a layer, about the line that is worst off."""
    zone = image.safe_zone or WHOLE

    def over_faces(box: Box) -> float:
        return max((overlap(box, face) / face.area for face in faces), default=0.0) - FACE_SHARE

    def under_badge(box: Box) -> float:
        return max((overlap(box, clear) for clear in image.keep_clear), default=0.0) - 1e-5

    def outside(box: Box) -> float:
        return (box.area - overlap(box, zone)) - 0.002 * box.area - 1e-6

    def out_of_circle(box: Box) -> float:
        return _farthest(box) - 0.5 if image.shape == "circle" else -1.0

    findings = []
    for code, by in (
        ("text_over_face", over_faces),
        ("text_under_badge", under_badge),
        ("text_outside_safe_zone", outside),
        ("text_outside_circle", out_of_circle),
    ):
        worst = max(boxes, key=by)
        if by(worst) > 0:
            findings.append(
                Finding(code=code, severity="warning", box=worst, layer=layer.id, fix="move_words")
            )
    return findings


def _feed_size(layer: TextLayer, design: Design) -> list[Finding]:
    smallest = min(line.size for line in layer.lines)
    cap = smallest * CAP_EMS * FEED_HEIGHT_PX[design.kind]
    if cap >= SMALLEST_FEED_CAP_PX:
        return []
    return [
        Finding(
            code="small_in_feed",
            severity="warning" if cap < LOST_FEED_CAP_PX else "info",
            value=round(cap, 1),
            limit=SMALLEST_FEED_CAP_PX,
            box=layer.box,
            layer=layer.id,
            fix="enlarge_words",
        )
    ]


def _farthest(box: Box) -> float:
    """How far the farthest corner is from the middle; the circle ends at 0.5."""
    corners = [(box.x + dx * box.width, box.y + dy * box.height) for dx in (0, 1) for dy in (0, 1)]
    return max(math.hypot(x - 0.5, y - 0.5) for x, y in corners)
