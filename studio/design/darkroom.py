"""Pictures at hand, and what was already made of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping

import cv2
import numpy as np

from studio.brand.logos import Logo
from studio.paint.arrays import Pixels, Plane
from studio.paint.matte import Alpha, clean_colours, cut_person
from studio.paint.protocol import Picture

# Finished layers kept for the next drawing: the whole wall of a banner, at seven bytes a pixel.
MOST_HELD_PX = 12_000_000

Matte = tuple[Pixels, Alpha]


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
        self._layers: OrderedDict[Hashable, tuple[object, Pixels, Alpha]] = OrderedDict()
        self._held_px = 0

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
        return made[1]

    def _mask(self, mend: str, picture: Picture) -> Alpha:
        size = (picture.width_px, picture.height_px)
        mask = np.ascontiguousarray(self.masks[mend], np.float32)
        return np.clip(cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR), 0, 1)

    def kept(self, key: Hashable, of: object, make: Callable[[], tuple[Pixels, Alpha]]
             ) -> tuple[Pixels, Alpha]:  # fmt: skip
        """What `make` gives, remembered under `key` for as long as it is made of the same object."""
        held = self._layers.get(key)
        if held is not None and held[0] is of:
            self._layers.move_to_end(key)
            return held[1], held[2]
        if held is not None:
            self._held_px -= held[2].size
        pixels, alpha = make()
        self._layers[key] = (of, pixels, alpha)
        self._layers.move_to_end(key)
        self._held_px += alpha.size
        while self._held_px > MOST_HELD_PX and len(self._layers) > 1:
            self._held_px -= self._layers.popitem(last=False)[1][2].size
        return pixels, alpha
