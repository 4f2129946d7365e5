"""The engine: it makes the models of a batch ready, has it painted, and writes down what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from studio.models.store import Installed, ModelStore
from studio.paint.diffusion import record
from studio.paint.diffusion.base import Base
from studio.paint.diffusion.batch import Batch, finished
from studio.paint.diffusion.check import Checked, check_task
from studio.paint.diffusion.device import Tuning, best_device
from studio.paint.diffusion.loading import Network
from studio.paint.diffusion.looks import ImagePrompter
from studio.paint.diffusion.memory import device_memory
from studio.paint.diffusion.others import KINDS, Upscaler, check_other, made_larger, made_like
from studio.paint.diffusion.residency import Residency, budget_for
from studio.paint.diffusion.task import Hooks, ImageTask, Painted

Held = Base | Network | ImagePrompter | Upscaler
H = TypeVar("H", Base, Network, ImagePrompter, Upscaler)


class Engine:
    """Paints batches with the models of a store, on one device. One thread at a time.

    `run_batch` may be called again from a hook, between two steps of a batch: that batch goes on as if
    nothing had been.
    """

    def __init__(
        self,
        store: ModelStore,
        *,
        device: str | None = None,
        tuning: Tuning | None = None,
        budget_bytes: int | None = None,
    ) -> None:
        self.store = store
        self.device = device or best_device()
        self.tuning = tuning or Tuning()
        self.memory = device_memory(self.device)
        self.residency: Residency[Held] = Residency(
            self._load,
            budget=lambda: budget_for(self.memory, self.residency.bytes, budget_bytes),
            expect=self._expected_bytes,
            emptied=self.memory.empty,
        )
        # The folder's age when it was looked through, and the tiny decoder of each family.
        self._tiny_vaes: tuple[int, dict[str, str]] = (0, {})

    def run_batch(self, tasks: list[ImageTask], hooks: list[Hooks]) -> list[Painted]:
        """The pictures of tasks that share their `batch_key`, in their order.

        After each step every task's `on_step` is called, in order; what one raises ends the whole batch and
        passes through, and everything can be used again. Raises as `check_task`; UnloadableModel,
        UnusableAdapter, NothingPainted.
        """
        if len({task.batch_key() for task in tasks}) != 1:
            raise ValueError("a batch has tasks of one batch_key")
        if tasks[0].operation in KINDS:
            return [self._done_to(task, hook) for task, hook in zip(tasks, hooks, strict=True)]
        for task in tasks:
            checked = check_task(task, self.store)
        with self._ready(checked, tasks) as (base, batch):
            images = batch.paint(hooks)
            pictures = [finished(task, pixels) for task, pixels in zip(tasks, images, strict=True)]
            told = record.records(tasks, pictures, _used(checked), self._setup(base))
        return [Painted(pixels, facts) for pixels, facts in zip(pictures, told, strict=True)]

    def _done_to(self, task: ImageTask, hooks: Hooks) -> Painted:
        """What is done to a finished picture."""
        model = check_other(task, self.store)
        self._forget_changed(model)
        if task.operation == "restyle":
            pixels = made_like(task, hooks, self.store)
            part, dtype = "other", "float32"
        else:
            with self._use(model.name, Upscaler) as upscaler:
                pixels = made_larger(upscaler, task, hooks, self.store)
                part, dtype = "upscaler", str(upscaler.dtype)
        setup = record.setup_here(self.device, dtype)
        used = [record.model_used(part, model)]
        return Painted(pixels, record.records([task], [pixels], used, setup)[0])

    def warm(self, model: str) -> bool:
        """Whether a model is loaded."""
        return self.residency.has(model)

    def relieve(self, task: ImageTask, rung: int) -> bool:
        """Make room for a picture that did not fit: other models out, then its decoder in tiles, then only
        the network at work on the device. False when nothing is left to do."""
        gone = rung == 0 and self.residency.make_room()
        if gone or not self.residency.has(task.model):
            return gone
        with self._use(task.model, Base) as base:
            if not base.always_tiled:
                base.always_tiled = True
                return True
            return base.offload()

    @contextmanager
    def _ready(self, checked: Checked, tasks: Sequence[ImageTask]) -> Iterator[tuple[Base, Batch]]:
        first = tasks[0]
        for model in (checked.base, *checked.controls, *checked.looks):
            self._forget_changed(model)
        with ExitStack() as stack:
            base = stack.enter_context(self._use(checked.base.name, Base))
            controls = [stack.enter_context(self._use(model.name, Network)) for model in checked.controls]
            prompters = [stack.enter_context(self._use(model.name, ImagePrompter)) for model in checked.looks]
            looks = list(zip(first.looks, prompters, strict=True))
            pixels = first.width_px * first.height_px
            projections = stack.enter_context(base.set_for(checked.loras, looks, pixels))
            tiny = self._tiny_vae(checked.base.card.family)
            yield (
                base,
                Batch(
                    base,
                    tasks,
                    controls=controls,
                    prompters=prompters,
                    projections=projections,
                    tiny_vae=stack.enter_context(self._use(tiny, Network)) if tiny else None,
                ),
            )

    @contextmanager
    def _use(self, name: str, kind: type[H]) -> Iterator[H]:
        with self.residency.use(name) as held:
            assert isinstance(held, kind), f"{name} is a {type(held).__name__}"
            yield held

    def _tiny_vae(self, family: str) -> str | None:
        """A tiny decoder for previews, where one is installed."""
        # Models come and go by renames in the store's folder: until then its manifests need no reading.
        changed = self.store.root.stat().st_mtime_ns
        if self._tiny_vaes[0] != changed:
            found = self.store.of_kind("tiny_vae")
            self._tiny_vaes = changed, {model.card.family: model.name for model in found}
        return self._tiny_vaes[1].get(family)

    def _forget_changed(self, model: Installed) -> None:
        """A model installed anew under its name is loaded anew, as soon as nobody paints with the old one."""
        if self.residency.has(model.name):
            with self.residency.use(model.name) as held:
                same = held.model.files == model.files
            if not same:
                self.residency.forget(model.name)

    def _load(self, name: str) -> Held:
        model = self.store.find(name)
        match model.card.kind:
            case "base":
                return Base(model, self.device, self.tuning)
            case "image_prompt":
                return ImagePrompter(model, self.device)
            case "upscaler":
                return Upscaler(model, self.device)
            case "control" | "tiny_vae":
                return Network(model, self.device, self.tuning)
        raise ValueError(f"{name} is a {model.card.kind}: nothing here paints with it")

    def _expected_bytes(self, name: str) -> int:
        card = self.store.find(name).card
        # Cards count at half precision; a processor paints in full.
        return card.memory_bytes * (2 if self.device == "cpu" else 1)

    def _setup(self, base: Base) -> record.Setup:
        options = {
            **self.tuning.words(self.device),
            "offload": str(base.offloaded).lower(),
            "tiled": str(base.tiled).lower(),
        }
        return record.setup_here(self.device, str(base.dtype), options)


def _used(checked: Checked) -> list[record.ModelUsed]:
    """The models that took part, as a record keeps them."""
    parts = [
        ("base", [checked.base]),
        ("lora", [lora for lora, _ in checked.loras]),
        ("control", checked.controls),
        ("look", checked.looks),
    ]
    return [record.model_used(part, model) for part, models in parts for model in models]
