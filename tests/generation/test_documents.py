"""Designs from strangers: refused with a reason, or fit to be drawn."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError, Invalid
from generation.services.documents import CantDraw, read_design
from studio.design.darkroom import Darkroom
from studio.design.document import Design, PictureLayer, ShapeLayer, TextLayer, TextLine
from studio.design.render import render
from studio.design.resized import at_size
from studio.errors import StudioError
from studio.values import Box

WHOLE = Box(x=0, y=0, width=1, height=1)
PLAIN = Design(
    kind="cover", layout="corner", style="natural", width_px=1280, height_px=720, background="#101216",
    layers=(
        ShapeLayer(id="bar", box=Box(x=0.1, y=0.2, width=0.3, height=0.1), colour="#ffcc00"),
        TextLayer(
            id="headline", role="headline", text="Утро", box=Box(x=0.1, y=0.4, width=0.5, height=0.3),
            face="montserrat",
            lines=(TextLine(text="Утро", x=0.1, y=0.6, size=0.2, colour="#ffffff", width=0.4),),
        ),
    ),
)  # fmt: skip
GOOD: dict[str, Any] = PLAIN.model_dump(mode="json")
ODD: st.SearchStrategy[Any] = st.one_of(
    st.floats(),
    st.integers(),
    st.sampled_from(
        [10**400, -1, math.nan, math.inf, 1e308, "", "x" * 400, "#fff", "\0", None, True, [], {}]
    ),
    st.text(max_size=8),
    st.lists(st.floats(width=32), max_size=3),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document that something odd could be put at."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(one for key, part in inner for one in places(part, (*path, key)))]


def with_odd(path: tuple[Any, ...], odd: Any) -> Any:
    changed = copy.deepcopy(GOOD)
    part = changed
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = odd
    return changed


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(path=st.sampled_from(places(GOOD)), odd=ODD)
def test_whatever_stands_in_a_design_it_is_refused_or_can_be_drawn(path: tuple[Any, ...], odd: Any) -> None:
    try:
        design = read_design(with_odd(path, odd))
        pixels = render(at_size(design, 64, 36), Darkroom({}))
    except (DomainError, StudioError):
        # Refused in words that a page can show; any other exception fails the test.
        return
    assert pixels.shape == (36, 64, 3)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"background": "red"}, "design.background"),
        ({"layers": GOOD["layers"] * 2}, "design.layers"),
        ({"layers": [{**GOOD["layers"][0], "id": str(n)} for n in range(61)]}, "design.layers"),
        ({"seed": 1.5}, "design.seed"),
        ({"surprise": 1}, "design.surprise"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_design({**GOOD, **change})
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("x", math.nan),
        ("x", math.inf),
        ("width", 1e9),
        ("height", -1.0),
        ("width", 0.0),
    ],
)
def test_a_box_that_nobody_can_draw_is_refused(place: str, value: float) -> None:
    with pytest.raises(Invalid):
        read_design(with_odd(("layers", 0, "box", place), value))


def test_a_design_of_a_newer_release_says_so() -> None:
    with pytest.raises(CantDraw) as refused:
        read_design({**GOOD, "schema_version": 3})
    assert refused.value.code == "design_newer"


def test_a_design_of_the_first_version_is_read() -> None:
    assert read_design({**GOOD, "schema_version": 1}).schema_version == 1


def test_a_design_as_large_as_people_make_them_is_read() -> None:
    layers = [
        PictureLayer(id=f"p{n}", source="v0s0", crop=WHOLE, box=WHOLE).model_dump(mode="json")
        for n in range(60)
    ]
    assert len(read_design({**GOOD, "layers": layers}).layers) == 60
