"""What each layout is drawn with: stills, words and brands of every kind, the fewest that show them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studio.brand import NO_BRAND, BrandPreset
from studio.design.layout import Layout
from studio.gallery.brands import brands
from studio.gallery.material import SceneName
from studio.values import ArtworkKind, Brief, StyleName

Language = Literal["ru", "en"]
Length = Literal["short", "long", "none"]
BrandName = Literal["none", "loud", "quiet"]
HEADLINES: dict[tuple[Language, Length], str] = {
    ("ru", "short"): "Утро на орбите",
    ("ru", "long"): "Почему мы переехали в деревню",
    ("en", "short"): "First light",
    ("en", "long"): "Seven things I learned at sea",
}
NAMES: dict[tuple[Language, Length], str] = {
    ("ru", "short"): "Космос рядом",
    ("ru", "long"): "Мастерская Анны Ковалёвой",
    ("en", "short"): "Deep Field",
    ("en", "long"): "The Small Kitchen Stories",
}
KICKERS: dict[Language, str] = {"ru": "Серия 3", "en": "Episode 3"}


@dataclass(frozen=True)
class Case:
    """One picture to draw: what it is drawn from, in whose colours, with which words, and for whom."""

    scene: SceneName
    language: Language
    length: Length
    brand: BrandName = "none"
    style: StyleName = "natural"
    platform: str = "rutube"
    seed: int = 0

    @property
    def label(self) -> str:
        said = [self.platform, self.scene, self.language, self.length]
        return " · ".join([*said, *([] if self.brand == "none" else [f"brand {self.brand}"])])

    def preset(self) -> BrandPreset:
        loud, quiet = brands(self.language)
        return {"none": NO_BRAND, "loud": loud, "quiet": quiet}[self.brand]

    def brief(self, kind: ArtworkKind) -> Brief:
        words = (HEADLINES if kind == "cover" else NAMES).get((self.language, self.length), "")
        kicker = KICKERS[self.language] if kind == "cover" and words and self.seed % 2 else ""
        return Brief(kind=kind, headline=words, kicker=kicker, styles=(self.style,))


COMMON = (
    Case("faces", "ru", "short", seed=0),
    Case("others", "en", "long", seed=1),
    Case("views", "ru", "long", seed=2),
    Case("light", "en", "short", seed=3),
    Case("dark", "ru", "long", seed=4),
    Case("faces", "en", "long", "loud", seed=5),
    Case("views", "ru", "short", "loud", seed=6),
    Case("others", "ru", "long", "quiet", seed=7),
    Case("light", "en", "long", "quiet", style="duotone", seed=8),
    Case("dark", "en", "short", "loud", style="cinematic", seed=9),
    Case("views", "ru", "none", seed=10),
    Case("faces", "en", "none", "loud", seed=11),
)
# A banner's name stands on other canvases too, and its picture has to be good in all their crops.
ELSEWHERE = (
    Case("faces", "ru", "long", platform="youtube", seed=1),
    Case("views", "en", "short", "loud", platform="youtube", seed=2),
    Case("others", "ru", "short", platform="vk", seed=3),
    Case("faces", "en", "long", "quiet", platform="twitch", seed=4),
    Case("team", "ru", "short", seed=5),
    Case("team", "en", "long", "loud", platform="youtube", seed=6),
)


def cases_of(layout: Layout) -> tuple[Case, ...]:
    return COMMON + ELSEWHERE if layout.kind == "banner" else COMMON
