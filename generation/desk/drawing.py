"""What the desk does with an ask: pixels, findings and mended designs, as the page takes them."""

from __future__ import annotations

import base64
import hashlib
import io
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cv2
from PIL import Image

from generation.desk.asks import (
    FEED_WIDTH_PX,
    Answer,
    Ask,
    DrawAsk,
    FixAsk,
    StoredPicture,
    StudyAsk,
)
from generation.desk.rooms import Room, Rooms, opened
from studio.brand import NO_BRAND
from studio.check import check_all
from studio.check.fixes import apply_fix
from studio.check.score import brand_score
from studio.design.darkroom import Darkroom
from studio.design.document import Design, TextLayer
from studio.design.legibility import proof
from studio.design.render import render
from studio.design.resized import at_size
from studio.design.setting import set_layer
from studio.design.single import render_layer
from studio.errors import StudioError
from studio.paint.arrays import Pixels
from studio.paint.kept import KeptPicture
from studio.paint.protocol import Origin
from studio.paint.seen import as_painted

QUALITY, EFFORT = 82, 0
SETS_THE_LINES = (
    "text", "box", "face", "caps", "align", "tracking", "colour", "emphasis", "emphasis_colour", "setting"
)  # fmt: skip
# One transparent pixel, for a layer that covers nothing.
NOTHING = "data:image/webp;base64,UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
NOT_OF_A_VIDEO = -1
RGBA, OPAQUE = 4, 255
STUDIED_PX = 4096


class TooLate(Exception):
    """Nobody waits for this any more."""


def answered(ask: Ask, rooms: Rooms, until_s: float) -> Answer:
    """Do as asked; what can't be done is said by its code."""
    try:
        if isinstance(ask, StudyAsk):
            return Answer(said=_studied(ask))
        with rooms.room(ask.materials.room) as room:
            hurry = _Hurry(until_s)
            does = _drawn(ask, room, hurry) if isinstance(ask, DrawAsk) else _mended(ask, room, hurry)
            return Answer(said=does)
    except TooLate:
        return Answer(problem="desk_busy")
    except StudioError as error:
        params = dict(error.params)
        layer = params.pop("layer", None)
        told = {name: str(value) for name, value in params.items()}
        return Answer(problem=error.code, layer=str(layer) if layer else None, params=told)


class _Hurry:
    """Raises TooLate between two layers once nobody waits."""

    def __init__(self, until_s: float) -> None:
        self._until_s = until_s

    def __call__(self, *_drawn: object) -> None:
        if time.time() > self._until_s:
            raise TooLate


def settled(design: Design, known: Design) -> Design:
    """The design with its words set anew, but for layers that are as they were in `known`.

    Those keep the lines that a layout gave them, which may be other than a plain setting; what a page sends
    as lines counts for nothing. Raises Undrawable (font_missing).
    """
    before = {layer.id: layer for layer in known.texts()}
    layers = []
    for layer in design.layers:
        if isinstance(layer, TextLayer):
            held = before.get(layer.id)
            same = held is not None and _setting_of(held) == _setting_of(layer)
            lines = held.lines if same and held else ()
            layer = (
                layer.model_copy(update={"lines": lines})
                if same
                else set_layer(layer, design.width_px, design.height_px)
            )
        layers.append(layer)
    return design.model_copy(update={"schema_version": 2, "layers": tuple(layers)})


def _setting_of(layer: TextLayer) -> tuple[object, ...]:
    """All that the lines of a layer follow from."""
    return tuple(getattr(layer, name) for name in SETS_THE_LINES)


def _drawn(ask: DrawAsk, room: Room, hurry: Callable[..., None]) -> dict[str, Any]:
    materials, want = ask.materials, ask.want
    design = settled(materials.design, materials.known)
    darkroom = room.lay_out(materials.model_copy(update={"design": design}))
    width_px = ask.width_px
    height_px = max(1, round(width_px * design.height_px / design.width_px))
    small = at_size(design, width_px, height_px)
    said: dict[str, Any] = {
        "design": design.model_dump(mode="json"), "layers": [], "whole": None, "feed": None, "findings": None,
        "score": None,
    }  # fmt: skip
    said["layers"] = _layers(small, want.layers, want.have, darkroom, hurry)
    whole: Pixels | None = None
    if want.findings:
        drawn = proof(design, darkroom, hurry)
        brand = materials.brand or NO_BRAND
        found = check_all(drawn, darkroom, materials.image, brand)
        said["findings"] = [finding.model_dump(mode="json") for finding in found]
        score = brand_score(design, brand)
        said["score"] = score.model_dump(mode="json") if score else None
        whole = _at(drawn.pixels, width_px, height_px)
    elif want.whole or want.feed:
        whole = render(small, darkroom, before=hurry)
    if whole is not None and want.whole:
        said["whole"] = _told(whole)
    if whole is not None and want.feed:
        said["feed"] = _told(_at(whole, FEED_WIDTH_PX, round(FEED_WIDTH_PX * height_px / width_px)))
    return said


def _layers(
    design: Design,
    wanted: tuple[str, ...] | str,
    have: dict[str, str],
    darkroom: Darkroom,
    hurry: Callable[..., None],
) -> list[dict[str, Any]]:
    found = []
    for layer in design.layers:
        if wanted != "all" and layer.id not in wanted:
            continue
        hurry()
        pixels, box = render_layer(design, layer.id, darkroom)
        sha = hashlib.sha256(pixels.tobytes()).hexdigest()[:16]
        image = None if have.get(layer.id) == sha else _url(pixels) if pixels.size else NOTHING
        found.append({"id": layer.id, "image": image, "box": box.model_dump(mode="json"), "sha": sha})
    return found


def _mended(ask: FixAsk, room: Room, hurry: Callable[..., None]) -> dict[str, Any]:
    materials = ask.materials
    design = settled(materials.design, materials.known)
    darkroom = room.lay_out(materials.model_copy(update={"design": design}))
    brand = materials.brand or NO_BRAND
    found = check_all(proof(design, darkroom, hurry), darkroom, materials.image, brand)
    meant = next((one for one in found if (one.code, one.layer) == (ask.code, ask.layer)), None)
    if meant is None:
        # What was to be mended is mended already.
        return {"design": design.model_dump(mode="json")}
    mended = apply_fix(design, meant, darkroom, materials.image, brand)
    return {"design": mended.model_dump(mode="json")}


def _studied(ask: StudyAsk) -> dict[str, Any]:
    """What is to be known of a photo before it is arranged, as a `KeptPicture`."""
    origin = Origin(
        source=NOT_OF_A_VIDEO, video="", still=NOT_OF_A_VIDEO, at_s=0.0, file=ask.file, sha256=ask.sha256
    )
    file = None if ask.trimmed else ask.file
    unseen = KeptPicture(place=0, id=ask.name, file=file, width_px=1, height_px=1, origin=origin)
    pixels = opened(StoredPicture(name=ask.name, sha256=ask.sha256, kept=unseen), None, STUDIED_PX).pixels
    # A photo is graded by the layer that shows it, which a painted picture is not.
    seen = replace(as_painted(ask.name, pixels, origin), style=None)
    return {"picture": KeptPicture.of(seen, 0, file).model_dump(mode="json")}


def _at(pixels: Pixels, width_px: int, height_px: int) -> Pixels:
    if pixels.shape[:2] == (height_px, width_px):
        return pixels
    return cv2.resize(pixels, (width_px, max(1, height_px)), interpolation=cv2.INTER_AREA)


def _told(pixels: Pixels) -> dict[str, Any]:
    return {"image": _url(pixels), "width_px": pixels.shape[1], "height_px": pixels.shape[0]}


def _url(pixels: Pixels) -> str:
    """`(H, W, 3)` or `(H, W, 4)` uint8 as a WebP in a data URL."""
    if pixels.shape[2] == RGBA and pixels[..., 3].min() == OPAQUE:
        pixels = pixels[..., :3]
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", quality=QUALITY, method=EFFORT)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
