"""A look as one file: there and back, and whatever else somebody may send for one."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from studio.brand.file import FILE_BYTES, read_preset, write_preset
from studio.brand.preset import LOCKS, BrandColour, BrandFonts, BrandLogo, BrandPreset
from studio.errors import InvalidRequest

CODES = {"preset_unreadable", "preset_newer", "preset_too_large", "preset_logo_damaged"}


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def png(width: int = 8, height: int = 4) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), "red").save(out, "PNG")
    return out.getvalue()


LOGO = png()
SHA = hashlib.sha256(LOGO).hexdigest()
LOOK = BrandPreset(
    palette=(BrandColour(role="accent", hex="#e8364f"),),
    fonts=BrandFonts(headline="rubik"),
    logos=(BrandLogo(sha256=SHA, width_px=8, height_px=4),),
    layouts={"cover": ("hero",)},
    avoid_words=("шок",),
)
FILE = json.loads(write_preset(LOOK, {SHA: LOGO}, "Наш канал"))


def refused(data: bytes) -> str:
    with pytest.raises(InvalidRequest) as refusal:
        read_preset(data)
    return refusal.value.code


def outcome(data: bytes) -> str:
    try:
        read_preset(data)
    except InvalidRequest as error:
        return error.code
    return "a look"


def changed(**changes: Any) -> bytes:
    return json.dumps({**FILE, **changes}).encode()


def test_a_look_comes_back_as_it_was() -> None:
    data = write_preset(LOOK, {SHA: LOGO}, "Наш канал")

    assert read_preset(data) == (LOOK, {SHA: LOGO}, "Наш канал")
    assert write_preset(LOOK, {SHA: LOGO, "f" * 64: b""}, "Наш канал") == data


def test_a_file_of_a_newer_release_is_refused_by_name() -> None:
    assert refused(changed(schema_version=2)) == "preset_newer"
    assert refused(changed(schema_version=2, preset={"unheard": "of"})) == "preset_newer"
    assert refused(changed(preset={**FILE["preset"], "schema_version": 7})) == "preset_newer"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"null", b"[]", b"{}", b"\xff\xfe\x00", b"[" * 100_000, b'{"kind": "masthead-brand-preset"}',
        changed(kind="something else"), changed(preset=[]), changed(preset={**FILE["preset"], "more": 1}),
        changed(preset={**FILE["preset"], "palette": [{"role": "accent", "hex": "javascript:"}]}),
        changed(name=7), changed(logos=None), changed(schema_version=None), changed(schema_version=0),
    ],
)  # fmt: skip
def test_what_is_no_look_is_refused(data: bytes) -> None:
    assert refused(data) == "preset_unreadable"


@pytest.mark.parametrize(
    "logo",
    [
        "",
        "***",
        base64.b64encode(LOGO + b"more").decode(),
        base64.b64encode(b"<svg></svg>").decode(),
        7,
        None,
    ],
)
def test_a_logo_that_is_not_the_one_named_is_refused(logo: object) -> None:
    assert refused(changed(logos={SHA: logo})) == "preset_logo_damaged"


def test_a_logo_larger_than_ours_is_refused() -> None:
    large = png(3000, 4)
    sha = hashlib.sha256(large).hexdigest()
    look = LOOK.model_copy(update={"logos": (BrandLogo(sha256=sha, width_px=3000, height_px=4),)})

    assert refused(write_preset(look, {sha: large})) == "preset_logo_damaged"


def test_a_file_that_is_too_large_is_not_parsed() -> None:
    assert refused(b" " * (FILE_BYTES + 1)) == "preset_too_large"


def test_logos_that_nobody_named_stay_in_the_file() -> None:
    _, logos, _ = read_preset(changed(logos={**FILE["logos"], "../../etc": "AAAA"}))

    assert set(logos) == {SHA}


HEXES = some.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
ROLES = some.sampled_from(["accent", "second", "ground", "paper", "ink"])
WORDS = some.text(min_size=1, max_size=20).filter(lambda word: word.strip() == word and word)
LOOKS = some.builds(
    BrandPreset,
    palette=some.lists(some.builds(BrandColour, role=ROLES, hex=HEXES), max_size=8).map(tuple),
    avoid_words=some.lists(WORDS, max_size=5).map(tuple),
    tagline=some.text(max_size=120),
    locks=some.lists(some.sampled_from(LOCKS), unique=True).map(tuple),
    logos=some.just(()),
    layouts=some.dictionaries(some.sampled_from(["cover", "avatar"]), some.just(("hero",))),
)
JSON: some.SearchStrategy[Any] = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(LOOKS, some.text(max_size=100))
def test_any_look_comes_back(look: BrandPreset, name: str) -> None:
    assert read_preset(write_preset(look, {}, name)) == (look, {}, name)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(some.sampled_from(["kind", "schema_version", "name", "preset", "logos"]), JSON)
def test_any_nonsense_is_a_look_or_a_code(key: str, value: object) -> None:
    assert outcome(changed(**{key: value})) in (*CODES, "a look")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(some.binary(max_size=200), some.integers(0, 400))
def test_any_bytes_are_a_look_or_a_code(noise: bytes, place: int) -> None:
    whole = json.dumps(FILE).encode()
    data = whole[:place] + noise + whole[place + len(noise) :]
    assert outcome(data) in (*CODES, "a look")
