"""Setting type: fitting, breaking, measuring."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from studio import fonts
from studio.design.typeset import LEANING, Manner, cap_ratio, draw_line, ink_width, is_rtl, set_text

MANNER = Manner("montserrat", caps=True, max_lines=4, min_px=30)


@pytest.mark.parametrize("face", sorted(fonts.TYPEFACES))
def test_every_typeface_has_both_alphabets(face: str) -> None:
    alphabet = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    letters = alphabet + alphabet.upper() + "abcxyzABCXYZ0123456789«»„“—–…!?№"

    assert not fonts.undrawable(letters, face)


def test_hebrew_and_arabic_find_a_typeface() -> None:
    for text in ("שלום", "مرحبا"):
        assert not fonts.undrawable(text, fonts.face_for(text, "oswald"))
        assert is_rtl(text)


@pytest.mark.parametrize(
    "text",
    ["Дом", "Почему космонавты не плачут?", "Как мы за один день доехали до Байкала и не замёрзли в пути",
     "слово " * 15],
)  # fmt: skip
def test_a_block_fits_its_box(text: str) -> None:
    block = set_text(text, 600, 400, MANNER)

    assert block.height_px <= 400.5
    assert all(line.width_px <= 600.5 for line in block.lines)
    assert len(block.lines) <= 4
    assert block.lines[-1].baseline_px <= block.height_px + 0.5
    assert " ".join(line.text for line in block.lines) == " ".join(text.upper().split())


def test_no_line_ends_in_a_word_that_leans_on_the_next() -> None:
    block = set_text("Дом на краю света и снега", 500, 400, MANNER)

    for line in block.lines[:-1]:
        assert line.text.split()[-1].lower() not in LEANING


def test_lines_are_balanced() -> None:
    block = set_text("Big science channel about space", 700, 300, MANNER)

    widths = [line.width_px for line in block.lines]
    assert min(widths) > 0.45 * max(widths)


def test_a_word_of_sixty_letters_is_broken_with_hyphens() -> None:
    block = set_text("Ы" * 60, 300, 400, MANNER)

    assert len(block.lines) > 1
    assert all(line.text.endswith("-") for line in block.lines[:-1])
    assert all(line.width_px <= 300.5 for line in block.lines)


def test_ordinary_words_are_never_broken() -> None:
    block = set_text("Достопримечательности Екатеринбурга", 520, 300, MANNER)

    assert not block.broken
    assert not any(line.text.endswith("-") for line in block.lines)


def test_spread_sets_short_lines_larger() -> None:
    plain = set_text("10 правил большого оратора", 500, 600, MANNER)
    spread = set_text(
        "10 правил большого оратора", 500, 600, Manner("montserrat", caps=True, spread=1.5, min_px=30)
    )

    assert len({round(line.size_px) for line in plain.lines}) == 1
    assert len({round(line.size_px) for line in spread.lines}) > 1


@pytest.mark.parametrize("tracking", [0.0, 0.08, -0.02])
def test_ink_lands_where_it_was_measured(tracking: float) -> None:
    plane = Image.new("L", (1000, 200))

    draw_line(plane, 50, 150, "АВТОМОБИЛЬ", "montserrat", 100, tracking)

    columns = np.flatnonzero(np.asarray(plane).max(axis=0) > 100)
    rows = np.flatnonzero(np.asarray(plane).max(axis=1) > 100)
    width = ink_width("montserrat", "АВТОМОБИЛЬ", tracking) * 100
    assert columns[0] == pytest.approx(50, abs=2)
    assert columns[-1] - columns[0] == pytest.approx(width, abs=5)
    assert 150 - rows[0] == pytest.approx(cap_ratio("montserrat") * 100, abs=4)


def test_no_letter_is_a_tofu_box() -> None:
    plane = Image.new("L", (300, 200))
    missing = Image.new("L", (300, 200))

    draw_line(plane, 20, 150, "Ж", "oswald", 120, 0)
    draw_line(missing, 20, 150, "\uffff", "oswald", 120, 0)

    assert not np.array_equal(np.asarray(plane), np.asarray(missing))
