"""The embedded painter: no weights, the video's own best stills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from studio.paint.collage.choose import choose_sets
from studio.paint.collage.restyled import Restyler
from studio.paint.grades import STYLES
from studio.paint.protocol import Capabilities, Painting, PaintRequest, Picture
from studio.progress import OnStep, Stage


class CollagePainter:
    """Composes from stills: each painting leads with another still, in another style where it is free to.

    Asked to restyle, it composes from the same stills in the look of the picture that came along.
    """

    name = "collage"
    capabilities = Capabilities(ai_painted=False, previews=False, styles=STYLES, operations=("restyle",))

    def available(self) -> bool:
        return True

    def paint(self, request: PaintRequest, on_step: OnStep) -> Iterable[Painting]:
        """See `Painter`. Raises InvalidRequest as `choose_sets` and `Restyler` do."""
        sets = choose_sets(request, on_step)
        if request.options.operation == "restyle":
            return self._restyled(request, sets, Restyler(request, on_step), on_step)
        paintings = []
        styles = request.styles or ("natural",)
        for index, pictures in enumerate(sets):
            if index < request.skip:
                continue
            on_step(Stage.PAINT, index / request.count, step=index + 1, steps=request.count)
            paintings.append(Painting(pictures=pictures, style=styles[index % len(styles)]))
        on_step(Stage.PAINT, 1.0, step=request.count, steps=request.count)
        return paintings

    def _restyled(
        self,
        request: PaintRequest,
        sets: Sequence[tuple[Picture, ...]],
        restyler: Restyler,
        on_step: OnStep,
    ) -> Iterator[Painting]:
        """Each as it is finished: a still takes seconds."""
        for index, pictures in enumerate(sets):
            if index < request.skip:
                continue
            restyled = tuple(
                restyler.of(picture, index, (place, len(pictures))) for place, picture in enumerate(pictures)
            )
            yield Painting(pictures=restyled, style="natural")
        on_step(Stage.PAINT, 1.0, step=request.count, steps=request.count)


__all__ = ["CollagePainter"]
