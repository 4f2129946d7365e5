from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from studio.models.store import ModelStore
from studio.paint.diffusion.atelier import COMPILE, compiled
from studio.paint.diffusion.device import Compiled, Tuning
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.task import Look
from studio.paint.options import LoraUse
from tests.studio.paint.diffusion.painting import apart, paint, photo, task

INK = LoraUse(name="tiny-lora-ink", weight=1.0)


@pytest.fixture
def captured(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Networks are captured as for building, but run as captured: building takes a minute."""
    compile_module = nn.Module.compile

    def compile_quickly(module: nn.Module, *arguments: Any, **named: Any) -> None:
        compile_module(module, *arguments, backend="eager", **named)

    monkeypatch.setattr(nn.Module, "compile", compile_quickly)
    yield
    torch.compiler.reset()


def test_built_networks_paint_the_same_with_all_that_is_attached(
    models: ModelStore, warm: Engine, captured: None
) -> None:
    # The whole of a network takes two minutes to capture, and differs in nothing else.
    engine = Engine(models, device="cpu", tuning=Tuning(compile="blocks"))
    plain = task()
    wishes = [
        plain,
        replace(plain, loras=(INK,)),
        replace(plain, looks=(Look("look", "tiny-look", photo(), 0.8),)),
        plain,
    ]
    for wish in wishes:
        assert apart(paint(engine, wish)[0], paint(warm, wish)[0]) < 0.1, wish
    assert apart(paint(engine, wishes[1])[0], paint(engine, plain)[0]) > 1


def test_a_record_says_how_it_was_tuned(models: ModelStore) -> None:
    assert Tuning().words("cpu") == {"channels_last": "false", "compile": "no"}
    assert Tuning(autotune=True).words("cuda:0") == {
        "channels_last": "true", "compile": "no", "tf32": "true", "autotune": "true",
    }  # fmt: skip


def test_a_gpus_switches_are_set_so_that_the_same_bytes_come() -> None:
    cudnn: Any = torch.backends.cudnn
    products: Any = torch.backends.cuda.matmul
    before = cudnn.benchmark, cudnn.deterministic, cudnn.conv.fp32_precision, products.fp32_precision
    try:
        Tuning().ready("cuda")
        assert (cudnn.benchmark, cudnn.deterministic) == (False, True)
        assert (cudnn.conv.fp32_precision, products.fp32_precision) == ("tf32", "tf32")
        Tuning(tf32=False, autotune=True).ready("cuda")
        assert (cudnn.benchmark, cudnn.deterministic) == (True, False)
        assert (cudnn.conv.fp32_precision, products.fp32_precision) == ("ieee", "ieee")
    finally:
        cudnn.benchmark, cudnn.deterministic, cudnn.conv.fp32_precision, products.fp32_precision = before


def test_laying_pictures_out_otherwise_changes_no_more_than_a_bit(models: ModelStore, warm: Engine) -> None:
    engine = Engine(models, device="cpu", tuning=Tuning(channels_last=True))
    ours, usual = paint(engine, task())[0], paint(warm, task())[0]
    assert np.abs(ours.astype(int) - usual).max() <= 2


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [("blocks", "blocks"), ("whole", "whole"), ("1", "no"), ("", "no")],
)
def test_what_an_operator_wants_built(monkeypatch: pytest.MonkeyPatch, wanted: str, meant: Compiled) -> None:
    monkeypatch.setenv(COMPILE, wanted)
    assert compiled() == meant
