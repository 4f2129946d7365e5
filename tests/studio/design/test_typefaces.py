"""The table of typefaces, and that pages know the same ones."""

from __future__ import annotations

import re

import pytest

from studio import fonts
from studio.typefaces import EMOJI, TYPEFACES

PAGE = fonts.ROOT / "frontend" / "src" / "theme" / "typefaces.ts"
ROW = re.compile(r"(\w+): \{\s*family: '([^']+)',\s*weight: (\d+),\s*load: \(\) => import\('([^']+)'\)")


def test_every_kind_of_letter_has_a_family() -> None:
    kinds = {face.kind for face in TYPEFACES.values()}

    assert kinds == {"display", "condensed", "grotesque", "serif", "hand"}
    assert len(TYPEFACES) >= 8


@pytest.mark.parametrize("name", sorted(TYPEFACES))
def test_a_typeface_tells_people_in_both_languages_what_it_is(name: str) -> None:
    label = TYPEFACES[name].label

    assert set(label) == {"ru", "en"}
    assert re.search(r"[а-я]", label["ru"])
    assert not re.search(r"[а-яА-Я]", label["en"])


def test_pages_load_the_same_families_at_the_same_weights() -> None:
    rows = {row[0]: row[1:] for row in ROW.findall(PAGE.read_text())}

    assert rows == {
        face.name: (face.family, str(face.weight or face.plain), f"{face.package}/{_sheet(face.weight)}.css")
        for face in TYPEFACES.values()
    }


@pytest.mark.parametrize("name", sorted(TYPEFACES))
def test_the_family_is_called_so_in_its_package(name: str) -> None:
    face = TYPEFACES[name]

    sheet = (fonts.PACKAGES / face.package / f"{_sheet(face.weight)}.css").read_text()

    assert f"font-family: '{face.family}';" in sheet


def test_emoji_are_nobodys_choice() -> None:
    assert EMOJI.name not in TYPEFACES
    assert ord("🔥") in fonts.coverage(EMOJI.name)


def _sheet(weight: int | None) -> str:
    return "wght" if weight else "400"
