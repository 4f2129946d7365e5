"""Stored codes as sentences."""

from __future__ import annotations

from django.utils import translation

from channels_app.problems import FILE_PROBLEMS, finding_text, video_problem


def test_numbers_are_written_as_the_language_writes_them() -> None:
    with translation.override("ru"):
        assert "4,99" in finding_text("text_contrast", 4.99, None)
    with translation.override("en"):
        assert "4.99" in finding_text("text_contrast", 4.99, None)


def test_every_fault_of_a_file_has_its_own_sentence() -> None:
    sentences = {video_problem(code, {}) for code in FILE_PROBLEMS}
    assert len(sentences) == len(FILE_PROBLEMS)
    assert video_problem("unheard_of", {}) not in sentences
