"""From a request to paintings, the whole way: planned, painted at the easel, looked at."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.check import check_design
from studio.design.compose import commission, compose, rank_layouts
from studio.design.render import Darkroom
from studio.errors import Cancelled, StudioError
from studio.models.store import ModelStore
from studio.paint import find_painter, painters
from studio.paint.arrays import Pixels
from studio.paint.diffusion import atelier
from studio.paint.diffusion.painter import DiffusionPainter
from studio.paint.diffusion.tiny import install
from studio.paint.options import ControlUse, ImagePrompt, LoraUse, PaintOptions
from studio.paint.protocol import Painting, PaintRequest, Replay, Source
from studio.progress import Stage, ignore
from studio.values import Brief
from tests.studio.desk import astronaut, coffee, small_cover, source

BRIEF = Brief(kind="cover", headline="Почему?", subject="an astronaut", keywords=("space",))
Wish = Callable[..., PaintRequest]


@pytest.fixture(scope="module")
def painter(models: ModelStore) -> Iterator[DiffusionPainter]:
    yield DiffusionPainter(models)
    atelier.close()


@pytest.fixture(scope="module")
def wish(tmp_path_factory: pytest.TempPathFactory) -> Wish:
    folder = tmp_path_factory.mktemp("work")
    clip = source(folder / "clip")
    mask = np.zeros((720, 1280), np.uint8)
    mask[250:420, 820:980] = 255
    pictures = {"portrait": astronaut(), "cup": coffee(), "mask": mask, "small": astronaut()[::10, ::10]}
    inputs = {name: folder / f"{name}.png" for name in pictures}
    for name, picture in pictures.items():
        Image.fromarray(picture).save(inputs[name])

    def build(*, count: int = 1, sources: tuple[Source, ...] = (clip,), **options: object) -> PaintRequest:
        asked = PaintOptions.model_validate({"width_px": 128, "height_px": 64, **options})
        return PaintRequest(BRIEF, small_cover(), sources, count, 5, options=asked, inputs=inputs)

    return build


def painted(painter: DiffusionPainter, request: PaintRequest) -> list[Painting]:
    return list(painter.paint(request, ignore))


def pixels(painting: Painting) -> Pixels:
    return painting.pictures[0].pixels


class TestPlainRequest:
    @pytest.fixture(scope="class")
    def paintings(self, painter: DiffusionPainter, wish: Wish) -> list[Painting]:
        return painted(painter, wish(count=3))

    def test_every_painting_is_a_picture_known_like_a_still(self, paintings: list[Painting]) -> None:
        assert len(paintings) == 3
        for painting in paintings:
            picture = painting.pictures[0]
            assert picture.pixels.shape == (64, 128, 3)
            assert picture.origin.painted
            assert picture.origin.still >= 0
            # Already in its own look: the renderer is not to grade it.
            assert picture.style == painting.style == "natural"
            assert len(picture.busy) == 9
            assert len(picture.busy[0]) == 16
            assert sum(swatch.share for swatch in picture.palette) > 0.9
            assert painting.record is not None
        assert len({painting.pictures[0].id for painting in paintings}) == 3
        assert len({pixels(painting).tobytes() for painting in paintings}) == 3

    def test_the_same_request_gives_the_same_bytes(
        self, painter: DiffusionPainter, wish: Wish, paintings: list[Painting]
    ) -> None:
        again = painted(painter, wish(count=3))
        assert all(np.array_equal(pixels(a), pixels(b)) for a, b in zip(paintings, again, strict=True))
        assert [one.record for one in again] == [one.record for one in paintings]

    def test_those_made_before_are_passed_over(
        self, painter: DiffusionPainter, wish: Wish, paintings: list[Painting]
    ) -> None:
        rest = painted(painter, replace(wish(count=3), skip=2))
        assert len(rest) == 1
        assert np.array_equal(pixels(rest[0]), pixels(paintings[2]))
        assert rest[0].pictures[0].id == paintings[2].pictures[0].id

    def test_a_design_is_drawn_of_it(self, paintings: list[Painting]) -> None:
        painting, image = paintings[0], small_cover()
        darkroom = Darkroom({picture.id: picture for picture in painting.pictures})
        job = commission(BRIEF, image, painting, darkroom, 5, 0, None, [])
        from collections import Counter

        drawn = compose(job, rank_layouts(job, Counter(), None), lambda: None)
        assert drawn.pixels.shape == (360, 640, 3)
        assert not [one for one in check_design(drawn, darkroom, image) if one.severity == "error"]


class TestOperations:
    def test_words_alone(self, painter: DiffusionPainter, wish: Wish) -> None:
        painting = painted(painter, wish(operation="text", prompt="a lake"))[0]
        assert painting.pictures[0].origin.still == -1
        assert painting.record is not None
        assert painting.record["numbers"]["prompt"] == "a lake"

    def test_a_marked_place_alone_changes(self, painter: DiffusionPainter, wish: Wish) -> None:
        done = pixels(painted(painter, wish(operation="inpaint", base="portrait", mask="mask"))[0])
        before = astronaut()
        assert done.shape == before.shape
        away = np.ones((720, 1280), bool)
        away[220:450, 790:1010] = False
        assert np.array_equal(done[away], before[away])
        inside = (slice(260, 410), slice(830, 970))
        assert np.abs(done[inside].astype(int) - before[inside]).mean() > 20

    def test_a_still_is_widened_to_a_banner(self, painter: DiffusionPainter, wish: Wish) -> None:
        asked = replace(wish(operation="outpaint", width_px=None, height_px=None))
        banner = replace(asked, image=small_cover(width_px=1102, height_px=432), brief=BRIEF)
        done = pixels(painted(painter, banner)[0])
        assert done.shape == (720, 1837, 3)
        left = (1837 - 1280) // 2
        middle = done[:, left + 40 : left + 1240]
        assert np.abs(middle.astype(int) - astronaut()[:, 40:1240]).mean() < 3

    def test_another_pictures_style(self, painter: DiffusionPainter, wish: Wish) -> None:
        plain = pixels(painted(painter, wish(base="portrait", strength=0.6))[0])
        looked = wish(operation="restyle", base="portrait", look="cup", method="image_prompt", strength=0.6)
        assert np.abs(pixels(painted(painter, looked)[0]).astype(int) - plain).mean() > 1

    def test_another_pictures_texture(self, painter: DiffusionPainter, wish: Wish) -> None:
        steps: list[float] = []
        request = wish(operation="restyle", base="small", look="cup", method="gatys")
        painting = next(painter.paint(request, lambda stage, fraction, **_: steps.append(fraction)))
        assert pixels(painting).shape == (72, 128, 3)
        assert painting.record is not None
        assert painting.record["models"][0]["name"] == "tiny-vgg16"
        assert len(set(steps)) > 10

    def test_larger_by_a_model(self, painter: DiffusionPainter, wish: Wish) -> None:
        request = wish(operation="upscale", base="small", method="tiny-upscaler", width_px=256, height_px=144)
        done = painted(painter, request)
        assert pixels(done[0]).shape == (144, 256, 3)
        assert done[0].record is not None
        assert done[0].record["models"][0]["part"] == "upscaler"
        assert np.array_equal(pixels(painted(painter, request)[0]), pixels(done[0]))

    @pytest.mark.parametrize(
        "options",
        [
            {"operation": "upscale", "method": "lanczos", "base": "small"},
            {"operation": "restyle", "method": "colour", "base": "small", "look": "cup"},
        ],
    )
    def test_what_needs_no_model_is_done_without(
        self, painter: DiffusionPainter, wish: Wish, options: dict[str, object]
    ) -> None:
        painting = painted(painter, wish(**options))[0]
        assert painting.record is None
        assert np.array_equal(
            pixels(painting), pixels(next(iter(find_painter("retouch").paint(wish(**options), ignore))))
        )

    def test_a_face_that_is_looked_for_is_compared(self, painter: DiffusionPainter, wish: Wish) -> None:
        face = (ImagePrompt(picture="portrait", kind="face"),)
        lost = painted(painter, wish(operation="text", image_prompts=face))[0]
        # Nobody is to be seen in coloured noise.
        assert [notice.code for notice in lost.notices] == ["face_lost"]
        kept = painted(painter, wish(operation="inpaint", base="portrait", mask="mask", image_prompts=face))[
            0
        ]
        assert [notice.code for notice in kept.notices] == ["face_likeness"]
        assert float(kept.notices[0].value or 0) > 0.8


class TestTelling:
    def test_progress_goes_up_to_the_end(self, painter: DiffusionPainter, wish: Wish) -> None:
        told: list[tuple[float, int, int]] = []

        def on_step(stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
            assert stage == Stage.PAINT
            told.append((fraction, step, steps))

        list(painter.paint(wish(count=2), on_step))
        fractions = [fraction for fraction, _, _ in told]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0
        assert {steps for _, _, steps in told} == {2}
        assert {step for _, step, _ in told} == {1, 2}

    def test_each_candidate_paints_itself(self, painter: DiffusionPainter, wish: Wish) -> None:
        seen: list[tuple[int, tuple[int, ...], int, int]] = []

        def on_preview(index: int, pixels: Pixels, *, step: int, steps: int) -> None:
            seen.append((index, pixels.shape, step, steps))

        painted(painter, replace(wish(count=2), on_preview=on_preview))
        assert {index for index, _, _, _ in seen} == {0, 1}
        assert all(max(shape) == 256 and 1 <= step <= steps for _, shape, step, steps in seen)

    def test_paintings_come_one_by_one_where_there_is_no_graphics_card(
        self, painter: DiffusionPainter, wish: Wish
    ) -> None:
        told: list[float] = []
        coming = painter.paint(wish(count=3), lambda stage, fraction, **_: told.append(fraction))
        next(coming)
        assert max(told) <= 1 / 3 + 1e-6
        assert len(list(coming)) == 2

    def test_cancelling_ends_it_and_the_next_one_paints(self, painter: DiffusionPainter, wish: Wish) -> None:
        def stop(stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
            if fraction > 0.1:
                raise Cancelled

        with pytest.raises(Cancelled):
            list(painter.paint(wish(count=2), stop))
        assert len(painted(painter, wish())) == 1

    def test_words_beyond_the_limit_are_named(self, painter: DiffusionPainter, wish: Wish) -> None:
        notice = painted(painter, wish(prompt=" ".join(["abcdefghij"] * 40)))[0].notices[0]
        assert notice.code == "prompt_cut"
        assert "abcdefghij" in str(notice.value)

    @pytest.mark.parametrize(
        ("options", "code"),
        [
            ({"loras": [{"name": "tiny-lora-sd15"}]}, "lora_wrong_family"),
            ({"scheduler": "flow_euler"}, "unknown_scheduler"),
            ({"model": "nothing"}, "model_missing"),
            ({"operation": "upscale", "method": "nothing"}, "model_missing"),
        ],
    )
    def test_what_is_wrong_is_told_before_anything_waits(
        self, painter: DiffusionPainter, wish: Wish, options: dict[str, object], code: str
    ) -> None:
        told: list[float] = []
        with pytest.raises(StudioError) as refused:
            list(painter.paint(wish(**options), lambda stage, fraction, **_: told.append(fraction)))
        assert refused.value.code == code
        assert told == []


class TestMadeAgain:
    DRESSED = {
        "operation": "inpaint",
        "base": "portrait",
        "mask": "mask",
        "loras": [LoraUse(name="tiny-lora-ink")],
        "controls": [ControlUse(kind="edges", picture="portrait")],
        "image_prompts": [ImagePrompt(picture="cup", kind="style")],
    }

    @pytest.mark.parametrize("options", [{}, DRESSED, {"operation": "outpaint"}])
    def test_it_comes_out_the_same(
        self, painter: DiffusionPainter, wish: Wish, options: dict[str, object], tmp_path: Path
    ) -> None:
        request = wish(count=2, **options)
        before = painted(painter, request)[1]
        Image.fromarray(pixels(before)).save(tmp_path / "before.png")
        replay = Replay(before.record or {}, 1, tmp_path / "before.png")
        again = painted(painter, replace(request, replay=replay))
        assert len(again) == 1
        assert np.array_equal(pixels(again[0]), pixels(before))
        assert again[0].pictures[0].id == before.pictures[0].id
        assert again[0].notices == before.notices

    def test_with_another_lora_under_the_name_it_says_what_changed(self, wish: Wish, tmp_path: Path) -> None:
        store = install(tmp_path / "models", ["tiny-sdxl", "tiny-lora-ink", "tiny-lora-chalk"])
        painter = DiffusionPainter(store)
        request = wish(loras=[LoraUse(name="tiny-lora-ink", weight=1.0)])
        before = painted(painter, request)[0]
        Image.fromarray(pixels(before)).save(tmp_path / "before.png")
        card = store.find("tiny-lora-ink").card
        store.install_folder(card, store.find("tiny-lora-chalk").folder)
        replay = Replay(before.record or {}, 0, tmp_path / "before.png")
        again = painted(painter, replace(request, replay=replay))[0]
        notice = again.notices[0]
        assert notice.code == "made_again_drifted"
        assert notice.value in {"visible", "another"}
        assert "model:tiny-lora-ink" in str(notice.limit)
        atelier.close()


class TestAvailability:
    def test_it_is_there_as_soon_as_a_base_is(self, tmp_path: Path) -> None:
        assert not DiffusionPainter(ModelStore(tmp_path)).available()
        assert not DiffusionPainter(install(tmp_path, ["tiny-lora-ink", "tiny-edges"])).available()
        assert DiffusionPainter(install(tmp_path, ["tiny-sd15"])).available()

    def test_it_is_known_beside_the_others(self) -> None:
        known = {painter.name: painter.capabilities for painter in painters()}
        assert known["diffusion"].ai_painted
        assert known["diffusion"].previews
        assert set(known["diffusion"].operations) == {
            "text", "repaint", "inpaint", "outpaint", "restyle", "upscale",
        }  # fmt: skip
        assert not known["retouch"].ai_painted

    def test_knowing_of_it_loads_none_of_its_libraries(self) -> None:
        script = (
            "import sys; from studio.paint import painters; [p.available() for p in painters()];"
            "from studio.paint.diffusion import atelier; assert atelier.running() is None;"
            "print(sorted({'torch', 'diffusers', 'transformers', 'peft'} & set(sys.modules)))"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"
