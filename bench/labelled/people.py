"""Who plays in the labelled film about people, and how they are seen."""

from __future__ import annotations

import numpy as np

from bench.labelled.likenesses import likeness
from bench.labelled.takes import Person, Seen

# The two portraits are in both halves, the strangers made of them (a portrait and a seed) in one.
PLAYERS = {
    "tuning": (("astronaut", 0), ("admiral", 0), ("astronaut", 11), ("admiral", 12), ("astronaut", 13)),
    "report": (("astronaut", 0), ("admiral", 0), ("admiral", 21), ("astronaut", 22), ("admiral", 23)),
}
# The first of them is what the film is about.
PARTS = (0.40, 0.15, 0.15, 0.15, 0.15)
TURNS_DEG = (0.0, 0.0, 0.0, -18.0, 18.0, 28.0)
TOGETHER, SLEEPY = 0.3, 0.5


def cast_of(rng: np.random.Generator, half: str, length_s: float) -> tuple[Person, ...]:
    """One or two of the players before the camera for `length_s`, some with their eyes shut for a while."""
    players = PLAYERS[half]
    count = 2 if rng.random() < TOGETHER else 1
    chosen = rng.choice(len(players), count, replace=False, p=PARTS)
    middles = (0.5,) if count == 1 else (0.3, 0.7)
    return tuple(
        _person(rng, *players[number], middle, length_s)
        for number, middle in zip(chosen, middles, strict=True)
    )


def _person(rng: np.random.Generator, name: str, seed: int, middle: float, length_s: float) -> Person:
    turn = float(rng.choice(TURNS_DEG))
    seen: Seen = "turned" if turn else "large" if rng.random() < 0.7 else "small"
    width = rng.uniform(0.07, 0.09) if seen == "small" else rng.uniform(0.12, 0.2)
    x, y, phase = middle + rng.uniform(-0.04, 0.04), rng.uniform(0.4, 0.5), rng.uniform(0, 6)
    from_s = rng.uniform(0.1, 0.4) * length_s
    till_s = from_s + rng.uniform(0.2, 0.5) * length_s if rng.random() < SLEEPY else from_s
    return Person(
        name=f"{name} {seed}" if seed else name,
        portrait=likeness(name, turn, stranger=seed),
        asleep=likeness(name, turn, shut=True, stranger=seed),
        sleeps=lambda t: from_s <= t < till_s,
        seen=seen,
        width=float(width),
        place=lambda t: (x + 0.02 * np.sin(0.9 * t + phase), y + 0.01 * np.sin(1.7 * t + phase)),
        tilt_deg=float(rng.uniform(-6, 6)),
        mirrored=bool(rng.random() < 0.3),
    )
