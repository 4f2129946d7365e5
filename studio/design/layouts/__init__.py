"""Ways to arrange a design, each in its own file: a module here with a `LAYOUT` is one more of them."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from studio.design.layout import Layout
from studio.errors import InvalidRequest
from studio.values import ArtworkKind


def _found() -> dict[str, Layout]:
    modules = [import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__)]
    layouts = [module.LAYOUT for module in modules if hasattr(module, "LAYOUT")]
    return {layout.name: layout for layout in layouts}


LAYOUTS: dict[str, Layout] = _found()


def layouts_of(kind: ArtworkKind) -> tuple[Layout, ...]:
    return tuple(layout for layout in LAYOUTS.values() if layout.kind == kind)


def find_layout(name: str, kind: ArtworkKind) -> Layout:
    """Raises InvalidRequest (unknown_layout) for a name that is not a layout of this kind."""
    layout = LAYOUTS.get(name)
    if layout is None or layout.kind != kind:
        known = ", ".join(entry.name for entry in layouts_of(kind))
        raise InvalidRequest(
            f"unknown {kind} layout {name!r}; known: {known}", code="unknown_layout", layout=name
        )
    return layout


__all__ = ["LAYOUTS", "Layout", "find_layout", "layouts_of"]
