"""Neural style transfer, on convolutions of random weights."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from studio.errors import Cancelled
from studio.models.store import ModelMissing, ModelStore
from studio.models.weights import UnusableWeights
from studio.paint.arrays import Pixels
from studio.paint.hearing import ignore_preview, ignore_step
from studio.paint.transfer import restyle
from studio.paint.transfer.gatys import Features, Round, painted_like
from tests.studio.desk import cat, rocket
from tests.studio.paint.transfer.tiny import install_vgg16, vgg16_weights

ROUNDS = (Round(32, 8), Round(64, 6))


def small(picture: Pixels) -> Pixels:
    return cv2.resize(picture, (96, 54), interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    return install_vgg16(tmp_path_factory.mktemp("vgg"), vgg16_weights())


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.paint.transfer.gatys.ROUNDS_ON_CPU", ROUNDS)
    monkeypatch.setattr("studio.paint.transfer.gatys.ROUNDS_ON_GPU", ROUNDS)


def grams(features: Features, picture: Pixels) -> list[torch.Tensor]:
    tensor = torch.tensor(picture).permute(2, 0, 1)[None].float() / 255
    found = [seen.flatten(2)[0] for seen in features(tensor).values()]
    return [flat @ flat.T / flat.shape[1] for flat in found]


def test_the_manner_comes_nearer_and_the_size_stays(store: ModelStore) -> None:
    content, look = small(cat()), small(rocket())
    features = Features(vgg16_weights())

    done = restyle(content, look, method="gatys", strength=1, store=store, faces=())

    assert done.shape == content.shape
    goal = grams(features, look)

    def manner(picture: Pixels) -> float:
        return sum(
            float(((one - other) ** 2).sum() / (other**2).sum())
            for one, other in zip(grams(features, picture), goal, strict=True)
        )

    coloured = restyle(content, look, method="colour", strength=1, faces=())
    assert manner(done) < 0.5 * manner(coloured)


def test_strength_leads_away_from_the_content_and_faces_hold_back() -> None:
    content, look = small(cat()), small(rocket())
    features = Features(vgg16_weights())
    nothing = np.zeros(content.shape[:2], np.float32)
    left = nothing.copy()
    left[:, :48] = 1

    def changed(strength: float, keep: NDArray[np.float32]) -> NDArray[np.float64]:
        """How far each half is from the content: left, right."""
        done = painted_like(
            content, look, keep, strength, features, ignore_step, ignore_preview, (Round(96, 25),)
        )
        away = np.abs(done.astype(float) - content)
        return np.array([away[:, :48].mean(), away[:, 48:].mean()])

    free, kept = changed(0.5, nothing), changed(0.5, left)
    assert changed(0, nothing).mean() < changed(1, nothing).mean()
    assert kept[0] / kept[1] < free[0] / free[1]


def test_every_step_is_told_and_previews_come(store: ModelStore) -> None:
    steps: list[tuple[int, int]] = []
    shown: list[Pixels] = []

    restyle(
        small(cat()), small(rocket()), method="gatys", store=store, faces=(),
        on_step=lambda *at: steps.append(at), on_preview=shown.append,
    )  # fmt: skip

    assert steps == [(step, 14) for step in range(1, 15)]
    assert [max(picture.shape) for picture in shown] == [32, 32, 64, 64]


def test_it_stops_at_the_next_step(store: ModelStore) -> None:
    seen = []

    def stop(step: int, steps: int) -> None:
        seen.append(step)
        if step == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        restyle(small(cat()), small(rocket()), method="gatys", store=store, faces=(), on_step=stop)
    assert seen == [1, 2, 3]


def test_without_weights_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        restyle(small(cat()), small(rocket()), method="gatys", store=ModelStore(tmp_path))
    assert caught.value.params["command"] == "manage.py models pull vgg16"


def test_another_models_weights_are_refused(tmp_path: Path) -> None:
    missing = {name: value for name, value in vgg16_weights().items() if ".24." not in name}
    misshapen = vgg16_weights() | {"features.5.weight": torch.zeros(16, 5, 3, 3)}
    for number, weights in enumerate((missing, misshapen)):
        store = install_vgg16(tmp_path / str(number), weights)
        with pytest.raises(UnusableWeights) as caught:
            restyle(small(cat()), small(rocket()), method="gatys", store=store, faces=())
        assert caught.value.code == "not_a_vgg16"
