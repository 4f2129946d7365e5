"""LoRAs, control pictures and image prompts: that they count, as much as asked, and leave nothing behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from studio.models.card import LookKind
from studio.models.store import ModelStore
from studio.models.weights import UnusableWeights
from studio.paint.arrays import Pixels
from studio.paint.diffusion import loras
from studio.paint.diffusion.base import Base
from studio.paint.diffusion.looks import UnusableAdapter
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.task import Control, Look
from studio.paint.diffusion.tiny import MODELS, install
from studio.paint.options import ControlKind, LoraUse
from tests.studio.paint.diffusion.painting import apart, paint, photo, task

INK = LoraUse(name="tiny-lora-ink", weight=1.0)
CHALK = LoraUse(name="tiny-lora-chalk", weight=1.0)
NEON = LoraUse(name="tiny-lora-neon", weight=1.0)


@pytest.fixture(scope="module")
def plain(warm: Engine) -> Pixels:
    return paint(warm, task())[0]


def test_a_lora_changes_the_picture_as_much_as_its_weight_says(warm: Engine, plain: Pixels) -> None:
    changes = [
        apart(plain, paint(warm, task(loras=(INK.model_copy(update={"weight": weight}),)))[0])
        for weight in (0.0, 0.2, 0.6, 1.2)
    ]
    assert changes[0] == 0
    assert changes == sorted(changes)
    assert changes[-1] > 5
    negative = paint(warm, task(loras=(INK.model_copy(update={"weight": -0.6}),)))[0]
    assert apart(plain, negative) > 1


def test_nothing_of_a_lora_stays_behind(warm: Engine, plain: Pixels) -> None:
    for attached in ((INK,), (NEON,), (CHALK, INK, NEON)):
        assert apart(plain, paint(warm, task(loras=attached))[0]) > 1
        assert np.array_equal(paint(warm, task())[0], plain)


def test_several_count_together_and_one_is_as_before_after_another(warm: Engine) -> None:
    alone = paint(warm, task(loras=(INK,)))[0]
    both = paint(warm, task(loras=(INK, NEON)))[0]
    other_weights = paint(warm, task(loras=(INK, NEON.model_copy(update={"weight": 0.2}))))[0]
    assert len({one.tobytes() for one in (alone, both, other_weights)}) == 3
    assert np.array_equal(paint(warm, task(loras=(INK,)))[0], alone)


def test_keys_as_kohya_writes_them_reach_the_words_too(warm: Engine, plain: Pixels) -> None:
    assert apart(plain, paint(warm, task(loras=(NEON,)))[0]) > 1
    with warm.residency.use("tiny-sdxl") as base:
        assert isinstance(base, Base)
        read = base.read("a lighthouse", "fog", 1).words
        found = [(warm.store.find(NEON.name), 1.0)]
        with base.loras.attached(found):
            changed = base.read("a lighthouse", "fog", 1).words
        assert not read.equal(changed)
        assert read.equal(base.read("a lighthouse", "fog", 1).words)


@pytest.mark.parametrize("model", ["tiny-sd15", "tiny-flux"])
def test_other_families_have_loras_of_their_own(warm: Engine, model: str) -> None:
    lora = LoraUse(name=f"tiny-lora-{model.removeprefix('tiny-')}", weight=1.0)
    before = paint(warm, task(model=model))[0]
    assert apart(before, paint(warm, task(model=model, loras=(lora,)))[0]) > 0
    assert np.array_equal(paint(warm, task(model=model))[0], before)


@pytest.mark.parametrize("name", ["tiny-lora-sd15", "tiny-lora-mistaken", "tiny-lora-flux"])
def test_a_lora_of_another_family_is_refused_whatever_its_card_says(
    warm: Engine, plain: Pixels, name: str
) -> None:
    with pytest.raises(UnusableWeights) as refused:
        paint(warm, task(loras=(INK, LoraUse(name=name))))
    assert refused.value.code == "lora_wrong_family"
    assert np.array_equal(paint(warm, task())[0], plain)


class TestManyLoras:
    @pytest.fixture
    def engine(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
        """Room for two LoRAs, and four to choose from, three of one make."""
        monkeypatch.setattr(loras, "KEPT", 2)
        store = install(tmp_path, ["tiny-sdxl", "tiny-lora-ink", "tiny-lora-chalk", "tiny-lora-neon"])
        weights = load_file(store.find("tiny-lora-ink").weights_file())
        with store.staging("tiny-lora-third") as folder:
            contrary = {key: -value if "lora_B" in key else value for key, value in weights.items()}
            save_file(contrary, folder / "weights.safetensors")
            card = MODELS["tiny-lora-ink"][0].model_copy(update={"name": "tiny-lora-third"})
            store.adopt(card, folder)
        return Engine(store, device="cpu")

    def test_the_one_used_least_recently_makes_room(self, engine: Engine, warm: Engine) -> None:
        names = ["tiny-lora-ink", "tiny-lora-neon", "tiny-lora-chalk", "tiny-lora-ink", "tiny-lora-third"]
        for name in names:
            painted = paint(engine, task(loras=(LoraUse(name=name, weight=1.0),)))[0]
            assert painted.std() > 10
            if name != "tiny-lora-third":
                fresh = paint(warm, task(loras=(LoraUse(name=name, weight=1.0),)))[0]
                assert np.array_equal(painted, fresh), name
        with engine.residency.use("tiny-sdxl") as base:
            assert isinstance(base, Base)
            assert base.loras.kept == ("tiny-lora-ink", "tiny-lora-third")
            with_loras = sum(base.parts().values())
            assert base.loras.bytes() > 0
            assert with_loras > base.loras.bytes()

    def test_a_batch_may_want_more_than_are_kept(self, engine: Engine, warm: Engine) -> None:
        wish = task(loras=(INK, CHALK, NEON))
        assert np.array_equal(paint(engine, wish)[0], paint(warm, wish)[0])

    def test_a_lora_installed_anew_under_its_name_is_another_one(self, engine: Engine) -> None:
        before = paint(engine, task(loras=(INK,)))[0]
        store = engine.store
        with store.staging("tiny-lora-ink") as folder:
            weights = load_file(store.find("tiny-lora-chalk").weights_file())
            save_file(weights, folder / "weights.safetensors")
            store.adopt(store.find("tiny-lora-ink").card, folder)
        after = paint(engine, task(loras=(INK,)))[0]
        assert apart(before, after) > 1
        assert np.array_equal(after, paint(engine, task(loras=(CHALK,)))[0])


@pytest.mark.parametrize("kind", ["pose", "face", "edges", "depth"])
@pytest.mark.parametrize("operation", ["text", "repaint", "inpaint"])
def test_every_control_picture_leads(warm: Engine, kind: ControlKind, operation: str) -> None:
    mask = np.full((64, 64), 255, np.uint8) if operation == "inpaint" else None
    wish = task(operation=operation, base=photo(), mask=mask, strength=0.9)
    free = paint(warm, wish)[0]
    led = [
        paint(warm, replace(wish, controls=(Control(kind, f"tiny-{kind}", photo(), scale),)))[0]
        for scale in (0.0, 0.4, 1.0)
    ]
    assert apart(free, led[0]) < 0.5
    assert apart(free, led[2]) > apart(free, led[1]) > 0.5


def test_a_control_counts_only_between_its_steps(warm: Engine, plain: Pixels) -> None:
    early, late, always = (
        paint(warm, task(controls=(Control("edges", "tiny-edges", photo(), 0.8, start, end),)))[0]
        for start, end in ((0.0, 0.5), (0.75, 1.0), (0.0, 1.0))
    )
    assert len({one.tobytes() for one in (plain, early, late, always)}) == 4
    assert apart(plain, late) < apart(plain, always)


def test_several_controls_lead_together(warm: Engine) -> None:
    pose = Control("pose", "tiny-pose", photo(), 0.5)
    depth = Control("depth", "tiny-depth", photo(), 0.5)
    one, other, both = (paint(warm, task(controls=c))[0] for c in ((pose,), (depth,), (pose, depth)))
    assert len({each.tobytes() for each in (one, other, both)}) == 3


@pytest.mark.parametrize(
    ("kind", "model"),
    [("look", "tiny-look"), ("style", "tiny-look"), ("layout", "tiny-look"), ("face", "tiny-look-face")],
)
def test_an_image_prompt_counts_as_much_as_its_scale_says(
    warm: Engine, plain: Pixels, kind: LookKind, model: str
) -> None:
    changes = [
        apart(plain, paint(warm, task(looks=(Look(kind, model, photo(), scale),)))[0])
        for scale in (0.0, 0.3, 1.0)
    ]
    assert changes[0] < 0.5
    assert changes[2] > changes[1] > 0.1
    assert np.array_equal(paint(warm, task())[0], plain)


def test_style_and_layout_are_sides_of_the_whole_look(warm: Engine) -> None:
    sides = {
        kind: paint(warm, task(looks=(Look(kind, "tiny-look", photo(), 0.8),)))[0]
        for kind in ("look", "style", "layout")
    }
    assert len({one.tobytes() for one in sides.values()}) == 3


def test_another_picture_gives_another_look_and_two_count_together(warm: Engine) -> None:
    first, second = photo(), np.full((64, 64, 3), (250, 20, 20), np.uint8)
    looks = [
        (Look("look", "tiny-look", first, 0.8),),
        (Look("look", "tiny-look", second, 0.8),),
        (Look("look", "tiny-look", first, 0.8), Look("look", "tiny-look", second, 0.8)),
        (Look("style", "tiny-look", first, 0.8), Look("face", "tiny-look-face", second, 0.8)),
    ]
    seen = {paint(warm, task(looks=each))[0].tobytes() for each in looks}
    assert len(seen) == len(looks)


def test_the_other_stable_family_has_them_too(warm: Engine) -> None:
    wish = task(model="tiny-sd15")
    free = paint(warm, wish)[0]
    looked = paint(warm, replace(wish, looks=(Look("style", "tiny-look-sd15", photo(), 0.9),)))[0]
    led = paint(warm, replace(wish, controls=(Control("edges", "tiny-edges-sd15", photo(), 0.9),)))[0]
    assert apart(free, looked) > 0.5
    assert apart(free, led) > 0.5
    assert np.array_equal(paint(warm, wish)[0], free)


def test_guidance_may_be_off_with_an_image_prompt(warm: Engine) -> None:
    wish = task(guidance=0.0)
    looked = paint(warm, replace(wish, looks=(Look("look", "tiny-look", photo(), 0.9),)))[0]
    assert apart(paint(warm, wish)[0], looked) > 0.5


def test_weights_that_are_no_image_prompt_are_refused(models: ModelStore, tmp_path: Path) -> None:
    store = install(tmp_path, ["tiny-sdxl", "tiny-look"])
    with store.staging("tiny-look") as folder:
        before = store.find("tiny-look")
        for file in before.files:
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_bytes((before.folder / file).read_bytes())
        save_file(load_file(models.find("tiny-lora-ink").weights_file()), folder / "weights.safetensors")
        store.adopt(before.card, folder)
    engine = Engine(store, device="cpu")
    with pytest.raises(UnusableAdapter) as refused:
        paint(engine, task(looks=(Look("look", "tiny-look", photo(), 0.9),)))
    assert refused.value.code == "look_unusable"
    assert paint(engine, task())[0].std() > 10
