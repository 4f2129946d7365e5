"""Fixes: after one click the same check no longer finds it, and finds nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from studio.brand import NO_BRAND, BrandPreset
from studio.brand.logos import Logo
from studio.brand.preset import BrandColour, BrandFonts, BrandLogo
from studio.check import check_all
from studio.check.fixes import FIXES, apply_fix
from studio.design.document import (
    BadgeLayer,
    Design,
    Layer,
    LogoLayer,
    PictureLayer,
    Plate,
    Setting,
    ShapeLayer,
    TextLayer,
)
from studio.design.geometry import WHOLE
from studio.design.legibility import proof
from studio.design.render import Darkroom
from studio.design.setting import set_layer
from studio.errors import InvalidRequest
from studio.paint.protocol import Origin, Picture
from studio.values import Box, Finding, PlatformImage
from tests.studio.desk import ASTRONAUT_FACE, astronaut, small_cover

ORIGIN = Origin(source=0, video="a", still=0, at_s=0, file="a.jpg", sha256="0" * 64)
WHITE_LOGO, DARK_LOGO = "a" * 64, "b" * 64
BRAND = BrandPreset(
    palette=(
        BrandColour(role="accent", hex="#e8364f"), BrandColour(role="ground", hex="#14233c"),
        BrandColour(role="paper", hex="#f7f2e8"),
    ),
    fonts=BrandFonts(headline="rubik"),
    logos=(
        BrandLogo(sha256=WHITE_LOGO, ground="dark", width_px=200, height_px=100),
        BrandLogo(sha256=DARK_LOGO, ground="light", width_px=200, height_px=100),
    ),
)  # fmt: skip
SAFE = small_cover(safe_zone=Box(x=0.3, y=0.1, width=0.65, height=0.8))
ROUND = small_cover(width_px=400, height_px=400, shape="circle", keep_clear=(), artwork_kind="avatar")


def flat_logo(value: int) -> Logo:
    logo = np.zeros((100, 200, 4), np.uint8)
    logo[10:90, 10:190] = (value, value, value, 255)
    return logo


@pytest.fixture(scope="module")
def darkroom() -> Darkroom:
    photograph = astronaut()
    pictures = {
        "p": Picture(id="p", pixels=photograph, origin=ORIGIN, faces=(ASTRONAUT_FACE,)),
        "small": Picture(id="small", pixels=photograph[::4, ::4].copy(), origin=ORIGIN),
    }
    return Darkroom(pictures, {WHITE_LOGO: flat_logo(255), DARK_LOGO: flat_logo(16)})


def words(box: Box, text: str = "Космос рядом", **changes: object) -> TextLayer:
    layer = TextLayer(
        id="headline", role="headline", text=text, box=box, face="montserrat", colour="#ffffff",
        setting=Setting(), lines=(),
    )  # fmt: skip
    return set_layer(layer.model_copy(update=changes), 640, 360)


def logo(sha256: str, x: float, y: float, width: float, height: float) -> LogoLayer:
    return LogoLayer(id="logo", logo=sha256, box=Box(x=x, y=y, width=width, height=height))


def cover(*layers: Layer, background: str = "#101418", kind: str = "cover", side: int = 360) -> Design:
    return Design.model_validate(
        {
            "kind": kind, "layout": "test", "style": "natural", "width_px": 640 if kind == "cover" else side,
            "height_px": side, "background": background, "layers": layers,
        }
    )  # fmt: skip


GOOD = words(Box(x=0.06, y=0.1, width=0.5, height=0.4))
PHOTOGRAPH = PictureLayer(id="picture", source="p", crop=WHOLE, box=WHOLE)
RED_ON_BRAND = words(Box(x=0.06, y=0.1, width=0.5, height=0.4), face="rubik")

CASES: dict[str, tuple[str, Design, PlatformImage, BrandPreset]] = {
    "over a face": (
        "text_over_face",
        cover(PHOTOGRAPH, words(Box(x=0.3, y=0.25, width=0.35, height=0.3))), small_cover(), NO_BRAND,
    ),
    "under the badge": (
        "text_under_badge",
        cover(words(Box(x=0.55, y=0.7, width=0.43, height=0.28))), small_cover(), NO_BRAND,
    ),
    "a badge of ours under the platform's": (
        "text_under_badge",
        cover(
            GOOD,
            BadgeLayer(
                id="badge", box=Box(x=0.8, y=0.84, width=0.18, height=0.12), text="Новое", face="rubik",
                colour="#ffd23f", ink="#14161a",
            ),
        ),
        small_cover(), NO_BRAND,
    ),
    "outside the safe zone": ("text_outside_safe_zone", cover(GOOD), SAFE, NO_BRAND),
    "too large for the safe zone": (
        "text_outside_safe_zone", cover(words(Box(x=0.02, y=0.05, width=0.96, height=0.7))), SAFE, NO_BRAND,
    ),
    "turned words off the canvas": (
        "text_outside_safe_zone",
        cover(words(Box(x=0.5, y=0.02, width=0.48, height=0.3), rotation=-14.0)), small_cover(), NO_BRAND,
    ),
    "outside the circle": (
        "text_outside_circle",
        cover(words(Box(x=0.02, y=0.02, width=0.5, height=0.2), "Ёж"), kind="avatar", side=400),
        ROUND, NO_BRAND,
    ),
    "weak contrast": (
        "text_contrast_low", cover(words(GOOD.box, colour="#2a3038")), small_cover(), NO_BRAND,
    ),
    "weak contrast on a photograph": (
        "text_contrast_low",
        cover(PHOTOGRAPH, words(Box(x=0.6, y=0.08, width=0.36, height=0.3), colour="#8a8f96")),
        small_cover(), NO_BRAND,
    ),
    "weak contrast in the team's colours": (
        "text_contrast_low",
        cover(words(GOOD.box, face="rubik", colour="#14233c")), small_cover(), BRAND,
    ),
    "small in a feed": (
        "small_in_feed", cover(words(Box(x=0.06, y=0.1, width=0.2, height=0.08))), small_cover(), NO_BRAND,
    ),
    "many words, small in a feed": (
        "small_in_feed",
        cover(words(Box(x=0.06, y=0.1, width=0.3, height=0.2), "Как мы строили дом и больше не будем")),
        small_cover(), NO_BRAND,
    ),
    "a strange colour of words": (
        "off_brand_colour", cover(words(GOOD.box, face="rubik", colour="#3fe05a")), small_cover(), BRAND,
    ),
    "a strange plate": (
        "off_brand_colour",
        cover(words(GOOD.box, face="rubik", plate=Plate(colour="#7a1fb8", pad=0.02))), small_cover(), BRAND,
    ),
    "a strange shape": (
        "off_brand_colour",
        cover(ShapeLayer(id="panel", box=Box(x=0, y=0, width=0.6, height=1), colour="#1c7a2a"), RED_ON_BRAND),
        small_cover(), BRAND,
    ),
    "a strange typeface": ("off_brand_font", cover(words(GOOD.box, face="caveat")), small_cover(), BRAND),
    "enlarged too far": (
        "upscaled",
        cover(PictureLayer(
            id="picture", source="small", crop=Box(x=0.4, y=0.4, width=0.2, height=0.2), box=WHOLE
        )),
        small_cover(), NO_BRAND,
    ),
    "no logo": ("logo_missing", cover(RED_ON_BRAND), small_cover(), BRAND),
    "a logo too small": (
        "logo_too_small",
        cover(RED_ON_BRAND, logo(WHITE_LOGO, 0.9, 0.05, 0.03, 0.03)),
        small_cover(), BRAND,
    ),
    "a logo that nobody sees": (
        "logo_faint",
        cover(RED_ON_BRAND, logo(DARK_LOGO, 0.8, 0.06, 0.16, 0.12)),
        small_cover(), BRAND,
    ),
    "a logo under the badge": (
        "logo_misplaced",
        cover(RED_ON_BRAND, logo(WHITE_LOGO, 0.82, 0.84, 0.16, 0.12)),
        small_cover(), BRAND,
    ),
    "a logo too near to words": (
        "logo_crowded",
        cover(RED_ON_BRAND, logo(WHITE_LOGO, 0.3, 0.2, 0.16, 0.14)),
        small_cover(), BRAND,
    ),
}  # fmt: skip


def found(design: Design, darkroom: Darkroom, image: PlatformImage, brand: BrandPreset) -> list[Finding]:
    return check_all(proof(design, darkroom), darkroom, image, brand)


def faults(findings: Sequence[Finding]) -> set[tuple[str, str | None]]:
    return {(one.code, one.layer) for one in findings if one.severity != "info" or one.fix}


@pytest.mark.parametrize("name", CASES)
def test_after_its_fix_a_finding_is_gone_and_no_other_has_come(name: str, darkroom: Darkroom) -> None:
    code, design, image, brand = CASES[name]
    before = found(design, darkroom, image, brand)
    finding = next(one for one in before if one.code == code)
    assert finding.fix in FIXES

    mended = apply_fix(design, finding, darkroom, image, brand)

    after = faults(found(mended, darkroom, image, brand))
    assert (code, finding.layer) not in after
    assert after < faults(before)
    assert apply_fix(design, finding, darkroom, image, brand) == mended


def test_a_fix_for_every_code_that_names_one(darkroom: Darkroom) -> None:
    named = {
        finding.fix for _, design, image, brand in CASES.values()
        for finding in found(design, darkroom, image, brand) if finding.fix
    }  # fmt: skip

    assert named == set(FIXES)


def test_the_words_stay_the_authors(darkroom: Darkroom) -> None:
    for code, design, image, brand in CASES.values():
        finding = next(one for one in found(design, darkroom, image, brand) if one.code == code)
        mended = apply_fix(design, finding, darkroom, image, brand)
        assert [text.text for text in mended.texts()] == [text.text for text in design.texts()]


def test_what_nothing_mends_is_said(darkroom: Darkroom) -> None:
    design = cover(words(GOOD.box, "один два три четыре пять шесть семь восемь девять десять одиннадцать"))
    finding = next(
        one for one in found(design, darkroom, small_cover(), NO_BRAND) if one.code == "too_many_words"
    )

    with pytest.raises(InvalidRequest) as refusal:
        apply_fix(design, finding, darkroom, small_cover())

    assert refusal.value.code == "fix_unknown"


def test_a_fix_that_cannot_be_is_refused_rather_than_made_badly(darkroom: Darkroom) -> None:
    nowhere = small_cover(safe_zone=Box(x=0.4, y=0.4, width=0.02, height=0.02))
    finding = next(one for one in found(cover(GOOD), darkroom, nowhere, NO_BRAND) if one.fix == "move_words")

    with pytest.raises(InvalidRequest) as refusal:
        apply_fix(cover(GOOD), finding, darkroom, nowhere)

    assert refusal.value.code == "fix_impossible"


def test_a_finding_about_a_layer_that_is_gone(darkroom: Darkroom) -> None:
    finding = Finding(code="text_under_badge", severity="warning", layer="gone", fix="move_words")

    with pytest.raises(InvalidRequest) as refusal:
        apply_fix(cover(GOOD), finding, darkroom, small_cover())

    assert refusal.value.code == "no_such_layer"


def test_a_good_cover_has_nothing_against_it(darkroom: Darkroom) -> None:
    assert faults(found(cover(GOOD), darkroom, small_cover(), NO_BRAND)) == set()
