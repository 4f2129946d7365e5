"""A person at the site: signed in by session as a browser would be, speaking the public API."""

from __future__ import annotations

from typing import Any, Self

import httpx

CALM_S = 30.0
CSRF_COOKIE = "csrftoken"


class ApiError(Exception):
    """The site said no; `problem` is its problem+json answer."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        is_json = "json" in response.headers.get("content-type", "")
        self.problem: dict[str, Any] = response.json() if is_json else {}
        told = self.problem.get("detail") or response.text[:200]
        fields = self.problem.get("fields") or self.problem.get("errors") or ""
        super().__init__(
            f"{response.request.method} {response.request.url.path}: {self.status} {told} {fields}"
        )


class Person:
    """Somebody's session. Use as a context manager."""

    def __init__(self, site: str, *, language: str = "en") -> None:
        self.site = site
        # The site is on this machine: a proxy that the environment names knows nothing of it.
        self.http = httpx.Client(
            base_url=site, headers={"Accept-Language": language}, timeout=CALM_S, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by e-mail. Raises ApiError (wrong password)."""
        self._call("GET", "/_allauth/browser/v1/config")  # sets the CSRF cookie
        self._call("POST", "/_allauth/browser/v1/auth/login", json={"email": email, "password": password})

    def get(self, path: str, **params: Any) -> Any:
        """The JSON at `/api/v1/<path>`."""
        return self._call("GET", f"/api/v1/{path}", params=params).json()

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """POST `body`; the JSON of the answer."""
        return self._call("POST", f"/api/v1/{path}", json=body or {}).json()

    def put(self, path: str, body: dict[str, Any]) -> Any:
        """PUT `body`; the JSON of the answer."""
        return self._call("PUT", f"/api/v1/{path}", json=body).json()

    def fetch(self, url: str) -> httpx.Response:
        """Any file of the site, by a link that the API gave."""
        return self._call("GET", url)

    def write_headers(self) -> dict[str, str]:
        """What a request that changes something must carry."""
        return {"X-CSRFToken": self.http.cookies.get(CSRF_COOKIE) or ""}

    def cookie_header(self) -> str:
        """The session, for connections that aren't made by `http`."""
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    def _call(self, method: str, url: str, **options: Any) -> httpx.Response:
        headers = {} if method == "GET" else self.write_headers()
        response = self.http.request(method, url, headers=headers, **options)
        if response.is_error:
            raise ApiError(response)
        return response
