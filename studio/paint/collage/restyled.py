"""Stills in the look of another picture: the collage arranges what it always does, seen otherwise."""

from __future__ import annotations

from dataclasses import replace

from studio.paint.brought import file_of, look_of
from studio.paint.collage.load import busy_map
from studio.paint.inputs import open_picture, shrunk
from studio.paint.protocol import PaintRequest, Picture
from studio.paint.transfer import LOOK_SIDE_PX, WITHOUT_WEIGHTS, restyle
from studio.progress import OnStep, Stage
from studio.understand.look import LOOK_WIDTH
from studio.understand.palette import palette_of

# Without a wish: enough of the look to be unmistakable, enough of the video to be its own.
STRENGTH = 0.75
# A banner shows many small stills: their colours are one, their brushwork is not worth its minutes.
MOST_TEXTURED = 6


class Restyler:
    """Gives stills the look that a request brings along; each still is worked on once."""

    def __init__(self, request: PaintRequest, on_step: OnStep) -> None:
        """Raises InvalidRequest: look_missing, picture_missing, picture_unreadable, picture_too_large."""
        options = request.options
        self._look = open_picture(file_of(request, look_of(request)), LOOK_SIDE_PX)
        self._method = options.method or WITHOUT_WEIGHTS[0]
        self._strength = STRENGTH if options.strength is None else options.strength
        self._request = request
        self._on_step = on_step
        self._done: dict[str, Picture] = {}

    def of(self, picture: Picture, index: int, share: tuple[int, int]) -> Picture:
        """The still restyled, for painting `index`, as the n-th of so many stills (`share`) in it.

        Raises InvalidRequest (unknown_method) and what `on_step` raises.
        """
        if picture.id not in self._done:
            self._done[picture.id] = self._restyled(picture, index, share)
        return self._done[picture.id]

    def _restyled(self, picture: Picture, index: int, share: tuple[int, int]) -> Picture:
        request, (place, of) = self._request, share

        def tell(step: int, steps: int) -> None:
            within = (place + step / steps) / of
            fraction = (index + within) / request.count
            self._on_step(Stage.PAINT, fraction, step=index + 1, steps=request.count)

        pixels = restyle(
            picture.pixels,
            self._look,
            method=self._method if of <= MOST_TEXTURED else "colour",
            strength=self._strength,
            faces=picture.faces,
            on_step=tell,
        )
        return replace(
            picture,
            pixels=pixels,
            origin=picture.origin.model_copy(update={"painted": True, "file": "", "sha256": ""}),
            busy=busy_map(pixels),
            palette=palette_of([shrunk(pixels, LOOK_WIDTH)]),
            # Already seen with another eye: no grade goes over it.
            style="natural",
        )
