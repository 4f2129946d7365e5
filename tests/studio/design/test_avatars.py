"""Avatars: faces and letters whole within the circle, large enough to be known at 48 pixels."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.brand import NO_BRAND, BrandPreset
from studio.check import check_design
from studio.design.compose import commission
from studio.design.document import CutoutLayer, LogoLayer, PictureLayer, TextLayer
from studio.design.geometry import main_faces, placed
from studio.design.layouts import find_layout, layouts_of
from studio.design.legibility import settle
from studio.design.placing import text_boxes
from studio.design.render import Darkroom
from studio.design.sheet import Commission
from studio.gallery.brands import brands, logos
from studio.paint import find_painter
from studio.paint.protocol import PaintRequest, Source
from studio.platforms import find_image
from studio.progress import ignore
from studio.values import Box, Brief
from tests.studio.desk import source

NAMES = sorted(layout.name for layout in layouts_of("avatar"))
# Of the circle's diameter: at 48 px a face of 15 px is known, a capital of 10 px is read.
LARGE_FACE, LARGE_LETTER, LARGE_SIGN = 0.31, 0.20, 0.40


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source(tmp_path_factory.mktemp("avatar"))


def wanted(video: Source, seed: int = 0, brand: BrandPreset = NO_BRAND) -> Commission:
    brief = Brief(kind="avatar", headline="Космос рядом")
    image = find_image("rutube", "avatar").model_copy(update={"width_px": 400, "height_px": 400})
    painting = next(iter(find_painter("collage").paint(PaintRequest(brief, image, [video], 1, seed), ignore)))
    room = Darkroom({picture.id: picture for picture in painting.pictures}, logos())
    return commission(brief, image, painting, room, seed, 0, brand=brand)


def in_circle(box: Box) -> bool:
    corners = [(box.x + dx * box.width, box.y + dy * box.height) for dx in (0, 1) for dy in (0, 1)]
    return all((x - 0.5) ** 2 + (y - 0.5) ** 2 <= 0.25 for x, y in corners)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", NAMES)
def test_what_an_avatar_is_about_is_whole_and_large_in_the_circle(
    name: str, seed: int, video: Source
) -> None:
    job = wanted(video, seed, brands("ru")[seed])
    layout = find_layout(name, "avatar")
    assert layout.suits(job) > 0

    drawn = settle(layout.arrange(job), job.darkroom)

    subjects = 0
    for layer in drawn.design.layers:
        if isinstance(layer, PictureLayer | CutoutLayer) and not getattr(layer, "blur", 0.0):
            for face in main_faces(job.darkroom.pictures[layer.source]):
                box = placed(face.box, layer.crop, layer.box)
                assert in_circle(box)
                assert box.height > LARGE_FACE
                subjects += 1
        if isinstance(layer, TextLayer):
            boxes = text_boxes(layer)
            assert all(in_circle(box) for box in boxes)
            assert min(box.height for box in boxes) > LARGE_LETTER
            subjects += 1
        if isinstance(layer, LogoLayer):
            assert in_circle(layer.box)
            assert max(layer.box.width, layer.box.height) > LARGE_SIGN
            subjects += 1
    assert subjects
    assert [one.code for one in check_design(drawn, job.darkroom, job.image) if one.severity != "info"] == []


def test_an_emblem_wants_a_logo_that_is_at_hand(video: Source) -> None:
    emblem = find_layout("emblem", "avatar")
    loud = brands("ru")[0]

    assert emblem.suits(wanted(video)) == 0
    assert emblem.suits(wanted(video, brand=loud)) > 0
    gone = loud.logos[0].model_copy(update={"sha256": "0" * 64})
    assert emblem.suits(wanted(video, brand=loud.model_copy(update={"logos": (gone,)}))) == 0


@pytest.mark.parametrize("name", ["medallion", "standout", "sticker"])
def test_without_a_person_nobody_is_cut_out(name: str, tmp_path: Path) -> None:
    views = source(tmp_path, faces=False)

    assert find_layout(name, "avatar").suits(wanted(views)) == 0
