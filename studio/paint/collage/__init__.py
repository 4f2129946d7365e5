"""The embedded painter: no weights, the video's own best stills."""

from __future__ import annotations

from collections.abc import Sequence

from studio.paint.collage.choose import choose_sets
from studio.paint.grades import STYLES
from studio.paint.protocol import Capabilities, Painting, PaintRequest
from studio.progress import OnStep, Stage


class CollagePainter:
    """Composes from stills: each painting leads with another still, in another style where it is free to."""

    name = "collage"
    capabilities = Capabilities(ai_painted=False, previews=False, styles=STYLES)

    def available(self) -> bool:
        return True

    def paint(self, request: PaintRequest, on_step: OnStep) -> Sequence[Painting]:
        paintings = []
        styles = request.styles or ("natural",)
        sets = choose_sets(request, on_step)
        for index, pictures in enumerate(sets):
            if index < request.skip:
                continue
            on_step(Stage.PAINT, index / request.count, step=index + 1, steps=request.count)
            paintings.append(Painting(pictures=pictures, style=styles[index % len(styles)]))
        on_step(Stage.PAINT, 1.0, step=request.count, steps=request.count)
        return paintings


__all__ = ["CollagePainter"]
