"""What an easel does and holds at one moment, as plain values for the operator's page."""

from __future__ import annotations

from studio.paint.options import Operation
from studio.values import Value


class Resident(Value):
    """Something kept on the device. `idle_s`: since it was last used; `in_use`: being painted with."""

    name: str
    bytes: int
    idle_s: float
    in_use: bool = False


class Queued(Value):
    """Pictures of one owner that wait for their turn."""

    owner: str
    model: str
    operation: Operation
    interactive: bool
    pictures: int
    waited_s: float


class Doing(Value):
    """The batch being painted. `between_steps`: squeezed in between two steps of another one."""

    model: str
    operation: Operation
    width_px: int
    height_px: int
    pictures: int
    owners: tuple[str, ...]
    step: int
    steps: int
    for_s: float
    between_steps: bool


class StepTime(Value):
    """How long a step takes, a moving average over what was painted."""

    model: str
    operation: Operation
    width_px: int
    height_px: int
    pictures: int
    step_s: float


class EaselStatus(Value):
    """All of it.

    `stuck_for_s`: since the last sign of life while it paints, 0 while it waits. `broken`: why it paints no
    more; only a new process helps.
    """

    device: str
    device_name: str
    memory_bytes: int
    free_bytes: int
    used_bytes: int
    models: tuple[Resident, ...] = ()
    waiting: tuple[Queued, ...] = ()
    doing: tuple[Doing, ...] = ()
    step_times: tuple[StepTime, ...] = ()
    batches: int = 0
    pictures: int = 0
    stuck_for_s: float = 0.0
    broken: str | None = None
