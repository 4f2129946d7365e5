"""The rules of the house. Each test first proves that it sees something, so that none can go blind."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from rest_framework.views import APIView

from tests.architecture.messages import catalogue, texts_in

ROOT: Path = settings.ROOT
APPS = ["core", "accounts", "channels_app", "moderation", "generation"]
OURS = [*APPS, "studio", "demo", "bench", "platform/config", "tests"]
HEAVY = ["torch", "diffusers", "transformers", "cv2", "mediapipe", "av", "skimage", "scipy", "moviepy"]
LINES_AT_MOST = 400
COMPONENT_LINES_AT_MOST = 250


def _python_files(*folders: str) -> list[Path]:
    files = [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    assert files
    return files


def test_imports_go_in_one_direction(capsys: pytest.CaptureFixture[str]) -> None:
    # import-linter's contracts are in pyproject.toml.
    status = lint_imports(cache_dir=None)
    report = capsys.readouterr().out
    assert status == EXIT_STATUS_SUCCESS, report
    contracts = int(re.search(r"Contracts: (\d+) kept, 0 broken", report)[1])  # type: ignore[index]  # the status says it is there
    assert contracts >= 3


def test_the_web_process_loads_nothing_heavy() -> None:
    script = (
        "import json, sys, django; django.setup();"
        "import config.asgi; from django.urls import get_resolver;"
        "count = len(get_resolver().url_patterns);"
        "print(json.dumps([count, sorted(set(name.split('.')[0] for name in sys.modules))]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
        },
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    count, loaded = json.loads(done.stdout)
    assert count > 5
    assert "rest_framework" in loaded
    assert set(HEAVY) & set(loaded) == set()


def test_platform_is_a_plain_folder() -> None:
    # As a package it would shadow the standard library's `platform`.
    assert (ROOT / "platform" / "config" / "__init__.py").exists()
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_no_file_grows_too_long() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in _python_files(*OURS)}
    too_long = {
        str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > LINES_AT_MOST
    }
    assert too_long == {}


def test_no_component_grows_too_long() -> None:
    source = ROOT / "frontend" / "src"
    parts = dict.fromkeys(source.rglob("*.vue"), COMPONENT_LINES_AT_MOST)
    # What is generated from the contract is as long as that is; messages are a table, a line for each text.
    tables = {"schema.ts", "messages.ts", "messages.late.ts"}
    parts |= {path: LINES_AT_MOST for path in source.rglob("*.ts") if path.name not in tables}
    assert len(parts) > 30
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path, limit in parts.items()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > limit
    }
    assert too_long == {}


@pytest.mark.parametrize("app", APPS)
def test_every_text_for_people_is_in_russian(app: str) -> None:
    found = texts_in(ROOT / app)
    if app == "accounts":
        # The site's templates and settings have no catalogue of their own.
        found |= texts_in(ROOT / "platform")
    assert found or app == "generation"
    russian = catalogue(ROOT / app / "locale" / "ru" / "LC_MESSAGES" / "django.po")
    missing = {text: place for text, place in found.items() if not all(russian.get(text, ("",)))}
    assert missing == {}
    for text in found:
        for translated in russian[text]:
            assert _places(translated) == _places(text), f"{text!r} → {translated!r}"


def _places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def test_no_two_catalogues_disagree() -> None:
    seen: dict[str, tuple[str, ...]] = {}
    for app in APPS:
        for text, translated in catalogue(ROOT / app / "locale/ru/LC_MESSAGES/django.po").items():
            assert seen.setdefault(text, translated) == translated, text
    assert len(seen) > 50


def _views(patterns: list[URLPattern | URLResolver]) -> Iterator[type[APIView]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        elif isinstance(view := getattr(pattern.callback, "cls", None), type) and issubclass(view, APIView):
            yield view


def test_every_operation_is_described(contract: dict[str, dict[str, dict[str, dict[str, object]]]]) -> None:
    operations = {
        f"{method} {path}": operation
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }
    assert len(operations) > 40
    assert [
        name
        for name, operation in operations.items()
        if not (operation.get("description") or operation.get("summary"))
    ] == []
    assert [name for name, operation in operations.items() if not operation.get("tags")] == []
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)
    views = set(_views(get_resolver().url_patterns))
    assert len(views) > 15


def test_migrations_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _asserts(node: ast.AST, helpers: set[str]) -> bool:
    """Whether something in `node` can fail a test: an assert, `raises`, `expect`, a helper that asserts."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assert):
            return True
        if isinstance(inner, ast.Attribute) and inner.attr in {
            *("raises", "fail", "warns", "assert_close"),
            *helpers,
        }:
            return True
        if isinstance(inner, ast.Name) and inner.id in {"expect", *helpers}:
            return True
    return False


def test_every_test_can_fail() -> None:
    trees = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in _python_files("tests")]
    functions = [
        (path, node)
        for path, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    helpers = {
        node.name for _, node in functions if not node.name.startswith("test_") and _asserts(node, set())
    }
    tests = [(path, node) for path, node in functions if node.name.startswith("test_")]
    assert len(tests) > 80
    assert [f"{path.name}:{node.name}" for path, node in tests if not _asserts(node, helpers)] == []


def test_nothing_leads_to_another_place() -> None:
    """Lock files name no registry host; no file of ours names a secret's value."""
    locks = [*sorted((ROOT / "requirements").glob("*.lock")), ROOT / "frontend" / "package-lock.json"]
    assert len(locks) >= 3
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "index-url" not in text
        assert '"resolved": "http' not in text
