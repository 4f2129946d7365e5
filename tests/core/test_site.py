"""What is around the API: errors outside it, sizes, headers, the SPA's page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from config import limits
from config.asgi import application
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from core import pages
from core.api import PROBLEM_TYPE

INDEX = '<!doctype html><html lang="en"><head><title>Masthead</title></head><body></body></html>'


@pytest.fixture
def front(settings: Any, tmp_path: Path) -> Path:
    settings.FRONTEND_DIST = tmp_path
    (tmp_path / "index.html").write_text(INDEX)
    return tmp_path


@pytest.fixture
def channel_pages() -> Iterator[None]:
    kept = dict(pages._hooks)
    pages.register(
        "c",
        lambda handle: pages.PageMeta("<b>Кот</b>", 'Say "meow"', "/p/1.jpg") if handle == "cat" else None,
    )
    yield
    pages._hooks.clear()
    pages._hooks.update(kept)


@pytest.mark.parametrize("address", ["/", "/sign-in", "/teams/1", "/videos/1", "/review", "/nothing/here"])
def test_every_page_is_the_front(client: Client, front: Path, address: str) -> None:
    response = client.get(address, headers={"Accept-Language": "ru"})
    assert response.status_code == 200
    assert '<html lang="ru"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "csrftoken" in response.cookies
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


def test_a_new_build_is_seen_at_once(client: Client, front: Path) -> None:
    assert "Masthead" in client.get("/").content.decode()
    index = front / "index.html"
    index.write_text(INDEX.replace("Masthead", "Newer"))
    __import__("os").utime(index, ns=(1, 1))
    assert "Newer" in client.get("/").content.decode()


def test_without_a_built_front_it_is_said(client: Client, front: Path) -> None:
    (front / "index.html").unlink()
    response = client.get("/")
    assert (response.status_code, response.json()["code"]) == (503, "front_not_built")


def test_shared_links_have_their_own_title_and_picture(
    client: Client, front: Path, channel_pages: None
) -> None:
    page = client.get("/c/cat").content.decode()
    assert "<title>&lt;b&gt;Кот&lt;/b&gt;</title>" in page
    assert 'content="Say &quot;meow&quot;"' in page
    assert 'property="og:image" content="http://testserver/p/1.jpg"' in page
    assert client.get("/c/dog").status_code == 404


@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/", "/media/x", "/p", "/static/none.js", "/ws/"])
def test_the_machines_addresses_are_no_pages(client: Client, front: Path, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert b"<html" not in response.content


def test_methods_that_an_address_does_not_take(client: Client, db: None) -> None:
    response = client.put("/api/v1/site")
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM_TYPE)
    assert response.json()["code"] == "method_not_allowed"


def test_broken_json_is_a_400(client: Client, admin_user: Any) -> None:
    client.force_login(admin_user)
    response = client.patch("/api/v1/me", "{", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "parse_error")


def test_a_crash_tells_nothing(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    response = Client(raise_request_exception=False).get("/crash", headers={"Accept-Language": "ru"})
    assert (response.status_code, response["Content-Type"]) == (500, PROBLEM_TYPE)
    body = response.json()
    assert body["code"] == "internal_error"
    assert body["title"] == "Сервер не справился"
    assert "hunter2" not in response.content.decode()


def _crash(request: object) -> HttpResponse:
    raise RuntimeError("hunter2")


urlpatterns = [path("crash", _crash)]
handler500 = "core.api.server_error"


async def _send(content: Any, address: str = "/api/v1/me") -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.patch(address, content=content, headers={"Accept-Language": "ru"})


async def test_a_declared_body_that_is_too_large_is_413() -> None:
    response = await _send(b"x" * (limits.BODY_BYTES + 1))
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert response.json()["title"] == "Слишком большое"


async def test_an_undeclared_body_is_counted() -> None:
    async def endless() -> Any:
        for _ in range(limits.BODY_BYTES // 65536 + 1):
            yield b"x" * 65536

    response = await _send(endless())
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


@pytest.mark.django_db(transaction=True)
async def test_a_body_within_the_limit_reaches_the_view() -> None:
    assert (await _send(b"{}")).status_code == 401


def test_only_uploads_may_be_large(settings: Any) -> None:
    def limit_of(method: str, path: str, media_type: bytes) -> int:
        headers = [(b"content-type", media_type)]
        return limits.limit_of({"method": method, "path": path, "headers": headers})

    tus = b"application/offset+octet-stream"
    assert limit_of("PATCH", "/api/v1/uploads/1", tus) == settings.UPLOAD_MAX_BYTES
    assert limit_of("POST", "/api/v1/uploads/1", tus) == settings.UPLOAD_MAX_BYTES
    # These would be spooled to disk, or read into memory, before anybody asks who sends them.
    assert limit_of("PUT", "/api/v1/uploads/1", tus) == limits.BODY_BYTES
    assert limit_of("POST", "/api/v1/uploads/1", b"application/x-www-form-urlencoded") == limits.BODY_BYTES
    assert limit_of("POST", "/api/v1/uploads", tus) == limits.BODY_BYTES
    assert limit_of("PATCH", "/api/v1/me", tus) == limits.BODY_BYTES


def test_the_docs_run_under_the_sites_policy(client: Client, db: None) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]
