"""The painter that paints with diffusion models. Importing it loads none of their libraries."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from studio.models.store import ModelStore
from studio.paint.diffusion.atelier import atelier
from studio.paint.diffusion.families import FAMILIES
from studio.paint.protocol import Capabilities, Painting, PaintRequest
from studio.progress import OnStep

LIBRARIES = ("torch", "diffusers", "transformers", "peft", "accelerate")


class DiffusionPainter:
    """Paints from words, and from the stills of the author's videos."""

    name = "diffusion"
    capabilities = Capabilities(
        ai_painted=True,
        previews=True,
        styles=("natural",),
        uses_text_wish=True,
        operations=("text", "repaint", "inpaint", "outpaint", "restyle", "upscale"),
    )

    def __init__(self, store: ModelStore | None = None) -> None:
        self._store = store

    @property
    def store(self) -> ModelStore:
        """The models to paint with; by default those where the environment says they lie."""
        return self._store or ModelStore()

    def available(self) -> bool:
        """Whether its libraries are installed, and a model of a family that it knows."""
        if any(find_spec(library) is None for library in LIBRARIES):
            return False
        return any(model.card.family in FAMILIES for model in self.store.of_kind("base"))

    def paint(self, request: PaintRequest, on_step: OnStep) -> Iterator[Painting]:
        """See `Painter`; each painting as soon as it and those painted with it are finished.

        Raises what is wrong with the request before the first is painted: ModelMissing, UnusableWeights,
        InvalidRequest (see `Planner` and `check_task`); later what painting raises: OutOfMemory,
        DeviceBroken, EaselClosed, UnloadableModel, NothingPainted.
        """
        # Opened first: it loads the libraries in one thread at a time, and two at once break their imports.
        atelier(self.store)
        from studio.paint.diffusion.work import paintings

        yield from paintings(request, self.store, on_step)
