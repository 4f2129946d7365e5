"""How good shots and stills are on the labelled films that no threshold was tuned on, beside simpler ways.

Every way gives shots, or the five frames it would show, or both; all are judged by the same truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

import numpy as np

from bench import peers
from bench.judging import Found, Score, judge
from bench.labelled import THEMES, Labelled, labelled_film, labelled_set
from bench.lines import Line, show
from bench.whoiswho import FaceScore, PersonScore, faces_in
from studio.understand import digest_video
from studio.values import Digest

TOP = 5
RANDOM_SEED = 77
CUTS_WANTED, SLOW_WANTED, USABLE_WANTED = 0.97, 0.90, 0.98
FACES_WANTED, FALSE_ALARMS_WANTED = 0.95, 0.03
# Persons are judged by the faces of this many stills of each film.
STILLS = 24


@dataclass
class Way:
    """One way of finding shots and stills, and how it did over all films."""

    name: str
    cuts: Score | None = None
    slow: Score | None = None
    usable: list[float] = field(default_factory=list)
    diverse: list[float] = field(default_factory=list)

    def shots(self, found: Sequence[Found], truth: Labelled) -> None:
        """Count the transitions found in one film."""
        cuts, slow = judge(found, truth)
        self.cuts, self.slow = self.cuts or Score(), self.slow or Score()
        self.cuts.add(cuts)
        self.slow.add(slow)

    def picks(self, times: Sequence[float], truth: Labelled) -> None:
        """Judge the frames it would show of one film: fit to be used, and of how many scenes."""
        if not times:
            self.usable.append(0.0)
            self.diverse.append(0.0)
            return
        moments = [truth.at(at_s) for at_s in times]
        self.usable.append(fmean(not moment.faults for moment in moments))
        self.diverse.append(len({one.scene for one in moments}) / min(TOP, max(1, len(truth.scenes))))


@dataclass
class Quality:
    """All ways, faces and persons over the reporting half, and what was missed, in words."""

    ways: list[Way]
    faces: FaceScore = field(default_factory=FaceScore)
    persons: PersonScore = field(default_factory=PersonScore)
    misses: list[str] = field(default_factory=list)


def measured(folder: Path, scratch: Path) -> Quality:
    """The reporting half, by everybody; films not yet in `folder` are rendered there first."""
    ours, scenes = Way("ours"), Way("PySceneDetect, middles of scenes")
    thumbnails, middle, random = Way("FFmpeg thumbnail"), Way("the middle frame"), Way("five at random")
    quality = Quality([ours, scenes, thumbnails, middle, random])
    rng = np.random.default_rng(RANDOM_SEED)
    for path, truth in rendered(folder):
        digest = digest_video(path, out_dir=scratch / truth.name, stills=STILLS)
        faces_in(path, truth, quality.faces)
        quality.persons.add(digest.stills, digest.main_person, truth)
        quality.misses += _missed(digest, truth)
        ours.shots(transitions_of(digest), truth)
        ours.picks([still.at_s for still in digest.stills[:TOP]], truth)
        middle.picks([truth.duration_s / 2], truth)
        random.picks(sorted(rng.uniform(0, truth.duration_s, TOP)), truth)
        if peers.has_ffmpeg():
            rate = len(truth.moments) / truth.duration_s
            thumbnails.picks(peers.ffmpeg_thumbnails(path, TOP, truth.duration_s, rate)[1][:TOP], truth)
        if peers.has_python_peers():
            _, found = peers.scenedetect(path)
            scenes.shots([Found("any", start, start) for start, _ in found[1:]], truth)
            longest = sorted(found, key=lambda scene: scene[0] - scene[1])[:TOP]
            scenes.picks([(start + end) / 2 for start, end in longest], truth)
    quality.ways = [way for way in quality.ways if way.usable]
    return quality


def _missed(digest: Digest, truth: Labelled) -> list[str]:
    """What is wrong with the first stills of one film."""
    return [
        f"{truth.theme}: still {still.rank + 1} at {still.at_s:.2f} s: {', '.join(moment.faults)}"
        for still in digest.stills[:TOP]
        if (moment := truth.at(still.at_s)).faults
    ]


def rendered(folder: Path) -> list[tuple[Path, Labelled]]:
    """The reporting half, rendered by all processors where it is not there yet."""
    missing = [theme for theme in THEMES if not (folder / f"report-{theme}.json").exists()]
    if missing:
        with ProcessPoolExecutor() as hands:
            list(hands.map(labelled_film, [folder] * len(missing), ["report"] * len(missing), missing))
    return labelled_set(folder, "report")


def transitions_of(digest: Digest) -> list[Found]:
    """A digest's transitions but flashes, which are none."""
    return [
        Found("cut" if one.kind == "cut" else "slow", one.start_s, one.end_s)
        for one in digest.transitions
        if one.kind != "flash"
    ]


def show_quality(quality: Quality) -> None:
    """Print the tables."""
    ways = quality.ways
    print("\nunderstanding a film: on labelled films that no threshold was tuned on")
    print(f"{'way':<34}{'cuts F1':>9}{'slow F1':>9}{'usable of 5':>13}{'scenes of 5':>13}")
    for way in ways:
        shots = [f"{score.f1:.3f}" if score is not None else "" for score in (way.cuts, way.slow)]
        print(
            f"{way.name:<34}{shots[0]:>9}{shots[1]:>9}{fmean(way.usable):>13.3f}{fmean(way.diverse):>13.3f}"
        )
    print(f"{'wanted':<34}{CUTS_WANTED:>9.3f}{SLOW_WANTED:>9.3f}{USABLE_WANTED:>13.3f}")
    show("understanding a film: faces and persons, on the same films", list(_who(quality)))
    for miss in quality.misses:
        print(f"  missed  {miss}")


def _who(quality: Quality) -> Iterator[Line]:
    faces, persons = quality.faces, quality.persons
    recall, alarms = faces.recall(), faces.false_alarms
    yield Line(
        "faces found", f"{recall:.3f} of {faces.there.total()}",
        target=f"≥ {FACES_WANTED}", met=recall >= FACES_WANTED,
    )  # fmt: skip
    for seen in sorted(faces.there):
        yield Line(f"  {seen}", f"{faces.recall(seen):.3f} of {faces.there[seen]}")
    yield Line(
        "false alarms", f"{alarms:.3f} a frame, of {faces.frames}",
        target=f"≤ {FALSE_ALARMS_WANTED}", met=alarms <= FALSE_ALARMS_WANTED,
    )  # fmt: skip
    if persons.purity:
        yield Line("persons: nobody else among them", f"{fmean(persons.purity):.3f} of {len(persons.purity)}")
        yield Line("persons: all of one together", f"{fmean(persons.whole):.3f}")
    told = f"{persons.main_right} of {persons.main_told} told"
    yield Line("main person right", f"{told}, {persons.main_there} films")
