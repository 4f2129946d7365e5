"""The environment is read by type, and a wrong value is refused by its name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from config import env
from config.secret import site_secret
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NAME = "MASTHEAD_TEST_VALUE"


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("1", True), ("Yes", True), (" on ", True), ("true", True), ("0", False), ("OFF", False), ("no", False)],
)
def test_flags(monkeypatch: pytest.MonkeyPatch, raw: str, expected: bool) -> None:
    monkeypatch.setenv(NAME, raw)
    assert env.flag(NAME, not expected) is expected


@pytest.mark.parametrize("raw", ["", "   "])
def test_what_is_empty_is_unset(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv(NAME, raw)
    assert env.flag(NAME, True) is True
    assert env.number(NAME, 7) == 7
    assert env.words(NAME, ["a"]) == ["a"]
    assert env.text(NAME, "x") in {"", "x"}
    assert env.url(NAME, {"redis"}) == ""
    assert env.folder(NAME, Path("/there")) == Path("/there")


@pytest.mark.parametrize("raw", ["maybe", "2", "yess"])
def test_flags_that_are_none(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv(NAME, raw)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.flag(NAME, False)


def test_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "42")
    assert env.number(NAME, 0) == 42
    for raw in ("4.2", "forty", "-1", "0x10"):
        monkeypatch.setenv(NAME, raw)
        with pytest.raises(ImproperlyConfigured, match=NAME):
            env.number(NAME, 0)
    monkeypatch.setenv(NAME, "4")
    with pytest.raises(ImproperlyConfigured, match="at least 5"):
        env.number(NAME, 5, minimum=5)


def test_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " a.example , ,b.example ")
    assert env.words(NAME, []) == ["a.example", "b.example"]


def test_folders_are_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "~/data")
    assert env.folder(NAME, Path()) == Path.home() / "data"
    monkeypatch.setenv(NAME, "data")
    assert env.folder(NAME, Path()).is_absolute()


def test_addresses_of_the_wrong_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "redis://localhost:6379/1")
    assert env.url(NAME, {"redis"}) == "redis://localhost:6379/1"
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.url(NAME, {"smtp"})


def test_databases(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    embedded = env.database(NAME, tmp_path / "db")
    assert embedded["ENGINE"] == "django.db.backends.sqlite3"
    assert "journal_mode=WAL" in str(embedded["OPTIONS"])
    monkeypatch.setenv(NAME, "postgres://me:s%40cret@db.example:5433/masthead")
    server = env.database(NAME, tmp_path / "db")
    assert server["ENGINE"] == "django.db.backends.postgresql"
    assert (server["HOST"], server["PORT"], server["PASSWORD"]) == ("db.example", 5433, "s@cret")
    assert server["CONN_MAX_AGE"] == 0


def test_mail_servers() -> None:
    read = env.email("smtp+tls://me:secret@mail.example:587")
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"], read["EMAIL_USE_TLS"]) == ("mail.example", 587, True)


def test_a_wrong_value_stops_the_start_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.ROOT,
        env={"PATH": "", "MASTHEAD_DATA": str(tmp_path), "UPLOAD_MAX_BYTES": "a lot"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "UPLOAD_MAX_BYTES must be a whole number, not 'a lot'" in last


def test_the_sites_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = site_secret(tmp_path)
    assert len(first) >= 50
    assert site_secret(tmp_path) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
