"""Stored codes as sentences."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from channels_app import check_sentences
from channels_app.problems import FILE_PROBLEMS, finding_text, video_problem
from studio.check.fixes import FIXES


def test_numbers_are_written_as_the_language_writes_them() -> None:
    with translation.override("ru"):
        assert "4,99" in finding_text("text_contrast", 4.99, None)
    with translation.override("en"):
        assert "4.99" in finding_text("text_contrast", 4.99, None)


def test_every_fault_of_a_file_has_its_own_sentence() -> None:
    sentences = {video_problem(code, {}) for code in FILE_PROBLEMS}
    assert len(sentences) == len(FILE_PROBLEMS)
    assert video_problem("unheard_of", {}) not in sentences


@pytest.mark.parametrize("book", ["FINDINGS", "SCORES", "FIXES", "PARTS", "PROBLEMS"])
def test_what_a_check_says_is_said_in_both_languages(book: str) -> None:
    for code, said in getattr(check_sentences, book).items():
        texts = said.both(value="7", limit="9")
        assert texts["ru"] != texts["en"], code
        assert re.search("[а-яё]", texts["ru"]), code
        assert ("7" in texts["ru"]) == ("7" in texts["en"]), code


def test_every_fix_has_a_name_for_its_button() -> None:
    assert set(check_sentences.FIXES) == set(FIXES)
    assert check_sentences.fix_text(None) == ""


def test_a_finding_is_told_with_its_numbers() -> None:
    with translation.override("ru"):
        assert finding_text("off_brand_colour", 23.5, 11.0) == (
            "Цвет не из палитры команды: до ближайшего 23,5, незаметно до 11,0."
        )
        assert check_sentences.score_text("score_fonts_off", "caveat", "rubik").count("«") == 2
