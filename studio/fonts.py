"""The typefaces the studio sets type in, built once from the front's own font packages.

The npm packages split a family by script, one woff2 each. `python -m studio.fonts build` pins each
family to the weight we use and merges its scripts into one TTF, so that a headline may mix Latin and
Cyrillic. All families are under the SIL Open Font License 1.1.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "frontend" / "node_modules"
RECIPE_VERSION = "2"
LATIN_CYRILLIC = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")


@dataclass(frozen=True)
class Typeface:
    """One family at one weight. `weight` None: the package holds that weight only, as a plain font."""

    name: str
    package: str
    stem: str
    weight: int | None
    scripts: tuple[str, ...] = LATIN_CYRILLIC

    def sources(self) -> list[Path]:
        folder = PACKAGES / self.package / "files"
        suffix = "wght-normal" if self.weight else "400-normal"
        return [folder / f"{self.stem}-{script}-{suffix}.woff2" for script in self.scripts]


def _variable(
    name: str, family: str, weight: int, scripts: tuple[str, ...] = LATIN_CYRILLIC
) -> tuple[str, Typeface]:
    return name, Typeface(name, f"@fontsource-variable/{family}", family, weight, scripts)


TYPEFACES: dict[str, Typeface] = dict(
    [
        _variable("oswald", "oswald", 700),
        _variable("montserrat", "montserrat", 900),
        _variable("unbounded", "unbounded", 800),
        _variable("playfair", "playfair-display", 800, ("latin", "latin-ext", "cyrillic")),
        _variable("rubik", "rubik", 800, (*LATIN_CYRILLIC, "hebrew", "arabic")),
        _variable("caveat", "caveat", 700),
        _variable("golos", "golos-text", 700),
        (
            "russo",
            Typeface("russo", "@fontsource/russo-one", "russo-one", None, ("latin", "latin-ext", "cyrillic")),
        ),
    ]
)


class FontsMissing(RuntimeError):
    """The typefaces have not been built; the message says by which command they are."""


def fonts_dir() -> Path:
    """Where the built typefaces lie: MASTHEAD_FONTS_DIR, or build/fonts in the checkout."""
    return Path(os.environ.get("MASTHEAD_FONTS_DIR") or ROOT / "build" / "fonts")


def _fingerprint(face: Typeface) -> str:
    state = [RECIPE_VERSION, repr(face)]
    state += [f"{path.name}:{path.stat().st_size}" for path in face.sources()]
    return hashlib.sha256("\n".join(state).encode()).hexdigest()[:12]


def _build_one(face: Typeface, target: Path) -> None:
    from fontTools.merge import Merger, Options
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for index, source in enumerate(face.sources()):
            font = TTFont(source)
            if face.weight:
                font = instantiateVariableFont(font, {"wght": face.weight})
            font.flavor = None
            part = Path(folder) / f"{index}.ttf"
            font.save(part)
            parts.append(str(part))
        merged = Merger(options=Options(drop_tables=["vmtx", "vhea", "MATH", "DSIG"])).merge(parts)
        family = f"Masthead {face.name.title()}"
        names = merged["name"]
        names.names = [record for record in names.names if record.nameID in (0, 13, 14)]
        for name_id, value in ((1, family), (2, "Regular"), (4, family), (6, family.replace(" ", ""))):
            names.setName(value, name_id, 3, 1, 0x409)
        partial = target.with_suffix(f".{os.getpid()}.part")
        merged.save(partial)
        partial.replace(target)


def build(folder: Path | None = None) -> list[str]:
    """Make every typeface that is missing or stale in `folder`; gives the names of those made.

    Raises FontsMissing where the font packages are not installed.
    """
    folder = folder or fonts_dir()
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for face in TYPEFACES.values():
        missing = [path for path in face.sources() if not path.exists()]
        if missing:
            raise FontsMissing(f"font package {face.package} is not installed: run `npm ci` in frontend/")
        target, mark = folder / f"{face.name}.ttf", folder / f"{face.name}.made-from"
        fingerprint = _fingerprint(face)
        if target.exists() and mark.exists() and mark.read_text() == fingerprint:
            continue
        _build_one(face, target)
        mark.write_text(fingerprint)
        made.append(face.name)
    return made


def path_of(name: str) -> Path:
    """The TTF of a typeface; raises FontsMissing with the command that makes it."""
    path = fonts_dir() / f"{name}.ttf"
    if not path.exists():
        raise FontsMissing(f"typeface {name} is not built: run `python -m studio.fonts build`")
    return path


@lru_cache(maxsize=512)
def font(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    """A typeface at a size in pixels per em."""
    return ImageFont.truetype(str(path_of(name)), size_px, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=32)
def coverage(name: str) -> frozenset[int]:
    """The code points a typeface can draw."""
    from fontTools.ttLib import TTFont

    with TTFont(path_of(name), lazy=True) as face:
        return frozenset(face.getBestCmap())


def undrawable(text: str, name: str) -> frozenset[str]:
    """The letters of `text` that a typeface lacks; spaces and joiners do not count."""
    known = coverage(name)
    return frozenset(letter for letter in text if not letter.isspace() and ord(letter) not in known)


def face_for(text: str, preferred: str) -> str:
    """The preferred typeface if it can draw all of `text`, else the one that misses least."""
    if not undrawable(text, preferred):
        return preferred
    return min((preferred, "montserrat", "rubik"), key=lambda name: len(undrawable(text, name)))


def main(arguments: list[str]) -> int:
    if arguments != ["build"]:
        sys.stderr.write("usage: python -m studio.fonts build\n")
        return 2
    try:
        made = build()
    except FontsMissing as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"typefaces in {fonts_dir()}: {len(TYPEFACES)}, made now: {', '.join(made) or 'none'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
