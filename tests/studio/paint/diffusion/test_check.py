"""What cannot be painted is refused before a model is touched, with its code and what a sentence needs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.errors import StudioError
from studio.models.store import ModelStore
from studio.paint.diffusion.check import check_task
from studio.paint.diffusion.others import KINDS, check_other
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.task import Control, ImageTask, Look
from studio.paint.diffusion.tiny import install
from studio.paint.options import LoraUse
from tests.studio.paint.diffusion.painting import paint, photo, square_mask, task

BASE, MASK = photo(), square_mask()
CONTROL = Control("edges", "tiny-edges", BASE, 0.8)
LOOK = Look("look", "tiny-look", BASE, 0.8)

REFUSED: dict[str, tuple[ImageTask, str, dict[str, object]]] = {
    "no such model": (task(model="sdxl"), "model_missing", {"command": "manage.py models pull sdxl"}),
    "a lora is no base": (task(model="tiny-lora-ink"), "model_missing", {}),
    "width not of 8": (task(width_px=100), "size_not_multiple", {"below": 96, "above": 104}),
    "height not of 16": (task(model="tiny-flux", height_px=72), "size_not_multiple", {"multiple": 16}),
    "too small": (task(width_px=32), "size_out_of_range", {"least": 64}),
    "too large": (task(width_px=8192), "size_out_of_range", {"most": 4096}),
    "no steps": (task(steps=0), "steps_out_of_range", {"steps": 0}),
    "too many steps": (task(steps=151), "steps_out_of_range", {"most": 150}),
    "guidance": (task(guidance=-1.0), "guidance_out_of_range", {}),
    "unknown scheduler": (task(scheduler="quick"), "unknown_scheduler", {"scheduler": "quick"}),
    "a flow's scheduler": (task(scheduler="flow_euler"), "unknown_scheduler", {"family": "sdxl"}),
    "no base": (task(operation="repaint"), "base_missing", {"operation": "repaint"}),
    "base of another size": (
        task(operation="repaint", base=photo(72)), "base_size", {"width_px": 72, "wanted_width_px": 64},
    ),
    "nothing left to paint": (
        task(operation="repaint", base=BASE, strength=0.2), "strength_too_low", {"least": 0.25, "steps": 4},
    ),
    "no strength": (task(operation="repaint", base=BASE, strength=0.0), "strength_too_low", {}),
    "too strong": (task(operation="repaint", base=BASE, strength=1.1), "strength_out_of_range", {}),
    "no mask": (task(operation="inpaint", base=BASE), "mask_missing", {}),
    "mask of another size": (
        task(operation="inpaint", base=BASE, mask=MASK[:32]), "mask_size", {"height_px": 32},
    ),
    "nothing marked": (task(operation="inpaint", base=BASE, mask=MASK * 0), "mask_empty", {}),
    "a base gives no texture": (task(operation="restyle", base=BASE), "model_missing", {}),
    "lora missing": (task(loras=(LoraUse(name="ink"),)), "model_missing", {"name": "ink"}),
    "lora of another family": (
        task(loras=(LoraUse(name="tiny-lora-sd15"),)), "lora_wrong_family", {"wanted": "sdxl"},
    ),
    "lora that lies": (task(loras=(LoraUse(name="tiny-lora-mistaken"),)), "lora_wrong_family", {}),
    "control missing": (
        task(controls=(Control("pose", "openpose", BASE, 1.0),)), "model_missing", {"name": "openpose"},
    ),
    "control of another family": (
        task(controls=(Control("edges", "tiny-edges-sd15", BASE, 1.0),)), "control_wrong_family", {},
    ),
    "control of another kind": (
        task(controls=(Control("pose", "tiny-edges", BASE, 1.0),)), "control_kind", {"kind": "pose"},
    ),
    "control of another size": (
        task(controls=(Control("edges", "tiny-edges", photo(128), 1.0),)), "control_size", {},
    ),
    "control that never counts": (
        task(controls=(Control("edges", "tiny-edges", BASE, 1.0, 0.5, 0.5),)), "control_range", {},
    ),
    "no controls in the family": (
        task(model="tiny-flux", controls=(CONTROL,)), "controls_unsupported", {"family": "flux"},
    ),
    "look of another family": (
        task(looks=(Look("look", "tiny-look-sd15", BASE, 1.0),)), "look_wrong_family", {},
    ),
    "look of another kind": (task(looks=(Look("face", "tiny-look", BASE, 1.0),)), "look_kind", {}),
    "no looks in the family": (
        task(model="tiny-sd3", looks=(LOOK,)), "looks_unsupported", {"family": "sd3"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_by_its_code(models: ModelStore, case: str) -> None:
    wish, code, named = REFUSED[case]
    with pytest.raises(StudioError) as refused:
        (check_other if wish.operation in KINDS else check_task)(wish, models)
    assert refused.value.code == code
    assert {key: refused.value.params.get(key) for key in named} == named
    assert str(refused.value)


def test_nothing_is_loaded_for_what_is_refused(models: ModelStore) -> None:
    engine = Engine(models, device="cpu")
    for wish, code, _ in REFUSED.values():
        with pytest.raises(StudioError) as refused:
            paint(engine, wish)
        assert refused.value.code == code
    assert engine.residency.residents() == ()


def test_what_is_found_is_what_was_named(models: ModelStore) -> None:
    wish = task(
        operation="inpaint",
        base=BASE,
        mask=MASK,
        loras=(LoraUse(name="tiny-lora-ink", weight=0.3),),
        controls=(CONTROL,),
        looks=(LOOK,),
    )
    checked = check_task(wish, models)
    assert checked.base.name == "tiny-sdxl"
    assert [(lora.name, weight) for lora, weight in checked.loras] == [("tiny-lora-ink", 0.3)]
    assert [model.name for model in (*checked.controls, *checked.looks)] == ["tiny-edges", "tiny-look"]


class TestDamagedModels:
    """Installed whole, damaged since: a disk that forgets, a hand that edits."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> ModelStore:
        return install(tmp_path, ["tiny-sdxl", "tiny-lora-ink", "tiny-edges", "tiny-look", "tiny-taesd"])

    @pytest.mark.parametrize(
        ("file", "wish"),
        [
            ("tiny-sdxl/unet/diffusion_pytorch_model.safetensors", task()),
            ("tiny-lora-ink/weights.safetensors", task(loras=(LoraUse(name="tiny-lora-ink"),))),
            ("tiny-edges/diffusion_pytorch_model.safetensors", task(controls=(CONTROL,))),
            ("tiny-look/weights.safetensors", task(looks=(LOOK,))),
        ],
    )
    def test_a_truncated_file_is_told_and_the_next_picture_painted(
        self, store: ModelStore, file: str, wish: ImageTask
    ) -> None:
        path = store.root / file
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        engine = Engine(store, device="cpu")
        with pytest.raises(StudioError) as refused:
            paint(engine, wish)
        assert refused.value.code == "model_truncated"
        path.write_bytes(whole)
        assert paint(engine, wish)[0].std() > 10

    @pytest.mark.parametrize("file", ["model_index.json", "unet/config.json", "vae/config.json"])
    def test_a_configuration_that_is_none_is_told(self, store: ModelStore, file: str) -> None:
        (store.root / "tiny-sdxl" / file).write_text("{")
        with pytest.raises(StudioError) as refused:
            paint(Engine(store, device="cpu"), task())
        assert refused.value.code == "model_unloadable"
        assert refused.value.params["name"] == "tiny-sdxl"

    def test_weights_of_another_shape_are_told(self, store: ModelStore, models: ModelStore) -> None:
        other = models.find("tiny-sd15").folder / "unet" / "diffusion_pytorch_model.safetensors"
        (store.root / "tiny-sdxl/unet/diffusion_pytorch_model.safetensors").write_bytes(other.read_bytes())
        with pytest.raises(StudioError) as refused:
            paint(Engine(store, device="cpu"), task())
        assert refused.value.code == "model_unloadable"

    def test_numbers_out_of_range_make_no_picture(self, store: ModelStore) -> None:
        from safetensors.numpy import load_file, save_file

        path = store.root / "tiny-sdxl/vae/diffusion_pytorch_model.safetensors"
        weights = load_file(path)
        weights["decoder.conv_out.bias"] = np.full_like(weights["decoder.conv_out.bias"], np.nan)
        save_file(weights, path, metadata={"format": "pt"})
        with pytest.raises(StudioError) as refused:
            paint(Engine(store, device="cpu"), task())
        assert refused.value.code == "picture_not_finite"


def test_a_model_installed_anew_is_loaded_anew(tmp_path: Path, models: ModelStore) -> None:
    store = install(tmp_path, ["tiny-sdxl"])
    engine = Engine(store, device="cpu")
    before = paint(engine, task())[0]
    card = store.find("tiny-sdxl").card
    store.install_folder(card.model_copy(update={"family": "sd15"}), models.find("tiny-sd15").folder)
    after = paint(engine, task())[0]
    assert not np.array_equal(before, after)
    assert np.array_equal(
        after, paint(Engine(models, device="cpu"), task(model="tiny-sd15", scheduler="euler"))[0]
    )
