from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from studio.models.card import Licence, ModelCard, Words
from studio.models.store import Installed
from studio.paint.diffusion.record import (
    Numbers,
    UnreadableRecord,
    model_sha256,
    model_used,
    pictures_of,
    pixels_sha256,
    read_record,
    records,
    setup_here,
    task_of,
)
from studio.paint.diffusion.task import Control, ImageTask, Look
from studio.paint.options import LoraUse
from tests.studio.paint.diffusion.paced import task

RNG = np.random.default_rng(3)


def installed(name: str = "base", **files: str) -> Installed:
    card = ModelCard(
        name=name,
        kind="base",
        family="sdxl",
        title=Words(ru="Имя", en="Name"),
        licence=Licence(name="CC0", restrictions=Words(ru="нет", en="none")),
    )
    return Installed(
        card=card,
        revision="abc",
        files=files or {"unet.safetensors": "1" * 64},
        bytes=1,
        folder=Path("models") / name,
    )


def full_task() -> ImageTask:
    def pixels() -> np.ndarray:
        return RNG.integers(0, 255, (64, 64, 3), np.uint8)

    return replace(
        task(5),
        operation="inpaint",
        strength=0.6,
        base=pixels(),
        mask=RNG.integers(0, 255, (64, 64), np.uint8),
        loras=(LoraUse(name="ink", weight=0.5),),
        controls=(Control("pose", "tiny-pose", pixels(), 0.7, 0.1, 0.9),),
        looks=(Look("style", "tiny-look", pixels(), 0.4),),
    )


def of_one(one: ImageTask) -> dict[str, object]:
    picture = np.zeros((64, 64, 3), np.uint8)
    return records([one], [picture], [model_used("base", installed())], setup_here("cpu", "torch.float32"))[0]


def test_a_record_gives_its_task_again_whole() -> None:
    given = full_task()
    record = read_record(json.loads(json.dumps(of_one(given))))
    again = task_of(record, pictures_of(given))
    for field in fields(ImageTask):
        if field.name not in {"base", "mask", "controls", "looks"}:
            assert getattr(again, field.name) == getattr(given, field.name), field.name
    before, after = pictures_of(given), pictures_of(again)
    assert before.keys() == after.keys() == {"base", "mask", "control:0", "look:0"}
    assert all(after[role] is before[role] for role in before)
    assert again.batch_key() == given.batch_key()


def test_every_number_of_a_task_is_recorded() -> None:
    pictures = {"base", "mask"}
    # Who waits is no matter of the picture.
    assert set(Numbers.model_fields) == {field.name for field in fields(ImageTask)} - pictures - {
        "interactive"
    }


def test_of_the_others_in_a_batch_only_their_seeds_are_kept() -> None:
    mine, other = replace(task(1), prompt="my lake"), replace(task(2), prompt="their secret plan")
    picture = np.zeros((8, 8, 3), np.uint8)
    ours, theirs = records([mine, other], [picture, picture], [], setup_here("cpu", "float32"))
    assert "secret" not in json.dumps(ours)
    assert "lake" not in json.dumps(theirs)
    assert ours["batch"] == {"place": 0, "seeds": [1, 2]}
    assert theirs["batch"] == {"place": 1, "seeds": [1, 2]}


def test_a_models_hash_tells_any_file_apart() -> None:
    one = installed(a="1" * 64, b="2" * 64)
    assert model_sha256(one) == model_sha256(installed(b="2" * 64, a="1" * 64))
    assert model_sha256(one) != model_sha256(installed(a="1" * 64, b="3" * 64))
    assert model_sha256(one) != model_sha256(installed(a="1" * 64, c="2" * 64))
    used = model_used("lora", one)
    assert (used.part, used.name, used.revision) == ("lora", "base", "abc")


def test_a_pictures_hash_knows_its_shape_but_not_its_layout() -> None:
    picture = RNG.integers(0, 255, (4, 6, 3), np.uint8)
    assert pixels_sha256(picture) == pixels_sha256(np.asfortranarray(picture))
    assert pixels_sha256(picture) != pixels_sha256(picture.reshape(6, 4, 3))


def test_the_set_up_names_what_decides_the_last_bits() -> None:
    setup = setup_here("cpu", "torch.float32", {"tiling": "on"})
    assert setup.device == "cpu"
    assert setup.threads >= 1
    assert setup.dtype == "float32"
    assert {"torch", "diffusers", "transformers", "peft", "numpy"} <= setup.libraries.keys()
    assert setup.options == {"tiling": "on"}


def test_a_record_that_is_none_is_refused() -> None:
    with pytest.raises(UnreadableRecord, match="cannot be read"):
        read_record({"schema_version": 1})
    newer = {**of_one(task(1)), "schema_version": 2}
    with pytest.raises(UnreadableRecord, match="schema_version"):
        read_record(newer)


def test_a_picture_that_is_gone_is_told() -> None:
    record = read_record(of_one(full_task()))
    with pytest.raises(UnreadableRecord) as caught:
        task_of(record, {})
    assert caught.value.code == "input_missing"
    assert caught.value.params == {"role": "base"}
