"""A brand preset: what a team wants all of its pictures to have in common."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from studio.values import ArtworkKind, Brand, Mood, StyleName, Value, WrittenHex

ColourRole = Literal["accent", "second", "ground", "paper", "ink"]
Lock = Literal["palette", "fonts", "logos", "text", "layouts", "painter", "words"]
LOCKS: tuple[Lock, ...] = get_args(Lock)

MOST_COLOURS, MOST_LOGOS, MOST_WORDS, MOST_LORAS = 8, 6, 60, 4
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]


class BrandColour(Value):
    """A colour and what it is for: `accent` for one line or shape, `ground` under light words, `paper` under
    dark ones, `ink` for words, `second` beside the accent."""

    role: ColourRole
    hex: WrittenHex


class BrandFonts(Value):
    """Names of the studio's typefaces; "" leaves the choice to the layout."""

    headline: str = Field(default="", max_length=40)
    kicker: str = Field(default="", max_length=40)


class BrandLogo(Value):
    """A logo by the SHA-256 of its PNG, and the ground that it is made for."""

    sha256: Sha256
    ground: Literal["dark", "light", "any"] = "any"
    width_px: int = Field(gt=0)
    height_px: int = Field(gt=0)


class BrandText(Value):
    """How words are set. None leaves it to the layout."""

    caps: bool | None = None
    emphasis: bool = True
    under: Literal["plain", "shadow", "stroke", "plate"] | None = None


class BrandLora(Value):
    """A LoRA of the team's style, by the name of its model, and how strong it is."""

    name: str = Field(max_length=100)
    weight: float = Field(default=0.8, ge=-2, le=2)


class BrandPainter(Value):
    """What painters that read words are told of every picture."""

    style: StyleName | None = None
    modifiers: str = Field(default="", max_length=500)
    negative: str = Field(default="", max_length=500)
    loras: tuple[BrandLora, ...] = Field(default=(), max_length=MOST_LORAS)


class BrandPreset(Value):
    """A team's look. Empty values ask for nothing; `locks` are the parts that members may not change.

    `layouts` are favourites by kind; `tagline` and `schedule` are for banners.
    """

    schema_version: Literal[1] = 1
    palette: tuple[BrandColour, ...] = Field(default=(), max_length=MOST_COLOURS)
    mood: Mood | None = None
    fonts: BrandFonts = BrandFonts()
    text: BrandText = BrandText()
    logos: tuple[BrandLogo, ...] = Field(default=(), max_length=MOST_LOGOS)
    logo_on: tuple[ArtworkKind, ...] = ("cover", "banner")
    layouts: dict[ArtworkKind, tuple[str, ...]] = Field(default_factory=dict)
    painter: BrandPainter = BrandPainter()
    avoid_words: tuple[Word, ...] = Field(default=(), max_length=MOST_WORDS)
    tagline: str = Field(default="", max_length=120)
    schedule: str = Field(default="", max_length=120)
    locks: tuple[Lock, ...] = ()

    def colour(self, role: ColourRole) -> str | None:
        """The first colour of that role."""
        return next((one.hex for one in self.palette if one.role == role), None)

    def logo_for(self, ground: Literal["dark", "light"]) -> BrandLogo | None:
        """The logo made for that ground, else one for any."""
        fitting = [one for one in self.logos if one.ground == ground]
        return next(iter(fitting or [one for one in self.logos if one.ground == "any"]), None)

    @property
    def for_briefs(self) -> Brand:
        """What writers of briefs are told."""
        return Brand(palette=tuple(one.hex for one in self.palette), mood=self.mood)


NO_BRAND = BrandPreset()
