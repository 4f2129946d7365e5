"""Drafts drawn by a desk: what the editor page sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Version
from generation.desk.service import Desk
from generation.runner import run_job
from tests.factories.accounts import member
from tests.factories.designs import designed_version, desk_at_work

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], APIClient]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with desk_at_work() as desk:
        yield desk


def author_of(version: Version) -> User:
    return member(version.artwork.channel.team, Role.AUTHOR)


def opened(client: APIClient, version: Version) -> Any:
    return client.post(f"/api/v1/versions/{version.pk}/drafts").json()


def draw(client: APIClient, draft: Any, **changes: Any) -> Any:
    body = {"design": draft["design"], "want": {"whole": True}} | changes
    return client.post(f"/api/v1/drafts/{draft['id']}/draw", body, format="json")


def test_a_version_is_opened_and_drawn(desk: Desk, as_user: AsUser) -> None:
    version = designed_version()
    client = as_user(author_of(version))
    draft = opened(client, version)
    assert draft["design"]["layers"][0]["source"] == "v0s0"
    assert draft["pictures"][0]["url"]
    answer = draw(client, draft, want={"layers": "all", "whole": True, "feed": True, "findings": True})
    assert answer.status_code == 200, answer.content
    drawn = answer.json()
    assert [layer["id"] for layer in drawn["layers"]] == ["picture", "scrim", "headline"]
    assert drawn["whole"]["width_px"] == 640
    assert drawn["feed"]["width_px"] == 168


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_becomes_a_version(desk: Desk, as_user: AsUser) -> None:
    version = designed_version()
    author = author_of(version)
    client = as_user(author)
    draft = opened(client, version)
    design = draft["design"]
    design["layers"][2]["text"] = "Вечер у моря"
    answer = client.post(f"/api/v1/drafts/{draft['id']}/versions", {"design": design, "note": "тише"}, "json")
    assert answer.status_code == 202, answer.content
    run_job(UUID(answer.json()["id"]), worker="w")
    job = client.get(f"/api/v1/jobs/{answer.json()['id']}").json()
    assert job["state"] == "succeeded", job
    made = Version.objects.get(pk=job["result"]["version"])
    assert made.parent_id == version.pk
    assert made.headline == "Вечер у моря"
    assert made.recipe["edited"] == {"of": str(version.pk), "note": "тише"}
    assert made.pictures.count() == 1
    assert client.get(f"/api/v1/drafts/{draft['id']}").json()["code"] == "draft_closed"
