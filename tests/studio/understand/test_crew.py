"""The crew that works while a film is decoded: leaving it drops what waits and finishes what writes."""

from __future__ import annotations

import threading

from studio.understand.crew import HANDS, Crew


def test_leaving_with_work_in_line_ends() -> None:
    begun, go_on, written = threading.Semaphore(0), threading.Event(), []

    def write(number: int) -> None:
        begun.release()
        go_on.wait(10)
        written.append(number)

    with Crew() as crew:
        for number in range(HANDS + 3):
            crew.write(write, number)
        for _ in range(HANDS):
            assert begun.acquire(timeout=10)
        threading.Timer(0.05, go_on.set).start()

    assert sorted(written) == list(range(HANDS)), "what had begun is written, the rest dropped"
