"""Several designs drawn at the same time, each given in its turn."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from studio.deliver import Delivery, deliver
from studio.design.document import Design
from studio.design.legibility import Proof, settle
from studio.design.render import Darkroom
from studio.errors import Cancelled
from studio.understand.crew import wait_for
from studio.values import PlatformImage

# Drawing is NumPy and OpenCV, which let other threads run; more threads than this want more memory than time.
THREADS = 2
# So many are drawn ahead of the one that is waited for.
AHEAD = 3


def cut_out_ahead(names: Iterable[str], darkroom: Darkroom, tick: Callable[[], None]) -> None:
    """Cut the people out of these pictures, several at a time: most layouts ask whether that can be done.

    `tick` is called meanwhile, and may raise.
    """
    with ThreadPoolExecutor(THREADS, thread_name_prefix="cut") as pool:
        cuts = [pool.submit(darkroom.matte, name) for name in dict.fromkeys(names)]
        try:
            for cut in cuts:
                wait_for(cut, tick)
        finally:
            for cut in cuts:
                cut.cancel()


def drawn_ahead(
    designs: Sequence[Design], darkroom: Darkroom, image: PlatformImage, tick: Callable[[], None]
) -> Generator[tuple[Proof, Delivery]]:
    """Each design settled, drawn and packed for `image`, in order, while the next ones are under way.

    `tick` is called while one is waited for, and may raise. To stop, close it: what is being drawn stops at
    its next layer. Raises what delivering raises.
    """
    stopped = threading.Event()
    darkrooms = threading.local()

    def draw(design: Design) -> tuple[Proof, Delivery]:
        own = getattr(darkrooms, "own", None)
        if own is None:
            own = darkrooms.own = darkroom.beside()
        drawn = settle(design, own, stop_here)
        return drawn, deliver(drawn.pixels, image)

    def stop_here() -> None:
        if stopped.is_set():
            raise Cancelled

    waiting: deque[Future[tuple[Proof, Delivery]]] = deque()
    left = iter(designs)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="draw") as pool:
        try:
            for _ in designs:
                while len(waiting) < AHEAD and (design := next(left, None)) is not None:
                    waiting.append(pool.submit(draw, design))
                yield wait_for(waiting.popleft(), tick)
        finally:
            stopped.set()
            for future in waiting:
                future.cancel()
