"""Drafts drawn by a desk: what the editor page sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from channels_app.models import Version
from generation.desk.service import Desk
from tests.factories.accounts import member
from tests.factories.designs import designed_version, desk_at_work

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], APIClient]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with desk_at_work() as desk:
        yield desk


def author_of(version: Version) -> User:
    return member(version.artwork.channel.team, "author")


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
