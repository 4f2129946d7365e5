"""Kits: one design for every platform, each picture laid out anew, checked, within its bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.brand import NO_BRAND, BrandPreset
from studio.brand.logos import Logo
from studio.brand.preset import BrandColour, BrandFonts, BrandLogo
from studio.check import check_alt
from studio.design.document import Design, TextLayer
from studio.design.layouts import LAYOUTS
from studio.design.setting import set_layer
from studio.errors import Cancelled, InvalidRequest, Undrawable
from studio.kit import Kit, KitItem, make_kit
from studio.make import Candidate, make_candidates
from studio.paint.collage.load import load_picture
from studio.paint.protocol import Picture
from studio.platforms import find_image
from studio.progress import Stage
from studio.values import Box, PlatformImage, Wishes
from tests.studio.desk import small_cover, source

LOGO = "c" * 64
COVER = small_cover()
TINY = small_cover(image="thumbnail", width_px=320, height_px=180, keep_clear=(), bytes_limit=20_000)
BANNER = small_cover(
    image="banner", artwork_kind="banner", width_px=660, height_px=260, keep_clear=(),
    safe_zone=Box(x=0.2, y=0, width=0.6, height=1),
)  # fmt: skip
AVATAR = small_cover(
    image="avatar", artwork_kind="avatar", width_px=300, height_px=300, shape="circle", keep_clear=()
)
SQUARE_COVER = small_cover(image="square", width_px=400, height_px=400, keep_clear=())
WATERMARK = find_image("youtube", "watermark")
BRAND = BrandPreset(
    palette=(BrandColour(role="accent", hex="#e8364f"), BrandColour(role="ground", hex="#14233c")),
    fonts=BrandFonts(headline="rubik"),
    logos=(BrandLogo(sha256=LOGO, width_px=120, height_px=60),),
)


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Candidate, tuple[Picture, ...]]:
    """A cover that somebody chose, and all pictures of its film."""
    folder = tmp_path_factory.mktemp("film")
    film = source(folder)
    made = make_candidates(
        "cover",
        COVER,
        [film],
        Wishes(headline="Космос рядом", layout="poster"),
        count=1,
        out_dir=folder / "out",
    )
    pictures = tuple(load_picture(film, 0, still, 1280) for still in film.digest.stills)
    return made[0], pictures


def kit_of(
    chosen: tuple[Candidate, tuple[Picture, ...]],
    folder: Path,
    *images: PlatformImage,
    design: Design | None = None,
    brand: BrandPreset = NO_BRAND,
) -> Kit:
    candidate, pictures = chosen
    logo: Logo = np.full((60, 120, 4), 255, np.uint8)
    return make_kit(
        design or candidate.design, candidate.recipe.brief, pictures, images, brand=brand,
        logos={LOGO: logo} if brand.logos else {}, out_dir=folder,
    )  # fmt: skip


def pixels(folder: Path, item: KitItem) -> np.ndarray:
    return np.asarray(Image.open(folder / item.file))


def codes(items: Sequence[KitItem]) -> set[str]:
    return {f"{item.image}: {one.code}" for item in items for one in item.findings if one.severity != "info"}


def test_every_picture_has_the_size_bytes_and_format_that_its_platform_wants(
    chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path
) -> None:
    images = [COVER, TINY, BANNER, AVATAR, SQUARE_COVER, WATERMARK]

    kit = kit_of(chosen, tmp_path, *images)

    assert [(item.platform, item.image) for item in kit.items] == [
        (one.platform, one.image) for one in images
    ]
    for item, image in zip(kit.items, images, strict=True):
        data = (tmp_path / item.file).read_bytes()
        assert Image.open(io.BytesIO(data)).size == (image.width_px, image.height_px)
        assert len(data) == item.bytes <= (image.bytes_limit or len(data))
        assert hashlib.sha256(data).hexdigest() == item.sha256
    assert codes(kit.items) == set()
    assert all(check_alt(item.alt) == [] for item in kit.items)
    assert kit.items[0].alt["en"].startswith("Cover: “Космос рядом”")


def test_the_design_itself_fills_its_own_canvas_and_smaller_ones_of_its_shape(
    chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path
) -> None:
    kit = kit_of(chosen, tmp_path, COVER, TINY, BANNER)

    own, tiny, banner = kit.items
    assert [item.same for item in kit.items] == [True, True, False]
    assert own.sha256 == chosen[0].sha256
    assert own.design == chosen[0].design
    assert tiny.layout == own.layout
    assert LAYOUTS[banner.layout].kind == "banner"


def test_another_canvas_of_its_kind_keeps_its_layout(
    chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path
) -> None:
    (square,) = kit_of(chosen, tmp_path, SQUARE_COVER).items

    assert not square.same
    assert square.layout == "poster"


def test_words_colours_and_typefaces_changed_by_hand_go_along(
    chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path
) -> None:
    def edited(layer: object) -> object:
        if not isinstance(layer, TextLayer):
            return layer
        changed = layer.model_copy(
            update={
                "text": "Луна ближе",
                "face": "russo",
                "setting": None,
                "colour": "#3fe0a5",
                "emphasis": "",
            }
        )
        return set_layer(changed, COVER.width_px, COVER.height_px)

    design = chosen[0].design
    layers = tuple(edited(layer) for layer in design.layers if layer.id != "kicker")
    design = design.model_copy(update={"layers": layers})

    kit = kit_of(chosen, tmp_path, COVER, BANNER, design=design)

    own, banner = kit.items
    assert own.design == design
    headline = next(text for text in banner.design.texts() if text.role == "headline")
    assert headline.text == "Луна ближе"
    assert headline.face == "russo"
    assert "#3fe0a5" in banner.design.model_dump_json()
    assert "kicker" not in {text.role for text in banner.design.texts()}


def test_favourite_layouts_of_the_team_come_first(
    chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path
) -> None:
    wanted = ["ribbons", "panorama"]

    layouts = [
        kit_of(chosen, tmp_path / name, BANNER, brand=BrandPreset(layouts={"banner": (name,)}))
        .items[0]
        .layout
        for name in wanted
    ]

    assert layouts == wanted


def test_a_brand_is_scored(chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path) -> None:
    (banner,) = kit_of(chosen, tmp_path, BANNER, brand=BRAND).items

    assert banner.score is not None
    assert {part.name for part in banner.score.parts} == {"colours", "fonts", "logo"}


def test_a_watermark_is_transparent_around_its_circle(
    chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path
) -> None:
    (mark,) = kit_of(chosen, tmp_path, WATERMARK).items

    seen = pixels(tmp_path, mark)
    assert mark.media_type == "image/png"
    assert seen.shape == (150, 150, 4)
    assert seen[0, 0, 3] == 0
    assert seen[75, 75, 3] == 255


def test_a_watermark_of_a_team_is_its_logo(
    chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path
) -> None:
    (mark,) = kit_of(chosen, tmp_path, WATERMARK, brand=BRAND).items

    seen = pixels(tmp_path, mark)
    rows = np.flatnonzero(seen[:, 75, 3])
    columns = np.flatnonzero(seen[75, :, 3])
    assert len(columns) == pytest.approx(2 * len(rows), abs=2)
    assert tuple(seen[75, 75]) == (255, 255, 255, 255)


def test_the_zip_holds_the_files_and_a_manifest_and_no_time(
    chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path
) -> None:
    first = kit_of(chosen, tmp_path / "1", COVER, AVATAR)
    again = kit_of(chosen, tmp_path / "2", COVER, AVATAR)

    data = (tmp_path / "1" / first.zip).read_bytes()
    assert data == (tmp_path / "2" / again.zip).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.namelist() == ["manifest.json", "test/avatar.jpg", "test/cover.jpg"]
        assert packed.testzip() is None
        told = json.loads(packed.read("manifest.json"))
        assert hashlib.sha256(packed.read("test/cover.jpg")).hexdigest() == told["items"][0]["sha256"]
    entry = told["items"][1]
    assert {"platform", "image", "width_px", "height_px", "bytes", "sha256", "layout"} <= entry.keys()
    assert {"findings", "checked_on", "certainty", "recipe", "score"} <= entry.keys()
    assert "design" not in entry


def test_it_tells_of_each_item_and_can_be_stopped(
    chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path
) -> None:
    candidate, pictures = chosen
    heard: list[str] = []

    def hear(item: KitItem) -> None:
        heard.append(item.image)
        raise Cancelled

    with pytest.raises(Cancelled):
        make_kit(
            candidate.design, candidate.recipe.brief, pictures, [COVER, BANNER, AVATAR], out_dir=tmp_path,
            on_item=hear,
        )  # fmt: skip

    assert heard == ["cover"]
    assert not (tmp_path / "kit.zip").exists()


def test_it_can_be_stopped_at_a_step(chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path) -> None:
    candidate, pictures = chosen

    def stop(stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        make_kit(candidate.design, candidate.recipe.brief, pictures, [BANNER], out_dir=tmp_path, on_step=stop)


def test_what_cannot_be_made_is_said(chosen: tuple[Candidate, tuple[Picture, ...]], tmp_path: Path) -> None:
    candidate, pictures = chosen
    with pytest.raises(InvalidRequest) as nothing:
        make_kit(candidate.design, candidate.recipe.brief, pictures, [], out_dir=tmp_path)
    with pytest.raises(Undrawable) as gone:
        make_kit(candidate.design, candidate.recipe.brief, (), [COVER], out_dir=tmp_path)

    assert nothing.value.code == "no_images"
    assert gone.value.code == "picture_gone"
