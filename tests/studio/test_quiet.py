"""Chatter goes, everything else stays, standard error always comes back."""

from __future__ import annotations

import os
import threading

import pytest

from studio.quiet import hush

CHATTER = b"W0000 00:00:1795165355.165747    8371 inference_feedback_manager.cc:114] Feedback manager\n"


def test_only_the_known_chatter_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    with hush():
        os.write(2, CHATTER)
        os.write(2, b"disk is full\n")

    assert capfd.readouterr().err == "disk is full\n"


def test_standard_error_comes_back_after_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="broken model"), hush():
        raise ValueError("broken model")
    os.write(2, CHATTER)

    assert capfd.readouterr().err.encode() == CHATTER


def test_threads_inside_at_once_leave_it_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    together = threading.Barrier(4)

    def work() -> None:
        with hush():
            together.wait(timeout=10)
            os.write(2, CHATTER)
            together.wait(timeout=10)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"after\n")

    assert capfd.readouterr().err == "after\n"
