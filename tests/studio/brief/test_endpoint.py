"""A language model over HTTP: a real server that answers well, late, rudely or not at all."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest

from studio.brief.endpoint import EndpointModel, InvalidEndpoint, checked_address
from studio.brief.llm import SYSTEM, Answer, LLMWriter, ModelFailed
from studio.errors import Cancelled
from studio.values import Brief, Wishes
from tests.studio.brief.films import digest, still, video
from tests.studio.brief.model_server import (
    GOOD,
    Answerer,
    drips,
    endless,
    hangs_up,
    knows_only,
    model_server,
    never,
    reply,
    says,
    says_good,
)

SCHEMA = Answer.model_json_schema()
WORDS = [video("Как мы доехали до Байкала зимой", (72.0, "А вы были на Байкале?"))]


def brief_from(url: str, *, timeout_s: float = 5.0) -> Brief:
    writer = LLMWriter(EndpointModel(url=url, model="tiny", timeout_s=timeout_s))
    return writer.write("cover", Wishes(), WORDS, [digest(still(0, at_s=41.0))], "ru")


def test_an_answer_becomes_the_brief_with_its_sources() -> None:
    with model_server(says_good()) as (url, heard):
        brief = brief_from(url)
    assert (brief.writer, brief.headline, brief.mood) == ("tiny", "Байкал зимой", "cold")
    assert [(option.text, option.source.kind) for option in brief.headlines[:2]] == [
        ("Байкал зимой", "title"),
        ("А вы были на Байкале?", "subtitles"),
    ]
    assert brief.headlines[1].source.at_s == 72.0
    assert brief.prompt == GOOD["prompt"]
    assert [source.kind for source in brief.sources["prompt"]] == ["model"]
    assert brief.wants_face is False
    assert brief.notices == ()
    assert heard.paths == ["/v1/chat/completions"]
    assert heard.bodies[0]["response_format"]["json_schema"]["schema"] == SCHEMA


def test_the_key_goes_to_the_server_and_is_never_shown() -> None:
    model = EndpointModel(url="http://127.0.0.1:1/v1", model="m", key="s3cret-key")
    assert "s3cret" not in repr(model)
    with model_server(says_good()) as (url, heard):
        EndpointModel(url=url, model="m", key="s3cret-key").complete(SYSTEM, "{}", SCHEMA)
    assert heard.headers[0]["Authorization"] == "Bearer s3cret-key"


@pytest.mark.parametrize("form", ["json_object", None])
def test_a_server_that_knows_no_schema_is_told_it_in_words(form: str | None) -> None:
    with model_server(knows_only(form)) as (url, heard):
        assert brief_from(url).writer == "tiny"
    assert '"headlines"' in heard.bodies[-1]["messages"][0]["content"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (never, "llm_timeout"),
        (drips("headers"), "llm_timeout"),
        (drips("body"), "llm_timeout"),
        (endless, "llm_nonsense"),
        (hangs_up, "llm_unreachable"),
        (says(b"", 500), "llm_unreachable"),
        (says(b"", 429), "llm_unreachable"),
        (says(b"no", 401), "llm_unreachable"),
        (says(b"no", 404), "llm_unreachable"),
        (says(b"", 302, Location="http://127.0.0.1:1/steal"), "llm_unreachable"),
        (says(b"<html>It works!</html>"), "llm_nonsense"),
        (says(b"[]"), "llm_nonsense"),
        (says(b"[" * 100_000), "llm_nonsense"),
        (says(b'{"choices": []}'), "llm_nonsense"),
        (says(b'{"choices": [{"message": null}]}'), "llm_nonsense"),
        (says(b"\x1f\x8b\x08\x00", Content_Encoding="gzip"), "llm_nonsense"),
        (says(reply("")), "llm_nonsense"),
        (says(reply(None)), "llm_nonsense"),
        (says(reply("Here is a poem about lakes.")), "llm_nonsense"),
        (says(reply('{"headlines": ["a"]}')), "llm_nonsense"),
        (says(reply(json.dumps(GOOD | {"mood": "angry"}))), "llm_nonsense"),
        (says(reply(json.dumps(GOOD | {"headlines": ["x"] * 500}))), "llm_nonsense"),
        (says(reply(json.dumps(GOOD | {"surprise": 1}))), "llm_nonsense"),
        (says(reply("I'm sorry, but I can't help with that.")), "llm_refused"),
        (says(reply("Извините, я не могу это сделать.")), "llm_refused"),
        (says(reply(None, message={"refusal": "no"})), "llm_refused"),
        (says(reply("{", finish_reason="content_filter")), "llm_refused"),
    ],
)
def test_whatever_the_server_does_there_is_a_brief_and_it_says_so(answer: Answerer, code: str) -> None:
    began = time.monotonic()
    with model_server(answer) as (url, _heard):
        brief = brief_from(url, timeout_s=0.6)
        spent_s = time.monotonic() - began
    assert brief.writer == "rules"
    assert brief.headline == "Как мы доехали до Байкала зимой"
    assert code in brief.notices
    assert spent_s < 3


def test_nobody_there_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    assert "llm_unreachable" in brief_from(f"http://127.0.0.1:{port}/v1").notices


def test_a_redirect_is_not_followed() -> None:
    with model_server(says_good()) as (other, followed):
        redirect = says(b"", 307, Location=f"{other}/chat/completions")
        with model_server(redirect) as (url, heard):
            assert brief_from(url).writer == "rules"
    assert len(heard.paths) == 1
    assert followed.paths == []


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with model_server(says_good()) as (proxy, asked_proxy):
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("ALL_PROXY", proxy)
        with model_server(says_good()) as (url, heard):
            assert brief_from(url).writer == "tiny"
    assert len(heard.paths) == 1
    assert asked_proxy.paths == []


def test_waiting_stops_when_it_is_asked_to() -> None:
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise Cancelled

    with model_server(never) as (url, _heard):
        began = time.monotonic()
        with pytest.raises(Cancelled):
            EndpointModel(url=url, model="m", timeout_s=10, check=check).complete(SYSTEM, "{}", SCHEMA)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("talk", ["```json\n{}\n```", "Sure! Here it is: {} Enjoy.", "\n\n{}\n"])
def test_talk_around_the_answer_is_passed_over(talk: str) -> None:
    answer = says(reply(talk.replace("{}", json.dumps(GOOD))))
    with model_server(answer) as (url, _heard):
        assert brief_from(url).headline == "Байкал зимой"


@pytest.mark.parametrize(
    "url",
    [
        "", "file:///etc/passwd", "ftp://host/v1", "http://", "//host/v1", "http://user:pass@host/v1",
        "http://host/v1?x=1", "http://host/v1#x", "http://host:99999/v1", "gopher://host", "http://[::1/v1",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_a_models_is_refused(url: str) -> None:
    with pytest.raises(InvalidEndpoint):
        checked_address(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:11434/v1", "https://models.example.com/v1/", "http://[::1]:8/v1"]
)
def test_an_operators_address_is_taken(url: str) -> None:
    assert checked_address(url) == url.rstrip("/")


def test_asking_without_an_answer_raises_by_itself() -> None:
    def complete(answer: Answerer) -> Any:
        with model_server(answer) as (url, _heard):
            return EndpointModel(url=url, model="m", timeout_s=1).complete(SYSTEM, "{}", SCHEMA)

    with pytest.raises(ModelFailed) as failure:
        complete(says(b"", 503))
    assert failure.value.params == {"why": "HTTP 503"}
