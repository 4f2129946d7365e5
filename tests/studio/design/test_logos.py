"""Logos: drawn without fringes, and put where they are seen and nothing is in their way."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from studio.brand.logos import Logo
from studio.brand.preset import BrandLogo, BrandPreset, BrandText
from studio.design.branded import branded
from studio.design.document import LogoLayer, PictureLayer, Plate, ShapeLayer
from studio.design.geometry import WHOLE, overlap
from studio.design.logo import scaled_logo
from studio.design.manners import Helps, helped, mannered
from studio.design.marks import CLEAR_SPACE, place_logo
from studio.design.placing import shown_faces, words_boxes
from studio.design.render import Darkroom, render
from studio.design.scheme import scheme_for
from studio.design.sheet import Commission, Manner, Sheet
from studio.design.stack import stack
from studio.paint.protocol import Painting
from studio.values import Box, Brief, PlatformImage
from tests.studio.design.room import LOGO, box, darkroom, design, logo, pictures
from tests.studio.desk import small_cover

DARK_LOGO = "d" * 64
WHITE, BLACK = 255, 0


def flat(value: int) -> Logo:
    """A plain bar of one grey, twice as wide as high."""
    return np.full((60, 120, 4), (value, value, value, 255), np.uint8)


def brand(**options: object) -> BrandPreset:
    logos = (
        BrandLogo(sha256=LOGO, ground="dark", width_px=120, height_px=60),
        BrandLogo(sha256=DARK_LOGO, ground="light", width_px=120, height_px=60),
    )
    return BrandPreset(logos=logos, **options)


def job(preset: BrandPreset, image: PlatformImage | None = None, source: str = "bright") -> Commission:
    room = Darkroom(pictures(), {LOGO: flat(WHITE), DARK_LOGO: flat(BLACK)})
    image = image or small_cover()
    chance = random.Random(3)
    return Commission(
        brief=Brief(kind=image.artwork_kind, headline="Почему космонавты не плачут?", kicker="Серия 3"),
        image=image,
        painting=Painting((pictures()[source],), "natural"),
        scheme=branded(scheme_for((), "natural", "bold", chance), preset),
        darkroom=room, seed=1, chance=chance, brand=preset,
    )  # fmt: skip


def sheet(preset: BrandPreset, image: PlatformImage | None = None) -> Sheet:
    laid = Sheet(job(preset, image))
    laid.add(PictureLayer(id="picture", source="bright", crop=WHOLE, box=WHOLE))
    return laid


def test_a_white_logo_shrunk_on_white_leaves_no_fringe() -> None:
    layer = LogoLayer(id="logo", logo=LOGO, box=box(0.3, 0.3, 0.2, 0.2))

    pixels = render(design(layer, background="#ffffff"), darkroom())

    assert pixels.min() >= 254


@pytest.mark.parametrize("size", [(40, 30), (900, 675)])
def test_colour_hidden_under_clear_pixels_stays_hidden(size: tuple[int, int]) -> None:
    colours, alpha = scaled_logo(logo(), *size)

    assert colours[alpha > 0.02].min() >= 250
    assert 0.0 <= alpha.min() <= alpha.max() <= 1.0


def test_a_fine_pattern_keeps_its_light_when_shrunk() -> None:
    """Every other pixel white on black sends half the light, which is 188 in sRGB and not 128."""
    pattern = np.zeros((64, 64, 4), np.uint8)
    pattern[..., 3] = 255
    pattern[::2, ::2, :3] = pattern[1::2, 1::2, :3] = 255

    colours, _ = scaled_logo(pattern, 8, 8)

    assert colours == pytest.approx(188, abs=2)


def test_a_logo_is_whole_and_in_the_middle_of_its_box() -> None:
    layer = LogoLayer(id="logo", logo=LOGO, box=box(0.1, 0.2, 0.8, 0.2))

    white = render(design(layer, background="#000000"), darkroom())[..., 0] > 200

    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    assert len(rows) == pytest.approx(36, abs=2)
    assert len(columns) == pytest.approx(36, abs=2)
    assert columns.mean() == pytest.approx(160, abs=1)


def test_a_plate_reaches_around_the_logo() -> None:
    layer = LogoLayer(
        id="logo", logo=LOGO, box=box(0.4, 0.4, 0.2, 0.2), plate=Plate(colour="#ff0000", pad=0.05)
    )

    pixels = render(design(layer, background="#000000"), darkroom())

    # The logo is 48 × 36 px at the middle; the plate nine pixels wider on every side.
    reds = np.flatnonzero((pixels[90] == (255, 0, 0)).all(axis=1))
    assert (reds[0], reds[-1]) == (pytest.approx(127, abs=1), pytest.approx(192, abs=1))


def test_the_logo_finds_a_corner_clear_of_words_faces_and_badge() -> None:
    laid = sheet(brand())
    stack(laid, box(0.05, 0.1, 0.5, 0.8), Manner("oswald", caps=True), "#ffffff", kicker_colour="#ffffff")

    spot = place_logo(laid, "#000000")

    assert spot is not None
    air = CLEAR_SPACE * spot.height
    room = box(
        spot.x - air / laid.job.aspect, spot.y - air, spot.width + 2 * air / laid.job.aspect,
        spot.height + 2 * air,
    )  # fmt: skip
    drawn = laid.laid("test", "#000000")
    words = [one for text in drawn.texts() for one in words_boxes(text, laid.job.aspect)]
    for taken in [*words, *shown_faces(drawn, laid.job.darkroom), *laid.job.image.keep_clear]:
        assert overlap(room, taken) == 0


def test_every_layout_gets_the_logo_when_its_design_is_made() -> None:
    laid = sheet(brand())

    made = laid.design("test", "#000000")

    assert [layer.id for layer in made.layers if isinstance(layer, LogoLayer)] == ["logo"]


def test_one_that_a_layout_laid_itself_is_the_only_one() -> None:
    laid = sheet(brand())
    laid.add(LogoLayer(id="own", logo=LOGO, box=box(0.4, 0.4, 0.1, 0.1)))

    made = laid.design("test", "#000000")

    assert [layer.id for layer in made.layers if isinstance(layer, LogoLayer)] == ["own"]


def test_a_logo_keeps_inside_the_safe_zone() -> None:
    zone = Box(x=0.2, y=0.25, width=0.6, height=0.5)
    laid = sheet(brand(), small_cover(safe_zone=zone))

    spot = place_logo(laid, "#000000")

    assert spot is not None
    assert overlap(spot, zone) == pytest.approx(spot.area)


@pytest.mark.parametrize(("ground", "wanted"), [("#0b1020", LOGO), ("#f4efe6", DARK_LOGO)])
def test_the_variant_fits_the_ground_that_is_there(ground: str, wanted: str) -> None:
    laid = Sheet(job(brand()))
    laid.add(ShapeLayer(id="ground", box=WHOLE, colour=ground))

    place_logo(laid, ground)

    chosen = next(layer for layer in laid.layers if isinstance(layer, LogoLayer))
    assert chosen.logo == wanted
    assert chosen.plate is None


def test_the_only_logo_gets_a_plate_where_it_would_not_be_seen() -> None:
    white_only = brand().model_copy(update={"logos": brand().logos[:1]})
    laid = Sheet(job(white_only))
    laid.add(ShapeLayer(id="ground", box=WHOLE, colour="#f4efe6"))

    place_logo(laid, "#f4efe6")

    chosen = next(layer for layer in laid.layers if isinstance(layer, LogoLayer))
    assert chosen.plate is not None
    assert chosen.plate.colour == laid.job.scheme.deep


def test_no_room_no_logo() -> None:
    laid = sheet(brand())
    laid.obstacles.append(WHOLE)

    assert place_logo(laid, "#000000") is None
    assert not any(isinstance(layer, LogoLayer) for layer in laid.layers)


@pytest.mark.parametrize(
    "preset", [BrandPreset(), brand(logo_on=("banner",))], ids=["no logos", "not on covers"]
)
def test_no_wish_no_logo(preset: BrandPreset) -> None:
    assert place_logo(sheet(preset), "#000000") is None


def test_a_logo_whose_file_is_gone_is_not_laid() -> None:
    laid = Sheet(replace(job(brand()), darkroom=Darkroom(pictures())))

    assert place_logo(laid, "#000000") is None


def test_headlines_are_set_the_teams_way() -> None:
    preset = brand(
        fonts={"headline": "bitter", "kicker": "rubik"}, text=BrandText(caps=False, under="shadow")
    )
    laid = sheet(preset)

    stack(laid, box(0.05, 0.1, 0.5, 0.8), Manner("oswald", caps=True), "#ffffff", kicker_colour="#ffffff")

    headline, kicker = laid.laid("test", "#000000").texts()
    assert (headline.face, headline.caps, headline.shadow > 0) == ("bitter", False, True)
    assert kicker.face == "rubik"


def test_scripts_are_not_put_into_capitals_unless_the_team_says_so() -> None:
    shouting = brand(fonts={"headline": "pacifico"}, text=BrandText(caps=True))

    assert not mannered(Manner("oswald", caps=True), "headline", brand(fonts={"headline": "pacifico"})).caps
    assert mannered(Manner("oswald", caps=True), "headline", shouting).caps


def test_a_typeface_that_there_is_not_leaves_the_layouts_own() -> None:
    assert mannered(Manner("oswald"), "headline", brand(fonts={"headline": "papyrus"})).face == "oswald"


def test_what_lies_under_words_is_readable_with_them() -> None:
    grounds = ("#0b1020", "#f4efe6")

    on_dark = helped(Helps(), "#ffffff", brand(text=BrandText(under="plate")), grounds)
    on_light = helped(Helps(), "#101010", brand(text=BrandText(under="stroke")), grounds)
    plain = helped(Helps(shadow=0.02), "#ffffff", brand(text=BrandText(under="plain")), grounds)

    assert on_dark.plate is not None
    assert on_dark.plate.colour == grounds[0]
    assert on_light.stroke_colour == grounds[1]
    assert plain == Helps()
