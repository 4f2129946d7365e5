"""From a video file to its digest: the whole story of `understand`."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from studio.progress import OnStep, Stage, ignore
from studio.understand.candidates import Candidate, Shelf, examine
from studio.understand.choose import Choice, choose, worth_of
from studio.understand.container import OpenVideo, describe, first_frame, open_video
from studio.understand.crew import HANDS, Crew, Ticker, wait_for
from studio.understand.develop import Developer
from studio.understand.faces import FaceFinder, face_finder
from studio.understand.glance import Glance, glance_over
from studio.understand.herald import Herald, OnStills
from studio.understand.likeness import FaceEmbedder
from studio.understand.limits import DEFAULT_LIMITS, Limits
from studio.understand.palette import palette_of
from studio.understand.people import Cast, People
from studio.understand.printing import Printer, ranked
from studio.understand.scout import Scout, worth_scouting
from studio.understand.timeline import Timeline
from studio.understand.watch import Watcher
from studio.values import Digest, Probe, Shot, Still, Swatch, Transition

DIGEST_FILE = "digest.json"
HASH_CHUNK = 4 * 1024 * 1024
# Told of at first: enough to begin with, and soon.
FIRST_STILLS = 8
# Prints on disk above which those no longer wanted are deleted.
MOST_PRINTS = 96


def digest_video(
    path: Path,
    *,
    out_dir: Path,
    on_step: OnStep = ignore,
    on_stills: OnStills | None = None,
    limits: Limits = DEFAULT_LIMITS,
    stills: int = 12,
    finder: FaceFinder | None = None,
    embedder: FaceEmbedder | None = None,
) -> Digest:
    """Watch a video and write what is worth keeping into `out_dir` (made where it is missing).

    Writes `still-NN.jpg` in full size, `thumb-NN.webp` (480 pixels wide) and `digest.json`, ranked from the
    best; at most `stills` and fewer where the film shows fewer different things. The same file gives the same
    digest. `Digest.source` is `sha256:<hex>` of the file. An `embedder` is a model that knows faces again;
    without one persons are told apart by their looks.

    `on_stills(digest, folder)` is called on this thread while the film is being watched: first within a
    second or two with key frames from all over it, then at growing intervals. Such a digest has
    `complete=False`, an empty `source`, the shots and transitions of the first `watched_s` seconds, and file
    names under `folder` that are gone when the call returns. `Still.at_s` names a frame: the same frame has
    the same time and the same bytes in every digest of a file. The last digest is the one returned, not
    called with.

    Raises UnusableVideo; what `on_step` and `on_stills` raise (Cancelled) passes through, and then nothing of
    this run is left in `out_dir`.
    """
    tick = Ticker(on_step, Stage.PROBE)
    tick(0.0)
    with open_video(path, limits) as video:
        first = first_frame(video, limits)
        probe = describe(path, video, first)
        aspect = video.stream.sample_aspect_ratio
    with open_video(path, limits) as video:
        glance = glance_over(video, tick, keep=on_stills is not None)
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".watching-", dir=out_dir) as scratch, Crew() as crew:
        work = _Work(
            Path(scratch), crew, Developer(first, aspect, glance.bars), finder, stills, probe, embedder
        )
        tick = Ticker(on_step, Stage.WATCH)
        tick(0.0)
        herald = None
        if on_stills is not None:
            work.look_at(glance, tick)
            herald = Herald(on_stills, work.folder, work.printer, work.choose, work.describe)
            herald.begin(tick)
        hashed = crew.do(_hash, path, crew.leaving)
        with open_video(path, limits) as video, _scouting(path, video, limits, tick) as scout:
            work.watch(video, scout, limits, herald, tick)
        tick = Ticker(on_step, Stage.STILLS)
        digest = work.finish(wait_for(hashed, tick), tick)
        (work.folder / DIGEST_FILE).write_text(digest.model_dump_json(indent=1), encoding="utf-8")
        on_step(Stage.STILLS, 1.0)
        _move_in(work.folder, out_dir, digest.stills)
    return digest


@contextmanager
def _scouting(path: Path, video: OpenVideo, limits: Limits, tick: Ticker) -> Iterator[Scout | None]:
    """Somebody to run ahead of the reading, where the film is worth it."""
    if not worth_scouting(video):
        yield None
        return
    with open_video(path, limits) as ahead:
        yield Scout(ahead, tick)


def load_digest(folder: Path) -> Digest:
    """The digest that `digest_video` wrote into `folder`; those of the first version too."""
    return Digest.model_validate_json((folder / DIGEST_FILE).read_bytes())


class _Work:
    """What one digest is made with, and of."""

    def __init__(
        self,
        folder: Path,
        crew: Crew,
        developer: Developer,
        finder: FaceFinder | None,
        count: int,
        probe: Probe,
        embedder: FaceEmbedder | None = None,
    ) -> None:
        self.folder = folder
        self.printer = Printer(developer, folder, crew)
        self._crew, self._developer, self._count, self._probe = crew, developer, count, probe
        # Models take a second to load where this process has none yet: meanwhile the film is read.
        self._finder: Callable[[], FaceFinder] = (
            crew.do(face_finder).result if finder is None else lambda: finder
        )
        self._shelf = Shelf(worth_of)
        self._timeline = Timeline()
        self._cast = Cast(embedder)
        self._watched_s = self._lost_s = 0.0
        self._glanced: list[Candidate] = []
        self._glanced_palette: tuple[Swatch, ...] = ()

    def look_at(self, glance: Glance, tick: Ticker) -> None:
        """Measure the frames of the glance, for the first stills."""
        looks = [
            self._crew.do(
                lambda kept: examine(kept, self._developer, self._finder(), self._cast.embedder), kept
            )
            for kept in glance.kept
        ]
        self._glanced = [wait_for(look, tick) for look in looks]
        if glance.kept:
            self._glanced_palette = palette_of([self._developer.colours(kept.tiny) for kept in glance.kept])

    def watch(
        self, video: OpenVideo, scout: Scout | None, limits: Limits, herald: Herald | None, tick: Ticker
    ) -> None:
        """Watch the film to its end."""
        watcher = Watcher(
            video,
            self._developer,
            self._finder,
            self._crew,
            self._shelf,
            self._timeline,
            tick,
            self._cast,
            scout,
        )
        for at_s in watcher.watch(limits):
            self._watched_s = at_s
            self._keep_within_bounds(herald, tick)
            if herald is not None:
                herald.step()
        self._lost_s = watcher.lost_s

    def _keep_within_bounds(self, herald: Herald | None, tick: Ticker) -> None:
        for candidate in self._shelf.too_much(self.printer.ordered):
            self.printer.order(candidate)
            self.printer.catch_up(HANDS, tick)
        if self.printer.count > MOST_PRINTS:
            printing = herald.printing if herald is not None else []
            self.printer.keep_only([*self._shelf.candidates, *printing])

    def choose(self) -> Sequence[Choice]:
        """The best so far: of what was watched, and of the glance beyond that."""
        beyond = [one for one in self._glanced if one.at_s > self._watched_s]
        return choose(
            [*self._shelf.candidates, *beyond],
            self._shots(),
            self._timeline.changes,
            self._count,
            self._shelf.lettered_at,
        )

    def describe(self, stills: Sequence[Still]) -> Digest:
        """What is known so far."""
        people = self._people([one for one in self._glanced if one.at_s > self._watched_s])
        named = [people.named(still) for still in stills]
        return Digest(
            source="",
            probe=self._probe,
            shots=self._timeline.shots(self._watched_s) if self._watched_s else (),
            stills=tuple(named),
            palette=self._glanced_palette,
            persons=people.shown_in(named),
            main_person=people.main,
            transitions=self._transitions(),
            complete=False,
            watched_s=round(self._watched_s, 3),
        )

    def finish(self, source: str, tick: Ticker) -> Digest:
        """Choose from the whole film and print what was chosen."""
        shots = self._shots()
        chosen = choose(
            self._shelf.candidates, shots, self._timeline.changes, self._count, self._shelf.lettered_at
        )
        prints = [self.printer.order(choice.candidate) for choice in chosen]
        done = [wait_for(one, tick) for one in prints]
        people = self._people()
        named = [
            people.named(self._named(ranked(still, choice, rank)))
            for rank, (still, choice) in enumerate(zip(done, chosen, strict=True))
        ]
        return Digest(
            source=source,
            probe=self._probe.model_copy(update={"duration_s": round(self._duration_s, 3)}),
            shots=self._timeline.coloured(shots, self._developer),
            stills=tuple(named),
            palette=self._timeline.palette(self._developer),
            transitions=self._transitions(),
            watched_s=round(self._duration_s, 3),
            lost_s=round(self._lost_s, 3),
            persons=people.shown_in(named),
            main_person=people.main,
        )

    def _people(self, beyond: Sequence[Candidate] = ()) -> People:
        """Who is who in what was watched, and in frames `beyond` that."""
        cast = self._cast.with_more((one.at_s, one.people) for one in beyond)
        return cast.persons(self._shots() if self._watched_s else (), self._duration_s)

    @property
    def _duration_s(self) -> float:
        return max(self._probe.duration_s, self._watched_s)

    def _shots(self) -> tuple[Shot, ...]:
        return self._timeline.shots(self._duration_s)

    def _transitions(self) -> tuple[Transition, ...]:
        return tuple(
            Transition(kind=one.kind, start_s=round(one.start_s, 3), end_s=round(one.end_s, 3))
            for one in self._timeline.changes
        )

    def _named(self, still: Still) -> Still:
        """The still under the name of its rank."""
        names = {"file": f"still-{still.rank:02d}.jpg", "thumb": f"thumb-{still.rank:02d}.webp"}
        (self.folder / still.file).rename(self.folder / names["file"])
        (self.folder / still.thumb).rename(self.folder / names["thumb"])
        return still.model_copy(update=names)


def _hash(path: Path, leaving: Event) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while (chunk := file.read(HASH_CHUNK)) and not leaving.is_set():
            digest.update(chunk)
    return f"sha256:{digest.hexdigest()}"


def _move_in(folder: Path, out_dir: Path, stills: Sequence[Still]) -> None:
    """Replace what an earlier run left by this one's files; the digest itself goes last."""
    for pattern in ("still-*.jpg", "thumb-*.webp", "cutout-*.png"):
        for old in out_dir.glob(pattern):
            old.unlink()
    for still in stills:
        shutil.move(folder / still.file, out_dir / still.file)
        shutil.move(folder / still.thumb, out_dir / still.thumb)
    shutil.move(folder / DIGEST_FILE, out_dir / DIGEST_FILE)
