"""Pictures at hand, and what was already made of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar, cast

import cv2
import numpy as np

from studio.brand.logos import Logo
from studio.paint.arrays import Pixels, Plane
from studio.paint.matte import Alpha, clean_colours, cut_person
from studio.paint.protocol import Picture

# Finished layers kept for the next drawing: the whole wall of a banner, twelve million pixels at seven bytes.
MOST_HELD_BYTES = 84_000_000
# Every stroke of the brush makes another mask: the last, and the one before it for taking it back.
MOST_MENDED = 2

Matte = tuple[Pixels, Alpha]
Arrays = TypeVar("Arrays", bound=tuple[Plane, ...])


class Darkroom:
    """Pictures, logos and hand-mended masks by name, and what was made of them: cut-outs, graded crops.

    `logos` and `masks` are by the SHA-256 of their files; a mask is `(H, W)` float32 0..1 of any size, white
    where the person is.
    """

    def __init__(
        self,
        pictures: Mapping[str, Picture],
        logos: Mapping[str, Logo] | None = None,
        masks: Mapping[str, Plane] | None = None,
    ) -> None:
        self.pictures = dict(pictures)
        self.logos = dict(logos or {})
        self.masks = dict(masks or {})
        # What was made of pictures, with the pixels it was made of: another picture may take a name over.
        self._smooth: dict[str, tuple[Pixels, Pixels]] = {}
        self._mattes: dict[tuple[str, str], tuple[Pixels, Matte | None]] = {}
        self._layers: OrderedDict[Hashable, tuple[object, tuple[Plane, ...]]] = OrderedDict()
        self._held_bytes = 0

    def beside(self) -> Darkroom:
        """Another over the same pictures, for work at the same time: it has the cut-outs that this one has,
        and keeps its own graded crops."""
        other = Darkroom(self.pictures, self.logos, self.masks)
        other._smooth = dict(self._smooth)
        other._mattes = dict(self._mattes)
        return other

    def smooth(self, source: str) -> Pixels:
        """A picture without the blocks and mosquitoes of its film's compression, for enlarging."""
        pixels = self.pictures[source].pixels
        made = self._smooth.get(source)
        if made is None or made[0] is not pixels:
            made = self._smooth[source] = (pixels, cv2.bilateralFilter(pixels, 5, 16, 3))
        return made[1]

    def matte(self, source: str, mend: str = "") -> Matte | None:
        """(cleaned pixels, soft mask) of the person in a picture, None where there is none.

        `mend` names the mask drawn by hand that stands for the one found.
        """
        picture = self.pictures[source]
        made = self._mattes.get((source, mend))
        if made is None or made[0] is not picture.pixels:
            alpha = self._mask(mend, picture) if mend else cut_person(picture.pixels, picture.faces)
            matte = None if alpha is None else (clean_colours(self.smooth(source), alpha), alpha)
            made = self._mattes[source, mend] = (picture.pixels, matte)
            mended = [key for key in self._mattes if key[0] == source and key[1]]
            for old in mended[:-MOST_MENDED]:
                del self._mattes[old]
        return made[1]

    def _mask(self, mend: str, picture: Picture) -> Alpha:
        size = (picture.width_px, picture.height_px)
        mask = np.ascontiguousarray(self.masks[mend], np.float32)
        return np.clip(cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR), 0, 1)

    def kept(self, key: Hashable, of: object, make: Callable[[], Arrays]) -> Arrays:
        """The arrays that `make` gives, remembered under `key` while it is made of the same object."""
        held = self._layers.get(key)
        if held is not None and held[0] is of:
            self._layers.move_to_end(key)
            return cast(Arrays, held[1])
        if held is not None:
            self._held_bytes -= _bytes(self._layers.pop(key)[1])
        made = make()
        self._layers[key] = (of, made)
        self._held_bytes += _bytes(made)
        while self._held_bytes > MOST_HELD_BYTES and len(self._layers) > 1:
            self._held_bytes -= _bytes(self._layers.popitem(last=False)[1][1])
        return made


def _bytes(arrays: tuple[Plane, ...]) -> int:
    return sum(array.nbytes for array in arrays)
