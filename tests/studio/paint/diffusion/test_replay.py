"""Painting again: byte-identical on one set-up, measured and told on another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from studio import cli
from studio.models.store import ModelMissing, ModelStore
from studio.paint.arrays import Pixels
from studio.paint.diffusion.easel import Easel
from studio.paint.diffusion.memory import BatchLimits
from studio.paint.diffusion.record import UnreadableRecord, pictures_of
from studio.paint.diffusion.replay import (
    Row,
    drift_table,
    load_sample,
    replay,
    replay_samples,
    save_sample,
    write_png,
)
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.task import Control, ImageTask, Look, Painted
from studio.paint.options import LoraUse

RNG = np.random.default_rng(8)
TASK = ImageTask(
    model="tiny-sdxl", operation="text", prompt="a harbour at dawn", negative="people", seed=11, width_px=96,
    height_px=64, steps=3, guidance=5.0, scheduler="dpm++_2m_sde",
)  # fmt: skip


def picture() -> Pixels:
    return RNG.integers(0, 255, (64, 96, 3), np.uint8)


def everything() -> ImageTask:
    return replace(
        TASK,
        operation="inpaint",
        strength=0.8,
        base=picture(),
        mask=RNG.integers(0, 2, (64, 96), np.uint8) * 255,
        loras=(LoraUse(name="tiny-lora-ink", weight=0.7), LoraUse(name="tiny-lora-neon", weight=0.3)),
        controls=(Control("pose", "tiny-pose", picture(), 0.7, 0.0, 0.9),),
        looks=(Look("style", "tiny-look", picture(), 0.5),),
    )


@pytest.fixture
def easel(models: ModelStore) -> Iterator[Easel]:
    engine = Engine(models, device="cpu")
    with Easel(
        engine.run_batch, memory=engine.memory, limits=BatchLimits(engine.memory, most=4), warm=engine.warm
    ) as easel:
        yield easel


def alone(easel: Easel, tasks: list[ImageTask]) -> list[Painted]:
    return easel.paint(tasks, alone=True)


@pytest.mark.parametrize("task", [TASK, everything()], ids=["text", "everything"])
def test_on_the_same_set_up_the_same_bytes_come(models: ModelStore, easel: Easel, task: ImageTask) -> None:
    (painted,) = easel.paint([task])
    done = replay(
        painted.record, pictures_of(task), models, lambda tasks: alone(easel, tasks), painted.pixels
    )
    assert done.identical
    assert np.array_equal(done.pixels, painted.pixels)
    assert done.changes == ()
    assert done.drift is not None
    assert done.drift.degree == "none"


def test_a_place_in_a_batch_of_strangers_is_painted_again_without_them(
    models: ModelStore, easel: Easel
) -> None:
    strangers = [
        replace(TASK, seed=20, prompt="somebody's own dragon", negative=""),
        TASK,
        replace(TASK, seed=21, prompt="теплоход у причала"),
    ]
    painted = easel.paint(strangers)[1]
    assert painted.record["batch"] == {"place": 1, "seeds": [20, 11, 21]}
    done = replay(painted.record, {}, models, lambda tasks: alone(easel, tasks))
    assert done.identical
    assert done.drift is None
    # By itself it is another batch, so maybe not the same to the last bit, but the same to the eye.
    by_itself = easel.paint([TASK])[0].pixels
    assert np.abs(by_itself.astype(int) - painted.pixels).max() <= 2


def test_another_number_of_threads_is_told(models: ModelStore, easel: Easel) -> None:
    (painted,) = easel.paint([TASK])
    before = torch.get_num_threads()
    torch.set_num_threads(before + 1)
    try:
        engine = Engine(models, device="cpu")
        with Easel(engine.run_batch, memory=engine.memory) as other:
            done = replay(painted.record, {}, models, lambda tasks: alone(other, tasks), painted.pixels)
    finally:
        torch.set_num_threads(before)
    assert [(one.what, one.before, one.now) for one in done.changes] == [
        ("threads", str(before), str(before + 1))
    ]
    assert done.drift is not None
    assert done.drift.degree in {"none", "invisible"}


def test_what_changed_is_named_and_its_drift_measured(models: ModelStore, easel: Easel) -> None:
    task = replace(everything(), mask=np.full((64, 96), 255, np.uint8))
    (painted,) = easel.paint([task])
    record = json.loads(json.dumps(painted.record))
    record["setup"]["libraries"]["torch"] = "2.0.0"
    record["setup"]["device_name"] = "another processor"
    record["models"][0]["sha256"] = "0" * 64
    inputs = {**pictures_of(task), "base": picture()}
    done = replay(record, inputs, models, lambda tasks: alone(easel, tasks), painted.pixels)
    assert not done.identical
    changed = {one.what: (one.before, one.now) for one in done.changes}
    assert changed.keys() == {"library:torch", "device_name", "model:tiny-sdxl", "input:base"}
    assert changed["library:torch"] == ("2.0.0", torch.__version__)
    assert done.drift is not None
    assert done.drift.max_abs > 0
    assert done.drift.changed_share > 0.1
    assert done.drift.degree in {"visible", "another"}


def test_a_batch_that_had_to_be_parted_is_told(models: ModelStore, easel: Easel) -> None:
    painted = easel.paint([TASK, replace(TASK, seed=12)])[1]

    def one_by_one(tasks: list[ImageTask]) -> list[Painted]:
        return [easel.paint([task])[0] for task in tasks]

    done = replay(painted.record, {}, models, one_by_one, painted.pixels)
    assert [(one.what, one.before, one.now) for one in done.changes] == [("batch", "2", "1")]


def test_a_model_that_is_gone_is_told_with_what_brings_it(
    tmp_path: Path, models: ModelStore, easel: Easel
) -> None:
    (painted,) = easel.paint([TASK])
    with pytest.raises(ModelMissing):
        replay(painted.record, {}, ModelStore(tmp_path), lambda tasks: alone(easel, tasks))


def test_samples_are_kept_painted_again_and_tabled(tmp_path: Path, models: ModelStore, easel: Easel) -> None:
    task = everything()
    (good,) = easel.paint([task])
    save_sample(tmp_path / "good", good, task)
    sample = load_sample(tmp_path / "good")
    assert np.array_equal(sample.original, good.pixels)
    assert {role: pixels.shape for role, pixels in sample.inputs.items()} == {
        role: pixels.shape for role, pixels in pictures_of(task).items()
    }
    upside_down = replace(
        good, pixels=good.pixels[::-1].copy(), record={**good.record, "pixels_sha256": "0" * 64}
    )
    save_sample(tmp_path / "drifted", upside_down, task)
    save_sample(tmp_path / "without", good, task)
    (tmp_path / "without" / "inputs" / "base.png").unlink()
    folders = [tmp_path / name for name in ("good", "drifted", "without", "nothing")]
    rows = replay_samples(folders, models, lambda tasks: alone(easel, tasks))
    assert [row.verdict for row in rows] == ["identical", "another", "failed", "failed"]
    _, first, second, third, _ = drift_table(rows).splitlines()
    assert first.split() == ["good", "identical", "0", "0.000", "∞", "0.00%", "1.0000"]
    assert second.split()[:2] == ["drifted", "another"]
    assert third.endswith("base.png is not there")


def test_a_folder_without_a_sample_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecord):
        load_sample(tmp_path)
    (tmp_path / "record.json").write_text("[")
    with pytest.raises(UnreadableRecord):
        load_sample(tmp_path)


def test_the_table_says_why_a_sample_failed() -> None:
    table = drift_table([Row("lost", None, "the model x is not installed")])
    assert " ".join(table.splitlines()[1].split()) == "lost failed the model x is not installed"


def test_from_a_shell_a_picture_is_painted_and_painted_again(
    tmp_path: Path, models: ModelStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MASTHEAD_MODELS_DIR", str(models.root))
    out = tmp_path / "out"
    asked = [
        "paint",
        "a quiet street",
        "--model",
        "tiny-sdxl",
        "--out",
        str(out),
        "--count",
        "2",
        "--steps",
        "2",
    ]
    assert cli.main(asked) == 0
    folders = capsys.readouterr().out.split()
    assert folders == [str(out / "tiny-sdxl-0"), str(out / "tiny-sdxl-1")]
    assert cli.main(["replay", *folders]) == 0
    table = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in table] == ["verdict", "identical", "identical"]
    write_png(out / "tiny-sdxl-1" / "painted.png", np.zeros((256, 256, 3), np.uint8))
    record = out / "tiny-sdxl-1" / "record.json"
    record.write_text(record.read_text().replace('"steps": 2', '"steps": 3'))
    assert cli.main(["replay", *folders]) == cli.DRIFTED
    assert "another" in capsys.readouterr().out.splitlines()[2]


def test_a_shell_that_asks_for_a_missing_model_hears_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MASTHEAD_MODELS_DIR", str(tmp_path))
    asked = ["paint", "a street", "--model", "sdxl", "--out", str(tmp_path / "out")]
    assert cli.main(asked) == cli.BAD_INPUT
    assert "manage.py models" in capsys.readouterr().err
