"""One design on another canvas: the same idea, pictures, words, colours and typefaces, laid out anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from studio.brand import BrandPreset
from studio.brand.preset import BrandFonts
from studio.check.words import words_of
from studio.design.compose import commission, compose
from studio.design.document import Design
from studio.design.geometry import main_faces
from studio.design.layout import Idea, Layout
from studio.design.layouts import LAYOUTS, layouts_of
from studio.design.legibility import Proof, proof
from studio.design.placing import check_places
from studio.design.render import Darkroom
from studio.design.sheet import Commission
from studio.kit.follow import accent_of, followed_card
from studio.kit.values import arranged_as
from studio.paint.protocol import Painting, Picture
from studio.values import ArtworkKind, Brief, Hex, PlatformImage

# Layouts are tried on a small canvas: all they decide is in fractions of it.
TRIED_WIDTH_PX = 960
SAME_ASPECT = 0.01
# Candidates' seeds are `31 × seed + index`, see `studio.design.compose.commission`.
SEEDS = 31
SAME_IDEA = 1.0
SMALL_THING, LARGE_THING = 0.01, 0.45
HEADLINE_ROLES = ("headline", "number")

OnLayer = Callable[[], None]


def nothing() -> None:
    """An `OnLayer` for callers that want none."""


def serves_as_it_is(design: Design, image: PlatformImage, darkroom: Darkroom) -> bool:
    """Whether the design can fill that canvas by its size alone: same kind and proportions, no word
    standing where that platform wants none."""
    if design.kind != arranged_as(image):
        return False
    if abs(design.width_px * image.height_px / (design.height_px * image.width_px) - 1) > SAME_ASPECT:
        return False
    return not [one for one in check_places(design, darkroom, image) if one.severity != "info"]


def at_canvas(design: Design, image: PlatformImage) -> Design:
    """The design at the image's size; all its geometry is in fractions."""
    return design.model_copy(update={"width_px": image.width_px, "height_px": image.height_px})


def laid_out(
    design: Design,
    brief: Brief,
    painting: Painting,
    image: PlatformImage,
    darkroom: Darkroom,
    brand: BrandPreset,
    on_layer: OnLayer = nothing,
) -> Proof:
    """`design` laid out anew for `image` and drawn at its size.

    Raises InvalidRequest (no_layout).
    """
    job = commission_after(design, brief, painting, _tried(image), darkroom, brand)
    layouts = layouts_after(design, job, brand)
    settled = compose(job, layouts, on_layer)
    return proof(at_canvas(settled.design, image), darkroom, on_layer)


def commission_after(
    design: Design,
    brief: Brief,
    painting: Painting,
    image: PlatformImage,
    darkroom: Darkroom,
    brand: BrandPreset,
) -> Commission:
    """The work order for another canvas, as `design` stands now: its words, typefaces and colours."""
    accent = accent_of(design)

    def ordered(wished: Hex | None) -> Commission:
        return commission(
            brief=_brief_of(design, brief, arranged_as(image)),
            image=image,
            painting=replace(painting, style=design.style),
            darkroom=darkroom,
            seed=design.seed // SEEDS,
            index=design.seed % SEEDS,
            accent=wished,
            brand=_brand_of(design, brand),
        )

    job = ordered(accent)
    # Asked for an accent, a scheme makes plates of it; the design may have other ones.
    card = followed_card(design, ordered(None).scheme, accent)
    return replace(job, scheme=replace(job.scheme, card=card))


def led_for(kind: ArtworkKind, painting: Painting, design: Design) -> Painting:
    """The painting with the picture in front that a kind of picture lives by.

    An avatar shows somebody or something: the first of the design's own pictures with a face, else with one
    thing in it, else of the others; a landscape only where there is nothing else.
    """
    if kind != "avatar":
        return painting

    def order(picture: Picture) -> tuple[bool, bool]:
        subject = picture.subject
        thing = subject is not None and SMALL_THING < subject.area < LARGE_THING
        return not main_faces(picture), not thing

    own = [picture for picture in painting.pictures if picture.id in design.sources]
    best = min(own or painting.pictures, key=order)
    if all(order(best)):
        best = min(painting.pictures, key=order)
    others = [picture for picture in painting.pictures if picture is not best]
    return replace(painting, pictures=(best, *others))


def layouts_after(design: Design, job: Commission, brand: BrandPreset) -> list[Layout]:
    """The layouts that can be done, the nearest to the design first: its own one, the team's favourites in
    their order, those of its idea."""
    kind = job.brief.kind
    favourites = brand.layouts.get(kind, ())
    idea = idea_of(design)
    ranked = []
    for layout in layouts_of(kind):
        suits = layout.suits(job) if layout.wordless or job.brief.headline else 0.0
        if suits <= 0:
            continue
        order = favourites.index(layout.name) if layout.name in favourites else len(favourites)
        if layout.name == design.layout:
            order = -1
        ranked.append((order, -suits - SAME_IDEA * (layout.idea == idea), layout.name))
    return [LAYOUTS[name] for _, _, name in sorted(ranked)]


def idea_of(design: Design) -> Idea:
    """What the design shows above all: by its layout, else by its layers."""
    if design.layout in LAYOUTS:
        return LAYOUTS[design.layout].idea
    if any(layer.type == "cutout" for layer in design.layers):
        return "person"
    return "picture" if any(layer.type == "picture" for layer in design.layers) else "type"


def _tried(image: PlatformImage) -> PlatformImage:
    scale = min(1.0, TRIED_WIDTH_PX / image.width_px)
    return image.model_copy(
        update={"width_px": round(image.width_px * scale), "height_px": round(image.height_px * scale)}
    )


def _brief_of(design: Design, brief: Brief, kind: ArtworkKind) -> Brief:
    """The brief with the words that stand on the design now.

    A layout may share a headline out among several layers, or leave out a kicker: as long as all of the
    brief's words are there it is the brief's.
    """
    if not design.texts():
        return brief.model_copy(update={"kind": kind})
    shown = [text for text in design.texts() if text.visible and text.text.strip()]
    kicker = next((text.text for text in shown if text.role == "kicker"), "")
    said = {word.casefold() for text in shown for word in words_of(text.text)}
    headline = brief.headline
    if not said >= {word.casefold() for word in words_of(headline)}:
        headline = " ".join(text.text for text in shown if text.role in HEADLINE_ROLES)
    return brief.model_copy(update={"kind": kind, "headline": headline, "kicker": kicker})


def _brand_of(design: Design, brand: BrandPreset) -> BrandPreset:
    """The team's look with the typefaces that the design is set in."""
    faces = {text.role: text.face for text in reversed(design.texts())}
    fonts = BrandFonts(
        headline=faces.get("headline", brand.fonts.headline),
        kicker=faces.get("kicker", brand.fonts.kicker),
    )
    return brand.model_copy(update={"fonts": fonts})


__all__ = ["at_canvas", "commission_after", "idea_of", "laid_out", "layouts_after", "serves_as_it_is"]
