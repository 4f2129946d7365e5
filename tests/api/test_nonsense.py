"""Nonsense gets a clear answer from every operation: never a crash, never a change."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from core.api import PROBLEM_TYPE
from tests.api.cases import CASES, Case
from tests.api.test_roles import filled
from tests.api.world import World, everything, tried_out

pytestmark = pytest.mark.django_db

DEEP = "[" * 3000 + "]" * 3000
BODIES = [
    "{", "", "null", "[]", "0", '"text"', "\ufeff{}", '{"": ""}', DEEP, "NaN", '{"name": NaN}',
    '{"name": "\\u0000", "title": "\\u0000", "display_name": "\\u0000", "composed": "\\u0000"}',
    '{"name": "\\ud800", "title": "\\ud800", "display_name": "\\ud800", "reason": "\\ud800"}',
    '{"name": {}, "title": [], "role": {}, "team": {}, "kind": [], "tags": {}, "links": 5, "wishes": "x"}',
]  # fmt: skip
VALUES: list[Any] = [None, True, 10**400, -1, "x" * 100_000, "\u202e", [], {}, [[]], [{}], {"a": {"b": []}}]
QUERIES = [
    "team=x", "channel=x", "video=%00", "artwork=1", "state=x", "cover_state=x", "search=%00", "search=%25",
    "cursor=x", "cursor=cD0w", "cursor=cD14", "cursor=%00",
    "page_size=x", "page_size=-1", "page_size=99999999999999999999",
    "page_size=0", "kind=x", "format=x", "state=%ED%A0%80",
]  # fmt: skip

WRITES = [case for case in CASES if case.method in {"POST", "PUT", "PATCH"} and case.body is not None]
READS = [case for case in CASES if case.method == "GET"]


@pytest.fixture
def owner(small_world: World) -> APIClient:
    client = APIClient(HTTP_ACCEPT_LANGUAGE="ru")
    client.credentials(HTTP_AUTHORIZATION=f"Token {small_world.tokens['owner']}")
    return client


def _somebody_who_may(case: Case, world: World) -> APIClient:
    """The first who is allowed, so that the nonsense gets past the question of rights."""
    columns = dict(zip(world.actors, (int(code) for code in case.expected.split()), strict=True))
    allowed = next((name for name, code in columns.items() if code < 400 and name != "anonymous"), "owner")
    client = APIClient(HTTP_ACCEPT_LANGUAGE="ru")
    client.credentials(HTTP_AUTHORIZATION=f"Token {world.tokens[allowed]}")
    return client


def _assert_clear(answer: Any, sent: object) -> None:
    assert answer.status_code < 500, sent
    if answer.status_code >= 400:
        assert answer["Content-Type"] == PROBLEM_TYPE, sent
        body = answer.json()
        assert body["code"], sent
        assert body["detail"], sent


@pytest.mark.parametrize("case", WRITES, ids=str)
def test_bodies_that_make_no_sense(small_world: World, case: Case) -> None:
    client = _somebody_who_may(case, small_world)
    address = "/api/v1" + filled(case.address, small_world.ids)
    good = filled(case.body, small_world.ids)
    wrong = [{**good, name: value} for name in good for value in VALUES]
    before = everything()
    for body in [*BODIES, *(json.dumps(body) for body in wrong)]:
        with tried_out():
            answer = client.generic(case.method, address, body, content_type="application/json")
            _assert_clear(answer, body[:200])
            if answer.status_code >= 400:
                assert everything() == before, body[:200]


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data", ""])
def test_media_types_that_are_not_read(owner: APIClient, media_type: str) -> None:
    answer = owner.generic("PATCH", "/api/v1/me", "<a/>", content_type=media_type)
    assert answer.status_code in {400, 415}
    _assert_clear(answer, media_type)


@pytest.mark.parametrize("case", READS, ids=str)
def test_questions_that_make_no_sense(small_world: World, case: Case) -> None:
    client = _somebody_who_may(case, small_world)
    address = "/api/v1" + filled(case.address, small_world.ids).partition("?")[0]
    for query in QUERIES:
        _assert_clear(client.get(f"{address}?{query}"), query)


@pytest.mark.parametrize(
    "name", ["x", "%00", "..%2f..", "%ED%A0%80", "a" * 3000, "%D0%BA%D0%BE%D1%82", "1;--"]
)
def test_addresses_that_lead_nowhere(owner: APIClient, name: str) -> None:
    for prefix in (
        "/api/v1/teams/", "/api/v1/channels/", "/api/v1/videos/", "/api/v1/jobs/", "/api/v1/versions/",
        "/api/v1/invitations/", "/api/v1/public/channels/", "/media/", "/media/x/", "/p/", "/api/",
    ):  # fmt: skip
        answer = owner.get(prefix + name)
        assert answer.status_code == 404, prefix
        _assert_clear(answer, prefix)
