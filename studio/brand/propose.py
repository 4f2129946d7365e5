"""A look for a channel out of what it has already: the colours of its films and its logo, who is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from studio.brand.intake import ground_for
from studio.brand.logos import Logo
from studio.brand.preset import MOST_LOGOS, BrandColour, BrandFonts, BrandLogo, BrandPreset, BrandText
from studio.design.layouts import LAYOUTS
from studio.paint.arrays import Floats
from studio.paint.colour import (
    contrast,
    hex_from_oklch,
    hex_luminance,
    hue_distance,
    oklab_from_srgb,
    oklch_of,
    rgb_of,
)
from studio.values import ArtworkKind, Digest, Hex, Mood

HUE_BINS = 36
# Below this chroma (OKLCH) a colour has no hue to speak of.
COLOURED, LOGO_COLOURED = 0.03, 0.06
# A logo says more about a team than its films: its colours count so many times.
LOGO_WEIGHT, VISIBLE, LOGO_SAMPLE = 6.0, 128, 20_000
FAINTEST = 0.004
DEFAULT_HUE = 95.0
APART, COMPLEMENT = 55.0, 165.0
# (lightness, chroma) of the roles, and what their pairs keep: contrasts of WCAG 2.2, distances of OKLab.
ACCENT, SECOND = (0.70, 0.165), (0.80, 0.12)
GROUND, PAPER, INK = (0.24, 0.045), (0.965, 0.014), (0.21, 0.03)
ACCENT_ON_GROUND, DISTINCT = 4.5, 0.13
STEP = 0.02
# Dark yellows and olives look like mud: such grounds turn a little to the warm.
MUD, TERRACOTTA = (55.0, 125.0), 45.0
FACES, MANY_VIDEOS = 0.35, 2
FONTS: dict[Mood, BrandFonts] = {
    "calm": BrandFonts(headline="golos", kicker="golos"),
    "bold": BrandFonts(headline="montserrat", kicker="golos"),
    "warm": BrandFonts(headline="nunito", kicker="golos"),
    "cold": BrandFonts(headline="russo", kicker="golos"),
    "dark": BrandFonts(headline="oswald", kicker="golos"),
    "bright": BrandFonts(headline="rubik", kicker="golos"),
}
DARK_FILMS, BRIGHT_FILMS, LIVELY_FILMS, PALE_FILMS = 0.34, 0.66, 0.085, 0.035
WITH_FACES: dict[ArtworkKind, tuple[str, ...]] = {
    "cover": ("hero", "spotlight", "reaction"), "avatar": ("medallion", "closeup"),
    "banner": ("host", "lineup", "ribbons"),
}  # fmt: skip
WITHOUT_FACES: dict[ArtworkKind, tuple[str, ...]] = {
    "cover": ("poster", "spotlight", "split"), "avatar": ("closeup", "monogram"),
    "banner": ("ribbons", "mosaic"),
}  # fmt: skip
ONE_FILM_BANNER, WITH_LOGO_AVATAR = "panorama", "emblem"


@dataclass(frozen=True)
class _Hues:
    """How much of each hue there is, films and logos apart; and how light and lively the films are."""

    films: Floats
    logos: Floats
    light: float
    chroma: float


def propose(digests: Sequence[Digest], logos: Mapping[str, Logo] | None = None) -> BrandPreset:
    """A look to begin with, for a person to change: nothing in it is locked.

    `logos` are by the SHA-256 of their files. The palette holds all five roles, its pairs readable and told
    apart at a glance. The same channel gives the same look.
    """
    logos = logos or {}
    hues = _measured(digests, logos)
    mood = _mood(hues)
    return BrandPreset(
        palette=_palette(hues),
        mood=mood,
        fonts=FONTS[mood],
        text=BrandText(caps=True if mood in ("bold", "cold", "dark") else None),
        logos=tuple(
            BrandLogo(
                sha256=sha256, ground=ground_for(logo), width_px=logo.shape[1], height_px=logo.shape[0]
            )
            for sha256, logo in list(logos.items())[:MOST_LOGOS]
        ),
        layouts=_layouts(digests, bool(logos)),
    )  # fmt: skip


def _measured(digests: Sequence[Digest], logos: Mapping[str, Logo]) -> _Hues:
    films: Floats = np.zeros(HUE_BINS, np.float32)
    light = chroma = weight = 0.0
    for colour, share in _film_colours(digests):
        lightness, strength, hue = oklch_of(colour)
        light, chroma, weight = light + share * lightness, chroma + share * strength, weight + share
        films[_bin(hue)] += share * max(0.0, strength - COLOURED)
    drawn: Floats = np.zeros(HUE_BINS, np.float32)
    for logo in logos.values():
        ink = logo[..., :3][logo[..., 3] >= VISIBLE]
        lab = oklab_from_srgb(ink[:: max(1, len(ink) // LOGO_SAMPLE)].astype(np.float32) / 255)
        strengths = np.hypot(lab[:, 1], lab[:, 2])
        hues = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
        lively = strengths > LOGO_COLOURED
        np.add.at(
            drawn,
            (hues[lively] / 360 * HUE_BINS).astype(int) % HUE_BINS,
            strengths[lively] / max(1, len(lab)),
        )
    return _Hues(
        _smooth(films), _smooth(drawn), light / weight if weight else 0.5, chroma / max(weight, 1e-6)
    )


def _film_colours(digests: Sequence[Digest]) -> Iterator[tuple[Hex, float]]:
    """Colours of films, and of the stills that would be used, all films counting alike."""
    for digest in digests:
        stills = [swatch for still in digest.stills for swatch in still.palette]
        for colours in (digest.palette, stills):
            whole = sum(swatch.share for swatch in colours) or 1.0
            yield from ((swatch.hex, swatch.share / whole) for swatch in colours)


def _bin(hue: float) -> int:
    return int(hue / 360 * HUE_BINS) % HUE_BINS


def _smooth(bins: Floats) -> Floats:
    """Neighbouring bins hold the same colour; the circle is closed."""
    return bins + 0.5 * (np.roll(bins, 1) + np.roll(bins, -1))


def _peak(bins: Floats, away_from: float | None = None) -> float | None:
    """The hue that there is most of, in degrees; None where there is none to speak of."""
    middles = (np.arange(HUE_BINS) + 0.5) * 360 / HUE_BINS
    if away_from is not None:
        bins = np.where([hue_distance(float(one), away_from) >= APART for one in middles], bins, 0)
    return float(middles[int(bins.argmax())]) if bins.max() > FAINTEST else None


def _palette(hues: _Hues) -> tuple[BrandColour, ...]:
    both = hues.films + LOGO_WEIGHT * hues.logos
    of_films, of_logo = _peak(hues.films), _peak(hues.logos)
    ground_hue = of_films if of_films is not None else of_logo if of_logo is not None else DEFAULT_HUE
    main = of_logo if of_logo is not None else _peak(both)
    accent_hue = main if main is not None else DEFAULT_HUE
    second_hue = _peak(both, away_from=accent_hue)
    if second_hue is None:
        second_hue = (accent_hue + COMPLEMENT) % 360
    grey = of_films is None and of_logo is None
    ground = hex_from_oklch(GROUND[0], 0.008 if grey else GROUND[1], _clean(ground_hue))
    paper = hex_from_oklch(*PAPER, ground_hue)
    ink = hex_from_oklch(INK[0] - 0.02, INK[1], _clean(accent_hue))
    accent = _standing_out(*ACCENT, accent_hue, ground, [])
    second = _standing_out(*SECOND, second_hue, ground, [accent, paper])
    return (
        BrandColour(role="accent", hex=accent),
        BrandColour(role="second", hex=second),
        BrandColour(role="ground", hex=ground),
        BrandColour(role="paper", hex=paper),
        BrandColour(role="ink", hex=ink),
    )


def _clean(hue: float) -> float:
    return TERRACOTTA if MUD[0] < hue < MUD[1] else hue


def _standing_out(light: float, chroma: float, hue: float, ground: Hex, others: Sequence[Hex]) -> Hex:
    """The colour, lightened until it reads on the ground, and moved from those it is too like."""
    colour = hex_from_oklch(light, chroma, hue)
    while contrast(hex_luminance(colour), hex_luminance(ground)) < ACCENT_ON_GROUND and light < 0.95:
        light += STEP
        colour = hex_from_oklch(light, chroma, hue)
    ways = sorted((abs(step), light + step * STEP) for step in range(-12, 9))
    for _, other in ways:
        moved = hex_from_oklch(other, chroma, hue)
        reads = contrast(hex_luminance(moved), hex_luminance(ground)) >= ACCENT_ON_GROUND
        if reads and all(_distance(moved, one) >= DISTINCT for one in others):
            return moved
    return colour


def _distance(one: Hex, other: Hex) -> float:
    pair = oklab_from_srgb(np.asarray([rgb_of(one), rgb_of(other)], np.float32) / 255)
    return float(np.linalg.norm(pair[0] - pair[1]))


def _mood(hues: _Hues) -> Mood:
    if hues.light < DARK_FILMS:
        return "dark"
    if hues.chroma < PALE_FILMS:
        return "calm"
    if hues.light > BRIGHT_FILMS:
        return "bright"
    if hues.chroma > LIVELY_FILMS:
        return "bold"
    main = _peak(hues.films)
    if main is None:
        return "calm"
    return "warm" if hue_distance(main, 60) < 75 else "cold"


def _layouts(digests: Sequence[Digest], has_logo: bool) -> dict[ArtworkKind, tuple[str, ...]]:
    """Favourites by what the films have: somebody's face or not, one film or several."""
    stills = [still for digest in digests for still in digest.stills]
    faces = sum(any(face.score >= 0.5 for face in still.faces) for still in stills)
    chosen = dict(WITH_FACES if stills and faces >= FACES * len(stills) else WITHOUT_FACES)
    if len(digests) < MANY_VIDEOS:
        chosen["banner"] = (ONE_FILM_BANNER, *chosen["banner"])
    if has_logo:
        chosen["avatar"] = (WITH_LOGO_AVATAR, *chosen["avatar"])
    return {
        kind: tuple(name for name in names if name in LAYOUTS and LAYOUTS[name].kind == kind)
        for kind, names in chosen.items()
    }
