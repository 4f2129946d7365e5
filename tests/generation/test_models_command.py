"""`manage.py models …` as an operator types it."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from generation.models import InstalledModel
from tests.factories.accounts import UserFactory
from tests.factories.models import install_model
from tests.generation.test_models import own_card
from tests.studio.models.folders import pipeline_folder, write_pickle, write_weights
from tests.studio.models.hub import Hub, serving
from tests.studio.models.test_lora import SDXL_LAYER, peft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MODELS_DIR = tmp_path / "models"
    return tmp_path / "models"


@pytest.fixture
def hub(tmp_path: Path, settings: Any) -> Iterator[Hub]:
    with serving(Hub(pipeline_folder(tmp_path / "repository"))) as hub:
        settings.MODELS_SOURCE = hub.address
        yield hub


def typed(*words: object) -> str:
    out = StringIO()
    call_command("models", *map(str, words), stdout=out)
    return out.getvalue()


def test_the_list_tells_what_is_here_and_how_to_get_the_rest() -> None:
    install_model("ink", kind="lora")

    said = typed("list")

    assert "ink" in said
    assert "licence not accepted: manage.py models accept ink" in said
    assert "sdxl-openpose" in said
    assert "manage.py models pull NAME" in said
    assert "wants a token" in said
    assert "not for earning money" in said
    assert "free on the disk" in said


def test_the_list_tells_of_a_card_that_cannot_be_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "cards").mkdir(parents=True)
    (folder / "cards" / "bad.toml").write_text("name = ")

    typed("list")

    assert "bad.toml" in capsys.readouterr().err


def test_a_pull_shows_its_way_and_the_licence(hub: Hub, folder: Path) -> None:
    own_card(folder)

    said = typed("pull", "house")

    assert "100%" in said
    assert "house: installed (base, sdxl" in said
    assert "Us only." in said
    assert "manage.py models accept house" in said
    assert InstalledModel.objects.get(name="house").manifest["origin"] == "pulled"


def test_a_pull_that_fails_says_a_sentence(settings: Any, folder: Path) -> None:
    own_card(folder)
    settings.MODELS_SOURCE = "http://127.0.0.1:9"

    with pytest.raises(CommandError, match=r"http://127\.0\.0\.1:9 doesn't answer"):
        typed("pull", "house")


def test_the_only_operator_accepts_by_default() -> None:
    person = UserFactory(is_staff=True)
    UserFactory()
    install_model("ink")

    said = typed("accept", "ink")

    assert f"licence accepted by {person.email}" in said
    assert InstalledModel.objects.get(name="ink").licence_accepted_by == person


@pytest.mark.parametrize("by", [None, "nobody@example.com", "member"])
def test_among_several_the_operator_is_named(by: str | None) -> None:
    UserFactory(is_staff=True)
    second = UserFactory(is_staff=True)
    member = UserFactory()
    install_model("ink")
    who = ["--by", member.email if by == "member" else by] if by else []

    with pytest.raises(CommandError, match="--by"):
        typed("accept", "ink", *who)
    typed("accept", "ink", "--by", second.email.upper())

    assert InstalledModel.objects.get(name="ink").licence_accepted_by == second


def test_accepting_what_is_not_there_is_refused() -> None:
    UserFactory(is_staff=True)

    with pytest.raises(CommandError):
        typed("accept", "ink")


def test_a_file_is_imported_as_said(tmp_path: Path) -> None:
    path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))

    said = typed("import", path, "--name", "house-ink", "--licence", "CC-BY-4.0", "--trigger", "inkwash")

    assert "house-ink: installed (lora, sdxl" in said
    card = InstalledModel.objects.get(name="house-ink").card
    assert card["trigger_words"] == ["inkwash"]
    assert card["licence"]["name"] == "CC-BY-4.0"


def test_a_pickled_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Bring it as \.safetensors"):
        typed("import", write_pickle(tmp_path / "ink.ckpt"))

    assert not InstalledModel.objects.exists()


def test_damage_is_found(folder: Path) -> None:
    install_model("ink")
    install_model("whole")
    assert "ink: whole" in typed("verify")

    (folder / "ink" / "model.safetensors").write_bytes(b"x")

    with pytest.raises(CommandError, match="Bring damaged models again"):
        typed("verify")
    with pytest.raises(CommandError):
        typed("verify", "nosuch")


@pytest.mark.django_db(transaction=True)
def test_what_is_removed_is_gone(folder: Path) -> None:
    install_model("ink")

    assert "ink: removed" in typed("remove", "ink")
    assert not (folder / "ink").exists()
    assert not InstalledModel.objects.exists()
    with pytest.raises(CommandError):
        typed("remove", "ink")
