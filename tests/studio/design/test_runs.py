"""Which typeface draws which part of a text."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from studio.design.inking import draw_line, ink_width
from studio.design.runs import EMOJI, clusters, lacking, runs


@pytest.mark.parametrize(
    ("text", "count"),
    [("дом", 3), ("é", 1), ("👨‍👩‍👧‍👦", 1), ("🇷🇺🇺🇸", 2), ("👍🏽👍", 2), ("1️⃣2", 2), ("❤️‍🔥", 1), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿a", 2)],
)
def test_what_a_reader_takes_for_one_letter_is_one(text: str, count: int) -> None:
    assert len(clusters(text)) == count
    assert "".join(clusters(text)) == text


def test_a_plain_text_is_one_run() -> None:
    assert [run.face for run in runs("Почему? — 10 %", "oswald")] == ["oswald"]


def test_emoji_come_from_the_emoji_face_and_letters_stay() -> None:
    assert [(run.face, run.text) for run in runs("Ура 🔥 дом", "oswald")] == [
        ("oswald", "Ура "), (EMOJI, "🔥 "), ("oswald", "дом"),
    ]  # fmt: skip


def test_skin_tones_are_left_out() -> None:
    assert runs("👍🏽", "oswald")[0].text == "👍"


@pytest.mark.parametrize("sequence", ["👨‍👩‍👧‍👦", "🇷🇺", "🏳️‍🌈", "1️⃣", "🧑‍🚀", "🐻‍❄️", "❤️‍🔥"])
def test_a_sequence_is_one_picture(sequence: str) -> None:
    """As wide as one emoji, not as its parts side by side."""
    assert ink_width("oswald", sequence, 0.0) < 1.2 * ink_width("oswald", "😂", 0.0)


def test_what_nobody_draws_is_told() -> None:
    assert lacking("Дом 日本 🔥", "oswald") == ("日", "本")


@pytest.mark.parametrize("tracking", [0.0, 0.05])
def test_ink_of_mixed_runs_lands_where_it_was_measured(tracking: float) -> None:
    plane = Image.new("L", (1200, 200))

    draw_line(plane, 40, 150, "ДОМ 🔥 У ½ ДОРОГИ", "playfair", 80, tracking)

    columns = np.flatnonzero(np.asarray(plane).max(axis=0) > 60)
    assert columns[0] == pytest.approx(40, abs=2)
    width = ink_width("playfair", "ДОМ 🔥 У ½ ДОРОГИ", tracking) * 80
    assert columns[-1] - columns[0] == pytest.approx(width, abs=6)
