"""docs/layouts.md and its pictures: each layout with the print that shows it best."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

from studio.design.layout import Layout
from studio.design.layouts import layouts_of
from studio.gallery.cases import Case
from studio.gallery.prints import Print
from studio.gallery.sheets import in_circle, scaled
from studio.paint.arrays import Pixels
from studio.values import ArtworkKind

BEGIN, END = "<!-- layouts: written by `make gallery-docs` -->", "<!-- /layouts -->"
WIDTHS_PX: dict[ArtworkKind, int] = {"cover": 420, "avatar": 200, "banner": 660}
QUALITY = 74
HEADINGS: dict[ArtworkKind, str] = {"cover": "Covers", "avatar": "Avatars", "banner": "Banners"}
# The case that shows a layout, in the order of preference; the first that suits it is taken.
SHOWN: tuple[Case, ...] = (
    Case("faces", "ru", "short", seed=0),
    Case("faces", "ru", "short", "loud", seed=1),
    Case("views", "ru", "short", seed=1),
    Case("team", "ru", "short", seed=2),
    Case("views", "ru", "none", seed=3),
    Case("faces", "en", "long", seed=4),
    Case("views", "en", "long", seed=5),
)
# Layouts that are about places show a place.
OF_PLACES = frozenset({"panorama"})


def shown_cases(layout: Layout) -> tuple[Case, ...]:
    """The cases to try for a layout's picture, the best first."""
    return tuple(sorted(SHOWN, key=lambda case: layout.name in OF_PLACES and case.scene != "views"))


def write_picture(one: Print, folder: Path) -> Path:
    """The print, small, as WebP under the layout's name."""
    assert one.pixels is not None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{one.layout.name}.webp"
    path.write_bytes(_small(one.pixels, one.layout.kind))
    return path


def _small(pixels: Pixels, kind: ArtworkKind) -> bytes:
    width = WIDTHS_PX[kind]
    picture: Image.Image = in_circle(pixels, width) if kind == "avatar" else scaled(pixels, width)
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=6)
    return file.getvalue()


def listing(kinds: Mapping[ArtworkKind, Sequence[Layout]] | None = None) -> str:
    """The part of docs/layouts.md that is written from the layouts themselves."""
    kinds = kinds or {kind: layouts_of(kind) for kind in HEADINGS}
    parts = []
    for kind, heading in HEADINGS.items():
        parts.append(f"## {heading}\n\n| layout | picture | when it suits |\n|---|---|---|")
        for layout in sorted(kinds[kind], key=lambda one: one.name):
            title = f"**{layout.title['en']}** · {layout.title['ru']}<br>`{layout.name}`"
            about = f"{layout.about['en']}<br>{layout.about['ru']}"
            width = WIDTHS_PX[kind] * 2 // 3
            picture = f'<img src="gallery/{layout.name}.webp" width="{width}" alt="{layout.title["en"]}">'
            parts.append(f"| {title} | {picture} | {about} |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def write_listing(path: Path) -> None:
    """Put the layouts between the marks of the page; what stands around them stays."""
    text = path.read_text(encoding="utf-8")
    path.write_text(with_listing(text), encoding="utf-8")


def with_listing(text: str) -> str:
    return re.sub(
        f"{re.escape(BEGIN)}.*{re.escape(END)}",
        lambda found: f"{BEGIN}\n{listing()}{END}",
        text,
        flags=re.DOTALL,
    )
