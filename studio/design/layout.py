"""What a layout is: a way to arrange a design, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from studio.design.document import Design
from studio.design.sheet import Commission
from studio.values import ArtworkKind, StyleName

# What a layout shows above all. One design on other canvases keeps to the same idea.
Idea = Literal["picture", "person", "several", "type", "pattern"]


@dataclass(frozen=True)
class Layout:
    """`suits` says 0..1 how well the commission fits; 0: it cannot be done.

    `wordless`: it can also stand without a headline. `at_most`: its largest share of the candidates while
    there is a face to show instead. `style`: its own, where the author left that free. `title` and `about`
    (when it suits) are for people, by language.
    """

    name: str
    kind: ArtworkKind
    suits: Callable[[Commission], float]
    arrange: Callable[[Commission], Design]
    idea: Idea = "picture"
    wordless: bool = False
    at_most: float = 1.0
    style: StyleName | None = None
    title: dict[str, str] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
