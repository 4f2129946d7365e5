"""The pictures of the drafts that are being worked on, kept at hand while there is memory for them."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from core import blobs
from generation.desk.asks import Materials, StoredPicture
from studio.brand.logos import load_logo
from studio.design.darkroom import Darkroom
from studio.design.document import CutoutLayer, Design, LogoLayer, PictureLayer
from studio.errors import InvalidRequest
from studio.paint.arrays import Pixels, Plane
from studio.paint.collage.choose import still_side_px
from studio.paint.collage.load import live_area, picture_of, within
from studio.paint.inputs import open_picture
from studio.paint.protocol import Picture

# What is made of a picture on the way: smoothed, cut out, with a mask of floats.
BYTES_OF_A_PIXEL = 3 + 3 + 3 + 4
# Finished layers that a darkroom keeps, at the most.
BYTES_OF_LAYERS = 84_000_000
# Pictures that a draft has shown and may show again; beyond that, it begins with an empty room.
MOST_ASIDE = 6


class Room:
    """A darkroom for one draft. One at a time draws in it: `lock`."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.darkroom = Darkroom({})
        self._files: dict[str, str] = {}

    @property
    def bytes(self) -> int:
        """About what it holds, once everything in it has been drawn."""
        pixels = sum(picture.width_px * picture.height_px for picture in self.darkroom.pictures.values())
        return BYTES_OF_LAYERS + BYTES_OF_A_PIXEL * pixels

    def lay_out(self, materials: Materials) -> Darkroom:
        """The darkroom with every picture, logo and mask that the design shows.

        Raises InvalidRequest (picture_gone, logo_gone, mask_gone; `layer` names the first that shows it).
        """
        stored = {picture.name: picture for picture in materials.pictures}
        if len(self.darkroom.pictures.keys() - stored.keys()) > MOST_ASIDE:
            self.darkroom, self._files = Darkroom({}), {}
        for layer in materials.design.layers:
            if isinstance(layer, PictureLayer | CutoutLayer):
                self._bring_picture(stored.get(layer.source), layer.id, materials.design)
            if isinstance(layer, CutoutLayer) and layer.mend:
                self._bring_mask(layer.mend, layer.id, materials.masks)
            if isinstance(layer, LogoLayer):
                self._bring_logo(layer.logo, layer.id, materials.logos)
        return self.darkroom

    def _bring_picture(self, stored: StoredPicture | None, layer: str, design: Design) -> None:
        if stored is None:
            raise _gone("picture_gone", layer)
        if self._files.get(stored.name) == stored.sha256:
            return
        self.darkroom.pictures[stored.name] = opened(stored, layer, still_side_px(design.kind))
        self._files[stored.name] = stored.sha256

    def _bring_logo(self, sha256: str, layer: str, allowed: tuple[str, ...]) -> None:
        path = blobs.path_of_sha256(sha256)
        if sha256 not in allowed or not path.exists():
            raise _gone("logo_gone", layer)
        if sha256 not in self.darkroom.logos:
            self.darkroom.logos[sha256] = load_logo(path)

    def _bring_mask(self, sha256: str, layer: str, allowed: tuple[str, ...]) -> None:
        path = blobs.path_of_sha256(sha256)
        if sha256 not in allowed or not path.exists():
            raise _gone("mask_gone", layer)
        if sha256 not in self.darkroom.masks:
            self.darkroom.masks[sha256] = load_mask(path)


class Rooms:
    """The rooms of the last drafts, as many as fit into `bytes_limit`."""

    def __init__(self, bytes_limit: int) -> None:
        self._limit = bytes_limit
        self._rooms: OrderedDict[uuid.UUID, Room] = OrderedDict()
        self._changing = threading.Lock()

    @contextmanager
    def room(self, of: uuid.UUID) -> Iterator[Room]:
        """The room of a draft, for the one who draws in it now."""
        with self._changing:
            room = self._rooms.setdefault(of, Room())
            self._rooms.move_to_end(of)
        try:
            with room.lock:
                yield room
        finally:
            self._clear()

    @property
    def bytes(self) -> int:
        with self._changing:
            return sum(room.bytes for room in self._rooms.values())

    def __len__(self) -> int:
        return len(self._rooms)

    def _clear(self) -> None:
        with self._changing:
            held = sum(room.bytes for room in self._rooms.values())
            while held > self._limit and len(self._rooms) > 1:
                held -= self._rooms.popitem(last=False)[1].bytes


def opened(stored: StoredPicture, layer: str | None, side_px: int) -> Picture:
    """A stored picture as it is arranged. Raises InvalidRequest (picture_gone, picture_unreadable)."""
    path = blobs.path_of_sha256(stored.sha256)
    if not path.exists():
        raise _gone("picture_gone", layer)
    if stored.still is not None:
        found = picture_of(path.read_bytes(), -1, stored.still, video=stored.video, side_px=side_px)
        return replace(found, id=stored.name)
    pixels = open_picture(path, side_px)
    if stored.kept is None:
        raise _gone("picture_gone", layer)
    if stored.kept.file is None:
        pixels = within(pixels, live_area(pixels))
    return stored.kept.with_pixels(pixels)


def load_mask(path: Path) -> Plane:
    """A mask drawn by hand, `(H, W)` float32 0..1."""
    mask: Pixels | None = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if mask is None:
        raise InvalidRequest("the mask can't be read", code="mask_gone")
    return mask.astype(np.float32) / 255


def _gone(code: str, layer: str | None) -> InvalidRequest:
    return InvalidRequest(f"what layer {layer} shows is gone", code=code, layer=layer)
