"""The gallery draws what it is shown, fails where a check does, and its page is fresh."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from studio.design.document import Design, TextLayer
from studio.design.layouts import LAYOUTS
from studio.design.sheet import Commission
from studio.gallery import Scene, cases_of, scenes_of
from studio.gallery.__main__ import main
from studio.gallery.cases import Case
from studio.gallery.material import lightness, pictures_of
from studio.gallery.pages import listing, with_listing
from studio.values import ArtworkKind
from tests.studio.desk import astronaut, cat, coffee, rocket

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
A_FEW_HUNDRED_KB = 800_000


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photographs")
    for name, pixels in (("a", astronaut()), ("b", coffee()), ("c", cat()), ("d", rocket())):
        Image.fromarray(pixels).resize((640, 360)).save(folder / f"{name}.jpg", quality=92)
    return folder


@pytest.fixture(scope="module")
def scenes(photographs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scene]:
    pictures = pictures_of(photographs, tmp_path_factory.mktemp("kept"))
    return {str(name): scene for name, scene in scenes_of(pictures).items()}


def test_every_scene_leads_with_what_it_is_named_for(scenes: dict[str, Scene]) -> None:
    leads = {name: scene.pictures[0] for name, scene in scenes.items()}

    assert set(leads) == {"faces", "others", "views", "light", "dark", "team"}
    assert leads["faces"].faces
    assert not any(picture.faces for picture in scenes["views"].pictures)
    assert lightness(leads["light"]) > 1.5 * lightness(leads["dark"])


@pytest.mark.parametrize("kind", ["cover", "avatar", "banner"])
def test_the_cases_show_every_kind_of_stills_words_and_brands(kind: ArtworkKind) -> None:
    cases = cases_of(next(layout for layout in LAYOUTS.values() if layout.kind == kind))

    assert {(case.language, case.length) for case in cases} == {
        (language, length) for language in ("ru", "en") for length in ("short", "long", "none")
    }
    assert {case.scene for case in cases} >= {"faces", "others", "views", "light", "dark"}
    assert {case.brand for case in cases} == {"none", "loud", "quiet"}


def test_a_sheet_is_drawn_and_the_command_is_content(
    photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.gallery.__main__.cases_of", lambda layout: (Case("faces", "ru", "short"),))

    code = main(["--clips", str(photographs), "--out", str(tmp_path), "--layouts", "monogram"])

    assert code == 0
    with Image.open(tmp_path / "avatar-monogram.png") as sheet:
        assert min(sheet.size) > 200
        colours = sheet.convert("RGB").getcolors(1_000_000)
        assert colours is not None
        assert len(colours) > 500, "a picture and not a blank page"


def test_the_command_fails_where_a_check_fails(
    photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A layout that lets its letters stand outside the circle."""
    honest = LAYOUTS["monogram"]

    def shifted(job: Commission) -> Design:
        design = honest.arrange(job)
        layers = [
            layer.model_copy(
                update={"lines": tuple(line.model_copy(update={"y": 0.98}) for line in layer.lines)}
            )
            if isinstance(layer, TextLayer)
            else layer
            for layer in design.layers
        ]
        return design.model_copy(update={"layers": tuple(layers)})

    monkeypatch.setitem(LAYOUTS, "monogram", replace(honest, arrange=shifted))
    monkeypatch.setattr("studio.gallery.__main__.cases_of", lambda layout: (Case("views", "en", "short"),))

    code = main(["--clips", str(photographs), "--out", str(tmp_path), "--layouts", "monogram"])

    assert code == 1
    said = capsys.readouterr().err
    assert "monogram, rutube · views · en · short" in said
    assert "text_outside_circle" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--layouts", "collage-of-dreams"], "unknown layout"), ([], "no film and no photograph")],
)
def test_bad_requests_are_refused_in_one_line(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--clips", str(tmp_path), "--out", str(tmp_path / "out"), *arguments])

    assert code == 2
    assert said in capsys.readouterr().err


def test_the_page_shows_every_layout_as_it_is_now() -> None:
    page = (DOCS / "layouts.md").read_text(encoding="utf-8")

    assert with_listing(page) == page, "run `make gallery-docs`"
    shown = re.findall(r'src="gallery/([\w-]+)\.webp"', listing())
    assert sorted(shown) == sorted(LAYOUTS)
    kept = {path.stem: path for path in (DOCS / "gallery").glob("*.webp")}
    assert sorted(kept) == sorted(LAYOUTS), "run `make gallery-docs`"
    assert sum(path.stat().st_size for path in kept.values()) < A_FEW_HUNDRED_KB


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_every_layout_says_in_both_languages_when_it_suits(name: str) -> None:
    layout = LAYOUTS[name]

    for words in (layout.title, layout.about):
        assert set(words) == {"ru", "en"}
        assert all(words.values())
    assert re.search("[а-яё]", layout.about["ru"])
