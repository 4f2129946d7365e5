"""Whatever can go wrong in the studio has a sentence for the person whom it stops, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from channels_app import check_sentences
from channels_app import problems as video_problems
from channels_app.services import cleaning
from generation import model_problems, paint_problems, problems, words_problems
from generation.models import JobKind
from generation.services import documents
from studio.design.layouts import LAYOUTS

STUDIO: Path = settings.ROOT / "studio"
# Said by the studio's own command to whoever typed it.
COMMAND = {
    STUDIO / "cli.py",
    STUDIO / "paint" / "diffusion" / "command.py",
    STUDIO / "gallery" / "material.py",
}
# The bases themselves: nothing raises them without a code of its own.
BASES = {"studio_error", "undrawable"}
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


def _errors(trees: dict[Path, ast.Module]) -> set[str]:
    """The names of all classes that are studio errors, over however many steps."""
    parents = {
        node.name: {ast.unparse(base) for base in node.bases}
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"StudioError"}
    while grown := {name for name, bases in parents.items() if bases & found} - found:
        found |= grown
    return found


def _codes(path: Path, tree: ast.Module, errors: set[str]) -> Iterator[tuple[str, str]]:
    """(code, where) of each code that an error can have: of its class, or given when it is raised."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in errors:
            for line in node.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "code":
                    yield ast.literal_eval(line.value), f"{path}:{line.lineno}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in errors:
            for keyword in node.keywords:
                if keyword.arg == "code":
                    for part in ast.walk(keyword.value):
                        if isinstance(part, ast.Constant) and CODE.fullmatch(str(part.value)):
                            yield str(part.value), f"{path}:{node.lineno}"


def _raised() -> dict[str, str]:
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(STUDIO.rglob("*.py"))
        if path not in COMMAND
    }
    errors = _errors(trees)
    found: dict[str, str] = {}
    for path, tree in trees.items():
        for code, where in _codes(path.relative_to(settings.ROOT), tree, errors):
            found.setdefault(code, where)
    return {code: where for code, where in found.items() if code not in BASES}


def _findings() -> dict[str, str]:
    """The codes that a finding can have, and where it is made."""
    found: dict[str, str] = {}
    for path in sorted(STUDIO.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Finding":
                for keyword in node.keywords:
                    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                        found[str(keyword.value.value)] = f"{path.relative_to(settings.ROOT)}:{node.lineno}"
    return found


def _books() -> set[str]:
    """The codes that have a sentence, wherever it is told."""
    return {
        *problems._SENTENCES,
        *paint_problems.SENTENCES,
        *model_problems.SENTENCES,
        *video_problems._VIDEO,
        *cleaning._SENTENCES,
        *check_sentences.PROBLEMS,
        *documents.SENTENCES,
    }


# What is told to people by another room than jobs: subtitles and language models by theirs.
ELSEWHERE = re.compile(r"studio/(words|brief)/")


def test_every_code_has_a_sentence() -> None:
    raised = {code: where for code, where in _raised().items() if not ELSEWHERE.match(where)}
    assert len(raised) > 60
    assert {code: where for code, where in raised.items() if code not in _books()} == {}


def test_every_finding_has_a_sentence() -> None:
    made = _findings()
    assert len(made) > 10
    # Told by `made_again_*`, in the words for how far it is.
    told = {*video_problems._FINDINGS, *check_sentences.FINDINGS, "made_again_drifted"}
    assert {code: where for code, where in made.items() if code not in told} == {}


@pytest.mark.parametrize("code", sorted({*paint_problems.SENTENCES, *model_problems.SENTENCES}))
def test_a_sentence_is_said_in_both_languages_whatever_it_is_told(code: str) -> None:
    said = []
    for language in ("ru", "en"):
        with translation.override(language):
            told = problems.sentence(JobKind.MAKE_CANDIDATES, code, {})
        assert told.strip()
        assert "{" not in told
        said.append(told)
    assert said[0] != said[1]
    assert re.search("[а-яё]", said[0])


def test_what_became_of_a_brief_is_told_of_its_versions_too() -> None:
    untold = [
        code
        for code in words_problems.NOTICES
        if video_problems.finding_text(code, None, None) == code.replace("_", " ")
    ]
    assert len(words_problems.NOTICES) > 5
    assert untold == []


def test_the_page_calls_every_layout_by_its_title() -> None:
    words = (settings.ROOT / "frontend" / "src" / "features" / "workbench" / "messages.ts").read_text(
        encoding="utf-8"
    )
    named = [
        dict(re.findall(r"(\w+): '([^']*)'", block))
        for block in re.findall(r"layouts: \{(.*?)\}", words, re.S)
    ]
    assert named == [{one.name: one.title[code] for one in LAYOUTS.values()} for code in ("en", "ru")]
