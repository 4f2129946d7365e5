"""The cards that come with the studio: each is whole, and says what an operator must know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studio.models.card import CARDS, InvalidCard, ModelCard, known_cards, read_card
from studio.models.store import PLAIN_SUFFIXES, WEIGHTS_SUFFIX

EVERY = list(known_cards().values())


def test_what_painting_needs_is_there() -> None:
    kinds = {card.kind for card in EVERY}
    assert kinds >= {"base", "lora", "control", "image_prompt", "upscaler", "tiny_vae", "texture", "depth"}
    assert kinds >= {"likeness", "captioner", "speech", "writer"}
    controls = {(card.family, kind) for card in EVERY for kind in card.controls}
    assert controls >= {("sdxl", kind) for kind in ("pose", "depth", "edges")}
    assert controls >= {("sd15", kind) for kind in ("pose", "depth", "edges", "face")}
    assert next(iter(EVERY)).recommended


@pytest.mark.parametrize("card", EVERY, ids=lambda card: card.name)
def test_a_card_is_whole(card: ModelCard) -> None:
    assert (CARDS / f"{card.name}.toml").is_file()
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", card.source)
    assert re.fullmatch(r"[0-9a-f]{40}|main", card.revision)
    assert card.bytes > 0
    assert card.memory_bytes > 0
    for words in (card.title, card.licence.restrictions):
        assert words.en
        assert re.search("[а-я]", words.ru) or words is card.title
    assert card.licence.url.startswith("https://")
    assert all(re.fullmatch("[0-9a-f]{64}", known) for known in card.sha256.values())


@pytest.mark.parametrize("card", EVERY, ids=lambda card: card.name)
def test_a_card_asks_for_nothing_pickled(card: ModelCard) -> None:
    assert card.files
    suffixes = {Path(pattern).suffix for pattern in card.files if not pattern.startswith("!")}
    assert suffixes <= {WEIGHTS_SUFFIX, *PLAIN_SUFFIXES, ".safetensors*", ""}


@pytest.mark.parametrize("card", [card for card in EVERY if card.kind == "base"], ids=lambda card: card.name)
def test_a_base_says_how_it_paints_best(card: ModelCard) -> None:
    assert "text" in card.operations
    defaults = card.defaults
    assert defaults.steps
    assert defaults.guidance is not None
    assert defaults.width_px
    assert defaults.width_px % 8 == 0
    assert "model_index.json" in card.files


def test_what_may_not_earn_money_says_so() -> None:
    assert [card.name for card in EVERY if not card.licence.commercial] == ["sdxl-turbo"]


def test_no_face_recogniser_is_bound_to_its_owner() -> None:
    text = " ".join(path.read_text(encoding="utf-8").lower() for path in CARDS.glob("*.toml"))
    assert "ip-adapter" in text
    for name in ("insightface", "antelope", "buffalo", "arcface", "faceid", "instantid"):
        assert name not in text


@pytest.mark.parametrize("text", ["name = ", 'name = "UPPER"', 'name = "a"\nkind = "soup"'])
def test_a_card_that_makes_no_sense_names_its_fault(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)

    with pytest.raises(InvalidCard) as refused:
        read_card(path)

    assert refused.value.code == "model_card_invalid"
    assert refused.value.params["file"] == "bad.toml"
