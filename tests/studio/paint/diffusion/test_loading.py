"""Models as they lie on operators' disks: halved, cut down to what is needed, of kinds unforeseen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from studio.errors import StudioError
from studio.models.store import ModelStore
from studio.paint.diffusion import base, loading, looks
from studio.paint.diffusion.base import Base
from studio.paint.diffusion.device import precision
from studio.paint.diffusion.families import FAMILIES
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.task import Control, Look
from studio.paint.diffusion.tiny import MODELS, bases, extras, install
from studio.paint.options import LoraUse
from tests.studio.paint.diffusion import painting
from tests.studio.paint.diffusion.painting import Hearing, apart, paint, photo, task


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def test_files_of_another_precision_are_found_by_their_word(
    store: ModelStore, warm: Engine, tmp_path: Path
) -> None:
    """As Stable Diffusion XL is mostly fetched: `*.fp16.safetensors`, nothing else."""
    for name, built in {
        "tiny-sdxl": bases.sdxl().to(torch.float16),
        "tiny-edges": extras.controlnet(bases.sdxl_unet(4), 202).to(torch.float16),
    }.items():
        built.save_pretrained(tmp_path / name, safe_serialization=True, variant="fp16")
        assert not list((tmp_path / name).rglob("model.safetensors"))
        card = MODELS[name][0].model_copy(update={"variant": "fp16"})
        store.install_folder(card, tmp_path / name)
    engine = Engine(store, device="cpu")
    led = task(controls=(Control("edges", "tiny-edges", photo(), 0.8),))
    assert apart(paint(engine, led)[0], paint(warm, led)[0]) < 3
    with engine.residency.use("tiny-sdxl") as loaded:
        assert isinstance(loaded, Base)
        # A processor reckons in full precision whatever the file holds.
        assert loaded.dtype == loaded.unet.dtype == torch.float32


def test_parts_that_are_not_fetched_are_done_without(store: ModelStore, tmp_path: Path) -> None:
    """Stable Diffusion 1.5 names a checker and an extractor; only the site's own moderation is wanted."""
    folder = tmp_path / "sd15"
    bases.sd15().save_pretrained(folder, safe_serialization=True)
    index = json.loads((folder / "model_index.json").read_text())
    index |= {
        "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
        "feature_extractor": ["transformers", "CLIPImageProcessor"],
    }
    (folder / "model_index.json").write_text(json.dumps(index))
    card = MODELS["tiny-sd15"][0].model_copy(update={"leave_out": ("safety_checker", "feature_extractor")})
    store.install_folder(card, folder)
    assert paint(Engine(store, device="cpu"), task(model="tiny-sd15"))[0].std() > 10


@pytest.mark.parametrize("named", ["NoSuchPipeline", "AudioLDM2Pipeline"])
def test_what_paints_no_pictures_is_told(store: ModelStore, tmp_path: Path, named: str) -> None:
    folder = tmp_path / "other"
    bases.sd15().save_pretrained(folder, safe_serialization=True)
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps({**index, "_class_name": named}))
    store.install_folder(MODELS["tiny-sd15"][0], folder)
    with pytest.raises(StudioError) as refused:
        paint(Engine(store, device="cpu"), task(model="tiny-sd15"))
    assert refused.value.code == "model_unloadable"


def test_a_family_nobody_knows_is_told(store: ModelStore) -> None:
    install(store.root, ["tiny-sd15"])
    model = store.find("tiny-sd15")
    store.install_folder(model.card.model_copy(update={"family": "cascade"}), model.folder)
    with pytest.raises(StudioError) as refused:
        paint(Engine(store, device="cpu"), task(model="tiny-sd15"))
    assert refused.value.code == "family_unknown"


def test_an_inpainting_unet_of_nine_channels_paints_too(store: ModelStore, tmp_path: Path) -> None:
    """Models made for inpainting see mask and picture in five more channels."""
    from diffusers import StableDiffusionInpaintPipeline, UNet2DConditionModel

    plain = bases.sd15()
    unet = UNet2DConditionModel.from_config({**plain.unet.config, "in_channels": 9})
    parts = {name: part for name, part in plain.components.items() if name != "unet"}
    pipe = StableDiffusionInpaintPipeline(**parts, unet=unet, requires_safety_checker=False)
    pipe.save_pretrained(tmp_path / "inpainting", safe_serialization=True)
    card = MODELS["tiny-sd15"][0].model_copy(update={"operations": ("inpaint", "outpaint")})
    store.install_folder(card, tmp_path / "inpainting")
    engine = Engine(store, device="cpu")
    picture, mask = photo(), np.zeros((64, 64), np.uint8)
    mask[:32] = 255
    wish = task(model="tiny-sd15", operation="inpaint", base=picture, mask=mask, strength=1.0)
    done = paint(engine, wish)[0]
    assert np.array_equal(done[32:], picture[32:])
    assert apart(done[:32], picture[:32]) > 5
    with pytest.raises(StudioError) as refused:
        paint(engine, task(model="tiny-sd15"))
    assert refused.value.code == "operation_unsupported"


def test_large_pictures_are_decoded_in_tiles_and_small_ones_whole(
    warm: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = warm.run_batch([task()], [Hearing()])[0]
    assert small.record["setup"]["options"]["tiled"] == "false"
    monkeypatch.setattr("studio.paint.diffusion.base.TILED_FROM_PX", 64 * 64 - 1)
    tiled = warm.run_batch([task()], [Hearing()])[0]
    assert tiled.record["setup"]["options"]["tiled"] == "true"
    assert tiled.pixels.shape == small.pixels.shape
    monkeypatch.undo()
    assert np.array_equal(paint(warm, task())[0], small.pixels)


def test_room_is_made_step_by_step(models: ModelStore) -> None:
    engine = Engine(models, device="cpu")
    paint(engine, task(controls=(Control("edges", "tiny-edges", photo(), 0.8),)))
    assert engine.warm("tiny-sdxl")
    assert engine.warm("tiny-edges")
    # Other models first, then tiles; on a processor there is nowhere to off-load to.
    assert engine.relieve(task(), 0)
    assert not engine.warm("tiny-edges")
    paint(engine, task())
    assert engine.relieve(task(), 1)
    assert engine.run_batch([task()], [Hearing()])[0].record["setup"]["options"]["tiled"] == "true"
    assert not engine.relieve(task(), 2)


@pytest.mark.parametrize("model", painting.FAMILIES)
def test_in_half_precision_everything_fits_together(
    models: ModelStore, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    """What a GPU does, done by the processor: each operation dressed and undressed, one after the other."""
    half = getattr(torch, FAMILIES[models.find(model).card.family].half)
    for module in (base, loading, looks):
        monkeypatch.setattr(module, "precision", lambda family, device: half)
    engine = Engine(models, device="cpu")
    mask = np.zeros((64, 64), np.uint8)
    mask[16:48, 16:48] = 255
    plain = task(model=model, steps=2)
    dressed: dict[str, Any] = {}
    if model == "tiny-sdxl":
        dressed = {
            "loras": (LoraUse(name="tiny-lora-neon"),),
            "controls": (Control("pose", "tiny-pose", photo(), 0.8),),
            "looks": (Look("style", "tiny-look", photo(), 0.8), Look("face", "tiny-look-face", photo(), 0.8)),
        }
    before = paint(engine, plain)[0]
    for attached in (dressed, {}) if dressed else ({},):
        given: dict[str, dict[str, Any]] = {
            "text": {},
            "repaint": {"base": photo()},
            "inpaint": {"base": photo(), "mask": mask},
        }
        for operation, pictures in given.items():
            wish = replace(plain, strength=0.8, **{"operation": operation, **pictures, **attached})
            assert paint(engine, wish)[0].std() > 10
            assert np.array_equal(paint(engine, plain)[0], before), (operation, bool(attached))


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_is_reckoned_in_the_precision_it_was_made_for(
    family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert precision(FAMILIES[family], "cpu") == torch.float32
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: True)
    assert str(precision(FAMILIES[family], "cuda")) == f"torch.{FAMILIES[family].half}"
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: False)
    assert precision(FAMILIES[family], "cuda:1") == torch.float16
