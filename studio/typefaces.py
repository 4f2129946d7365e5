"""The typefaces there are: families under the SIL Open Font License 1.1, each at the one weight we use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LATIN_CYRILLIC = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
_NO_EXT = ("latin", "latin-ext", "cyrillic")
# The parts of the emoji that hold sequences (families, flags, keycaps) come first: where two parts draw the
# same letter, the first one's is kept, and only that one is joined to others.
_EMOJI_PARTS = ("8", "1", "0", "9", "2", "7", "6", "3", "4", "5", "10")

Class = Literal["display", "condensed", "grotesque", "serif", "hand"]


@dataclass(frozen=True)
class Typeface:
    """One family at one weight, and how it likes to be set.

    `weight` None: the package holds that weight only, as a plain font of weight `plain`. `family` is its name
    in the package's style sheet, for pages. `tracking` (ems) and `leading` (cap heights between lines) are
    for headlines; `caps`: it looks well in capitals alone. `language` asks for that language's letters where
    a family has another's by default.
    """

    name: str
    package: str
    stem: str
    weight: int | None
    family: str
    kind: Class
    label: dict[str, str]
    tracking: float = 0.0
    leading: float = 0.28
    caps: bool = True
    scripts: tuple[str, ...] = LATIN_CYRILLIC
    plain: int = 400
    language: str | None = None

    @property
    def recipe(self) -> tuple[object, ...]:
        """What its built file depends on."""
        return self.name, self.package, self.stem, self.weight, self.scripts, self.plain


def _variable(name: str, stem: str, weight: int, family: str, kind: Class, ru: str, en: str, **how: object
              ) -> Typeface:  # fmt: skip
    return Typeface(
        name, f"@fontsource-variable/{stem}", stem, weight, f"{family} Variable", kind,
        {"ru": ru, "en": en}, **how,  # type: ignore[arg-type]
    )  # fmt: skip


def _plain(name: str, stem: str, family: str, kind: Class, ru: str, en: str, **how: object) -> Typeface:
    return Typeface(
        name, f"@fontsource/{stem}", stem, None, family, kind, {"ru": ru, "en": en}, **how,  # type: ignore[arg-type]
    )  # fmt: skip


_ALL = (
    _variable(
        "montserrat", "montserrat", 900, "Montserrat", "grotesque",
        "Монтсеррат — прямой и громкий", "Montserrat — plain and loud", tracking=-0.015, leading=0.27,
    ),
    _variable(
        "golos", "golos-text", 700, "Golos Text", "grotesque",
        "Голос — спокойный, для подписей", "Golos — calm, for small words", leading=0.32,
    ),
    _variable(
        "rubik", "rubik", 800, "Rubik", "grotesque",
        "Рубик — мягкие углы", "Rubik — soft corners", tracking=-0.01,
        scripts=(*LATIN_CYRILLIC, "hebrew", "arabic"),
    ),
    _variable(
        "nunito", "nunito", 900, "Nunito", "grotesque",
        "Нунито — круглый и добрый", "Nunito — round and kind", tracking=-0.01, leading=0.30,
    ),
    _variable(
        "oswald", "oswald", 700, "Oswald", "condensed",
        "Освальд — узкий, киноафиша", "Oswald — narrow, film poster", tracking=0.0, leading=0.26,
    ),
    _variable(
        "sofia", "sofia-sans-extra-condensed", 900, "Sofia Sans Extra Condensed", "condensed",
        "София — очень узкий и чёрный", "Sofia — very narrow and black", tracking=0.004, leading=0.20,
        language="ru",
    ),
    _variable(
        "unbounded", "unbounded", 800, "Unbounded", "display",
        "Анбаундед — широкий, техно", "Unbounded — wide, techno", tracking=-0.02, leading=0.34,
    ),
    _plain(
        "russo", "russo-one", "Russo One", "display",
        "Руссо — спортивный", "Russo — sporty", scripts=_NO_EXT, leading=0.27,
    ),
    _variable(
        "tektur", "tektur", 800, "Tektur", "display",
        "Тектур — игровой, угловатый", "Tektur — gaming, angular", tracking=0.0, leading=0.30,
    ),
    _variable(
        "playfair", "playfair-display", 800, "Playfair Display", "serif",
        "Плейфер — журнальный, с засечками", "Playfair — magazine serif", scripts=_NO_EXT, leading=0.36,
        caps=False,
    ),
    _variable(
        "bitter", "bitter", 800, "Bitter", "serif",
        "Биттер — брусковый, надёжный", "Bitter — sturdy slab", tracking=-0.01, leading=0.34,
    ),
    _variable(
        "caveat", "caveat", 700, "Caveat", "hand",
        "Кавеат — от руки, ручкой", "Caveat — by hand, with a pen", leading=0.30, caps=False,
    ),
    _plain(
        "pacifico", "pacifico", "Pacifico", "hand",
        "Пасифико — кистью", "Pacifico — with a brush", leading=0.44, caps=False,
    ),
)  # fmt: skip

TYPEFACES: dict[str, Typeface] = {face.name: face for face in _ALL}

# Nobody picks it: it draws what letters cannot.
EMOJI = _plain(
    "emoji", "noto-emoji", "Noto Emoji", "display", "Эмодзи", "Emoji", scripts=_EMOJI_PARTS, plain=700
)
EVERY: dict[str, Typeface] = {**TYPEFACES, EMOJI.name: EMOJI}
