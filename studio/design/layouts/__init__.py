"""Ways to arrange a design, each in its own file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studio.design.document import Design
from studio.design.layouts import (
    closeup,
    editorial,
    gallery,
    hero,
    medallion,
    monogram,
    panel,
    panorama,
    plain,
    poster,
    ribbons,
    spotlight,
    tape,
    triptych,
)
from studio.design.sheet import Commission
from studio.errors import InvalidRequest
from studio.values import ArtworkKind


@dataclass(frozen=True)
class Layout:
    """`suits` says 0..1 how well the commission fits; 0: it cannot be done.

    `wordless`: it can also stand without a headline. `at_most`: its largest share of the candidates while
    there is a face to show instead.
    """

    name: str
    kind: ArtworkKind
    suits: Callable[[Commission], float]
    arrange: Callable[[Commission], Design]
    wordless: bool = False
    at_most: float = 1.0


LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout("spotlight", "cover", spotlight.suits, spotlight.arrange),
        Layout("poster", "cover", poster.suits, poster.arrange),
        Layout("hero", "cover", hero.suits, hero.arrange),
        Layout("panel", "cover", panel.suits, panel.arrange),
        Layout("editorial", "cover", editorial.suits, editorial.arrange),
        Layout("tape", "cover", tape.suits, tape.arrange),
        Layout("triptych", "cover", triptych.suits, triptych.arrange),
        Layout("plain", "cover", plain.suits, plain.arrange, wordless=True),
        Layout("ribbons", "banner", ribbons.suits, ribbons.arrange),
        Layout("panorama", "banner", panorama.suits, panorama.arrange, wordless=True),
        Layout("gallery", "banner", gallery.suits, gallery.arrange, wordless=True),
        Layout("medallion", "avatar", medallion.suits, medallion.arrange, wordless=True),
        Layout("closeup", "avatar", closeup.suits, closeup.arrange, wordless=True),
        Layout("monogram", "avatar", monogram.suits, monogram.arrange, at_most=0.25),
    )
}


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
