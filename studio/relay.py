"""A finished design laid out anew in another look: the same layout, pictures and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from studio.brand import BrandPreset
from studio.brand.speech import without_avoided
from studio.design.document import Design
from studio.design.layouts import LAYOUTS
from studio.errors import InvalidRequest
from studio.make import Candidate, Recipe, finish_one, rotated
from studio.paint.arrays import Pixels
from studio.paint.collage.load import live_area, within
from studio.paint.kept import KeptPicture
from studio.paint.options import PaintOptions
from studio.paint.protocol import Painting, PaintRequest, Picture, Source
from studio.progress import OnStep, ignore
from studio.remake import pictures_of


def lay_again(
    recipe: Recipe,
    design: Mapping[str, Any],
    kept: Mapping[int, tuple[KeptPicture, Path]],
    sources: Sequence[Source],
    *,
    brand: BrandPreset,
    logos: Mapping[str, Path],
    headline: str,
    out_dir: Path,
    on_step: OnStep = ignore,
) -> Candidate:
    """The candidate that the painter's pictures give in the look of `brand`, with `headline`.

    `kept` are the pictures that were kept of the design, by place, with the files of their pixels; other
    stills come from `sources`. `logos` are files by their SHA-256. What was moved by hand is laid out by the
    rules again. Raises InvalidRequest (still_gone, still_unreadable, no_layout), and what delivering does.
    """
    arranged = Design.model_validate(design)
    brief = recipe.brief.model_copy(update={"headline": headline or recipe.brief.headline, "notices": ()})
    brief = without_avoided(brief, brand, own_headline=True)
    known = arranged.layout if arranged.layout in LAYOUTS else None
    candidate = finish_one(
        recipe.painter,
        PaintRequest(
            brief,
            recipe.image,
            sources,
            recipe.count,
            recipe.seed,
            rotated(brief.styles, recipe.seed),
            options=recipe.options or PaintOptions(),
        ),
        recipe.wishes.model_copy(update={"layout": known}),
        Painting(_pictures(arranged, kept, sources), arranged.style, recipe.record),
        recipe.index,
        brand=brand,
        logos=logos,
        out_dir=out_dir,
        on_step=on_step,
    )
    told = candidate.recipe.model_copy(update={"wishes": recipe.wishes, "pictures": recipe.pictures})
    return candidate.model_copy(update={"recipe": told})


def _pictures(
    design: Design, kept: Mapping[int, tuple[KeptPicture, Path]], sources: Sequence[Source]
) -> tuple[Picture, ...]:
    """The main picture, then the others of the design."""
    ours = {picture.id: (picture, path) for picture, path in kept.values()}
    names = dict.fromkeys([*([kept[0][0].id] if 0 in kept else []), *design.sources])
    return tuple(_picture(name, design, ours.get(name), sources) for name in names)


def _picture(
    name: str, design: Design, ours: tuple[KeptPicture, Path] | None, sources: Sequence[Source]
) -> Picture:
    """One picture: painted ones as they were kept, stills from their videos as long as those have them."""
    origin = ours[0].origin if ours is not None else design.sources[name]
    if ours is not None and origin.painted:
        return ours[0].with_pixels(_pixels(ours[1]))
    alone = design.model_copy(update={"sources": {name: origin}})
    try:
        return pictures_of(alone, sources, None)[name]
    except InvalidRequest as error:
        if ours is None or error.code != "still_gone":
            raise
        whole = _pixels(ours[1])
        return ours[0].with_pixels(within(whole, live_area(whole)))


def _pixels(path: Path) -> Pixels:
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, UnidentifiedImageError) as error:
        raise InvalidRequest(f"the picture {path.name} can't be read", code="still_unreadable") from error
