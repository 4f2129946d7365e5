"""A look proposed from a channel's own films and logo."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from studio.brand.logos import Logo
from studio.brand.preset import BrandPreset
from studio.brand.propose import propose
from studio.design.layouts import LAYOUTS
from studio.fonts import TYPEFACES
from studio.paint.colour import contrast, hex_luminance, hue_distance, oklab_from_srgb, oklch_of, rgb_of
from studio.values import Digest, Probe, Swatch
from tests.studio.desk import source

FILMS = {
    "forest": ("#1f3b22", "#4d7a3a", "#a8c46a", "#6b5a3c", "#dfe8c8"),
    "night": ("#05060c", "#0c1022", "#1a2450", "#3a1c4a", "#0a0a0a"),
    "sand": ("#e8d4a8", "#d8b878", "#f4ecd8", "#b08850", "#fffaf0"),
    "grey": ("#202020", "#606060", "#a0a0a0", "#d0d0d0", "#404040"),
    "neon": ("#ff2090", "#20e0ff", "#5010a0", "#101020", "#ffe040"),
    "sea": ("#0a4a78", "#2080b0", "#80c8e0", "#e0f0f4", "#104060"),
}


def film(*colours: str) -> Digest:
    probe = Probe(container="mp4", bytes=1, duration_s=9, width_px=640, height_px=360, video_codec="h264")
    palette = tuple(Swatch(hex=colour, share=1 / len(colours)) for colour in colours)
    return Digest(source="film", probe=probe, shots=(), stills=(), palette=palette)


def logo(colour: str) -> Logo:
    pixels = np.zeros((40, 80, 4), np.uint8)
    pixels[5:35, 5:75] = (*rgb_of(colour), 255)
    return pixels


def role(look: BrandPreset, name: str) -> str:
    return next(one.hex for one in look.palette if one.role == name)


def apart(one: str, other: str) -> float:
    pair = oklab_from_srgb(np.asarray([rgb_of(one), rgb_of(other)], np.float32) / 255)
    return float(np.linalg.norm(pair[0] - pair[1]))


@pytest.mark.parametrize("with_logo", [None, "#d01030", "#ffffff", "#1040d0", "#806010"])
@pytest.mark.parametrize("name", FILMS)
def test_the_palette_can_be_read_and_told_apart(name: str, with_logo: str | None) -> None:
    look = propose([film(*FILMS[name])], {"a" * 64: logo(with_logo)} if with_logo else {})

    def reads(words: str, ground: str) -> float:
        return float(contrast(hex_luminance(role(look, words)), hex_luminance(role(look, ground))))

    assert {one.role for one in look.palette} == {"accent", "second", "ground", "paper", "ink"}
    assert reads("paper", "ground") >= 7
    assert reads("ink", "paper") >= 7
    assert min(reads("accent", "ground"), reads("second", "ground")) >= 4.5
    shown = [role(look, name) for name in ("accent", "second", "ground", "paper")]
    assert min(apart(*pair) for pair in combinations(shown, 2)) >= 0.1


def test_the_films_colours_are_the_channels() -> None:
    look = propose([film(*FILMS["sea"])])

    assert hue_distance(oklch_of(role(look, "ground"))[2], oklch_of("#2080b0")[2]) < 30


def test_a_logos_colour_is_the_accent() -> None:
    look = propose([film(*FILMS["forest"])], {"a" * 64: logo("#d01030")})

    assert hue_distance(oklch_of(role(look, "accent"))[2], oklch_of("#d01030")[2]) < 20
    assert look.logos[0].sha256 == "a" * 64
    assert (look.logos[0].width_px, look.logos[0].height_px) == (80, 40)


def test_a_white_logo_is_for_dark_grounds() -> None:
    assert propose([film(*FILMS["forest"])], {"a" * 64: logo("#ffffff")}).logos[0].ground == "dark"


@pytest.mark.parametrize(("faces", "layout"), [(True, "hero"), (False, "poster")])
def test_layouts_by_who_is_in_the_films(faces: bool, layout: str, tmp_path: Path) -> None:
    digest = source(tmp_path, faces=faces).digest
    kept = digest.model_copy(update={"stills": digest.stills[:1]})

    look = propose([kept])

    assert look.layouts["cover"][0] == layout


@pytest.mark.parametrize("name", FILMS)
def test_it_names_nothing_that_is_not_there(name: str) -> None:
    look = propose([film(*FILMS[name])] * 3, {"a" * 64: logo("#d01030")})

    assert {look.fonts.headline, look.fonts.kicker} <= set(TYPEFACES)
    for kind, names in look.layouts.items():
        assert names
        assert {LAYOUTS[one].kind for one in names} == {kind}
    assert look.locks == ()


def test_films_differ_in_their_look() -> None:
    moods = {propose([film(*colours)]).mood for colours in FILMS.values()}

    assert len(moods) >= 4
    assert propose([film(*FILMS["night"])]).mood == "dark"


def test_the_same_channel_gives_the_same_look() -> None:
    films = [film(*FILMS["neon"]), film(*FILMS["sea"])]

    assert propose(films) == propose(films)


def test_a_channel_without_a_film_still_gets_a_palette() -> None:
    assert len(propose([]).palette) == 5
