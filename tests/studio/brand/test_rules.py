"""What a look asks of words and of designs: avoided words, painters' words, locks."""

from __future__ import annotations

import pytest

from studio.brand import BrandPreset
from studio.brand.locks import locked_in_design, locked_wishes
from studio.brand.preset import LOCKS
from studio.brand.speech import avoided_in, in_painter_style, without_avoided
from studio.design.document import BadgeLayer, Design, LogoLayer, TextLayer
from studio.paint.options import LoraUse, PaintOptions
from studio.values import Box, Brief, HeadlineOption, Wishes, WordSource

BOX = Box(x=0, y=0, width=0.5, height=0.2)
SHA = "a" * 64


def _look(**values: object) -> BrandPreset:
    said = {"palette": [{"role": "accent", "hex": "#d02030"}], "locks": list(LOCKS)}
    return BrandPreset.model_validate(said | values)


def _design(**text: object) -> Design:
    words = {
        "id": "t", "role": "headline", "text": "Утро", "box": BOX, "face": "oswald", "lines": (),
        "colour": "#123456",
    } | text  # fmt: skip
    layers = (TextLayer.model_validate(words), LogoLayer(id="l", logo=SHA, box=BOX))
    return Design(
        kind="cover", layout="poster", style="natural", width_px=1280, height_px=720, background="#000000",
        layers=layers,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Это ШОК!", ["шок"]),
        ("Шокирует всех", []),
        ("Вы  не поверите", ["вы не поверите"]),
        ("Ёлка", ["елка"]),
        ("", []),
    ],
)
def test_words_are_found_whole_and_whatever_their_case(text: str, found: list[str]) -> None:
    assert avoided_in(text, ["шок", "вы не поверите", "елка"]) == found


def test_another_headline_is_taken_where_there_is_one() -> None:
    options = [
        HeadlineOption(text=text, source=WordSource(kind="title")) for text in ("Шок дня", "День в горах")
    ]
    brief = Brief(kind="cover", headline="Шок дня", headlines=tuple(options), keywords=("шок", "горы"))
    look = _look(avoid_words=["шок"])
    written = without_avoided(brief, look, own_headline=False)
    assert (written.headline, written.keywords) == ("День в горах", ("горы",))
    assert written.notices == ("brand_words_avoided",)
    own = without_avoided(brief, look, own_headline=True)
    assert (own.headline, own.notices) == ("Шок дня", ("brand_word_used",))
    assert without_avoided(written, look, own_headline=False) == written


def test_painters_are_told_the_style_once() -> None:
    look = _look(painter={"modifiers": "film grain", "negative": "neon"})
    brief = Brief(kind="cover", headline="", prompt="a lake.", negative="text")
    told, options = in_painter_style(*in_painter_style(brief, PaintOptions(), look), look)
    assert (told.prompt, told.negative) == ("a lake, film grain", "text, neon")
    assert options == PaintOptions()
    _, mine = in_painter_style(brief, PaintOptions(prompt="a hill"), look)
    assert mine.prompt == "a hill, film grain"


def test_locks_name_the_wishes_that_go_beyond_them() -> None:
    look = _look(layouts={"cover": ["poster"]}, painter={"style": "noir", "loras": [{"name": "ours"}]})
    painting = PaintOptions(loras=(LoraUse(name="ours"), LoraUse(name="mine")))
    assert locked_wishes(Wishes(layout="split", style="comic"), painting, look) == {
        "wishes.layout": "layouts",
        "wishes.style": "painter",
        "painting.loras": "painter",
    }
    assert locked_wishes(Wishes(layout="poster", style="noir"), PaintOptions(), look) == {}
    assert locked_wishes(Wishes(layout="split"), painting, _look(locks=[])) == {}


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"colour": "#00ff00"}, ["palette"]),
        ({"colour": "#d02030"}, []),
        ({"colour": "#FFFFFF"}, []),
        ({"face": "caveat"}, ["fonts"]),
        ({"caps": True}, ["text"]),
        ({"shadow": 0.01, "text": "Шок"}, ["text", "words"]),
        ({"box": Box(x=0.3, y=0.1, width=0.5, height=0.2)}, []),
    ],
)
def test_only_what_is_new_breaks_a_lock(change: dict[str, object], broken: list[str]) -> None:
    look = _look(avoid_words=["шок"], fonts={"headline": "oswald"})
    assert locked_in_design(_design(), _design(**change), look) == broken
    assert locked_in_design(_design(**change), _design(**change), look) == []
    assert locked_in_design(_design(), _design(**change), _look(locks=[])) == []


def test_a_locked_logo_may_be_moved_but_not_taken_away() -> None:
    look, before = _look(), _design()
    text, logo = before.layers
    moved = logo.model_copy(update={"box": BOX.model_copy(update={"x": 0.4})})
    hidden = logo.model_copy(update={"visible": False})
    badge = BadgeLayer(id="b", box=BOX, text="7", face="oswald", colour="#d02030", ink="#ffffff")
    assert locked_in_design(before, before.model_copy(update={"layers": (text, moved, badge)}), look) == []
    for layers in ((text,), (text, hidden)):
        assert locked_in_design(before, before.model_copy(update={"layers": layers}), look) == ["logos"]
