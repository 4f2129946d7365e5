"""Transitions on films of tiny pictures made for the purpose: what counts as one and what does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.sample.worlds import photo
from studio.understand.shots import Change, find_changes, shots_between

Picture = NDArray[np.uint8]
RATE = 12.5  # about what watching reference frames gives


loaded = cache(photo)


def view(name: str, x: float = 0.5, y: float = 0.5, width: float = 0.5) -> NDArray[np.float32]:
    """A 16:9 part of a photograph, centred on x, y, shrunk to (18, 32, 3) float RGB."""
    source = loaded(name)
    rows, columns = source.shape[:2]
    wide = width * columns
    tall = min(wide * 9 / 16, rows)
    left = np.clip(x * columns - wide / 2, 0, columns - wide)
    top = np.clip(y * rows - tall / 2, 0, rows - tall)
    part = source[int(top) : int(top + tall), int(left) : int(left + wide)]
    return cv2.resize(part, (32, 18), interpolation=cv2.INTER_AREA).astype(np.float32)


def watch(seconds: float, frame_at: Callable[[float], NDArray[np.float32]]) -> list[Change]:
    """The transitions of a film given as a function of time."""
    times = [n / RATE for n in range(round(seconds * RATE))]
    noise = np.random.default_rng(3)
    frames = []
    for at_s in times:
        rgb = np.clip(frame_at(at_s) + noise.normal(0, 0.6, (18, 32, 3)), 0, 255).astype(np.uint8)
        frames.append(cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb))
    return find_changes(times, np.stack(frames))


def mixed(one: str, other: str, at_s: float, start_s: float, length_s: float) -> NDArray[np.float32]:
    """Two slowly moving scenes, dissolved into each other from `start_s` on."""
    share = float(np.clip((at_s - start_s) / length_s, 0, 1))
    drift = 0.012 * at_s
    return view(one, 0.45 + drift) * (1 - share) + view(other, 0.5 - drift) * share


@pytest.mark.parametrize("length_s", [0.4, 0.7, 1.0, 1.5, 2.0, 2.5])
def test_dissolves_of_every_length_are_found_where_they_are(length_s: float) -> None:
    (found,) = watch(8, lambda at_s: mixed("coffee", "rocket", at_s, 3.0, length_s))

    assert found.kind == "dissolve"
    assert found.middle_s == pytest.approx(3.0 + length_s / 2, abs=0.2)
    assert found.end_s - found.start_s == pytest.approx(length_s, abs=0.35 * length_s + 0.15)


def test_a_title_that_fades_is_no_dissolve() -> None:
    def film(at_s: float) -> NDArray[np.float32]:
        picture = view("coffee", 0.45 + 0.01 * at_s)
        share = eased(at_s, 3.0, 1.0)
        picture[6:11, 8:22] = picture[6:11, 8:22] * (1 - share) + 255 * share
        return picture

    assert watch(7, film) == []


def test_two_dissolves_in_a_row() -> None:
    def film(at_s: float) -> NDArray[np.float32]:
        if at_s < 4:
            return mixed("coffee", "cat", at_s, 2.0, 1.0)
        return mixed("cat", "rocket", at_s, 5.0, 1.0)

    found = watch(8, film)

    assert [change.kind for change in found if change.kind == "dissolve"] == ["dissolve", "dissolve"]


def test_cuts_close_together_are_all_found() -> None:
    names = ["coffee", "cat", "rocket", "astronaut", "coffee", "rocket"]

    found = watch(4.8, lambda at_s: view(names[min(int(at_s / 0.8), 5)]))

    assert [change.kind for change in found] == ["cut"] * 5
    assert [change.start_s for change in found] == pytest.approx([0.8, 1.6, 2.4, 3.2, 4.0], abs=0.09)


def eased(at_s: float, start_s: float, length_s: float) -> float:
    return min(1.0, max(0.0, (at_s - start_s) / length_s))


STEADY = {
    "pan": lambda t: view("hubble", 0.3 + 0.07 * t, 0.5, 0.4),
    "quick pan": lambda t: view("cat", 0.3 + 0.4 * eased(t, 2.4, 0.8), 0.5, 0.5),
    "zoom": lambda t: view("coffee", 0.5, 0.5, 0.9 - 0.09 * t),
    "light comes up": lambda t: view("coffee") * (0.5 + 0.12 * t),
    "lamp": lambda t: view("coffee") * (0.6 + 0.4 * eased(t, 3, 0.6)),
    "shaking": lambda t: view("cat", 0.5 + 0.02 * np.sin(17 * t), 0.5 + 0.02 * np.cos(13 * t)),
    "still life": lambda t: view("astronaut"),
}


@pytest.mark.parametrize("film", STEADY.values(), ids=STEADY.keys())
def test_movement_and_light_are_no_transitions(film: Callable[[float], NDArray[np.float32]]) -> None:
    assert watch(5, film) == []


def test_a_flash_is_marked_and_opens_no_shot() -> None:
    changes = watch(5, lambda t: view("rocket") + 190 * (abs(t - 3) < 0.05))

    (found,) = changes
    assert found.kind == "flash"
    assert found.start_s == pytest.approx(2.96, abs=0.01)
    assert found.end_s == pytest.approx(3.12, abs=0.05)
    assert len(shots_between(changes, 5)) == 1


def test_a_light_that_goes_out_for_a_moment_opens_no_shot() -> None:
    changes = watch(6, lambda t: view("coffee") * float(np.clip(abs(t - 3) - 0.3, 0, 1)))

    assert [change.kind for change in changes] == ["flash"]
    assert len(shots_between(changes, 6)) == 1


def test_a_single_foreign_frame_is_a_flash() -> None:
    changes = watch(5, lambda t: view("cat" if 2.95 < t < 3.03 else "rocket"))

    assert [change.kind for change in changes] == ["flash"]


@pytest.mark.parametrize("level", [0, 255])
def test_a_fade_through_black_or_white(level: int) -> None:
    def film(at_s: float) -> NDArray[np.float32]:
        seen = float(np.clip(abs(at_s - 3) / 0.6 - 0.1, 0, 1))
        return view("coffee" if at_s < 3 else "cat") * seen + level * (1 - seen)

    changes = watch(6, film)

    (found,) = changes
    assert found.kind == "fade"
    assert found.middle_s == pytest.approx(3, abs=0.15)
    assert [shot.opens_with for shot in shots_between(changes, 6)] == ["start", "fade"]


def test_fading_in_and_out_at_the_ends_opens_no_shot() -> None:
    changes = watch(6, lambda at_s: view("cat") * float(np.clip(min(at_s, 5.9 - at_s), 0, 1)))

    assert [change.kind for change in changes] == ["fade", "fade"]
    assert len(shots_between(changes, 6)) == 1


def test_a_film_of_two_frames_has_one_shot() -> None:
    assert watch(2 / RATE, lambda _: view("cat")) == []
    assert [(shot.start_s, shot.end_s) for shot in shots_between([], 0.16)] == [(0.0, 0.16)]
