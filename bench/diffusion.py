"""What painting through the easel costs, and what it gains: `python -m bench.diffusion`.

On any machine: tiny models, where all there is to see is our own overhead. Where there is a CUDA device also
a model of SDXL's shape with random weights, against plain diffusers in the same run.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from diffusers import StableDiffusionXLPipeline

from bench import loras, sdxl_shape
from bench.lines import Line, show
from studio.errors import Cancelled
from studio.models.store import ModelStore
from studio.paint.arrays import Pixels
from studio.paint.diffusion import atelier
from studio.paint.diffusion.base import Base
from studio.paint.diffusion.device import Tuning
from studio.paint.diffusion.easel import Easel
from studio.paint.diffusion.libraries import quieten
from studio.paint.diffusion.memory import BatchLimits
from studio.paint.diffusion.painter import DiffusionPainter
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.schedulers import build_scheduler
from studio.paint.diffusion.task import Hooks, ImageTask, Painted
from studio.paint.diffusion.tiny import install
from studio.paint.options import PaintOptions
from studio.paint.protocol import PaintRequest
from studio.platforms import find_image
from studio.progress import ignore
from studio.values import Brief

PROMPT = "a lighthouse in a storm, oil on canvas"
NEGATIVE = "blurred"
SCHEDULER = "euler"
GUIDANCE = 6.0
CANCEL_STEPS = 40


@dataclass(frozen=True)
class Shape:
    """What is painted: on which device, how large, in how many steps; how often each thing is measured."""

    model: str
    device: str
    side_px: int
    steps: int
    rounds: int
    dtype: torch.dtype

    def task(self, seed: int, **changes: Any) -> ImageTask:
        task = ImageTask(
            model=self.model, operation="text", prompt=PROMPT, negative=NEGATIVE, seed=seed, steps=self.steps,
            width_px=self.side_px, height_px=self.side_px, guidance=GUIDANCE, scheduler=SCHEDULER,
        )  # fmt: skip
        return replace(task, **changes)


TINY = Shape("tiny-sdxl", "cpu", 256, 4, 21, torch.float32)
# Where the pipeline is all but nothing, what we add is seen best.
TINIEST = replace(TINY, side_px=64, steps=2, rounds=61)
FULL = Shape(sdxl_shape.NAME, "cuda", sdxl_shape.SIDE_PX, 30, 5, torch.float16)


@dataclass
class Listener:
    """Hooks that note when things came, and leave when they are told to."""

    first_preview_s: float | None = None
    leave: threading.Event = field(default_factory=threading.Event)
    midway: threading.Event = field(default_factory=threading.Event)
    stepped_s: list[float] = field(default_factory=list)

    def on_step(self, step: int, steps: int) -> None:
        self.stepped_s.append(time.perf_counter())
        if step >= steps // 2:
            self.midway.set()
        if self.leave.is_set():
            raise Cancelled

    def on_preview(self, pixels: Pixels) -> None:
        if self.first_preview_s is None:
            self.first_preview_s = time.perf_counter()

    def step_s(self) -> float:
        """How long a step takes."""
        return statistics.median(b - a for a, b in zip(self.stepped_s, self.stepped_s[1:], strict=False))


class Bench:
    """An engine and its easel, warm, and plain diffusers beside them."""

    def __init__(self, store: ModelStore, shape: Shape, tuning: Tuning | None = None, batch: int = 1) -> None:
        self.shape = shape
        self.engine = Engine(store, device=shape.device, tuning=tuning)
        self.ended = threading.Event()
        self.ended_s = 0.0
        self.easel = Easel(
            self._run_batch,
            memory=self.engine.memory,
            limits=BatchLimits(self.engine.memory, most=batch),
            relieve=self.engine.relieve,
            warm=self.engine.warm,
        )

    def _run_batch(self, tasks: list[ImageTask], hooks: list[Hooks]) -> list[Painted]:
        try:
            return self.engine.run_batch(tasks, hooks)
        finally:
            self.ended_s = time.perf_counter()
            self.ended.set()

    def paint(self, task: ImageTask, listener: Listener | None = None) -> list[Painted]:
        return self.easel.paint([task], owner="bench", hooks=[listener or Listener()])

    @contextmanager
    def bare(self, shape: Shape) -> Iterator[Callable[[int], object]]:
        """The pipeline itself over the same loaded model, called with nothing around it."""
        with self.engine.residency.use(self.shape.model) as base:
            assert isinstance(base, Base)
            pipe = base.pipeline("text", (), build_scheduler(SCHEDULER, base.scheduler_config))
            yield lambda seed: plain_call(pipe, shape, seed)


def plain_call(pipe: Any, shape: Shape, seed: int) -> object:
    """One picture from a pipeline of diffusers."""
    return pipe(
        prompt=PROMPT,
        negative_prompt=NEGATIVE,
        width=shape.side_px,
        height=shape.side_px,
        num_inference_steps=shape.steps,
        guidance_scale=GUIDANCE,
        generator=torch.Generator("cpu").manual_seed(seed),
        output_type="np",
    ).images


def plain_pipeline(store: ModelStore, shape: Shape) -> StableDiffusionXLPipeline:
    """diffusers as its documentation begins: loaded in the precision given, moved to the device, no more."""
    folder = store.find(shape.model).folder
    pipe = StableDiffusionXLPipeline.from_pretrained(folder, dtype=shape.dtype, local_files_only=True)
    pipe.to(shape.device)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def overhead(bench: Bench, shape: Shape) -> Line:
    """A job through the easel against the bare call of the same pipeline, turn by turn."""
    with bench.bare(shape) as bare:
        ours, peer = in_turns(shape.rounds, lambda seed: bench.paint(shape.task(seed)), bare, shape.device)
    above_s = statistics.median(one - other for one, other in zip(ours, peer, strict=True))
    share = above_s / statistics.median(peer)
    on_gpu = shape.device != "cpu"
    return Line(
        "a job above the bare pipeline call",
        f"{above_s * 1000:.1f} ms ({share:+.1%})",
        f"{statistics.median(peer) * 1000:.0f} ms",
        statistics.median(ours) / statistics.median(peer),
        "≤ 3 % of the pipeline's time" if on_gpu else "≤ 50 ms",
        share <= 0.03 if on_gpu else above_s <= 0.05,
    )


def whole_request(bench: Bench, shape: Shape) -> Line:
    """All that the painter does for a request of one picture (words, checks, looking at it) and the easel."""
    painter = DiffusionPainter(bench.engine.store)
    image = find_image("rutube", "cover")
    brief = Brief(kind="cover", headline="", prompt=PROMPT, negative=NEGATIVE)
    options = PaintOptions(
        operation="text", model=shape.model, prompt=PROMPT, negative=NEGATIVE, steps=shape.steps,
        guidance=GUIDANCE, scheduler=SCHEDULER, width_px=shape.side_px, height_px=shape.side_px,
    )  # fmt: skip

    def paint(seed: int) -> object:
        return list(painter.paint(PaintRequest(brief, image, (), 1, seed, options=options), ignore))

    try:
        with bench.bare(shape) as bare:
            ours, peer = in_turns(shape.rounds, paint, bare, shape.device)
    finally:
        atelier.close()
    above_s = statistics.median(one - other for one, other in zip(ours, peer, strict=True))
    return Line(
        "a request above the bare pipeline call",
        f"{above_s * 1000:.1f} ms",
        f"{statistics.median(peer) * 1000:.0f} ms",
        statistics.median(ours) / statistics.median(peer),
        "≤ 50 ms",
        above_s <= 0.05,
    )


def first_preview(bench: Bench) -> Line:
    """From asking a warm easel to the first preview."""
    taken = []
    for seed in range(bench.shape.rounds):
        listener = Listener()
        started_s = time.perf_counter()
        bench.paint(bench.shape.task(seed), listener)
        assert listener.first_preview_s is not None, "no preview came"
        taken.append(listener.first_preview_s - started_s)
    median_s = statistics.median(taken)
    return Line("first preview", f"{median_s * 1000:.0f} ms", target="≤ 500 ms", met=median_s <= 0.5)


def cancel(bench: Bench) -> list[Line]:
    """From somebody's leaving half-way through a picture until they are let go and the device is free.

    They ask at moments spread evenly over a step.
    """
    caller_steps, device_steps, caller_s = [], [], []
    with ThreadPoolExecutor(1) as pool:
        for seed in range(bench.shape.rounds):
            listener = Listener()
            bench.ended.clear()
            waiting = pool.submit(bench.paint, bench.shape.task(seed, steps=CANCEL_STEPS), listener)
            listener.midway.wait()
            time.sleep(listener.step_s() * (seed + 0.5) / bench.shape.rounds)
            asked_s = time.perf_counter()
            listener.leave.set()
            error = waiting.exception()
            left_s = time.perf_counter() - asked_s
            assert isinstance(error, Cancelled), error
            bench.ended.wait()
            step_s = listener.step_s()
            caller_s.append(left_s)
            caller_steps.append(left_s / step_s)
            device_steps.append((bench.ended_s - asked_s) / step_s)
    told, freed = statistics.median(caller_steps), statistics.median(device_steps)
    return [
        Line(
            "cancelled: the caller is let go after",
            f"{told:.2f} steps ({statistics.median(caller_s) * 1000:.0f} ms)",
            target="≤ 1 step",
            met=told <= 1,
        ),
        Line("cancelled: the device is free after", f"{freed:.2f} steps", target="≤ 1 step", met=freed <= 1),
    ]


def starts(store: ModelStore, shape: Shape, tuning: Tuning | None = None) -> Line:
    """The first picture of a fresh engine, loading included, against the second."""
    bench = Bench(store, shape, tuning)
    with bench.easel:
        cold_s, warm_s = (taken(partial(bench.paint, shape.task(seed)), shape.device) for seed in (1, 2))
    return Line("cold start against warm", f"{cold_s:.2f} s", f"{warm_s:.2f} s", cold_s / warm_s)


def lora_switch(pipe: Any = None, device: str = "cpu") -> list[Line]:
    """Putting a LoRA to work: never seen before, and kept."""
    return [
        Line(
            what,
            f"{ours_s * 1000:.0f} ms",
            f"{peer_s * 1000:.0f} ms",
            ours_s / peer_s,
            "≤ 500 ms",
            ours_s <= 0.5,
        )
        for what, ours_s, peer_s in loras.rows(pipe, device)
    ]


def single_and_load(
    store: ModelStore, shape: Shape, tuning: Tuning | None, batches: Sequence[int]
) -> list[Line]:
    """Images a second at each size of batch against plain diffusers, one image after another."""
    plain = plain_pipeline(store, shape)
    plain_call(plain, shape, 0)
    peer_s = statistics.median(
        [taken(partial(plain_call, plain, shape, seed), shape.device) for seed in range(shape.rounds)]
    )
    del plain
    lines = []
    for batch in batches:
        bench = Bench(store, shape, tuning, batch)
        with bench.easel:
            tasks = [shape.task(seed) for seed in range(batch)]
            bench.easel.paint(tasks)
            once = partial(bench.easel.paint, tasks)
            once()
            per_image_s = statistics.median(
                [taken(once, shape.device) / batch for _ in range(max(2, shape.rounds // batch))]
            )
        gain = peer_s / per_image_s
        wanted = {1: 1.3, max(batches): 2.5}.get(batch)
        lines.append(
            Line(
                f"{shape.side_px}², {shape.steps} steps, batch {batch}",
                f"{1 / per_image_s:.2f} images/s",
                f"{1 / peer_s:.2f} images/s",
                per_image_s / peer_s,
                f"≥ {wanted} × plain" if wanted else "",
                gain >= wanted if wanted else None,
            )
        )
    return lines


def in_turns(
    rounds: int, ours: Callable[[int], object], peer: Callable[[int], object], device: str
) -> tuple[list[float], list[float]]:
    """Seconds of each, one after the other, so that a busy machine slows both; each once beforehand."""
    ours(0), peer(0)
    times: tuple[list[float], list[float]] = ([], [])
    for seed in range(1, rounds + 1):
        for work, found in zip((ours, peer), times, strict=True):
            found.append(taken(partial(work, seed), device))
    return times


def taken(work: Callable[[], object], device: str) -> float:
    """Seconds until the work is done, on the device too."""
    started_s = time.perf_counter()
    work()
    if device != "cpu":
        torch.accelerator.synchronize()
    return time.perf_counter() - started_s


def lines(store: ModelStore, shape: Shape, tuning: Tuning | None = None) -> list[Line]:
    """What goes on around the pipeline."""
    bench = Bench(store, shape, tuning)
    with bench.easel:
        if shape.device == "cpu":
            # The painter has an engine of its own: a large model would be loaded twice.
            found = [overhead(bench, TINIEST), whole_request(bench, TINIEST)]
        else:
            found = [overhead(bench, shape)]
        found += [first_preview(bench), *cancel(bench)]
    return [*found, starts(store, shape, tuning)]


def rows() -> list[tuple[str, float, float]]:
    """For `make bench`: a tiny picture as a job, and the bare call of its pipeline; medians in seconds."""
    with _tiny_store() as store:
        bench = Bench(store, TINY)
        with bench.easel, bench.bare(TINY) as bare:
            ours, peer = in_turns(TINY.rounds, lambda seed: bench.paint(TINY.task(seed)), bare, TINY.device)
    tiny = ("paint a tiny 256×256 / bare pipeline", statistics.median(ours), statistics.median(peer))
    return [tiny, *loras.rows()]


@contextmanager
def _tiny_store() -> Iterator[ModelStore]:
    quieten()
    # More threads than cores to spare make tiny models slower, and their times jump.
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as folder:
        yield install(Path(folder), [TINY.model])


def main() -> None:
    """Print the tables."""
    with _tiny_store() as store:
        show("tiny models, one thread of the processor", [*lines(store, TINY), *lora_switch()])
    if not torch.cuda.is_available():
        print("\nOnly tiny models ran: there is no CUDA device here, so nothing is said of real speed.")
        return
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as folder:
        store = ModelStore(Path(folder))
        sdxl_shape.install(store, FULL.device)
        name = torch.cuda.get_device_name()
        show(f"LoRAs of SDXL's shape on {name}", lora_switch(plain_pipeline(store, FULL), FULL.device))
        for compiled in ("no", "blocks", "whole"):
            tuning = Tuning(compile=compiled)
            found = [*single_and_load(store, FULL, tuning, (1, 4, 8)), *lines(store, FULL, tuning)]
            show(f"SDXL's shape at half precision on {name}, built: {compiled}", found)


if __name__ == "__main__":
    main()
