"""What there is to say about a finished picture, measured on its pixels and its bytes."""

from __future__ import annotations

from collections.abc import Mapping

from studio.brand import NO_BRAND, BrandPreset
from studio.check.brand import check_brand
from studio.check.feed import check_feed
from studio.check.pictures import check_likeness, check_pictures, picture_print
from studio.check.words import check_words
from studio.design.document import TextLayer
from studio.design.legibility import Proof, Reading, limit_for
from studio.design.placing import check_places
from studio.design.render import Darkroom
from studio.paint.arrays import Pixels
from studio.values import Finding, PlatformImage

LANGUAGES = ("ru", "en")


def check_all(
    drawn: Proof,
    darkroom: Darkroom,
    image: PlatformImage,
    brand: BrandPreset = NO_BRAND,
    others: Mapping[str, str] | None = None,
) -> list[Finding]:
    """All that is to be said about a drawn design; the bytes of its file are judged by `check_file`.

    `others` are the prints (see `picture_print`) of the channel's other pictures of this kind, by the names
    that a finding shall tell.
    """
    return [
        *check_design(drawn, darkroom, image),
        *check_feed(drawn),
        *check_words(drawn.design, brand.avoid_words),
        *check_pictures(drawn.design, darkroom, image),
        *check_brand(drawn, darkroom, image, brand),
        *(check_likeness(picture_print(drawn.pixels), others) if others else ()),
    ]


def check_design(drawn: Proof, darkroom: Darkroom, image: PlatformImage) -> list[Finding]:
    """Findings about words: contrast, faces and badges covered, safe zone, size in the feed."""
    contrasts = [
        _contrast(layer, drawn.readings[layer.id])
        for layer in drawn.design.texts()
        if layer.id in drawn.readings and layer.visible and layer.lines
    ]
    return contrasts + check_places(drawn.design, darkroom, image)


def check_alt(alt: Mapping[str, str]) -> list[Finding]:
    """Whether there is a description for who cannot see the picture, in both languages."""
    told = all(alt.get(language, "").strip() for language in LANGUAGES)
    return [] if told else [Finding(code="alt_missing", severity="warning")]


def check_file(pixels: Pixels, size: int, image: PlatformImage) -> list[Finding]:
    """Findings about the file: pixels and bytes against the platform's row."""
    findings = []
    height, width = pixels.shape[:2]
    if (width, height) != (image.width_px, image.height_px):
        findings.append(
            Finding(
                code="wrong_size",
                severity="error",
                value=f"{width}x{height}",
                limit=f"{image.width_px}x{image.height_px}",
            )
        )
    if image.bytes_limit is not None and size > image.bytes_limit:
        findings.append(Finding(code="too_many_bytes", severity="error", value=size, limit=image.bytes_limit))
    return findings


def _contrast(layer: TextLayer, reading: Reading) -> Finding:
    pairs = zip(reading.contrasts, layer.lines, strict=False)
    worst, line = min(pairs, key=lambda pair: pair[0] / limit_for(pair[1]))
    limit = limit_for(line)
    enough = worst >= limit
    return Finding(
        code="text_contrast" if enough else "text_contrast_low",
        severity="info" if enough else "warning",
        value=round(worst, 2),
        limit=limit,
        box=layer.box,
        layer=layer.id,
        fix=None if enough else "clarify_words",
    )


__all__ = ["check_all", "check_alt", "check_design", "check_file", "picture_print"]
