"""What each labelled film shows, by a fixed seed, and its rendering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from bench.labelled.people import cast_of
from bench.labelled.photographs import NEARLY_BLACK, PHOTOGRAPHS, photograph, portrait
from bench.labelled.takes import Person, Seen, Take, View, Words
from bench.labelled.truth import Boundary, Fault, Labelled, Moment, TrueFace, load
from studio.sample.drawing import Picture

Half = Literal["tuning", "report"]
HALVES: tuple[Half, ...] = ("tuning", "report")
THEMES = (
    "cuts", "moves", "dissolves", "fades", "flashes", "handheld", "faces", "words", "blur", "again", "mixed",
    "dark", "people",
)  # fmt: skip
SEEDS = {"tuning": 4100, "report": 9300}
LENGTH_S = 24.0
# A mixture is seen from this share of the other picture on; a frame darker than this is black.
MIXED, BLACK = 0.04, 18.0
FLASH = 170
BLURRED_PX, SMEARED_PX = 1.2, 5.0

Rng = np.random.Generator


@dataclass(frozen=True)
class Part:
    """A take of `length_s` as it is cut into the film; a slow opening lies half before its beginning."""

    scene: int
    take: Take
    length_s: float
    opens: Literal["start", "cut", "dissolve", "fade"] = "cut"
    opening_s: float = 0.0
    level: int = 0
    flashes: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True)
class Format:
    """How a film is encoded."""

    width: int = 640
    height: int = 360
    rate: int = 25
    codec: str = "libx264"
    options: tuple[tuple[str, str], ...] = (("preset", "superfast"), ("crf", "21"))
    gop: int = 125
    uneven: bool = False


X264 = (("preset", "superfast"), ("crf", "22"))
FORMATS = (
    Format(),
    Format(rate=30, options=(*X264, ("sc_threshold", "0")), gop=60),
    Format(rate=24, options=(*X264, ("bf", "0")), gop=240),
    Format(codec="mpeg4", options=(("qscale", "4"), ("bf", "2")), gop=50),
    Format(width=360, height=640, rate=30),
    Format(uneven=True, rate=30, options=(*X264, ("sc_threshold", "0")), gop=90),
    Format(rate=50, options=(*X264, ("bf", "3"), ("b_strategy", "0"), ("sc_threshold", "0")), gop=100),
)


def labelled_set(folder: Path, half: Half) -> list[tuple[Path, Labelled]]:
    """The films of a half with their truths; those not yet in `folder` are rendered there."""
    found = []
    for theme in THEMES:
        truth = folder / f"{half}-{theme}.json"
        labelled = load(truth) if truth.exists() else labelled_film(folder, half, theme)
        found.append((folder / labelled.file, labelled))
    return found


def labelled_film(folder: Path, half: Half, theme: str) -> Labelled:
    """Render one film and write its truth beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    number = THEMES.index(theme)
    rng = np.random.default_rng(SEEDS[half] + number)
    form = FORMATS[(number + (3 if half == "report" else 0)) % len(FORMATS)]
    parts = Script(rng, half, theme).parts()
    name = f"{half}-{theme}"
    path = folder / f"{name}.mkv"
    moments = _render(path, parts, form, rng)
    boundaries, flashes = _truth(parts, form.rate)
    labelled = Labelled(
        name=name,
        half=half,
        theme=theme,
        file=path.name,
        duration_s=round(_starts(parts, form.rate)[-1], 3),
        frame_s=round(1 / form.rate, 4),
        boundaries=tuple(_on_screen(boundary, moments) for boundary in boundaries),
        flashes=flashes,
        moments=moments,
    )
    (folder / f"{name}.json").write_text(labelled.model_dump_json(), encoding="utf-8")
    return labelled


Opening = tuple[Literal["start", "cut", "dissolve", "fade"], float, int]
FIRST: Opening = ("start", 0.0, 0)


class Script:
    """Writes the cutting list of one theme."""

    def __init__(self, rng: Rng, half: Half, theme: str) -> None:
        self._rng, self._half, self._theme = rng, half, theme
        self._last = -1
        self._photographs = [
            name for name in PHOTOGRAPHS[half] if not (theme == "dark" and name in NEARLY_BLACK)
        ]

    def parts(self) -> list[Part]:
        """The takes in order, about `LENGTH_S` in all, in whole hundredths of a second."""
        found: list[Part] = []
        total = 0.0
        while total < LENGTH_S:
            part = self._part(first=not found)
            found.append(part)
            total += part.length_s
        return found

    def _part(self, *, first: bool) -> Part:
        opens, opening_s, level = FIRST if first else self._opening()
        length_s = self._length() + (opening_s if opens != "cut" else 0.0)
        scene = self._scene()
        take = self._dressed(self._take(scene, length_s), length_s)
        flashes: tuple[tuple[float, int], ...] = ()
        if self._theme in {"flashes", "mixed"} and length_s > 2.0 and self._rng.random() < 0.75:
            places = sorted(self._rng.uniform(0.8, length_s - 0.8, int(self._rng.integers(1, 3))))
            flashes = tuple((float(place), int(self._rng.integers(1, 4))) for place in places)
        return Part(scene, take, round(length_s, 2), opens, opening_s, level, flashes)

    def _length(self) -> float:
        low, high = (0.6, 2.2) if self._theme in {"cuts", "again"} else (1.6, 4.0)
        return float(self._rng.uniform(low, high))

    def _opening(self) -> Opening:
        shares = {
            "dissolves": (0.1, 0.9, 0.0), "fades": (0.15, 0.0, 0.85), "mixed": (0.4, 0.35, 0.25),
            "handheld": (0.5, 0.4, 0.1), "faces": (0.6, 0.4, 0.0), "dark": (0.4, 0.35, 0.25),
            "words": (0.7, 0.3, 0.0), "moves": (0.5, 0.4, 0.1), "blur": (0.8, 0.2, 0.0),
            "again": (0.8, 0.2, 0.0),
        }.get(self._theme, (1.0, 0.0, 0.0))  # fmt: skip
        kind: Literal["cut", "dissolve", "fade"] = self._rng.choice(["cut", "dissolve", "fade"], p=shares)
        if kind == "cut":
            return "cut", 0.0, 0
        if kind == "dissolve":
            return "dissolve", float(self._rng.choice([0.3, 0.5, 0.8, 1.0, 1.5, 2.2])), 0
        return "fade", float(self._rng.choice([0.6, 1.0, 1.6, 2.4])), int(self._rng.choice([0, 0, 255]))

    def _scene(self) -> int:
        """One over another photograph than the last; scenes come again, most in the theme of that name."""
        count = 4 if self._theme == "again" else 2 * len(self._photographs)
        while (scene := int(self._rng.integers(count))) % len(self._photographs) == self._last:
            pass
        self._last = scene % len(self._photographs)
        return scene

    def _take(self, scene: int, length_s: float) -> Take:
        names = self._photographs
        rng = np.random.default_rng([SEEDS[self._half], scene, THEMES.index(self._theme)])
        source = photograph(names[scene % len(names)])
        if rng.random() < 0.5:
            source = np.ascontiguousarray(source[:, ::-1])
        tone = rng.uniform(0.75, 1.12, 3).astype(np.float32)
        if self._theme == "dark":
            tone *= np.float32(rng.uniform(0.25, 0.5))
        home = float(rng.uniform(0.35, 0.65)), float(rng.uniform(0.35, 0.65)), float(rng.uniform(0.62, 0.95))
        if self._theme == "people":
            people = cast_of(rng, self._half, length_s)
        else:
            people = (self._person(rng),) if rng.random() < self._people() else ()
        return Take(source, self._view(home, length_s), people, tone=tone)

    def _people(self) -> float:
        return 0.85 if self._theme == "faces" else 0.25

    def _person(self, rng: Rng) -> Person:
        seen: Seen = rng.choice(["large", "small", "turned"])
        width = {"large": rng.uniform(0.16, 0.28), "small": rng.uniform(0.055, 0.085)}.get(
            seen, rng.uniform(0.12, 0.22)
        )
        x, y = float(rng.uniform(0.3, 0.7)), float(rng.uniform(0.4, 0.6))
        phase = float(rng.uniform(0, 6))
        turned = seen == "turned"
        name = str(rng.choice(["astronaut", "admiral"]))
        return Person(
            name,
            portrait(name),
            seen,
            float(width),
            lambda t: (x + 0.03 * np.sin(0.9 * t + phase), y + 0.015 * np.sin(1.7 * t + phase)),
            tilt_deg=float(rng.uniform(-26, 26)) if turned else float(rng.uniform(-5, 5)),
            squeeze=float(rng.uniform(0.72, 0.9)) if turned else 1.0,
            mirrored=bool(rng.random() < 0.5),
        )

    def _view(self, home: tuple[float, float, float], length_s: float) -> View:
        x, y, span = home
        still = {"cuts": 0.5, "dissolves": 0.3, "fades": 0.4, "moves": 0.0, "handheld": 0.0}.get(
            self._theme, 0.3
        )
        if self._rng.random() < still:
            return lambda t: (x, y, span, 0.0)
        if self._theme == "handheld" or self._rng.random() < 0.2:
            a, b, strength = self._rng.uniform(0, 6), self._rng.uniform(0, 6), self._rng.uniform(0.004, 0.02)
            return lambda t: (
                x + strength * np.sin(7 * t + a), y + strength * np.cos(9 * t + b), span * 0.9,
                1.2 * np.sin(4 * t + b),
            )  # fmt: skip
        kind = self._rng.choice(["pan", "zoom", "turn", "quick"])
        way = float(self._rng.choice([-1, 1]))
        speed = float(self._rng.uniform(0.02, 0.12))
        if kind == "pan":
            return lambda t: (x + way * speed * (t - length_s / 2), y, span * 0.75, 0.0)
        if kind == "zoom":
            return lambda t: (x, y, float(np.clip(span * (1 - way * 0.8 * speed * t), 0.3, 1)), 0.0)
        if kind == "turn":
            return lambda t: (x, y, span * 0.8, way * 30 * speed * t)
        return lambda t: (x + way * 0.22 * _eased(t, length_s / 2, 0.5), y, span * 0.6, 0.0)

    def _dressed(self, take: Take, length_s: float) -> Take:
        """The take with what its theme brings: words, a loss of focus, black, changing light."""
        if self._theme == "words" and self._rng.random() < 0.7:
            title = bool(self._rng.random() < 0.35)
            text = "THE LONG WAY" if title else "and this is where the story really begins"
            start, end = 0.15 * length_s, self._rng.uniform(0.55, 0.95) * length_s
            return replace(
                take, words=(Words(text, start, float(end), title, soft_s=0.4 if title else 0.05),)
            )
        if self._theme == "blur" and self._rng.random() < 0.7:
            # Away from the cuts: a scene that begins black would begin with a fade.
            middle = float(np.clip(self._rng.uniform(0.3, 0.7) * length_s, 0.75, max(0.75, length_s - 0.75)))
            reach = self._rng.uniform(0.4, 0.9)
            if self._rng.random() < 0.35:
                return replace(take, light=lambda t: float(np.clip(abs(t - middle) / 0.3 - reach, 0.0, 1.0)))
            strength = self._rng.uniform(2.5, 6)
            return replace(take, blur=lambda t: float(strength * max(0.0, 1 - abs(t - middle) / reach)))
        if self._theme in {"moves", "mixed"} and self._rng.random() < 0.3:
            return replace(take, light=lambda t: 0.75 + 0.25 * np.sin(1.3 * t))
        return take


def _eased(at_s: float, start_s: float, length_s: float) -> float:
    share = float(np.clip((at_s - start_s) / length_s, 0, 1))
    return share * share * (3 - 2 * share)


def _starts(parts: list[Part], rate: int) -> list[float]:
    """Where each part begins, on whole frames, and where the last ends."""
    edges = np.concatenate([[0.0], np.cumsum([part.length_s for part in parts])])
    return [round(edge * rate) / rate for edge in edges]


def _truth(parts: list[Part], rate: int) -> tuple[tuple[Boundary, ...], tuple[tuple[float, float], ...]]:
    starts = _starts(parts, rate)
    boundaries, flashes = [], []
    for part, start in zip(parts, starts[:-1], strict=True):
        if part.opens != "start":
            half = part.opening_s / 2
            boundaries.append(
                Boundary(kind=part.opens, start_s=round(start - half, 3), end_s=round(start + half, 3))
            )
        for place, count in part.flashes:
            first = round((start + place) * rate)
            flashes.append((round(first / rate, 3), round((first + count) / rate, 3)))
    return tuple(boundaries), tuple(flashes)


def _on_screen(boundary: Boundary, moments: tuple[Moment, ...]) -> Boundary:
    """A cut begins with the first new frame that is there: of an uneven film some frames are missing."""
    if boundary.kind != "cut":
        return boundary
    first = next(moment.at_s for moment in moments if moment.at_s > boundary.start_s - 0.005)
    return boundary.model_copy(update={"start_s": first, "end_s": first})


@dataclass(frozen=True)
class _Shown:
    picture: Picture
    scene: int
    faults: tuple[Fault, ...]
    faces: tuple[TrueFace, ...]


def _render(path: Path, parts: list[Part], form: Format, rng: Rng) -> tuple[Moment, ...]:
    moments = []
    with av.open(str(path), "w") as output:
        stream = cast(VideoStream, output.add_stream(form.codec, rate=form.rate))
        stream.width, stream.height, stream.pix_fmt = form.width, form.height, "yuv420p"
        stream.codec_context.gop_size = form.gop
        stream.options = dict(form.options)
        if form.uneven:
            stream.codec_context.time_base = Fraction(1, 1000)
        for number, shown in enumerate(_frames(parts, form)):
            if form.uneven and number and rng.random() < 0.3:
                continue
            frame = av.VideoFrame.from_ndarray(shown.picture, format="rgb24")
            at_s = number / form.rate
            unit = Fraction(1, 1000) if form.uneven else Fraction(1, form.rate)
            frame.pts, frame.time_base = round(at_s / unit), unit
            output.mux(stream.encode(frame))
            moments.append(
                Moment(at_s=round(at_s, 3), scene=shown.scene, faults=shown.faults, faces=shown.faces)
            )
        output.mux(stream.encode(None))
    return tuple(moments)


def _frames(parts: list[Part], form: Format) -> Iterator[_Shown]:
    starts = _starts(parts, form.rate)
    grain = np.random.default_rng(1).normal(0, 2.2, (4, form.height, form.width, 1)).repeat(3, axis=3)
    lighter, darker = (np.clip(sign * grain, 0, 255).round().astype(np.uint8) for sign in (1, -1))
    for number in range(round(starts[-1] * form.rate)):
        now = number / form.rate
        index = max(n for n, start in enumerate(starts[:-1]) if start <= now + 1e-6)
        shown = _shot(parts, starts, index, now, form)
        noisy = cv2.subtract(cv2.add(shown.picture, lighter[number % 4]), darker[number % 4])
        yield replace(shown, picture=noisy)


def _shot(parts: list[Part], starts: list[float], index: int, now: float, form: Format) -> _Shown:
    """The frame at `now`, mixed with its neighbour where a slow transition is going on."""
    part = parts[index]
    following = parts[index + 1] if index + 1 < len(parts) else None
    own = _single(part, now - starts[index], form)
    if part.opening_s and now < starts[index] + part.opening_s / 2:
        before = parts[index - 1]
        other = _single(before, now - starts[index - 1], form)
        return _mixed(part, other, own, (now - starts[index]) / part.opening_s + 0.5)
    if following is not None and following.opening_s and now >= starts[index + 1] - following.opening_s / 2:
        other = _single(following, now - starts[index + 1], form)
        return _mixed(following, own, other, (now - starts[index + 1]) / following.opening_s + 0.5)
    return own


def _single(part: Part, since_s: float, form: Format) -> _Shown:
    """A frame of one take by itself. Before it begins (under a dissolve) the take is already moving."""
    picture, faces = part.take.frame(since_s, form.width, form.height)
    faults: list[Fault] = []
    for place, count in part.flashes:
        first = round(place * form.rate)
        if first <= round(since_s * form.rate) < first + count:
            picture = cv2.add(picture, np.full_like(picture, FLASH))
            faults.append("flash")
    if picture.mean() < BLACK and part.take.light(since_s) < 0.3:
        faults.append("black")
    if part.take.blur(since_s) > BLURRED_PX or part.take.smear(since_s) > SMEARED_PX:
        faults.append("blur")
    if any(words.strength(since_s) > 0.05 for words in part.take.words):
        faults.append("text")
    if any(face.shut for face in faces):
        faults.append("shut")
    return _Shown(picture, part.scene, tuple(faults), faces)


def _mixed(part: Part, before: _Shown, after: _Shown, done: float) -> _Shown:
    done = float(np.clip(done, 0, 1))
    if part.opens == "dissolve":
        picture = cv2.addWeighted(before.picture, 1 - done, after.picture, done, 0)
        seen = MIXED < done < 1 - MIXED
    else:
        lit = abs(2 * done - 1)
        source = after.picture if done >= 0.5 else before.picture
        picture = cv2.convertScaleAbs(source, alpha=lit, beta=part.level * (1 - lit))
        seen = lit < 1 - MIXED
    near = after if done >= 0.5 else before
    faults = (*near.faults, "transition") if seen else near.faults
    return _Shown(picture, near.scene, faults, () if seen else near.faces)
