"""`python -m studio.gallery`: draw the sheets, check what was drawn, fail where a check does."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from studio.design.layout import Layout
from studio.design.layouts import LAYOUTS
from studio.design.render import Darkroom
from studio.errors import InvalidRequest, StudioError
from studio.fonts import FontsMissing
from studio.gallery.cases import cases_of
from studio.gallery.material import Scene, SceneName, own_clips, pictures_of, scenes_of
from studio.gallery.pages import shown_cases, write_listing, write_picture
from studio.gallery.people import drawn_people
from studio.gallery.prints import Print, print_of
from studio.gallery.sheets import sheet_of

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
FAULTY, BAD_INPUT = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """0: all is well; 1: a check failed, listed on standard error; 2: there is nothing to draw from."""
    options = _parser().parse_args(arguments)
    try:
        layouts = _named(options.layouts)
        clips = None if options.small else options.clips
        kept = options.out / "digests"
        pictures = pictures_of(clips or own_clips(options.out / "clips"), kept, _tell)
        team = () if clips else drawn_people(1 + max(picture.origin.source for picture in pictures))
    except (StudioError, FontsMissing, OSError) as error:
        print(f"gallery: {error}", file=sys.stderr)
        return BAD_INPUT
    scenes = scenes_of(pictures, team)
    if options.small:
        return _small(layouts, scenes, options.docs)
    return _sheets(layouts, scenes, options.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m studio.gallery", description="Sheets of every layout.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "gallery", metavar="DIR")
    named = os.environ.get("MASTHEAD_CLIPS")
    parser.add_argument(
        "--clips", type=Path, default=Path(named) if named else None, metavar="DIR",
        help="films and photographs to draw from (MASTHEAD_CLIPS); by default our own sample films",
    )  # fmt: skip
    parser.add_argument("--layouts", default="", metavar="NAME,…", help="these alone")
    parser.add_argument("--small", action="store_true", help="write docs/gallery and docs/layouts.md instead")
    parser.add_argument("--docs", type=Path, default=DOCS, metavar="DIR", help=argparse.SUPPRESS)
    return parser


def _named(names: str) -> list[Layout]:
    wanted = [name for name in names.split(",") if name] or list(LAYOUTS)
    unknown = [name for name in wanted if name not in LAYOUTS]
    if unknown:
        raise InvalidRequest(f"unknown layout {unknown[0]!r}", code="unknown_layout", layout=unknown[0])
    return [LAYOUTS[name] for name in wanted]


def _sheets(layouts: Iterable[Layout], scenes: dict[SceneName, Scene], out: Path) -> int:
    """A sheet for every layout; gives the exit code."""
    out.mkdir(parents=True, exist_ok=True)
    darkrooms: dict[SceneName, Darkroom] = {}
    faulty: list[Print] = []
    for layout in layouts:
        prints = [print_of(layout, case, scenes, darkrooms) for case in cases_of(layout)]
        path = out / f"{layout.kind}-{layout.name}.png"
        sheet_of(layout, prints).save(path, optimize=True)
        _tell(str(path))
        faulty += [one for one in prints if one.faults]
    for one in faulty:
        codes = ", ".join(
            f"{fault.code} {fault.value} ({fault.layer or one.layout.kind})" for fault in one.faults
        )
        print(f"{one.layout.name}, {one.case.label}: {codes}", file=sys.stderr)
    return FAULTY if faulty else 0


def _small(layouts: Iterable[Layout], scenes: dict[SceneName, Scene], docs: Path) -> int:
    """The reviewed pictures and the page that shows them; a layout that nothing here suits has none."""
    darkrooms: dict[SceneName, Darkroom] = {}
    for turn, layout in enumerate(layouts):
        # In other colours each, as one page shows them all.
        cases = (replace(case, seed=case.seed + turn) for case in shown_cases(layout))
        prints = (print_of(layout, case, scenes, darkrooms) for case in cases)
        best = next((one for one in prints if one.pixels is not None and not one.faults), None)
        if best is None:
            print(f"gallery: nothing shows {layout.name}", file=sys.stderr)
            return FAULTY
        _tell(str(write_picture(best, docs / "gallery")))
    write_listing(docs / "layouts.md")
    return 0


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
