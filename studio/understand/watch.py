"""Watching a film once: every watched picture small, the best of each stretch looked at.

The decoder's threads, this one (small pictures, where something new begins) and the crew (looks, faces,
prints) work at the same time. Nothing full-size is converted but what is kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future

from studio.errors import UnusableVideo
from studio.understand.candidates import Candidate, Kept, Shelf, best_of
from studio.understand.choose import in_transition
from studio.understand.container import OpenVideo
from studio.understand.crew import Crew, Ticker, wait_for
from studio.understand.develop import Developer
from studio.understand.faces import FaceFinder
from studio.understand.frames import Picture, glimpse_of, jump, quick_score
from studio.understand.limits import Limits
from studio.understand.motion import AROUND_S, activity_of
from studio.understand.people import Cast
from studio.understand.reading import Reader, Seen
from studio.understand.scout import Scout
from studio.understand.timeline import Timeline

STRETCHES_PER_SECOND = 2.0
FEWEST_STRETCHES, MOST_STRETCHES = 12, 160
# A stretch in which the picture stays the same (mean difference, 0..255) is this many times longer.
SAME_PICTURE, CALM = 4.0, 2.5
# A film cut faster than its stretches gets more candidates, up to this many.
MOST_CANDIDATES = 420
LOOK_EVERY_S = 0.12
# Two candidates of one stretch are at least this far apart.
APART_S = 0.12
# Frames being looked at while the film goes on. Fixed, so that a digest does not depend on who is quicker.
AHEAD = 6
# A jump between neighbouring frames that surely begins something new (0..255, mean over the tiny picture).
NEW_SCENE_JUMP = 18.0
# What a frame in a damaged stretch is worth beside a whole one.
DAMAGED = 0.01


class _Stretch:
    """The best two frames so far of a short stretch, by sharpness and light."""

    def __init__(self, start_s: float) -> None:
        self.start_s = start_s
        self.looked_s = -1.0
        self.best: Kept | None = None
        self.second: Kept | None = None

    def offer(self, kept: Kept) -> None:
        if self.best is None or kept.quick > self.best.quick:
            if self.best is not None and abs(kept.at_s - self.best.at_s) >= APART_S:
                self.second = self.best
            self.best = kept
        elif abs(kept.at_s - self.best.at_s) >= APART_S and (
            self.second is None or kept.quick > self.second.quick
        ):
            self.second = kept


class Watcher:
    """One pass over a film, which fills `shelf`, `timeline` and `cast`."""

    def __init__(
        self,
        video: OpenVideo,
        developer: Developer,
        finder: Callable[[], FaceFinder],
        crew: Crew,
        shelf: Shelf,
        timeline: Timeline,
        tick: Ticker,
        cast: Cast,
        scout: Scout | None = None,
    ) -> None:
        self._video, self._developer, self._finder = video, developer, finder
        self._crew, self._shelf, self._timeline, self._tick = crew, shelf, timeline, tick
        self._scout, self._cast = scout, cast
        self._ahead: deque[Future[Candidate]] = deque()
        self._closed = 0
        self.lost_s = 0.0

    def watch(self, limits: Limits) -> Iterator[float]:
        """Decode to the end, giving after every frame how far that is.

        Raises UnusableVideo (decode_failed, truncated, too_long, frame_too_large).
        """
        reader = Reader(self._video, limits, self._tick, self._scout)
        stretch = _Stretch(0.0)
        previous: Picture | None = None
        for seen in reader.frames():
            self._tick(self._video.share_at(seen.at_s))
            glimpse = glimpse_of(seen.frame, one_field=seen.frame.interlaced_frame)
            new_scene = False
            if seen.sound:
                self._timeline.add(seen.at_s, glimpse.tiny)
                new_scene = previous is not None and jump(previous, glimpse.tiny) > NEW_SCENE_JUMP
                previous = glimpse.tiny
            if self._is_over(stretch, seen.at_s, glimpse.tiny, new_scene):
                self._close(stretch)
                stretch = _Stretch(seen.at_s)
            if seen.at_s - stretch.looked_s >= LOOK_EVERY_S or stretch.best is None:
                stretch.looked_s = seen.at_s
                stretch.offer(_kept(seen, glimpse.tiny, quick_score(glimpse.quick)))
            yield seen.at_s
        self._close(stretch)
        while self._ahead:
            self._shelve()
        self._timeline.finish()
        self.lost_s = reader.lost_s
        self._judge(reader)

    def _judge(self, reader: Reader) -> None:
        if not self._shelf.candidates:
            raise UnusableVideo("not one picture of the video can be decoded", code="decode_failed")
        duration_s = self._video.duration_s
        if reader.broken and duration_s and reader.last_s < 0.5 * duration_s:
            raise UnusableVideo("more than half of the film is damaged or missing", code="truncated")

    def _is_over(self, stretch: _Stretch, at_s: float, tiny: Picture, new_scene: bool) -> bool:
        # Where nobody says how long the film is, stretches grow with it.
        duration_s = self._video.duration_s or 2 * at_s
        count = min(MOST_STRETCHES, max(FEWEST_STRETCHES, duration_s * STRETCHES_PER_SECOND))
        length_s = max(duration_s, 0.04) / count
        passed_s = at_s - stretch.start_s
        if passed_s < length_s or stretch.best is None:
            return new_scene and self._closed < MOST_CANDIDATES
        return passed_s >= CALM * length_s or jump(stretch.best.tiny, tiny) > SAME_PICTURE

    def _close(self, stretch: _Stretch) -> None:
        """Have the stretch's best frames looked at; where there are faces, the better face wins."""
        if stretch.best is None:
            return
        self._closed += 1
        for kept in (stretch.best, stretch.second):
            if kept is not None:
                kept.activity = activity_of(self._timeline.around(kept.at_s, AROUND_S))
        self._ahead.append(self._crew.do(self._look, stretch.best, stretch.second))
        if len(self._ahead) > AHEAD:
            self._shelve()

    def _look(self, best: Kept, second: Kept | None) -> Candidate:
        return best_of(best, second, self._developer, self._finder(), self._cast.embedder)

    def _shelve(self) -> None:
        candidate = wait_for(self._ahead.popleft(), self._tick)
        self._cast.add(candidate.at_s, candidate.people)
        self._shelf.add(candidate, lambda one: in_transition(one.at_s, self._timeline.changes))


def _kept(seen: Seen, tiny: Picture, quick: float) -> Kept:
    return Kept(seen.at_s, seen.frame, tiny, quick if seen.sound else quick * DAMAGED, seen.sound)
