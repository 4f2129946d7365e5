"""What is measured: words at feed size, words in number, soft and repeated pictures, a team's look."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from studio.brand import NO_BRAND, BrandPreset
from studio.brand.preset import BrandColour, BrandFonts, BrandLogo, BrandText
from studio.check import check_all, check_alt
from studio.check.colours import FAR, colour_distance, is_neutral, nearest, off_brand
from studio.check.feed import CLEAR_ENOUGH, clarities
from studio.check.pictures import ALIKE, bits_apart, check_likeness, picture_print
from studio.check.score import WEIGHTS, brand_score
from studio.design.document import Design, Layer, LogoLayer, PictureLayer, Plate, Setting, TextLayer
from studio.design.geometry import WHOLE
from studio.design.legibility import proof
from studio.design.render import Darkroom
from studio.design.setting import set_layer
from studio.paint.protocol import Origin, Picture
from studio.values import Box
from tests.studio.desk import astronaut, cat, coffee, rocket, small_cover

ORIGIN = Origin(source=0, video="a", still=0, at_s=0, file="a.jpg", sha256="0" * 64)
PALETTE = tuple(
    BrandColour(role=role, hex=colour)
    for role, colour in (("accent", "#e8364f"), ("ground", "#14233c"), ("paper", "#f7f2e8"))
)
LOGO = "d" * 64
LOOK = BrandPreset(
    palette=PALETTE,
    fonts=BrandFonts(headline="rubik"),
    text=BrandText(caps=True),
    logos=(BrandLogo(sha256=LOGO, width_px=20, height_px=10),),
    layouts={"cover": ("hero",)},
    avoid_words=("шок", "ёлки-палки"),
)


@pytest.fixture(scope="module")
def darkroom() -> Darkroom:
    noise = np.random.default_rng(5).integers(0, 255, (36, 64, 3)).astype(np.uint8)
    lively = cv2.resize(noise, (1280, 720), interpolation=cv2.INTER_NEAREST)
    return Darkroom({
        "cat": Picture(id="cat", pixels=cat(), origin=ORIGIN),
        "lively": Picture(id="lively", pixels=lively, origin=ORIGIN),
    })  # fmt: skip


def words(text: str = "Космос рядом", **changes: object) -> TextLayer:
    layer = TextLayer(
        id="headline", role="headline", text=text, box=Box(x=0.06, y=0.1, width=0.6, height=0.5),
        face="rubik", colour="#ffffff", setting=Setting(), lines=(), caps=True,
    )  # fmt: skip
    return set_layer(layer.model_copy(update=changes), 640, 360)


def cover(*layers: Layer, layout: str = "hero") -> Design:
    return Design(
        kind="cover", layout=layout, style="natural", width_px=640, height_px=360, background="#101418",
        layers=layers,
    )  # fmt: skip


def clearest(design: Design, darkroom: Darkroom) -> float:
    return min(clarities(proof(design, darkroom).pixels, design.texts()[0], design))


def codes(design: Design, darkroom: Darkroom, brand: BrandPreset = NO_BRAND) -> set[str]:
    return {one.code for one in check_all(proof(design, darkroom), darkroom, small_cover(), brand)}


def picture(source: str) -> PictureLayer:
    return PictureLayer(id="picture", source=source, crop=WHOLE, box=WHOLE)


def test_large_words_on_a_calm_ground_are_clear_at_feed_size(darkroom: Darkroom) -> None:
    assert clearest(cover(words()), darkroom) > 3 * CLEAR_ENOUGH


def test_words_drown_in_a_lively_ground(darkroom: Darkroom) -> None:
    small = Box(x=0.1, y=0.3, width=0.4, height=0.16)
    plate = Plate(colour="#101216", pad=0.03)
    bare = cover(picture("lively"), words(box=small))
    helped = cover(picture("lively"), words(box=small, plate=plate))

    assert clearest(bare, darkroom) < CLEAR_ENOUGH
    assert "unclear_in_feed" in codes(bare, darkroom)
    assert clearest(helped, darkroom) > CLEAR_ENOUGH


def test_one_word_in_another_colour_is_no_noise(darkroom: Darkroom) -> None:
    plain = clearest(cover(words()), darkroom)
    two = clearest(cover(words(emphasis="рядом", emphasis_colour="#e8364f")), darkroom)

    assert two > 0.5 * plain


def test_faint_words_are_unclear(darkroom: Darkroom) -> None:
    assert clearest(cover(words(colour="#1c2228")), darkroom) < CLEAR_ENOUGH


def test_too_many_words_are_counted_without_marks(darkroom: Darkroom) -> None:
    nine = "Раз — два, три: четыре (пять) шесть, семь восемь и девять"

    assert "too_many_words" in codes(cover(words(nine)), darkroom)
    assert "too_many_words" not in codes(cover(words("Раз — два, три: четыре!")), darkroom)


@pytest.mark.parametrize(
    ("text", "found"),
    [("ШОК! Космос", True), ("Шоколад рядом", False), ("Елки-палки, космос", True), ("Космос", False)],
)
def test_words_that_a_team_avoids(text: str, found: bool, darkroom: Darkroom) -> None:
    assert ("avoided_word" in codes(cover(words(text)), darkroom, LOOK)) == found


def test_invisible_words_are_not_judged(darkroom: Darkroom) -> None:
    hidden = words("шок " * 20, colour="#111519", visible=False)

    assert codes(cover(hidden), darkroom, LOOK.model_copy(update={"logos": ()})) <= {"text_contrast"}


def test_a_picture_enlarged_too_far(darkroom: Darkroom) -> None:
    close = picture("cat").model_copy(update={"crop": Box(x=0.4, y=0.4, width=0.09, height=0.09)})

    assert "upscaled" in codes(cover(close), darkroom)
    assert "upscaled" not in codes(cover(close.model_copy(update={"blur": 0.02})), darkroom)
    assert "upscaled" not in codes(cover(picture("cat")), darkroom)


def test_a_small_preview_is_as_soft_as_its_picture(darkroom: Darkroom) -> None:
    close = picture("cat").model_copy(update={"crop": Box(x=0.4, y=0.4, width=0.09, height=0.09)})
    preview = cover(close).model_copy(update={"width_px": 160, "height_px": 90})

    assert "upscaled" in codes(preview, darkroom)


def test_prints_know_a_picture_again_and_tell_others_apart() -> None:
    pictures = [astronaut(), cat(), coffee(), rocket()]
    for one in pictures:
        small = cv2.resize(one, (320, 180), interpolation=cv2.INTER_AREA)
        _, packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 40])
        opened = cv2.imdecode(packed, cv2.IMREAD_COLOR)
        assert opened is not None
        brighter = cv2.convertScaleAbs(opened, alpha=1.1, beta=8)
        assert bits_apart(picture_print(one), picture_print(brighter)) <= 4
        others = [other for other in pictures if other is not one]
        assert min(bits_apart(picture_print(one), picture_print(other)) for other in others) > ALIKE


def test_a_picture_like_another_of_the_channel_is_named() -> None:
    prints = {"Серия 1": picture_print(cat()), "Серия 2": picture_print(rocket())}

    (found,) = check_likeness(picture_print(cat()), prints)

    assert (found.code, found.value, found.severity) == ("near_duplicate", "Серия 1", "warning")
    assert check_likeness(picture_print(coffee()), prints) == []


def test_a_picture_without_a_description() -> None:
    assert check_alt({"ru": "Обложка", "en": "Cover"}) == []
    assert [one.code for one in check_alt({"ru": "Обложка", "en": " "})] == ["alt_missing"]


def test_shades_of_a_colour_are_its_own_and_greys_everybodys() -> None:
    brand = BrandPreset(palette=PALETTE)

    assert off_brand("#e8364f", brand) == 0
    assert off_brand("#f0697c", brand) < FAR
    assert off_brand("#9a9a9a", brand) == 0
    assert off_brand("#3fe05a", brand) > 2 * FAR
    assert off_brand("#3fe05a", NO_BRAND) == 0
    assert is_neutral("#14161a")
    assert nearest("#ff2040", ["#14233c", "#e8364f"])[0] == "#e8364f"
    assert colour_distance("#e8364f", "#3fe05a") == colour_distance("#3fe05a", "#e8364f")


def test_without_a_look_there_is_no_score() -> None:
    assert brand_score(cover(words()), NO_BRAND) is None


def test_a_score_says_how_it_is_made_up() -> None:
    logo = LogoLayer(id="logo", logo=LOGO, box=Box(x=0.8, y=0.05, width=0.1, height=0.1))

    score = brand_score(cover(words(), logo), LOOK)

    assert score is not None
    assert score.total == 100
    assert {part.name for part in score.parts} == set(WEIGHTS)
    assert sum(part.weight for part in score.parts) == pytest.approx(100, abs=0.5)


def test_each_part_that_is_off_costs_what_it_weighs() -> None:
    logo = LogoLayer(id="logo", logo=LOGO, box=Box(x=0.8, y=0.05, width=0.1, height=0.1))
    worse: dict[str, Design] = {
        "colours": cover(words(colour="#3fe05a"), logo),
        "fonts": cover(words(face="caveat"), logo),
        "logo": cover(words()),
        "text": cover(words(caps=False), logo),
        "layout": cover(words(), logo, layout="poster"),
        "words": cover(words("Шок"), logo),
    }
    for name, design in worse.items():
        score = brand_score(design, LOOK)
        assert score is not None
        assert [part.name for part in score.parts if part.share < 1] == [name]
        missing = next(part for part in score.parts if part.name == name)
        assert 100 - score.total == pytest.approx(missing.weight * (1 - missing.share), abs=1)


def test_what_a_team_leaves_open_is_no_part() -> None:
    score = brand_score(cover(words(face="caveat")), BrandPreset(palette=PALETTE))

    assert score is not None
    assert [part.name for part in score.parts] == ["colours"]
    assert score.parts[0].weight == 100


def test_a_typeface_without_the_letters_is_not_asked_for(darkroom: Darkroom) -> None:
    hebrew = words("שלום", face="rubik")

    assert "off_brand_font" not in codes(
        cover(hebrew), darkroom, BrandPreset(fonts=BrandFonts(headline="oswald"))
    )
