"""State tables, blobs, audit, events and errors: what every app relies on."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import pytest
from django.db import connection, connections, models, transaction
from django.urls import get_resolver
from django.utils import translation
from rest_framework import exceptions, serializers

from accounts.models import User
from core import api, blobs, errors, events
from core.models import AuditEntry, Blob
from core.states import StateTable, by_the_site, transition
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


# -- state tables, on a table that exists for these tests only


class Lamp(models.Model):
    state = models.CharField(max_length=10, default="off")
    note = models.CharField(max_length=40, default="")

    objects: ClassVar[models.Manager[Lamp]] = models.Manager()

    class Meta:
        app_label = "lamps"


LAMP = StateTable(
    "lamp",
    {
        ("off", "light"): ("on", lambda actor, lamp: actor is not None and actor.is_moderator),
        ("on", "douse"): ("off", lambda actor, lamp: True),
        ("on", "burn_out"): ("broken", by_the_site),
    },
)


@pytest.fixture
def lamps(transactional_db: None) -> Any:
    with connection.schema_editor() as editor:
        editor.create_model(Lamp)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Lamp)


@pytest.fixture
def lighter() -> User:
    return UserFactory(is_moderator=True)


def test_a_step_moves_the_row_and_is_audited(lamps: None, lighter: User) -> None:
    lamp = Lamp.objects.create()
    with transaction.atomic():
        transition(LAMP, lamp, "light", by=lighter, note="evening")
    assert (lamp.state, lamp.note) == ("on", "evening")
    lamp.refresh_from_db()
    assert (lamp.state, lamp.note) == ("on", "evening")
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.data) == ("lamp.light", lighter, {"before": "off", "after": "on"})


def test_steps_that_are_not_in_the_table(lamps: None, lighter: User) -> None:
    lamp = Lamp.objects.create()
    for verb in ("douse", "burn_out", "explode"):
        with pytest.raises(errors.InvalidTransition), transaction.atomic():
            transition(LAMP, lamp, verb, by=lighter)
    assert Lamp.objects.get().state == "off"
    assert not AuditEntry.objects.exists()


def test_steps_that_one_may_not_take(lamps: None, lighter: User) -> None:
    lamp = Lamp.objects.create()
    with pytest.raises(errors.Forbidden), transaction.atomic():
        transition(LAMP, lamp, "light", by=UserFactory())
    lit = Lamp.objects.create(state="on")
    with pytest.raises(errors.Forbidden), transaction.atomic():
        transition(LAMP, lit, "burn_out", by=lighter)
    assert set(Lamp.objects.values_list("state", flat=True)) == {"off", "on"}
    assert not AuditEntry.objects.exists()


def test_a_stale_row_is_read_again(lamps: None, lighter: User) -> None:
    lamp = Lamp.objects.create()
    stale = Lamp.objects.get()
    with transaction.atomic():
        transition(LAMP, lamp, "light", by=lighter)
    with pytest.raises(errors.InvalidTransition), transaction.atomic():
        transition(LAMP, stale, "light", by=lighter)


def test_verbs_are_those_that_one_may_take_now(lamps: None, lighter: User) -> None:
    assert LAMP.verbs(Lamp(state="off"), by=lighter) == ["light"]
    assert LAMP.verbs(Lamp(state="on"), by=lighter) == ["douse"]
    assert LAMP.verbs(Lamp(state="on"), by=None) == ["douse", "burn_out"]
    assert LAMP.verbs(Lamp(state="broken"), by=lighter) == []


def test_of_two_at_once_one_gets_through(lamps: None, lighter: User) -> None:
    lamp = Lamp.objects.create()
    barrier = threading.Barrier(4)
    outcomes: list[str] = []

    def light() -> None:
        mine = Lamp.objects.get(pk=lamp.pk)
        barrier.wait(10)
        try:
            with transaction.atomic():
                transition(LAMP, mine, "light", by=lighter)
            outcomes.append("done")
        except errors.InvalidTransition:
            outcomes.append("late")
        finally:
            connections.close_all()

    _at_once(light, 4)
    assert sorted(outcomes) == ["done", "late", "late", "late"]
    assert AuditEntry.objects.count() == 1


def _at_once(work: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


# -- blobs


def test_a_blob_is_its_content() -> None:
    blob = blobs.store(BytesIO(b"hello"), media_type="text/plain")
    assert blob.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert blob.bytes == 5
    assert blobs.path_of(blob).read_bytes() == b"hello"
    again = blobs.store(BytesIO(b"hello"), media_type="image/png")
    assert again == blob
    # The first one's type stays: a blob never changes.
    assert again.media_type == "text/plain"
    assert Blob.objects.count() == 1


def test_storing_copies_and_adopting_moves(tmp_path: Path) -> None:
    copied, moved = tmp_path / "copied", tmp_path / "moved"
    copied.write_bytes(b"a copy")
    moved.write_bytes(b"a move")
    assert blobs.path_of(blobs.store(copied, media_type="x/y")).read_bytes() == b"a copy"
    assert copied.exists()
    assert blobs.path_of(blobs.adopt(moved, media_type="x/y")).read_bytes() == b"a move"
    assert not moved.exists()


class _Full(BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_nothing_behind(settings: Any, tmp_path: Path) -> None:
    settings.BLOBS_DIR = tmp_path
    source: BinaryIO = _Full()
    with pytest.raises(OSError, match="No space"):
        blobs.store(source, media_type="x/y")
    assert list(tmp_path.iterdir()) == []
    assert not Blob.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_content_at_once() -> None:
    stored: list[Blob] = []

    def store() -> None:
        try:
            stored.append(blobs.store(BytesIO(b"the same" * 1000), media_type="x/y"))
        finally:
            connections.close_all()

    _at_once(store, 4)
    assert len(stored) == 4
    assert Blob.objects.count() == 1
    assert blobs.path_of(stored[0]).stat().st_size == 8000


# -- events


def test_events_wait_for_the_commit(
    heard: list[events.Event], django_capture_on_commit_callbacks: Any
) -> None:
    event = events.Event(type="x")
    with django_capture_on_commit_callbacks(execute=True):
        events.publish_on_commit(event)
        assert heard == []
    assert heard == [event]


def test_every_event_is_closed_and_has_groups() -> None:
    # Loading the addresses loads the apps' verbs, and these their events.
    assert get_resolver().url_patterns
    assert len(events.Event.registry) >= 6
    for name, kind in events.Event.registry.items():
        assert kind.model_config.get("extra") == "forbid", name
        assert kind.model_config.get("frozen"), name
        assert kind.groups is not events.Event.groups, name


# -- errors


class _Inner(serializers.Serializer[Any]):
    headline = serializers.CharField(max_length=3)


class _Form(serializers.Serializer[Any]):
    wishes = _Inner()
    tags = serializers.ListField(child=serializers.CharField(max_length=2))


def _problem(error: Exception) -> dict[str, Any]:
    response = api.problem_handler(error, {})
    assert response is not None
    assert response.content_type == api.PROBLEM_TYPE
    assert response.data["status"] == response.status_code
    return dict(response.data)


def test_nested_field_errors_are_flattened() -> None:
    form = _Form(data={"wishes": {"headline": "long"}, "tags": ["ok", "long"]})
    with pytest.raises(exceptions.ValidationError) as caught:
        form.is_valid(raise_exception=True)
    body = _problem(caught.value)
    assert (body["code"], body["status"]) == ("validation_error", 400)
    assert set(body["fields"]) == {"wishes.headline", "tags.1"}
    assert body["fields"]["wishes.headline"][0]["code"] == "max_length"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.Forbidden(), 403, "forbidden"),
        (errors.NotFound(), 404, "not_found"),
        (errors.InvalidTransition(), 409, "invalid_transition"),
        (errors.Conflict(code="already_submitted"), 409, "already_submitted"),
        (errors.Invalid(fields={"a": ("taken", "Taken.")}), 400, "validation_error"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.AuthenticationFailed(), 401, "not_authenticated"),
        (exceptions.PermissionDenied(), 403, "forbidden"),
        (exceptions.Throttled(wait=5), 429, "throttled"),
        (exceptions.UnsupportedMediaType("x/y"), 415, "unsupported_media_type"),
    ],
)
def test_every_expected_failure_has_its_code(error: Exception, status: int, code: str) -> None:
    body = _problem(error)
    assert (body["status"], body["code"]) == (status, code)
    with translation.override("ru"):
        russian = _problem(error)
    assert russian["title"] != body["title"]


def test_what_is_unexpected_is_left_to_the_server() -> None:
    assert api.problem_handler(RuntimeError("a bug"), {}) is None


def test_throttling_says_when_to_come_back() -> None:
    response = api.problem_handler(exceptions.Throttled(wait=4.2), {})
    assert response is not None
    assert response.headers["Retry-After"] == "5"
