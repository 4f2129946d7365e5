"""The painter that needs no model: it makes pictures larger and gives them another's colours."""

from __future__ import annotations

from collections.abc import Iterator

from studio.paint.arrays import Pixels
from studio.paint.larger import larger_size
from studio.paint.material import Material, Materials
from studio.paint.options import Operation, PaintOptions
from studio.paint.protocol import Capabilities, Painting, PaintRequest
from studio.paint.seen import as_painted
from studio.paint.upscale import upscale
from studio.progress import OnStep, Stage

LANCZOS = "lanczos"
WAYS: dict[Operation, str] = {"upscale": LANCZOS}


def is_retouching(options: PaintOptions) -> bool:
    """Whether these options can be fulfilled without any model."""
    return options.method is not None and WAYS.get(options.operation or "text") == options.method


class RetouchPainter:
    """Works on one picture: the base that is named, else the still that a painting leads with."""

    name = "retouch"
    capabilities = Capabilities(ai_painted=False, previews=False, styles=("natural",), operations=tuple(WAYS))

    def available(self) -> bool:
        return True

    def paint(self, request: PaintRequest, on_step: OnStep) -> Iterator[Painting]:
        """See `Painter`. Raises InvalidRequest as `Materials` and `upscale` do."""
        materials = Materials(request)
        places = range(request.skip, request.count)
        if request.replay is not None:
            places = range(request.replay.index, request.replay.index + 1)
        for index in places:
            tell = _Teller(on_step, index, request.count)
            material = materials.of(index)
            pixels = self._larger(material, request, tell)
            yield Painting((as_painted(f"p{index}", pixels, material.origin),), "natural")
        on_step(Stage.PAINT, 1.0, step=request.count, steps=request.count)

    def _larger(self, material: Material, request: PaintRequest, tell: _Teller) -> Pixels:
        width_px, height_px = larger_size(material.pixels, request)
        return upscale(material.pixels, width_px, height_px, method="fast", on_step=tell)


class _Teller:
    """The steps of one picture as progress of the request."""

    def __init__(self, on_step: OnStep, index: int, count: int) -> None:
        self._on_step = on_step
        self._index = index
        self._count = count

    def __call__(self, step: int, steps: int) -> None:
        done = (self._index + step / max(1, steps)) / self._count
        self._on_step(Stage.PAINT, min(1.0, done), step=self._index + 1, steps=self._count)
