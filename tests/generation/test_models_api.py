"""The operators' page of models, over REST."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.services.upload_errors import StorageFull
from generation.api.models import is_lora
from generation.models import InstalledModel
from generation.services import loras
from tests.factories.accounts import UserFactory, team_with_all_roles
from tests.factories.models import install_model
from tests.generation.test_models import own_card
from tests.studio.models.folders import write_pickle, write_weights
from tests.studio.models.test_lora import SDXL_LAYER, peft

pytestmark = pytest.mark.django_db
BYTES = "application/octet-stream"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MODELS_DIR = tmp_path / "models"
    return tmp_path / "models"


@pytest.fixture
def operator() -> User:
    return UserFactory(is_staff=True, display_name="Olga")


def as_(user: User, language: str = "en") -> APIClient:
    client = APIClient(HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(user)
    return client


def send(client: APIClient, path: Path, **said: str) -> Any:
    query = "&".join(f"{key}={value}" for key, value in {"file_name": path.name, **said}.items())
    return client.generic("POST", f"/api/v1/models/loras?{query}", path.read_bytes(), content_type=BYTES)  # type: ignore[arg-type]  # bytes do


def test_an_operator_sees_what_is_here_and_what_is_not(operator: User, folder: Path) -> None:
    install_model("ink", kind="lora", accepted_by=operator, trigger_words=("inkwash",))
    own_card(folder)

    seen = as_(operator).get("/api/v1/models").json()

    ink = seen["installed"][0]
    assert (ink["name"], ink["kind"], ink["origin"], ink["offered"]) == ("ink", "lora", "imported", True)
    assert ink["card"]["title"] == "A try"
    assert ink["card"]["trigger_words"] == ["inkwash"]
    assert ink["card"]["licence"] == {
        "name": "CC0-1.0", "url": "", "restrictions": "None.", "commercial": True, "gated": False,
    }  # fmt: skip
    assert ink["accepted_by"]["display_name"] == "Olga"
    missing = {each["card"]["name"]: each for each in seen["missing"]}
    assert missing["sdxl"]["command"] == "manage.py models pull sdxl"
    assert missing["sdxl"]["recommended"]
    assert missing["house"]["card"]["repository"] == "our/model"
    assert seen["folder"] == str(folder)
    assert seen["free_bytes"] > seen["used_bytes"] > 0
    assert {"sdxl", "flux"} <= set(seen["families"])


def test_words_are_in_the_readers_language(operator: User) -> None:
    seen = as_(operator, "ru").get("/api/v1/models").json()

    sdxl = next(each["card"] for each in seen["missing"] if each["card"]["name"] == "sdxl")
    assert "Зарабатывать можно" in sdxl["licence"]["restrictions"]
    assert sdxl["about"].startswith("С неё начинают")


def test_accepting_answers_with_the_model(operator: User) -> None:
    install_model("ink")

    answer = as_(operator).post("/api/v1/models/ink/accept-licence")

    assert answer.status_code == 200
    assert answer.json()["accepted_by"]["display_name"] == "Olga"
    assert answer.json()["accepted_at"]


def test_limits_are_set_and_lifted(operator: User) -> None:
    team, _people = team_with_all_roles()
    install_model("ink")
    client = as_(operator)

    body = {"least_role": "editor", "teams": [str(team.pk)], "offered": False}
    limited = client.patch("/api/v1/models/ink", body, format="json").json()
    assert (limited["least_role"], limited["offered"]) == ("editor", False)
    assert limited["teams"] == [{"id": str(team.pk), "name": team.name}]

    lifted = client.patch("/api/v1/models/ink", {"teams": []}, format="json").json()
    assert (lifted["least_role"], lifted["teams"]) == ("editor", [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"least_role": "king"}, "least_role"),
        ({"teams": ["8d0f7780-8536-51ef-055c-f18fd2f1bf01"]}, "teams"),
        ({"teams": "all"}, "teams"),
        ({"offered": "perhaps"}, "offered"),
    ],
)
def test_nonsense_in_limits_names_its_field(operator: User, body: dict[str, Any], field: str) -> None:
    install_model("ink")

    answer = as_(operator).patch("/api/v1/models/ink", body, format="json")

    assert answer.status_code == 400
    assert any(name.startswith(field) for name in answer.json()["fields"])
    assert InstalledModel.objects.get().least_role == Role.AUTHOR


def test_what_was_put_there_by_hand_is_listed_when_asked(operator: User) -> None:
    install_model("ink")
    InstalledModel.objects.all().delete()
    client = as_(operator)
    assert client.get("/api/v1/models").json()["unlisted"] == ["ink"]

    seen = client.post("/api/v1/models/sync").json()

    assert seen["unlisted"] == []
    assert [model["name"] for model in seen["installed"]] == ["ink"]


def test_a_card_that_cannot_be_read_is_told_and_the_page_lives(operator: User, folder: Path) -> None:
    (folder / "cards").mkdir(parents=True)
    (folder / "cards" / "bad.toml").write_text("name = ")

    seen = as_(operator).get("/api/v1/models").json()

    assert len(seen["faults"]) == 1
    assert "bad.toml" in seen["faults"][0]


@pytest.mark.django_db(transaction=True)
def test_a_model_is_deleted_with_its_files(operator: User, folder: Path) -> None:
    install_model("ink")

    assert as_(operator).delete("/api/v1/models/ink").status_code == 204

    assert not (folder / "ink").exists()
    assert as_(operator).delete("/api/v1/models/ink").status_code == 404


class TestSending:
    def test_a_lora_is_taken(self, tmp_path: Path, operator: User) -> None:
        path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))

        answer = send(as_(operator), path, title="Тушь", licence="CC-BY-4.0")

        assert answer.status_code == 201, answer.json()
        assert (answer.json()["name"], answer.json()["family"]) == ("ink", "sdxl")
        assert answer.json()["card"]["licence"]["name"] == "CC-BY-4.0"
        assert answer.json()["accepted_at"] is None

    def test_a_page_sends_it_with_its_csrf_token(self, tmp_path: Path, operator: User) -> None:
        path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(operator)
        assert send(client, path).status_code == 403

        client.cookies["csrftoken"] = token = "x" * 32
        client.credentials(HTTP_X_CSRFTOKEN=token)

        assert send(client, path).status_code == 201

    def test_a_pickle_is_refused_in_the_readers_words(self, tmp_path: Path, operator: User) -> None:
        path = write_pickle(tmp_path / "ink.safetensors")

        answer = send(as_(operator, "ru"), path)

        assert answer.status_code == 400
        problem = answer.json()["fields"]["file"][0]
        assert problem["code"] == "model_pickled"
        assert "Нужен файл .safetensors" in problem["message"]

    def test_a_name_of_the_file_is_needed(self, operator: User) -> None:
        answer = as_(operator).generic("POST", "/api/v1/models/loras", "x", content_type=BYTES)

        assert answer.status_code == 400
        assert "file_name" in answer.json()["fields"]

    def test_other_media_types_are_refused(self, operator: User) -> None:
        address = "/api/v1/models/loras?file_name=a"

        assert as_(operator).generic("POST", address, "x", content_type="text/plain").status_code == 415

    def test_a_full_disk_is_507(
        self, tmp_path: Path, operator: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*args: object) -> None:
            raise StorageFull

        monkeypatch.setattr(loras, "_take", full)
        path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))

        assert send(as_(operator), path).status_code == 507

    def test_too_much_is_413(self, tmp_path: Path, operator: User, settings: Any) -> None:
        settings.LORA_MAX_BYTES = 10
        path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))

        assert send(as_(operator), path).status_code == 413

    def test_strangers_bytes_are_never_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def read(*args: object) -> None:
            raise AssertionError("somebody read what a stranger sent")

        monkeypatch.setattr(loras, "_take", read)
        path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))

        assert send(as_(UserFactory()), path).status_code == 403

    @pytest.mark.parametrize(
        ("method", "path", "media_type", "streamed"),
        [
            ("POST", "/api/v1/models/loras", BYTES, True),
            ("POST", "/api/v1/models/loras", "Application/Octet-Stream; x=1", True),
            ("POST", "/api/v1/models/loras", "application/json", False),
            ("PUT", "/api/v1/models/loras", BYTES, False),
            ("POST", "/api/v1/models", BYTES, False),
        ],
    )
    def test_only_a_loras_bytes_are_streamed(
        self, method: str, path: str, media_type: str, streamed: bool
    ) -> None:
        scope = {"method": method, "path": path, "headers": [(b"content-type", media_type.encode())]}

        assert is_lora(scope) is streamed
