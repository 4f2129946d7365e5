"""Drafts of designs: one each, kept safe, told of to others, and gone when nobody needs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.events import DraftOpened
from channels_app.models import DesignDraft, Version
from core import blobs
from core.events import Event
from core.models import Blob
from generation import chores
from generation.models import Digest
from tests.factories.accounts import member
from tests.factories.designs import designed_version

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]
LONG_AGO = timezone.now() - timedelta(days=40)


@pytest.fixture
def version() -> Version:
    return designed_version()


@pytest.fixture
def client(as_user: SignIn, version: Version) -> APIClient:
    return as_user(author_of(version))


def author_of(version: Version) -> User:
    return member(version.artwork.channel.team, Role.AUTHOR)


def opened(client: APIClient, version: Version, status: int = 201) -> Any:
    answer = client.post(f"/api/v1/versions/{version.pk}/drafts")
    assert answer.status_code == status, answer.content
    return answer.json()


def save(client: APIClient, draft: Any, revision: int, **changes: Any) -> Any:
    design = {**draft["design"], **changes}
    return client.put(f"/api/v1/drafts/{draft['id']}", {"revision": revision, "design": design}, "json")


def test_a_draft_has_all_that_the_page_needs(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    assert draft["revision"] == 1
    assert draft["design"] == version.design
    assert [(one["id"], one["width_px"], one["of"]) for one in draft["pictures"]] == [("v0s0", 1280, None)]
    assert client.get(draft["pictures"][0]["url"]).status_code == 200
    assert draft["image"]["width_px"] == 1280
    assert "montserrat" in {font["name"] for font in draft["fonts"]}
    assert (draft["copied_from"], draft["others"], draft["logos"]) == (None, [], [])


def test_a_version_opened_again_is_the_same_draft(client: APIClient, version: Version) -> None:
    first = opened(client, version)
    assert save(client, first, 1, background="#223344").status_code == 200
    again = opened(client, version, status=200)
    assert again["id"] == first["id"]
    assert again["design"]["background"] == "#223344"


def test_of_two_tabs_the_slower_is_told(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    assert save(client, draft, 1, background="#111111").json()["revision"] == 2
    late = save(client, draft, 1, background="#222222")
    assert (late.status_code, late.json()["code"]) == (409, "draft_changed")
    kept = client.get(f"/api/v1/drafts/{draft['id']}").json()
    assert (kept["revision"], kept["design"]["background"]) == (2, "#111111")


def test_a_second_person_gets_a_copy_and_the_first_is_told(
    as_user: SignIn,
    client: APIClient,
    version: Version,
    heard: list[Event],
    django_capture_on_commit_callbacks: Any,
) -> None:
    first = opened(client, version)
    save(client, first, 1, background="#445566")
    second_person = author_of(version)
    with django_capture_on_commit_callbacks(execute=True):
        second = opened(as_user(second_person), version)
    owner = DesignDraft.objects.get(pk=first["id"]).owner
    assert second["id"] != first["id"]
    assert second["design"]["background"] == "#445566"
    assert second["copied_from"]["id"] == owner.pk
    assert [one["id"] for one in second["others"]] == [owner.pk]
    told = [event for event in heard if isinstance(event, DraftOpened)]
    assert [(one.user_id, one.version_id, one.by) for one in told] == [
        (owner.pk, version.pk, str(second_person))
    ]
    # Each goes on alone.
    assert save(as_user(second_person), second, 1, background="#000000").status_code == 200
    assert client.get(f"/api/v1/drafts/{first['id']}").json()["design"]["background"] == "#445566"


def test_somebody_elses_draft_is_not_there(as_user: SignIn, client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    other = as_user(member(version.artwork.channel.team, Role.OWNER))
    for method, address in (
        ("get", ""), ("delete", ""), ("put", ""), ("post", "/draw"), ("post", "/fix"), ("post", "/pictures"),
        ("post", "/versions"),
    ):  # fmt: skip
        body = {"design": draft["design"], "revision": 1, "finding": {"code": "x"}, "photo": draft["id"]}
        answer = getattr(other, method)(f"/api/v1/drafts/{draft['id']}{address}", body, format="json")
        assert answer.status_code == 404, (method, address)


def test_a_picture_that_is_gone_is_told_and_the_draft_kept(client: APIClient, version: Version) -> None:
    still = version.design["sources"]["v0s0"]["sha256"]
    # The video was watched anew, and what no row refers to was cleaned away.
    Digest.objects.filter(video=version.artwork.video_id).delete()
    Blob.objects.filter(pk=still).update(kept_at=LONG_AGO)
    blobs.remove_unused(kept_before=timezone.now() - timedelta(days=1), at_most=10)
    draft = opened(client, version)
    assert draft["pictures"][0]["url"] is None
    answer = client.post(f"/api/v1/drafts/{draft['id']}/draw", {"design": draft["design"]}, "json")
    assert (answer.status_code, answer.json()["code"]) == (422, "picture_gone")
    assert list(answer.json()["fields"]) == ["layers.picture"]
    assert save(client, draft, 1, background="#010203").status_code == 200


def test_what_a_draft_shows_outlives_its_video(client: APIClient, version: Version) -> None:
    still = version.design["sources"]["v0s0"]["sha256"]
    opened(client, version)
    Digest.objects.filter(video=version.artwork.video_id).delete()
    Blob.objects.filter(pk=still).update(kept_at=LONG_AGO)
    blobs.remove_unused(kept_before=timezone.now() - timedelta(days=1), at_most=10)
    assert Blob.objects.filter(pk=still).exists()


def test_drafts_that_nobody_touches_go(client: APIClient, as_user: SignIn, version: Version) -> None:
    idle, fresh = opened(client, version), opened(as_user(author_of(version)), version)
    DesignDraft.objects.filter(pk=idle["id"]).update(updated_at=LONG_AGO)
    chores.tidy()
    assert [str(pk) for pk in DesignDraft.objects.values_list("pk", flat=True)] == [fresh["id"]]


def test_a_draft_can_be_given_up(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    save(client, draft, 1, background="#445566")
    assert client.delete(f"/api/v1/drafts/{draft['id']}").status_code == 204
    assert opened(client, version)["design"]["background"] == version.design["background"]


@pytest.mark.parametrize(
    ("design", "status", "code"),
    [
        ({"schema_version": 9}, 422, "design_newer"),
        ({"layers": [{"type": "spell"}]}, 400, "validation_error"),
        ({"width_px": 5000}, 400, "validation_error"),
        ({"kind": "banner"}, 400, "validation_error"),
    ],
)
def test_a_design_that_cant_be_is_refused_and_the_last_one_kept(
    client: APIClient, version: Version, design: dict[str, Any], status: int, code: str
) -> None:
    draft = opened(client, version)
    answer = client.post(
        f"/api/v1/drafts/{draft['id']}/draw", {"design": {**draft["design"], **design}}, "json"
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert save(client, draft, 1, **design).json()["code"] == code
    assert client.get(f"/api/v1/drafts/{draft['id']}").json()["design"] == version.design
