"""Every operation of the contract, asked for by every kind of person, by session and by token.

The answer has the expected status, and where it is a refusal nothing in the database has changed.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from core.api import PROBLEM_TYPE
from tests.api.cases import CASES, Case
from tests.api.world import ACTORS, World, everything, tried_out

pytestmark = pytest.mark.django_db
REFUSED = 400


def filled(value: Any, ids: dict[str, Any]) -> Any:
    if isinstance(value, str):
        for name, content in ids.items():
            if isinstance(content, dict) and value == f"{{{name}}}":
                return content
            value = value.replace(f"{{{name}}}", str(content))
        return value
    if isinstance(value, dict):
        return {key: filled(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, ids) for item in value]
    return value


def _client(world: World, actor: str, way: str) -> APIClient:
    client = APIClient(HTTP_ACCEPT_LANGUAGE="en", raise_request_exception=True)
    user = world.actors[actor]
    if user is not None and way == "session":
        client.force_login(user)
    elif user is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Token {world.tokens[actor]}")
    return client


def _ask(client: APIClient, case: Case, ids: dict[str, Any]) -> Any:
    ids = {**ids, "channel_base64": base64.b64encode(str(ids["channel"]).encode()).decode()}
    headers = dict(filled(case.headers, ids))
    content_type = headers.pop("Content-Type", "application/json")
    body: Any = case.raw
    if not body and case.body is not None:
        body = json.dumps(filled(case.body, ids))
    address = "/api/v1" + filled(case.address, ids)
    return client.generic(case.method, address, body, content_type=content_type, headers=headers)


@pytest.mark.parametrize("way", ["session", "token"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_who_may_do_what(small_world: World, case: Case, way: str) -> None:
    before = everything()
    expected = dict(zip(ACTORS, (int(code) for code in case.expected.split()), strict=True))
    got = {}
    for actor in ACTORS:
        with tried_out():
            answer = _ask(_client(small_world, actor, way), case, small_world.ids)
            got[actor] = answer.status_code
            after = everything()
            if answer.status_code >= REFUSED:
                assert after == before, f"{actor} was refused, and yet something changed"
                assert answer["Content-Type"] == PROBLEM_TYPE
            elif case.method in {"GET", "HEAD"}:
                assert after == before, f"{actor} only looked, and yet something changed"
    assert got == expected


def test_writes_that_are_allowed_do_change_something(small_world: World) -> None:
    """The other side of the matrix: were the snapshot blind, refusals would prove nothing."""
    before = everything()
    blind = []
    for case in CASES:
        codes = dict(zip(ACTORS, (int(code) for code in case.expected.split()), strict=True))
        allowed = [actor for actor in ACTORS if codes[actor] < REFUSED]
        if case.method in {"GET", "HEAD"} or not case.changes or not allowed:
            continue
        # Members accepting an invitation change nothing, and shouldn't: the stranger does.
        actor = allowed[0]
        with tried_out():
            answer = _ask(_client(small_world, actor, "token"), case, small_world.ids)
            assert answer.status_code < REFUSED, (str(case), answer.content)
            if everything() == before:
                blind.append(str(case))
    assert blind == []


def test_every_operation_is_in_the_matrix(contract: Any) -> None:
    operations = {
        operation["operationId"]: (method.upper(), path)
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }
    assert len(operations) > 40
    shown = [case for case in CASES if not case.hidden]
    assert {case.operation for case in shown} == set(operations)
    for case in shown:
        method, path = operations[case.operation]
        assert case.method == method, case
        pattern = case.address.partition("?")[0].split("/")
        assert len(pattern) == len(path.removeprefix("/api/v1").split("/")), case


def test_lists_hold_nothing_of_others(small_world: World) -> None:
    client = _client(small_world, "stranger", "session")
    ids = small_world.ids
    for address in (
        "/teams",
        f"/channels?team={ids['team']}",
        f"/videos?team={ids['team']}",
        f"/videos?channel={ids['channel']}",
        f"/jobs?team={ids['team']}",
        f"/jobs?video={ids['video']}",
        f"/jobs?artwork={ids['cover']}",
    ):
        rows = client.get(f"/api/v1{address}").json()["results"]
        shown = {str(value) for row in rows for value in row.values()}
        assert shown & {str(value) for value in ids.values()} <= {str(ids["their_team"])}, address
    mine = client.get("/api/v1/channels").json()["results"]
    assert [row["id"] for row in mine] == [str(ids["their_channel"])]
