"""A language model behind an OpenAI-compatible address that the operator set.

Only that address is ever asked: no redirects are followed, no proxy of the environment is used, and nothing
of a video or a wish goes into the address. The answer is read up to a size and within a time, however slowly
the other side sends it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from anyio import fail_after
from anyio.from_thread import start_blocking_portal

from studio.brief.llm import ModelFailed
from studio.errors import StudioError

CONNECT_S = 5.0
CHECK_EVERY_S = 0.1
# An answer of our schema has some 3 kB; what is much longer is not one.
BYTES_LIMIT = 256 * 1024
TEMPERATURE = 0.4
TOKENS_LIMIT = 900
# What a server answers to a parameter that it doesn't know.
NOT_UNDERSTOOD = frozenset((400, 404, 415, 422, 501))


class InvalidEndpoint(StudioError):
    """The address can't be one of a model. Code: llm_url_invalid; param: problem."""

    code = "llm_url_invalid"


def checked_address(url: str) -> str:
    """The address without a trailing slash.

    Raises InvalidEndpoint: not http(s), no host, a name and password in it, a query.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise InvalidEndpoint(f"the model's address can't be read: {error}", problem=str(error)) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise InvalidEndpoint("the model's address must be http://… or https://…", problem="scheme")
    if parts.username or parts.password:
        raise InvalidEndpoint("put the key into LLM_KEY, not into the address", problem="credentials")
    if parts.query or parts.fragment:
        raise InvalidEndpoint("the model's address can't have a ? or #", problem="query")
    return url.strip().rstrip("/")


@dataclass(frozen=True)
class EndpointModel:
    """`url` is the server's base as its clients take it, such as `http://127.0.0.1:11434/v1`.

    `check` is called while waiting and may raise to stop.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout_s: float = 30.0
    check: Callable[[], None] = field(default=lambda: None, repr=False)

    @property
    def name(self) -> str:
        return self.model

    def complete(self, system: str, user: str, schema: dict[str, Any]) -> str:
        """Ask for an object of `schema`; a server that can't do that is asked for any object, then for text.

        Raises ModelFailed: llm_timeout, llm_unreachable, llm_refused, llm_nonsense.
        """
        until = time.monotonic() + self.timeout_s
        forms: tuple[dict[str, Any] | None, ...] = (
            {"type": "json_schema", "json_schema": {"name": "brief", "strict": True, "schema": schema}},
            {"type": "json_object"},
            None,
        )
        # A server that doesn't hold its model to the schema has to be told it.
        told = f"{system}\nThe JSON schema of the answer: {json.dumps(schema)}"
        for form in forms:
            status, body = self._post(
                self._request(system if form and form["type"] == "json_schema" else told, user, form), until
            )
            if status in NOT_UNDERSTOOD and form is not None:
                continue
            if status != httpx.codes.OK:
                raise ModelFailed(f"the model's server answered {status}", why=f"HTTP {status}")
            return _content(body)
        raise ModelFailed("the model's server understood none of our requests", why="HTTP 400")

    def _request(self, system: str, user: str, form: dict[str, Any] | None) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "temperature": TEMPERATURE,
            "max_tokens": TOKENS_LIMIT,
            "stream": False,
        }
        return asked if form is None else asked | {"response_format": form}

    def _post(self, asked: dict[str, Any], until: float) -> tuple[int, bytes]:
        try:
            return self._exchange(asked, until - time.monotonic())
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ModelFailed(
                f"the model gave no answer within {self.timeout_s:g} s",
                code="llm_timeout",
                seconds=self.timeout_s,
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            why = type(error).__name__
            raise ModelFailed(f"the model's server can't be reached: {why}", why=why) from error

    def _exchange(self, asked: dict[str, Any], left_s: float) -> tuple[int, bytes]:
        """Status and body; raises TimeoutError after `left_s`, and what `check` raises.

        In an event loop of its own: only there one time for all of it holds, however slowly drops come. The
        loop has a thread of its own, for `check` may want to do what no thread with a loop may.
        """
        with start_blocking_portal() as portal:
            answer = portal.start_task_soon(self._in_time, asked, left_s)
            try:
                while not answer.done():
                    self.check()
                    wait([answer], timeout=CHECK_EVERY_S)
                return answer.result()
            finally:
                answer.cancel()

    async def _in_time(self, asked: dict[str, Any], left_s: float) -> tuple[int, bytes]:
        with fail_after(max(0.0, left_s)):
            return await self._send(asked, left_s)

    async def _send(self, asked: dict[str, Any], left_s: float) -> tuple[int, bytes]:
        # Packed answers could unpack without end.
        headers = {"Accept-Encoding": "identity"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        timeout = httpx.Timeout(left_s, connect=min(CONNECT_S, left_s))
        address = f"{checked_address(self.url)}/chat/completions"
        async with (
            httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", address, json=asked, headers=headers) as answer,
        ):
            body = bytearray()
            async for piece in answer.aiter_raw():
                body += piece
                if len(body) > BYTES_LIMIT:
                    raise ModelFailed("the model's server sends without end", code="llm_nonsense")
            return answer.status_code, bytes(body)


def _content(body: bytes) -> str:
    """The text of the first choice. Raises ModelFailed."""
    try:
        choice = json.loads(body)["choices"][0]
        message = choice["message"]
        refusal, content = message.get("refusal"), message.get("content")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ModelFailed("the model's server answers in another language", code="llm_nonsense") from error
    if refusal or choice.get("finish_reason") == "content_filter":
        raise ModelFailed("the model refused", code="llm_refused")
    if not isinstance(content, str) or not content.strip():
        raise ModelFailed("the model said nothing", code="llm_nonsense")
    return content
