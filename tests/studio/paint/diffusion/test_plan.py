"""What a request becomes when everything it leaves open is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from studio.errors import StudioError
from studio.models.card import Defaults
from studio.models.store import ModelStore
from studio.paint.arrays import Pixels
from studio.paint.collage.choose import choose_sets
from studio.paint.diffusion.canvas import Stage
from studio.paint.diffusion.plan import Plan, Planner
from studio.paint.diffusion.tiny import MODELS, install
from studio.paint.diffusion.wording import USUALLY_UNWANTED
from studio.paint.options import ControlUse, ImagePrompt, LoraUse, PaintOptions
from studio.paint.presets import find_preset
from studio.paint.protocol import PaintRequest, Source
from studio.progress import ignore
from studio.values import Brief
from tests.studio.desk import astronaut, cat, coffee, small_cover, source

BRIEF = Brief(
    kind="cover", headline="Почему?", keywords=("space", "rocket"), subject="an astronaut", mood="dark"
)


Wish = Callable[..., PaintRequest]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source(tmp_path_factory.mktemp("clip"))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("inputs")
    mask = np.zeros((720, 1280), np.uint8)
    cv2.circle(mask, (900, 300), 80, 255, -1)
    pictures = {
        "portrait": astronaut(),
        "cup": coffee(),
        "animal": cat()[:400],
        "mask": mask,
        "wrong-mask": mask[:360],
    }
    for name, picture in pictures.items():
        Image.fromarray(picture).save(folder / f"{name}.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture
def request_of(clip: Source, inputs: dict[str, Path]) -> Wish:
    def wish(
        *, count: int = 1, sources: tuple[Source, ...] | None = None, seed: int = 7, **options: object
    ) -> PaintRequest:
        return PaintRequest(
            BRIEF,
            small_cover(),
            (clip,) if sources is None else sources,
            count,
            seed,
            options=PaintOptions.model_validate(options),
            inputs=inputs,
        )

    return wish


def planned(request: PaintRequest, models: ModelStore) -> list[Plan]:
    return Planner(request, models).plans()


def base_of(plan: Plan) -> Pixels:
    assert plan.task.base is not None
    return plan.task.base


def stage_of(plan: Plan) -> Stage:
    assert plan.stage is not None
    return plan.stage


class TestWhatIsDone:
    def test_a_plain_request_repaints_the_videos_best_stills_one_each(
        self, request_of: Wish, models: ModelStore
    ) -> None:
        request = request_of(count=3)
        plans = planned(request, models)
        leads = [pictures[0] for pictures in choose_sets(request, ignore)]
        assert [plan.task.operation for plan in plans] == ["repaint"] * 3
        assert [plan.origin.still for plan in plans] == [lead.origin.still for lead in leads]
        assert len({plan.origin.still for plan in plans}) == 3
        assert all(plan.origin.painted and plan.origin.file == "" for plan in plans)
        assert [plan.task.seed for plan in plans] == [7, 8, 9]

    def test_without_stills_it_paints_from_words(
        self, request_of: Wish, models: ModelStore, clip: Source
    ) -> None:
        bare = replace(clip, digest=clip.digest.model_copy(update={"stills": ()}))
        plan = planned(request_of(sources=(bare,)), models)[0]
        assert plan.task.operation == "text"
        assert plan.task.base is None
        assert plan.origin.source == plan.origin.still == -1

    def test_a_named_picture_goes_before_the_stills(self, request_of: Wish, models: ModelStore) -> None:
        plans = planned(request_of(count=2, base="cup"), models)
        assert plans[0].task.operation == "repaint"
        assert plans[0].origin.still == -1
        assert np.array_equal(base_of(plans[0]), base_of(plans[1]))

    def test_what_was_made_before_is_not_planned_again(self, request_of: Wish, models: ModelStore) -> None:
        request = request_of(count=4)
        rest = planned(replace(request, skip=2), models)
        assert [plan.index for plan in rest] == [2, 3]
        for plan, same in zip(rest, planned(request, models)[2:], strict=True):
            assert plan.task.seed == same.task.seed
            assert np.array_equal(base_of(plan), base_of(same))

    def test_the_canvas_decides_the_shape_and_the_card_the_size(
        self, request_of: Wish, models: ModelStore
    ) -> None:
        plan = planned(request_of(), models)[0]
        assert (plan.task.width_px, plan.task.height_px) == (336, 192)
        assert base_of(plan).shape == (192, 336, 3)
        avatar = replace(request_of(), image=small_cover(width_px=400, height_px=400))
        assert planned(avatar, models)[0].task.width_px == planned(avatar, models)[0].task.height_px == 256
        asked = planned(request_of(width_px=192, height_px=128), models)[0].task
        assert (asked.width_px, asked.height_px) == (192, 128)

    def test_inpainting_looks_closely_and_lays_it_back(self, request_of: Wish, models: ModelStore) -> None:
        plan = planned(request_of(operation="inpaint", base="portrait", mask="mask"), models)[0]
        assert plan.task.strength == 1.0
        assert base_of(plan).shape == (plan.task.height_px, plan.task.width_px, 3)
        black = np.zeros_like(base_of(plan))
        done = plan.finished(black)
        assert done.shape == (720, 1280, 3)
        assert np.array_equal(done[:, :700], astronaut()[:, :700])

    def test_a_control_of_the_whole_picture_is_cut_to_what_is_seen_of_it(
        self, request_of: Wish, models: ModelStore
    ) -> None:
        plan = planned(
            request_of(
                operation="inpaint", base="portrait", mask="mask",
                controls=(ControlUse(kind="edges", picture="portrait"),),
            ),
            models,
        )[0]  # fmt: skip
        control = plan.task.controls[0].pixels
        assert control.shape == base_of(plan).shape
        assert np.abs(control.astype(int) - base_of(plan)).mean() < 2

    def test_outpainting_widens_each_still_to_the_canvas(self, request_of: Wish, models: ModelStore) -> None:
        banner = replace(
            request_of(operation="outpaint", count=2), image=small_cover(width_px=1102, height_px=432)
        )
        plans = planned(banner, models)
        assert [stage_of(plan).ground.shape for plan in plans] == [(720, 1837, 3)] * 2
        assert plans[0].origin.still != plans[1].origin.still

    def test_larger_is_twice_as_large_and_covers_the_canvas(
        self, request_of: Wish, models: ModelStore
    ) -> None:
        task = planned(request_of(operation="upscale", base="animal", method="tiny-upscaler"), models)[0].task
        assert (task.model, task.operation) == ("tiny-upscaler", "upscale")
        assert (task.width_px, task.height_px) == (2560, 800)
        assert (task.steps, task.guidance) == (3, 3.0)

    def test_a_restyling_looks_at_the_other_picture_or_learns_its_texture(
        self, request_of: Wish, models: ModelStore
    ) -> None:
        wish = {"operation": "restyle", "base": "portrait", "look": "cup"}
        looking = planned(request_of(**wish, method="image_prompt"), models)[0].task
        assert looking.operation == "repaint"
        assert [(look.kind, look.model) for look in looking.looks] == [("style", "tiny-look")]
        learning = planned(request_of(**wish, method="gatys"), models)[0].task
        assert (learning.operation, learning.model) == ("restyle", "tiny-vgg16")
        assert learning.looks[0].pixels.shape == (720, 1280, 3)


class TestNumbers:
    @pytest.fixture
    def store(self, tmp_path: Path) -> ModelStore:
        """A LoRA and a base whose cards have wishes of their own."""
        store = install(tmp_path, ["tiny-sdxl", "tiny-lora-ink"])
        for name, defaults in {
            "tiny-sdxl": Defaults(
                steps=20, guidance=7.0, scheduler="ddim", width_px=256, height_px=256, strength=0.4
            ),
            "tiny-lora-ink": Defaults(steps=6, guidance=0.0, scheduler="lcm"),
        }.items():
            model = store.find(name)
            store.install_folder(model.card.model_copy(update={"defaults": defaults}), model.folder)
        return store

    def test_the_author_goes_before_a_lora_before_the_card_before_the_family(
        self, request_of: Wish, store: ModelStore, models: ModelStore
    ) -> None:
        lora = (LoraUse(name="tiny-lora-ink"),)
        plain = planned(request_of(), store)[0].task
        assert (plain.steps, plain.guidance, plain.scheduler, plain.strength) == (20, 7.0, "ddim", 0.4)
        quick = planned(request_of(loras=lora, presets=("film_noir",)), store)[0].task
        assert (quick.steps, quick.guidance, quick.scheduler) == (6, 0.0, "lcm")
        asked = planned(request_of(loras=lora, steps=9, guidance=3.0, scheduler="heun", strength=0.9), store)[
            0
        ].task
        assert (asked.steps, asked.guidance, asked.scheduler, asked.strength) == (9, 3.0, "heun", 0.9)
        assert planned(request_of(), models)[0].task.scheduler == "dpm++_2m_karras"
        assert planned(request_of(model="tiny-flux"), models)[0].task.scheduler == "flow_euler"

    def test_strength_is_what_the_operation_needs(self, request_of: Wish, models: ModelStore) -> None:
        assert planned(request_of(), models)[0].task.strength == 0.55
        assert planned(request_of(operation="text"), models)[0].task.strength == 1.0
        assert planned(request_of(operation="outpaint"), models)[0].task.strength == 0.95


class TestWords:
    def test_the_brief_speaks_where_the_author_does_not(self, request_of: Wish, models: ModelStore) -> None:
        task = planned(request_of(), models)[0].task
        assert task.prompt == "an astronaut, space, rocket, dark mood"
        assert task.negative == USUALLY_UNWANTED
        written = replace(
            request_of(), brief=BRIEF.model_copy(update={"prompt": "a lake", "negative": "boats"})
        )
        assert (planned(written, models)[0].task.prompt, planned(written, models)[0].task.negative) == (
            "a lake",
            "boats",
        )

    def test_the_authors_words_are_kept_presets_and_callers_added(
        self, request_of: Wish, models: ModelStore
    ) -> None:
        ink = (LoraUse(name="tiny-lora-ink"),)
        wish = request_of(prompt="a tower", negative="boats", loras=ink, presets=("film_noir",))
        task = planned(wish, models)[0].task
        preset = find_preset("film_noir")
        assert "a tower, ink drawing" in task.prompt
        assert preset.words.split(", ")[0] in task.prompt
        assert task.negative.startswith("boats")
        called = planned(request_of(prompt="an ink drawing", loras=ink), models)[0].task
        assert called.prompt == "an ink drawing"

    def test_words_that_are_not_read_are_told(self, request_of: Wish, models: ModelStore) -> None:
        plan = planned(request_of(prompt=" ".join(["abcdefghij"] * 40)), models)[0]
        assert plan.task.chunks == 4
        notice = plan.notices[0]
        assert (notice.code, notice.severity) == ("prompt_cut", "warning")
        assert str(notice.value).startswith("abcdefghij ")
        assert planned(request_of(prompt="short"), models)[0].notices == ()

    def test_a_model_that_hears_no_negative_says_so(self, request_of: Wish, models: ModelStore) -> None:
        plan = planned(request_of(model="tiny-flux", negative="boats"), models)[0]
        assert plan.task.negative == ""
        assert [notice.code for notice in plan.notices] == ["negative_unused"]
        assert planned(request_of(model="tiny-flux"), models)[0].notices == ()


class TestModels:
    def test_the_first_able_base_is_taken_recommended_ones_before_others(
        self, request_of: Wish, tmp_path: Path
    ) -> None:
        store = install(tmp_path, ["tiny-sd15", "tiny-flux", "tiny-edges-sd15"])
        assert planned(request_of(), store)[0].task.model == "tiny-sd15"
        flux = store.find("tiny-flux")
        store.install_folder(flux.card.model_copy(update={"recommended": True}), flux.folder)
        assert planned(request_of(), store)[0].task.model == "tiny-flux"
        led = request_of(controls=(ControlUse(kind="edges", picture="cup"),))
        assert planned(led, store)[0].task.model == "tiny-sd15"

    def test_helpers_are_of_the_bases_family(self, request_of: Wish, models: ModelStore) -> None:
        wish = {
            "controls": (ControlUse(kind="edges", picture="cup", scale=0.6, start=0.1, end=0.8),),
            "image_prompts": (ImagePrompt(picture="cup", kind="style", scale=0.5),),
        }
        for model, control, look in (
            ("tiny-sdxl", "tiny-edges", "tiny-look"), ("tiny-sd15", "tiny-edges-sd15", "tiny-look-sd15"),
        ):  # fmt: skip
            task = planned(request_of(model=model, **wish), models)[0].task
            assert [one.model for one in task.controls] == [control]
            assert (task.controls[0].scale, task.controls[0].start, task.controls[0].end) == (0.6, 0.1, 0.8)
            assert [one.model for one in task.looks] == [look]
            assert task.controls[0].pixels.shape == (task.height_px, task.width_px, 3)

    def test_of_a_photo_of_somebody_the_face_is_shown(self, request_of: Wish, models: ModelStore) -> None:
        plan = planned(request_of(image_prompts=(ImagePrompt(picture="portrait", kind="face"),)), models)[0]
        head = plan.task.looks[0].pixels
        assert head.shape[0] == head.shape[1] < 720
        assert len(plan.faces) == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"base": "nothing"}, "picture_missing"),
        ({"base": "broken"}, "picture_unreadable"),
        ({"operation": "inpaint", "mask": "mask"}, "base_missing"),
        ({"operation": "inpaint", "base": "portrait"}, "mask_missing"),
        ({"operation": "inpaint", "base": "portrait", "mask": "wrong-mask"}, "mask_size"),
        ({"operation": "inpaint", "base": "portrait", "mask": "broken"}, "mask_unreadable"),
        ({"operation": "restyle", "base": "portrait", "method": "gatys"}, "look_missing"),
        ({"operation": "restyle", "base": "portrait", "method": "image_prompt"}, "look_missing"),
        ({"operation": "upscale", "base": "portrait", "method": "x4-upscaler"}, "model_missing"),
        ({"image_prompts": (ImagePrompt(picture="animal", kind="face"),)}, "no_face_found"),
        ({"presets": ("nonsense",)}, "unknown_preset"),
        ({"model": "sdxl"}, "model_missing"),
        ({"loras": (LoraUse(name="sdxl-lightning-8"),)}, "model_missing"),
        (
            {"model": "tiny-flux", "controls": (ControlUse(kind="pose", picture="cup"),)},
            "controls_unsupported",
        ),
        ({"model": "tiny-sd15", "controls": (ControlUse(kind="pose", picture="cup"),)}, "model_missing"),
        (
            {"model": "tiny-sd15", "image_prompts": (ImagePrompt(picture="cup", kind="face"),)},
            "model_missing",
        ),
        ({"width_px": 100}, "size_not_multiple"),
        ({"strength": 0.1}, "strength_too_low"),
    ],
)
def test_what_cannot_be_planned_is_told_by_its_code(
    request_of: Wish, models: ModelStore, options: dict[str, object], code: str
) -> None:
    with pytest.raises(StudioError) as refused:
        planned(request_of(**options), models)
    assert refused.value.code == code


def test_with_no_base_installed_one_is_named_that_would_do(request_of: Wish, tmp_path: Path) -> None:
    with pytest.raises(StudioError) as refused:
        planned(request_of(), ModelStore(tmp_path))
    assert refused.value.code == "model_missing"
    assert str(refused.value.params["command"]).startswith("manage.py models pull ")


def test_every_tiny_base_is_of_a_known_family() -> None:
    from studio.paint.diffusion.families import FAMILIES

    assert {card.family for card, _ in MODELS.values() if card.kind == "base"} <= FAMILIES.keys()
