"""The painter that needs no model: it makes pictures larger and gives them another's look."""

from __future__ import annotations

from collections.abc import Iterator

from studio.paint.arrays import Pixels
from studio.paint.larger import larger_size
from studio.paint.material import Materials
from studio.paint.options import Operation, PaintOptions
from studio.paint.protocol import Capabilities, Painting, PaintRequest
from studio.paint.seen import as_painted
from studio.paint.transfer import WITHOUT_WEIGHTS, restyle
from studio.paint.upscale import upscale
from studio.progress import OnStep, Stage

LANCZOS = "lanczos"
# The ways of each operation that are ours.
WAYS: dict[Operation, tuple[str, ...]] = {"restyle": WITHOUT_WEIGHTS, "upscale": (LANCZOS,)}
# How much of a look is taken where nobody says.
RESTYLE_STRENGTH = 0.7


def is_retouching(options: PaintOptions) -> bool:
    """Whether these options can be fulfilled without any model."""
    return options.operation is not None and options.method in WAYS.get(options.operation, ())


class RetouchPainter:
    """Works on one picture: the base that is named, else the still that a painting leads with."""

    name = "retouch"
    capabilities = Capabilities(ai_painted=False, previews=True, styles=("natural",), operations=tuple(WAYS))

    def available(self) -> bool:
        return True

    def paint(self, request: PaintRequest, on_step: OnStep) -> Iterator[Painting]:
        """See `Painter`. Raises InvalidRequest as `Materials`, `restyle` and `upscale` do."""
        materials = Materials(request)
        places = range(request.skip, request.count)
        if request.replay is not None:
            places = range(request.replay.index, request.replay.index + 1)
        for index in places:
            material = materials.of(index)
            pixels = _retouched(material.pixels, materials, request, _Teller(request, on_step, index))
            yield Painting((as_painted(f"p{index}", pixels, material.origin),), "natural")
        on_step(Stage.PAINT, 1.0, step=request.count, steps=request.count)


def _retouched(picture: Pixels, materials: Materials, request: PaintRequest, teller: _Teller) -> Pixels:
    options = request.options
    if options.operation == "restyle":
        strength = RESTYLE_STRENGTH if options.strength is None else options.strength
        return restyle(
            picture,
            materials.look(),
            method=options.method or WITHOUT_WEIGHTS[0],
            strength=strength,
            on_step=teller.step,
            on_preview=teller.preview,
        )
    width_px, height_px = larger_size(picture, request)
    return upscale(picture, width_px, height_px, method="fast", on_step=teller.step)


class _Teller:
    """The steps of one picture as progress of the request."""

    def __init__(self, request: PaintRequest, on_step: OnStep, index: int) -> None:
        self._request = request
        self._on_step = on_step
        self._index = index
        self._at = (0, 1)

    def step(self, step: int, steps: int) -> None:
        self._at = (step, steps)
        count = self._request.count
        done = (self._index + step / max(1, steps)) / count
        self._on_step(Stage.PAINT, min(1.0, done), step=self._index + 1, steps=count)

    def preview(self, pixels: Pixels) -> None:
        if self._request.on_preview is not None:
            step, steps = self._at
            self._request.on_preview(self._index, pixels, step=step, steps=steps)
