"""The typefaces the studio sets type in, built once from the front's own font packages.

The npm packages split a family by script, one woff2 each. `python -m studio.fonts build` pins each
family to the weight we use and merges its scripts into one TTF, so that a headline may mix Latin and
Cyrillic. All families are under the SIL Open Font License 1.1.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import ImageFont

from studio.typefaces import EMOJI, EVERY, TYPEFACES, Typeface

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "frontend" / "node_modules"
RECIPE_VERSION = "4"
_NUMBERED = re.compile(r"[.#]\d+$")
# Where letters that a typeface lacks come from, the first that has them.
FALLBACKS = ("montserrat", "golos", "rubik", "emoji")


def sources_of(face: Typeface) -> list[Path]:
    """The package's own files that a typeface is built from."""
    folder = PACKAGES / face.package / "files"
    suffix = "wght-normal" if face.weight else f"{face.plain}-normal"
    return [folder / f"{face.stem}-{script}-{suffix}.woff2" for script in face.scripts]


class FontsMissing(RuntimeError):
    """The typefaces have not been built; the message says by which command they are."""


def fonts_dir() -> Path:
    """Where the built typefaces lie: MASTHEAD_FONTS_DIR, or build/fonts in the checkout."""
    return Path(os.environ.get("MASTHEAD_FONTS_DIR") or ROOT / "build" / "fonts")


def _fingerprint(face: Typeface) -> str:
    state = [RECIPE_VERSION, repr(face.recipe)]
    state += [f"{path.name}:{path.stat().st_size}" for path in sources_of(face)]
    return hashlib.sha256("\n".join(state).encode()).hexdigest()[:12]


def _build_one(face: Typeface, target: Path) -> None:
    from fontTools.merge import Merger, Options
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for index, source in enumerate(sources_of(face)):
            font = TTFont(source)
            if face.weight:
                font = instantiateVariableFont(font, {"wght": face.weight})
            font.flavor = None
            part = Path(folder) / f"{index}.ttf"
            font.save(part)
            parts.append(str(part))
        merged = Merger(options=Options(drop_tables=["vmtx", "vhea", "MATH", "DSIG", "STAT"])).merge(parts)
        if face.name == EMOJI.name:
            _rejoin(merged)
        family = f"Masthead {face.name.title()}"
        names = merged["name"]
        names.names = [record for record in names.names if record.nameID in (0, 13, 14)]
        for name_id, value in ((1, family), (2, "Regular"), (4, family), (6, family.replace(" ", ""))):
            names.setName(value, name_id, 3, 1, 0x409)
        partial = target.with_suffix(f".{os.getpid()}.part")
        merged.save(partial)
        partial.replace(target)


def _rejoin(font: TTFont) -> None:
    """Let sequences of every part be found: joiners that parts share were told apart by number when merged,
    and only the first one's is ever written."""
    known = set(font.getBestCmap().values())

    def first(glyph: str) -> str:
        base = _NUMBERED.sub("", glyph)
        return base if base in known else glyph

    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            joined = getattr(table, "ExtSubTable", table)
            if not hasattr(joined, "ligatures"):
                continue
            again: dict[str, list[Any]] = {}
            for glyph, ligatures in joined.ligatures.items():
                for ligature in ligatures:
                    ligature.Component = [first(one) for one in ligature.Component]
                again.setdefault(first(glyph), []).extend(ligatures)
            joined.ligatures = {
                glyph: sorted(ligatures, key=lambda one: -len(one.Component))
                for glyph, ligatures in again.items()
            }


def build(folder: Path | None = None) -> list[str]:
    """Make every typeface that is missing or stale in `folder`; gives the names of those made.

    Raises FontsMissing where the font packages are not installed.
    """
    folder = folder or fonts_dir()
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for face in EVERY.values():
        missing = [path for path in sources_of(face) if not path.exists()]
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
    """The preferred typeface if it can draw the letters of `text`, else the one that misses fewest of them.

    Signs and emoji do not count: they come from elsewhere one by one, see `studio.design.runs`.
    """
    letters = "".join(letter for letter in text if letter.isalpha())
    if not undrawable(letters, preferred):
        return preferred
    return min((preferred, "montserrat", "rubik"), key=lambda name: len(undrawable(letters, name)))


def main(arguments: list[str]) -> int:
    if arguments != ["build"]:
        sys.stderr.write("usage: python -m studio.fonts build\n")
        return 2
    try:
        made = build()
    except FontsMissing as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"typefaces in {fonts_dir()}: {len(EVERY)}, made now: {', '.join(made) or 'none'}\n")
    return 0


__all__ = [
    "TYPEFACES", "FontsMissing", "Typeface", "build", "coverage", "face_for", "font", "fonts_dir", "main",
    "path_of", "undrawable",
]  # fmt: skip

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
