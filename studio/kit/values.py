"""What a kit is: every picture that the chosen platforms want, made from one design."""

from __future__ import annotations

from typing import Literal

from studio.check.score import BrandScore
from studio.design.document import Design
from studio.values import ArtworkKind, Finding, PlatformImage, Value

KitImage = tuple[str, str]
"""A platform's name and its own name for the picture."""


class KitItem(Value):
    """One picture of a kit; `file` lies in the kit's folder and, by the same name, in its ZIP.

    `same` says that it is the design itself at that size and not laid out anew. `recipe` is the SHA-256 of
    all that it was drawn from: its design, the platform's row and the team's look. `alt` is a sentence in
    each language for who cannot see it.
    """

    platform: str
    image: str
    artwork_kind: ArtworkKind | None
    arranged_as: ArtworkKind
    file: str
    media_type: Literal["image/jpeg", "image/png"]
    width_px: int
    height_px: int
    bytes: int
    bytes_limit: int | None
    sha256: str
    layout: str
    same: bool
    findings: tuple[Finding, ...]
    score: BrandScore | None
    alt: dict[str, str]
    checked_on: str
    certainty: str
    note: str
    recipe: str
    design: Design


class Kit(Value):
    """A finished kit: `zip` and `manifest` are names in its folder."""

    schema_version: Literal[1] = 1
    items: tuple[KitItem, ...]
    zip: str
    manifest: str


def arranged_as(image: PlatformImage) -> ArtworkKind:
    """The kind of layout that serves a platform's picture: its own, or by its shape where it is of none."""
    if image.artwork_kind:
        return image.artwork_kind
    aspect = image.width_px / image.height_px
    return "avatar" if aspect < 1.2 else "cover" if aspect < 2.0 else "banner"
