"""Models of the site: rows in step with the folder, licences accepted by people, limits by role and team."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Role, User
from core.errors import Forbidden, Invalid, NotFound
from core.models import AuditEntry
from generation import model_problems
from generation.models import InstalledModel
from generation.services import models
from studio.errors import StudioError
from studio.models.imports import Said
from studio.models.store import MANIFEST
from tests.factories.accounts import UserFactory, member, team_with_all_roles
from tests.factories.models import card_of, install_model
from tests.studio.models.folders import pipeline_folder, write_weights
from tests.studio.models.hub import COMMIT, Hub, serving
from tests.studio.models.test_lora import SDXL_LAYER, peft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MODELS_DIR = tmp_path / "models"
    return tmp_path / "models"


@pytest.fixture
def operator() -> User:
    return UserFactory(is_staff=True)


@pytest.fixture
def hub(tmp_path: Path, settings: Any) -> Iterator[Hub]:
    with serving(Hub(pipeline_folder(tmp_path / "repository"))) as hub:
        settings.MODELS_SOURCE = hub.address
        yield hub


def own_card(folder: Path, **more: str) -> None:
    """An operator's own card of the model that the hub of these tests has."""
    (folder / "cards").mkdir(parents=True, exist_ok=True)
    lines = ['name = "house"', 'kind = "base"', 'family = "sdxl"', 'source = "our/model"']
    lines += [f'{key} = "{value}"' for key, value in more.items()]
    lines += ['title = { ru = "Наша", en = "Ours" }', "[licence]", 'name = "Ours"']
    lines += ['restrictions = { ru = "Только мы.", en = "Us only." }']
    (folder / "cards" / "house.toml").write_text("\n".join(lines), encoding="utf-8")


def verbs() -> list[str]:
    found = AuditEntry.objects.filter(target_type="installedmodel").order_by("id")
    return list(found.values_list("verb", flat=True))


class TestSyncing:
    def test_what_lies_in_the_folder_gets_a_row(self) -> None:
        row = install_model("ink", kind="lora")

        assert (row.kind, row.family, row.card["name"]) == ("lora", "sdxl", "ink")
        assert row.manifest["files"].keys() == {"model.safetensors"}
        assert row.licence_accepted_at is None
        assert models.sync() == models.Synced()
        assert verbs() == ["model.install"]

    def test_what_is_gone_loses_its_row(self, folder: Path) -> None:
        install_model("ink")
        shutil.rmtree(folder / "ink")

        assert models.overview().vanished == ["ink"]
        assert models.sync().removed == ("ink",)
        assert not InstalledModel.objects.exists()
        assert verbs()[-1] == "model.vanished"

    def test_a_disk_that_is_not_mounted_costs_no_row(self, folder: Path) -> None:
        install_model("ink")
        folder.rename(folder.with_name("unmounted"))

        assert models.sync() == models.Synced()
        assert InstalledModel.objects.filter(name="ink").exists()
        assert models.overview().free_bytes > 0

    def test_another_licence_must_be_accepted_anew(self, folder: Path, operator: User) -> None:
        install_model("ink", accepted_by=operator)
        manifest = json.loads((folder / "ink" / MANIFEST).read_text())
        manifest["revision"] = "b" * 40
        (folder / "ink" / MANIFEST).write_text(json.dumps(manifest))
        models.sync()
        assert InstalledModel.objects.get(name="ink").licence_accepted_at is not None

        manifest["card"]["licence"]["name"] = "Proprietary"
        (folder / "ink" / MANIFEST).write_text(json.dumps(manifest))

        assert models.sync().changed == ("ink",)
        assert InstalledModel.objects.get(name="ink").licence_accepted_at is None

    def test_looking_changes_nothing(self) -> None:
        install_model("ink")
        InstalledModel.objects.all().delete()

        seen = models.overview()

        assert seen.unlisted == ["ink"]
        assert seen.installed == []
        assert seen.used_bytes > 0
        assert not InstalledModel.objects.exists()

    def test_what_is_missing_comes_with_its_command(self) -> None:
        install_model("sdxl")

        missing = {each.card.name: each.command for each in models.overview().missing}

        assert "sdxl" not in missing
        assert missing["sdxl-openpose"] == "manage.py models pull sdxl-openpose"
        assert models.overview().missing[0].card.recommended


class TestBringing:
    def test_a_pulled_model_waits_for_its_licence(self, hub: Hub, folder: Path, operator: User) -> None:
        own_card(folder)
        heard: list[int] = []

        row = models.bring(
            "house", by=operator, on_progress=lambda progress: heard.append(progress.done_bytes)
        )

        assert row.manifest["revision"] == COMMIT
        assert row.manifest["origin"] == "pulled"
        assert row.licence_accepted_at is None
        assert heard
        assert models.verify("house") == ()
        entry = AuditEntry.objects.get(verb="model.install")
        assert (entry.actor, entry.data["revision"]) == (operator, COMMIT)

    def test_an_unknown_name_says_what_to_do(self, hub: Hub) -> None:
        with pytest.raises(StudioError) as error:
            models.bring("nosuch")

        assert error.value.code == "model_missing"
        assert "manage.py models import PATH --name nosuch" in model_problems.sentence(error.value)

    def test_offline_is_honoured(self, hub: Hub, folder: Path, settings: Any) -> None:
        own_card(folder)
        settings.OFFLINE = True

        with pytest.raises(StudioError) as error:
            models.bring("house")

        assert error.value.code == "source_offline"
        assert hub.asked == []

    def test_a_lora_is_imported_with_its_facts(self, tmp_path: Path, operator: User) -> None:
        path = write_weights(
            tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048), {"trigger_words": "inkwash"}
        )

        row = models.bring_in(path, Said(), by=operator)

        assert (row.name, row.kind, row.family) == ("ink", "lora", "sdxl")
        assert row.card["trigger_words"] == ["inkwash"]


class TestAccepting:
    def test_an_operator_answers_for_the_licence(self, operator: User) -> None:
        install_model("ink")

        row = models.accept_licence("ink", by=operator)

        assert row.licence_accepted_by == operator
        assert row.licence_accepted_at is not None
        entry = AuditEntry.objects.get(verb="model.accept_licence")
        assert (entry.actor, entry.data) == (operator, {"name": "ink", "licence": "CC0-1.0"})

    def test_accepting_twice_keeps_the_first(self, operator: User) -> None:
        first = install_model("ink", accepted_by=operator)

        again = models.accept_licence("ink", by=UserFactory(is_staff=True))

        assert again.licence_accepted_by == operator
        assert again.licence_accepted_at == first.licence_accepted_at
        assert verbs().count("model.accept_licence") == 1

    def test_nobody_else_may(self) -> None:
        install_model("ink")

        with pytest.raises(Forbidden):
            models.accept_licence("ink", by=UserFactory())
        assert InstalledModel.objects.get(name="ink").licence_accepted_at is None

    def test_what_is_not_there_cannot_be_accepted(self, operator: User) -> None:
        with pytest.raises(NotFound):
            models.accept_licence("ink", by=operator)


class TestPaintingWith:
    def test_a_model_is_used_once_its_licence_is_accepted(self, operator: User) -> None:
        team, people = team_with_all_roles()
        install_model("ink")
        assert not models.usable_models(people[Role.OWNER], team).exists()

        models.accept_licence("ink", by=operator)

        usable = {role: models.usable_models(user, team).exists() for role, user in people.items()}
        assert usable == {Role.VIEWER: False, Role.AUTHOR: True, Role.EDITOR: True, Role.OWNER: True}
        assert not models.usable_models(UserFactory(), team).exists()
        assert not models.usable_models(operator, team).exists()

    def test_roles_are_let_in_from_one_on(self, operator: User) -> None:
        team, people = team_with_all_roles()
        install_model("ink", accepted_by=operator)

        models.limit("ink", by=operator, least_role=Role.EDITOR)

        assert not models.usable_models(people[Role.AUTHOR], team).exists()
        assert models.usable_models(people[Role.EDITOR], team).exists()

    def test_teams_are_let_in_by_name(self, operator: User) -> None:
        (one, people), (other, others) = team_with_all_roles(), team_with_all_roles()
        install_model("ink", accepted_by=operator)

        models.limit("ink", by=operator, teams=[one.pk])
        assert models.usable_models(people[Role.AUTHOR], one).get().name == "ink"
        assert not models.usable_models(others[Role.AUTHOR], other).exists()

        models.limit("ink", by=operator, teams=[])
        assert models.usable_models(others[Role.AUTHOR], other).exists()

    def test_two_teams_do_not_make_two_models(self, operator: User) -> None:
        (one, people), (other, _others) = team_with_all_roles(), team_with_all_roles()
        install_model("ink", accepted_by=operator)

        models.limit("ink", by=operator, teams=[one.pk, other.pk])

        assert models.usable_models(people[Role.AUTHOR], one).count() == 1

    def test_limits_are_written_down_only_when_they_change(self, operator: User) -> None:
        team, _people = team_with_all_roles()
        install_model("ink")

        models.limit("ink", by=operator, offered=False, teams=[team.pk])
        models.limit("ink", by=operator, offered=False, teams=[team.pk])

        entry = AuditEntry.objects.get(verb="model.limit")
        assert entry.data == {"name": "ink", "offered": False, "teams": [str(team.pk)]}

    @pytest.mark.parametrize(
        ("prepare", "code"),
        [
            (lambda operator: None, "model_missing"),
            (lambda operator: install_model("ink"), "model_not_accepted"),
            (lambda operator: install_model("ink", kind="lora", accepted_by=operator), "model_missing"),
            (
                lambda operator: (
                    install_model("ink", accepted_by=operator),
                    models.limit("ink", by=operator, offered=False),
                ),
                "model_missing",
            ),
            (
                lambda operator: (
                    install_model("ink", accepted_by=operator),
                    models.limit("ink", by=operator, least_role=Role.OWNER),
                ),
                "model_not_for_you",
            ),
        ],
    )
    def test_what_may_not_be_used_says_why(self, operator: User, prepare: object, code: str) -> None:
        team, people = team_with_all_roles()
        prepare(operator)  # type: ignore[operator]

        with pytest.raises(Invalid) as refused:
            models.require_usable("ink", people[Role.AUTHOR], team, "base")

        assert refused.value.fields["model"][0] == code

    def test_what_may_be_used_is_given(self, operator: User) -> None:
        team, people = team_with_all_roles()
        row = install_model("ink", accepted_by=operator)

        assert models.require_usable("ink", people[Role.AUTHOR], team, "base") == row

    def test_an_unknown_team_is_refused(self, operator: User) -> None:
        install_model("ink")

        with pytest.raises(Invalid):
            models.limit("ink", by=operator, least_role=Role.OWNER, teams=[operator.pk or 0])  # type: ignore[list-item]
        assert InstalledModel.objects.get(name="ink").least_role == Role.AUTHOR


class TestRemoving:
    @pytest.mark.django_db(transaction=True)
    def test_row_and_files_go(self, folder: Path, operator: User) -> None:
        install_model("ink")

        models.remove("ink", by=operator)

        assert not InstalledModel.objects.exists()
        assert not (folder / "ink").exists()
        assert verbs()[-1] == "model.remove"

    @pytest.mark.django_db(transaction=True)
    def test_a_row_without_files_goes_too(self, folder: Path, operator: User) -> None:
        install_model("ink")
        shutil.rmtree(folder / "ink")

        models.remove("ink", by=operator)

        assert not InstalledModel.objects.exists()

    def test_only_operators_may(self, folder: Path) -> None:
        install_model("ink")
        team, people = team_with_all_roles()

        for person in (people[Role.OWNER], member(team, Role.EDITOR)):
            with pytest.raises(Forbidden):
                models.remove("ink", by=person)
        assert (folder / "ink").exists()


class TestSentences:
    @pytest.mark.parametrize("code", sorted(model_problems.SENTENCES))
    def test_every_sentence_can_be_said_with_what_there_is(self, code: str) -> None:
        said = model_problems.both(code, {"name": "ink", "need_bytes": 3_000_000_000, "free_bytes": 5})
        for text in said.values():
            assert "{" not in text

    def test_room_is_told_in_gigabytes(self) -> None:
        said = model_problems.both("disk_full", {"name": "ink", "need_bytes": 3_200_000_000, "free_bytes": 5})

        assert "3.2 GB" in said["en"]
        assert "0.0 ГБ" in said["ru"]

    def test_another_error_says_its_own_line(self) -> None:
        assert model_problems.sentence(StudioError("so it is", code="else")) == "so it is"


def test_a_card_has_what_rows_need() -> None:
    assert card_of("ink").name == "ink"
