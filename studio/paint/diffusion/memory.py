"""How much a device holds, how many pictures fit into a batch, and what is done when they don't."""

from __future__ import annotations

import gc
import sys
import traceback
from dataclasses import dataclass
from typing import Any, Protocol

import psutil

from studio.errors import StudioError
from studio.paint.diffusion.task import ImageTask

# Of what is free, how much a batch may be planned to take: allocators round up and fragment.
SAFE_SHARE = 0.85
# Until a batch has been measured: bytes that painting takes for each pixel of each picture, with guidance, in
# half precision. SDXL at 1024² peaks around 2.5 GB over its weights when its decoder is not tiled.
BYTES_PER_PIXEL_GUESS = 2600
# Pictures a batch, whatever fits: larger ones gain little and make everybody in them wait.
BATCH_ON_GPU = 8
# A processor is busy with one picture already; a larger batch only makes all of its steps longer.
BATCH_ON_CPU = 1


class OutOfMemory(StudioError):
    """The picture does not fit on the device, not even alone and with its model off-loaded."""

    code = "out_of_memory"


class DeviceBroken(StudioError):
    """The device answers nothing more to this process; only a new process can use it."""

    code = "device_broken"


def is_out_of_memory(error: BaseException | None) -> bool:
    """Whether memory ran out, on the device or on the machine."""
    if isinstance(error, MemoryError):
        return True
    torch = sys.modules.get("torch")
    if torch is None or error is None:
        return False
    # torch's allocator for the processor raises a plain RuntimeError.
    return isinstance(error, torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError) and "DefaultCPUAllocator: can't allocate memory" in str(error)
    )


def is_device_lost(error: BaseException | None) -> bool:
    """Whether every later call to the device would fail as well (an illegal address, a lost device)."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(error, torch.AcceleratorError) and not is_out_of_memory(error)


def let_go(error: BaseException) -> None:
    """Drop what the frames of a caught error hold: a failed batch's tensors live there."""
    traceback.clear_frames(error.__traceback__)
    error.__traceback__ = None


class DeviceMemory(Protocol):
    """A device and its memory, in bytes."""

    kind: str
    name: str

    def total(self) -> int: ...

    def free(self) -> int: ...

    def peak(self) -> int:
        """The most that was in use since `reset_peak`, 0 where that is not known."""

    def used(self) -> int:
        """What this process uses now."""

    def reset_peak(self) -> None: ...

    def empty(self) -> None:
        """Give back what is cached."""


class HostMemory:
    """The machine's own memory, or the share of it that this container may use."""

    kind = "cpu"
    name = "cpu"

    def __init__(self) -> None:
        self._process = psutil.Process()

    def total(self) -> int:
        return min(psutil.virtual_memory().total, _container_limit())

    def free(self) -> int:
        return max(0, min(psutil.virtual_memory().available, self.total() - self.used()))

    def peak(self) -> int:
        return 0

    def used(self) -> int:
        return int(self._process.memory_info().rss)

    def reset_peak(self) -> None:
        """There is no peak to reset."""

    def empty(self) -> None:
        gc.collect()


class CudaMemory:
    """One CUDA device, by torch's allocator."""

    kind = "cuda"

    def __init__(self, device: str) -> None:
        import torch  # only a process that paints has it

        self._cuda: Any = torch.cuda
        self._device = torch.device(device)
        self.name = str(torch.cuda.get_device_name(self._device))

    def total(self) -> int:
        return int(self._cuda.mem_get_info(self._device)[1])

    def free(self) -> int:
        """What the driver has, and what torch keeps without using it."""
        idle = self._cuda.memory_reserved(self._device) - self._cuda.memory_allocated(self._device)
        return int(self._cuda.mem_get_info(self._device)[0] + idle)

    def peak(self) -> int:
        return int(self._cuda.max_memory_allocated(self._device))

    def used(self) -> int:
        return int(self._cuda.memory_allocated(self._device))

    def reset_peak(self) -> None:
        self._cuda.reset_peak_memory_stats(self._device)

    def empty(self) -> None:
        gc.collect()
        self._cuda.empty_cache()


def device_memory(device: str) -> DeviceMemory:
    """The memory of `cuda`, `cuda:1`, …; of anything else the machine's."""
    return CudaMemory(device) if device.startswith("cuda") else HostMemory()


def _container_limit() -> int:
    """Bytes this control group may use (cgroup v2), else no limit."""
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as file:  # noqa: PTH123  # not a path of ours
            return int(file.read())
    except (OSError, ValueError):
        return sys.maxsize


@dataclass
class _Learned:
    fitted: int = 0
    failed: int = sys.maxsize
    bytes_each: int = 0


class BatchLimits:
    """How many pictures of a kind are painted at once: planned by the memory that is free, then learned.

    A kind is what decides the memory: model, operation, size, and how much is attached.
    """

    def __init__(self, memory: DeviceMemory, *, most: int | None = None) -> None:
        self._memory = memory
        self._most = most or (BATCH_ON_GPU if memory.kind == "cuda" else BATCH_ON_CPU)
        self._learned: dict[tuple[object, ...], _Learned] = {}

    def limit(self, task: ImageTask) -> int:
        """At least 1: whether a single picture fits is only known by trying."""
        learned = self._learned.get(_kind(task), _Learned())
        each = learned.bytes_each or BYTES_PER_PIXEL_GUESS * task.width_px * task.height_px
        room = int(self._memory.free() * SAFE_SHARE / each) if self._memory.kind == "cuda" else self._most
        # What has fitted once is not doubted for a guess, only for a measurement.
        planned = room if learned.bytes_each else max(room, learned.fitted)
        return max(1, min(self._most, planned, learned.failed - 1))

    def fitted(self, task: ImageTask, count: int, peak_bytes: int = 0) -> None:
        """`count` pictures were painted at once and took `peak_bytes` over what was there (0: not known)."""
        learned = self._learned.setdefault(_kind(task), _Learned())
        learned.fitted = max(learned.fitted, count)
        if peak_bytes > 0:
            learned.bytes_each = max(learned.bytes_each, -(-peak_bytes // count))

    def failed(self, task: ImageTask, count: int) -> None:
        """`count` pictures did not fit at once."""
        learned = self._learned.setdefault(_kind(task), _Learned())
        if count > 1:
            learned.failed = min(learned.failed, count)
            learned.fitted = min(learned.fitted, count - 1)

    def forget(self) -> None:
        """Other models are on the device now: what failed beside the old ones may fit."""
        for learned in self._learned.values():
            learned.failed = sys.maxsize


def _kind(task: ImageTask) -> tuple[object, ...]:
    attached = tuple(control.model for control in task.controls), tuple(look.model for look in task.looks)
    return task.model, task.operation, task.width_px, task.height_px, attached, len(task.loras)
