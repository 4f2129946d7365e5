"""LoRAs that operators send: judged before they are kept."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from core.errors import Forbidden, Invalid
from generation.models import InstalledModel
from generation.services import loras, models
from studio.models.imports import Said
from tests.factories.accounts import UserFactory
from tests.studio.models.folders import write_pickle, write_weights
from tests.studio.models.test_lora import SDXL_LAYER, peft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MODELS_DIR = tmp_path / "models"
    return tmp_path / "models"


@pytest.fixture
def operator() -> User:
    return UserFactory(is_staff=True)


class TestSending:
    """A LoRA that an operator sends from the page."""

    def sent(self, operator: User, path: Path, **said: str) -> InstalledModel:
        return loras.upload(io.BytesIO(path.read_bytes()), path.name, Said(kind="lora", **said), by=operator)  # type: ignore[arg-type]

    def test_it_is_judged_and_kept(self, tmp_path: Path, folder: Path, operator: User) -> None:
        path = write_weights(tmp_path / "Ink Wash.safetensors", peft(SDXL_LAYER, inside=2048))

        row = self.sent(operator, path, title="Тушь")

        assert (row.name, row.family, row.card["title"]["ru"]) == ("ink-wash", "sdxl", "Тушь")
        assert models.verify("ink-wash") == ()
        assert not [left for left in folder.iterdir() if left.name.startswith(".upload")]

    @pytest.mark.parametrize(
        ("file", "said", "field", "code"),
        [
            ("pickle", {}, "file", "model_pickled"),
            ("cut", {}, "file", "model_truncated"),
            ("rubbish", {}, "file", "model_corrupted"),
            ("whole", {}, "file", "not_a_lora"),
            ("lora", {"family": "sd15"}, "family", "lora_wrong_family"),
            ("mute", {}, "family", "model_family_unknown"),
            ("lora", {"name": "../x"}, "name", "model_name_invalid"),
        ],
    )
    def test_what_cannot_be_used_is_refused_with_a_sentence(
        self, tmp_path: Path, operator: User, file: str, said: dict[str, str], field: str, code: str
    ) -> None:
        path = tmp_path / "a.safetensors"
        write_weights(path, peft(SDXL_LAYER, inside=2048))
        if file == "pickle":
            write_pickle(path)
        elif file == "cut":
            path.write_bytes(path.read_bytes()[:-9])
        elif file == "rubbish":
            path.write_bytes(b"<!doctype html>" * 9)
        elif file == "whole":
            write_weights(path, {"conv_in.weight": (4, 4, 3, 3)})
        elif file == "mute":
            write_weights(path, peft("mid_block.attentions.0.proj_in"))

        with pytest.raises(Invalid) as refused:
            self.sent(operator, path, **said)

        assert refused.value.fields[field][0] == code
        assert str(refused.value.fields[field][1]).endswith(".")
        assert models.store().installed() == []

    def test_the_same_name_twice_is_refused(self, tmp_path: Path, operator: User) -> None:
        path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))
        self.sent(operator, path)

        with pytest.raises(Invalid) as refused:
            self.sent(operator, path)

        assert refused.value.fields["name"][0] == "model_exists"

    def test_more_than_a_lora_weighs_is_refused(self, tmp_path: Path, operator: User, settings: Any) -> None:
        settings.LORA_MAX_BYTES = 100
        path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))

        with pytest.raises(loras.LoraTooLarge):
            self.sent(operator, path)

    def test_the_sites_reserve_is_not_touched(self, tmp_path: Path, operator: User, settings: Any) -> None:
        settings.DISK_RESERVE_BYTES = 2**60
        path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))

        with pytest.raises(loras.StorageFull):
            self.sent(operator, path)

    def test_nobody_else_may(self, tmp_path: Path) -> None:
        path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))

        with pytest.raises(Forbidden):
            self.sent(UserFactory(), path)

    @pytest.mark.parametrize("name", ["", "..", "a/../../b.safetensors", "я" * 255, "C:\\x\\ink.safetensors"])
    def test_odd_names_lead_nowhere(self, tmp_path: Path, folder: Path, operator: User, name: str) -> None:
        path = write_weights(tmp_path / "a.safetensors", peft(SDXL_LAYER, inside=2048))

        row = loras.upload(io.BytesIO(path.read_bytes()), name, Said(kind="lora", name="ink"), by=operator)

        assert row.name == "ink"
        assert {each.name for each in folder.iterdir()} == {".incoming", "ink"}
