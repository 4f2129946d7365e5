"""What is kept of a painted picture, so that it can be painted again: numbers, models, batch, set-up.

A batch may hold pictures of several teams: of the others a record keeps their number and their seeds, never
a word or a picture.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from studio.errors import StudioError
from studio.models.store import Installed
from studio.paint.arrays import Pixels
from studio.paint.diffusion.task import Control, ImageTask, Look
from studio.paint.options import ControlKind, LoraUse, Operation
from studio.values import Value

LIBRARIES = ("torch", "diffusers", "transformers", "peft", "accelerate", "numpy", "safetensors", "pillow")


class UnreadableRecord(StudioError):
    """A record that is none, or of a later version of the site."""

    code = "record_unreadable"


class ModelUsed(Value):
    """A model that took part. `sha256` is over the paths and hashes of all its files; `part` says as what."""

    part: Literal["base", "lora", "control", "look", "tiny_vae", "upscaler", "other"]
    name: str
    revision: str
    sha256: str


class Input(Value):
    """A picture that went in, as the pipeline got it: `role` is base, mask, control:0…, look:0…"""

    role: str
    sha256: str
    width_px: int
    height_px: int


class ControlNumbers(Value):
    kind: ControlKind
    model: str
    scale: float
    start: float
    end: float


class LookNumbers(Value):
    kind: Literal["look", "style", "layout", "face"]
    model: str
    scale: float


class Numbers(Value):
    """An `ImageTask` without its pictures."""

    model: str
    operation: Operation
    prompt: str
    negative: str
    seed: int
    width_px: int
    height_px: int
    steps: int
    guidance: float
    scheduler: str
    strength: float
    chunks: int = 1
    loras: tuple[LoraUse, ...] = ()
    controls: tuple[ControlNumbers, ...] = ()
    looks: tuple[LookNumbers, ...] = ()


class Batch(Value):
    """What was painted at once: the seeds of all its pictures in their order, and which of them this was."""

    place: int = Field(ge=0)
    seeds: tuple[int, ...] = Field(min_length=1)

    @property
    def size(self) -> int:
        return len(self.seeds)


class Setup(Value):
    """All of a machine that may decide the last bits of a picture.

    `threads` counts on a processor only; `options` are what the operator switched (compile, channels_last,
    tf32, tiling, …), as words.
    """

    device: str
    device_name: str
    dtype: str
    threads: int
    python: str
    libraries: dict[str, str]
    options: dict[str, str] = Field(default_factory=dict)


class PaintRecord(Value):
    """`pixels_sha256` is of the finished picture's pixels, not of a file of it."""

    schema_version: Literal[1] = 1
    numbers: Numbers
    models: tuple[ModelUsed, ...]
    inputs: tuple[Input, ...] = ()
    batch: Batch
    setup: Setup
    pixels_sha256: str


def records(
    tasks: Sequence[ImageTask],
    pixels: Sequence[Pixels],
    used: Sequence[ModelUsed],
    setup: Setup,
) -> list[dict[str, Any]]:
    """The record of each picture of one batch, as JSON values, in the order of `tasks`."""
    seeds = tuple(task.seed for task in tasks)
    return [
        PaintRecord(
            numbers=_numbers(task),
            models=tuple(used),
            inputs=tuple(_inputs(task)),
            batch=Batch(place=place, seeds=seeds),
            setup=setup,
            pixels_sha256=pixels_sha256(picture),
        ).model_dump(mode="json")
        for place, (task, picture) in enumerate(zip(tasks, pixels, strict=True))
    ]


def read_record(record: dict[str, Any]) -> PaintRecord:
    """Raises UnreadableRecord."""
    try:
        return PaintRecord.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UnreadableRecord(
            f"the record cannot be read: {where}: {first['msg']}", problem=where
        ) from error


def model_used(part: str, model: Installed) -> ModelUsed:
    """What is kept of an installed model that took part as `part`."""
    return ModelUsed.model_validate(
        {"part": part, "name": model.name, "revision": model.revision, "sha256": model_sha256(model)}
    )


def model_sha256(model: Installed) -> str:
    """One hash for all files of a model, from the hashes its manifest keeps."""
    lines = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(model.files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def pixels_sha256(pixels: NDArray[np.uint8]) -> str:
    """The hash of a picture's shape and pixels, whatever its layout in memory."""
    digest = hashlib.sha256(repr((pixels.shape, str(pixels.dtype))).encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()


def setup_here(device: str, dtype: str, options: dict[str, str] | None = None) -> Setup:
    """This process's set-up. `device` and `dtype` as torch names them ("cuda:0", "float16")."""
    import torch  # read by whoever replays a record; only painting needs torch

    on_gpu = device.startswith("cuda")
    name = str(torch.cuda.get_device_name(device)) if on_gpu else _processor(torch)
    libraries = {library: found for library in LIBRARIES if (found := _version(library))}
    if on_gpu:
        libraries |= {"cuda": str(torch.version.cuda), "cudnn": str(torch.backends.cudnn.version())}
    return Setup(
        device=device.partition(":")[0],
        device_name=name,
        dtype=dtype.removeprefix("torch."),
        threads=0 if on_gpu else torch.get_num_threads(),
        python=platform.python_version(),
        libraries=libraries,
        options=options or {},
    )


def task_of(record: PaintRecord, inputs: dict[str, Pixels]) -> ImageTask:
    """The recorded picture's task, with its pictures by role. Raises UnreadableRecord (input_missing)."""
    numbers = record.numbers
    missing = [given.role for given in record.inputs if given.role not in inputs]
    if missing:
        raise UnreadableRecord(
            f"the picture {missing[0]} that went in is not there any more",
            code="input_missing",
            role=missing[0],
        )
    return ImageTask(
        **{
            name: getattr(numbers, name)
            for name in Numbers.model_fields
            if name not in {"controls", "looks"}
        },
        base=inputs.get("base"),
        mask=inputs.get("mask"),
        controls=tuple(
            Control(
                kind=control.kind, model=control.model, pixels=inputs[f"control:{place}"],
                scale=control.scale, start=control.start, end=control.end,
            )
            for place, control in enumerate(numbers.controls)
        ),
        looks=tuple(
            Look(kind=look.kind, model=look.model, pixels=inputs[f"look:{place}"], scale=look.scale)
            for place, look in enumerate(numbers.looks)
        ),
    )  # fmt: skip


def pictures_of(task: ImageTask) -> dict[str, NDArray[np.uint8]]:
    """The pictures that go into a task, by role."""
    found: dict[str, NDArray[np.uint8]] = {}
    if task.base is not None:
        found["base"] = task.base
    if task.mask is not None:
        found["mask"] = task.mask
    found |= {f"control:{place}": control.pixels for place, control in enumerate(task.controls)}
    found |= {f"look:{place}": look.pixels for place, look in enumerate(task.looks)}
    return found


def _numbers(task: ImageTask) -> Numbers:
    plain = {name: getattr(task, name) for name in Numbers.model_fields if name not in {"controls", "looks"}}
    return Numbers(
        **plain,
        controls=tuple(
            ControlNumbers(kind=c.kind, model=c.model, scale=c.scale, start=c.start, end=c.end)
            for c in task.controls
        ),
        looks=tuple(LookNumbers(kind=look.kind, model=look.model, scale=look.scale) for look in task.looks),
    )


def _inputs(task: ImageTask) -> list[Input]:
    return [
        Input(
            role=role,
            sha256=pixels_sha256(pixels),
            width_px=int(pixels.shape[1]),
            height_px=int(pixels.shape[0]),
        )
        for role, pixels in pictures_of(task).items()
    ]  # fmt: skip


def _processor(torch: Any) -> str:
    """What decides which kernels run, not the maker's name."""
    return f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}"


@cache
def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
