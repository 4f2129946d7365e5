"""A finished candidate made again from its recipe, and how far it came out the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.brand.logos import load_logos
from studio.check import check_file
from studio.deliver import deliver
from studio.design.document import Design
from studio.design.render import Darkroom, render
from studio.errors import InvalidRequest
from studio.make import Candidate, PaintWith, Recipe, rotated
from studio.paint import find_painter
from studio.paint.collage.choose import still_side_px
from studio.paint.collage.load import load_picture
from studio.paint.kept import KeptPicture, keep_painted
from studio.paint.protocol import Origin, Painting, PaintRequest, Picture, Replay, Source
from studio.progress import OnStep, Stage, ignore
from studio.values import Finding

# How far a painted picture drifted, by the painter's word for it.
_DEGREES = {"invisible": "made_again_nearly", "another": "made_again_another"}


@dataclass(frozen=True)
class Remade:
    """A candidate made again. `identical`: to the byte. `notices` are what the painter says of its part."""

    candidate: Candidate
    identical: bool
    notices: tuple[Finding, ...]

    def told(self) -> dict[str, Any]:
        """For the recipe: whether it came out the same, and what the painter measured, as JSON."""
        drift = self._drift()
        return {
            "identical": self.identical,
            "drift": drift.value if drift else None,
            "changes": drift.limit if drift else None,
        }

    def finding(self) -> Finding:
        """In a word; its limit says what has changed since, as far as that is known."""
        if self.identical:
            return Finding(code="made_again_identical", severity="info")
        drift = self._drift()
        degree = str(drift.value) if drift else ""
        return Finding(
            code=_DEGREES.get(degree, "made_again_differs"),
            severity="info" if degree == "invisible" else "warning",
            limit=drift.limit if drift else None,
        )

    def _drift(self) -> Finding | None:
        return next((one for one in self.notices if one.code == "made_again_drifted"), None)


def remake(
    recipe: Recipe,
    design: Mapping[str, Any],
    kept: Mapping[int, tuple[KeptPicture, Path]],
    sources: Sequence[Source],
    *,
    out_dir: Path,
    paint: PaintWith,
    sha256: str,
    alt: dict[str, str],
    logos: Mapping[str, Path] | None = None,
    on_step: OnStep = ignore,
) -> Remade:
    """Draw `design` again, from stills as they are now and from pictures painted anew.

    `kept` are the pictures that were kept of it, by their places, and the files of their pixels; `sha256` is
    that of the finished file, `logos` the files of the design's logos by theirs.

    Raises InvalidRequest (still_unreadable, still_gone), and what painting does.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    arranged = Design.model_validate(design)
    painted = any(origin.painted for origin in recipe.sources)
    painting = _painted_again(recipe, kept, sources, paint, on_step) if painted else None
    made: tuple[KeptPicture, ...] = ()
    if painting is not None:
        painting, made = keep_painted(painting, out_dir, 0)
    darkroom = Darkroom(pictures_of(arranged, sources, painting), load_logos(logos or {}))
    on_step(Stage.DESIGN, 0.0, step=1, steps=1)
    pixels = render(
        arranged, darkroom, before=lambda canvas, layer: on_step(Stage.DESIGN, 0.5, step=1, steps=1)
    )
    delivery = deliver(pixels, recipe.image)
    name = f"01.{delivery.suffix}"
    (out_dir / name).write_bytes(delivery.data)
    on_step(Stage.DELIVER, 1.0, step=1, steps=1)
    notices = painting.notices if painting is not None else ()
    candidate = Candidate(
        index=0,
        file=name,
        media_type=delivery.media_type,
        width_px=recipe.image.width_px,
        height_px=recipe.image.height_px,
        bytes=len(delivery.data),
        sha256=delivery.sha256,
        layout=recipe.layout,
        style=recipe.style,
        headline=recipe.brief.headline,
        findings=tuple(check_file(pixels, len(delivery.data), recipe.image)),
        alt=alt,
        design=arranged,
        recipe=recipe.model_copy(update={"record": painting.record if painting else recipe.record}),
        notices=(),
        pictures=made or tuple(picture for place, (picture, _file) in sorted(kept.items()) if not place),
    )
    return Remade(candidate, identical=delivery.sha256 == sha256, notices=notices)


def _painted_again(
    recipe: Recipe,
    kept: Mapping[int, tuple[KeptPicture, Path]],
    sources: Sequence[Source],
    paint: PaintWith,
    on_step: OnStep,
) -> Painting:
    original = kept[0][1] if 0 in kept else None
    request = PaintRequest(
        recipe.brief,
        recipe.image,
        sources,
        recipe.count,
        recipe.seed,
        rotated(recipe.brief.styles, recipe.seed),
        options=paint.options,
        inputs=paint.inputs,
        on_preview=paint.on_preview,
        owner=paint.owner,
        interactive=paint.interactive,
        # Painters that choose nothing by chance need no record: the painting of that place is the same.
        skip=recipe.index,
        replay=Replay(recipe.record or {}, recipe.index, original),
    )
    return next(iter(find_painter(recipe.painter).paint(request, on_step)))


def pictures_of(design: Design, sources: Sequence[Source], painting: Painting | None) -> dict[str, Picture]:
    """The pictures of `design` by their names: painted ones as they are now, stills from their videos.

    Raises InvalidRequest (still_unreadable, still_gone).
    """
    painted = {picture.id: picture for picture in painting.pictures} if painting is not None else {}
    side_px = still_side_px(design.kind)
    found = {}
    for name, origin in design.sources.items():
        found[name] = painted[name] if origin.painted else _still(origin, sources, side_px)
    return found


def _still(origin: Origin, sources: Sequence[Source], side_px: int) -> Picture:
    source = sources[origin.source] if origin.source < len(sources) else None
    still = next((one for one in source.digest.stills if one.rank == origin.still), None) if source else None
    if source is None or still is None:
        raise InvalidRequest("a still that it was made from is gone", code="still_gone", still=origin.still)
    return load_picture(source, origin.source, still, side_px)
