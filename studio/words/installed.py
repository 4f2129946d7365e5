"""Which models could listen, look or write here. Nothing is loaded to tell."""

from __future__ import annotations

from collections.abc import Collection
from importlib.util import find_spec

from studio.models.card import ModelKind
from studio.models.store import Installed, ModelStore


def can_load() -> bool:
    """Whether the libraries are here that models are loaded with."""
    return all(find_spec(name) is not None for name in ("torch", "transformers"))


def model_of(
    kind: ModelKind, store: ModelStore | None = None, allowed: Collection[str] | None = None
) -> Installed | None:
    """The model of a kind to use: the smallest, of those whose names are `allowed` (None: of all).

    A larger one understands more, but whoever installs two wants an answer from either; an operator who wants
    the larger one removes or withholds the other.
    """
    if not can_load():
        return None
    found = (store or ModelStore()).of_kind(kind)
    usable = [model for model in found if allowed is None or model.name in allowed]
    return min(usable, key=lambda model: (model.bytes, model.name), default=None)
