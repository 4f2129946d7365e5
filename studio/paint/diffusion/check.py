"""Whether a picture can be painted as asked, before any model is touched: every refusal has its code."""

from __future__ import annotations

from dataclasses import dataclass

from studio.errors import InvalidRequest
from studio.models.lora import check_lora
from studio.models.store import Installed, ModelStore
from studio.paint.diffusion.families import PAINTED, Family, family_of
from studio.paint.diffusion.scheduler_names import schedulers_of
from studio.paint.diffusion.task import Control, ImageTask, Look

SMALLEST_PX, LARGEST_PX = 64, 4096
STEPS_LIMIT = 150
GUIDANCE_LIMIT = 30.0


@dataclass(frozen=True)
class Checked:
    """A task's models, found."""

    base: Installed
    family: Family
    loras: tuple[tuple[Installed, float], ...]
    controls: tuple[Installed, ...]
    looks: tuple[Installed, ...]


def check_task(task: ImageTask, store: ModelStore) -> Checked:
    """The models of a task that can be painted.

    Raises ModelMissing, UnusableWeights (lora_wrong_family, and what is wrong with a file), InvalidRequest:
    family_unknown, operation_unsupported, size_not_multiple, size_out_of_range, steps_out_of_range,
    guidance_out_of_range, unknown_scheduler, base_missing, base_size, strength_too_low,
    strength_out_of_range, mask_missing, mask_size, mask_empty, controls_unsupported, control_wrong_family,
    control_kind, control_size, control_range, looks_unsupported, look_wrong_family, look_kind.
    """
    base = store.find(task.model, "base")
    family = family_of(base.card.family)
    _check_operation(task, base)
    _check_size(task, family)
    _check_numbers(task, family)
    _check_pictures(task)
    loras = tuple((_lora(store, use.name, base), use.weight) for use in task.loras)
    return Checked(
        base=base,
        family=family,
        loras=loras,
        controls=tuple(_control(task, control, store, family) for control in task.controls),
        looks=tuple(_look(look, store, family) for look in task.looks),
    )


def steps_made(steps: int, strength: float) -> int:
    """How many of the steps are painted from a picture of which `strength` is changed."""
    return min(int(steps * strength), steps)


def check_strength(steps: int, strength: float) -> None:
    """Raises InvalidRequest: strength_out_of_range, strength_too_low (with the least that does something)."""
    if not 0 <= strength <= 1:
        raise InvalidRequest(
            f"strength must be 0 to 1, not {strength}", code="strength_out_of_range", strength=strength
        )
    if steps_made(steps, strength) < 1:
        # Rounded up to what the page's slider shows, so that the hint is enough.
        least = -(-100 // steps) / 100
        raise InvalidRequest(
            f"strength {strength} of {steps} steps leaves none to paint: at least {least}",
            code="strength_too_low",
            strength=strength,
            steps=steps,
            least=least,
        )


def check_scheduler(scheduler: str, family: Family) -> None:
    """Raises InvalidRequest (unknown_scheduler)."""
    known = schedulers_of(family)
    if scheduler not in known:
        raise InvalidRequest(
            f"unknown scheduler {scheduler!r} for {family.name}; known: {', '.join(known)}",
            code="unknown_scheduler",
            scheduler=scheduler,
            family=family.name,
            known=", ".join(known),
        )


def check_side(side_px: int, multiple: int) -> None:
    """Raises InvalidRequest: size_out_of_range, size_not_multiple."""
    if not SMALLEST_PX <= side_px <= LARGEST_PX:
        raise InvalidRequest(
            f"a side must be {SMALLEST_PX} to {LARGEST_PX} pixels, not {side_px}",
            code="size_out_of_range",
            side_px=side_px,
            least=SMALLEST_PX,
            most=LARGEST_PX,
        )
    if side_px % multiple:
        raise InvalidRequest(
            f"a side of {side_px} pixels is not a multiple of {multiple}",
            code="size_not_multiple",
            side_px=side_px,
            multiple=multiple,
            below=side_px // multiple * multiple,
            above=-(-side_px // multiple) * multiple,
        )


def _check_operation(task: ImageTask, base: Installed) -> None:
    able = base.card.operations or PAINTED
    if task.operation not in able or task.operation not in PAINTED:
        raise InvalidRequest(
            f"{base.name} cannot {task.operation}: {', '.join(able)}",
            code="operation_unsupported",
            operation=task.operation,
            name=base.name,
        )


def _check_size(task: ImageTask, family: Family) -> None:
    for side_px in (task.width_px, task.height_px):
        check_side(side_px, family.multiple)


def _check_numbers(task: ImageTask, family: Family) -> None:
    if not 1 <= task.steps <= STEPS_LIMIT:
        raise InvalidRequest(
            f"steps must be 1 to {STEPS_LIMIT}, not {task.steps}",
            code="steps_out_of_range",
            steps=task.steps,
            most=STEPS_LIMIT,
        )
    if not 0 <= task.guidance <= GUIDANCE_LIMIT:
        raise InvalidRequest(
            f"guidance must be 0 to {GUIDANCE_LIMIT:g}, not {task.guidance}",
            code="guidance_out_of_range",
            guidance=task.guidance,
            most=GUIDANCE_LIMIT,
        )
    check_scheduler(task.scheduler, family)
    if task.operation != "text":
        check_strength(task.steps, task.strength)


def _check_pictures(task: ImageTask) -> None:
    if task.operation == "text":
        return
    if task.base is None:
        raise InvalidRequest(
            f"{task.operation} needs a picture", code="base_missing", operation=task.operation
        )
    size = (task.height_px, task.width_px)
    if task.base.shape != (*size, 3):
        raise _wrong_size("base_size", task.base.shape, size)
    if task.operation == "repaint":
        return
    if task.mask is None:
        raise InvalidRequest(f"{task.operation} needs a mask", code="mask_missing", operation=task.operation)
    if task.mask.shape != size:
        raise _wrong_size("mask_size", task.mask.shape, size)
    if not task.mask.any():
        raise InvalidRequest("nothing is marked on the picture", code="mask_empty")


def _wrong_size(code: str, found: tuple[int, ...], size: tuple[int, int]) -> InvalidRequest:
    what = code.removesuffix("_size")
    return InvalidRequest(
        f"the {what} is {found[1]} × {found[0]}, the picture {size[1]} × {size[0]}",
        code=code,
        width_px=int(found[1]),
        height_px=int(found[0]),
        wanted_width_px=size[1],
        wanted_height_px=size[0],
    )


def _lora(store: ModelStore, name: str, base: Installed) -> Installed:
    lora = store.find(name, "lora")
    check_lora(lora, base)
    return lora


def _control(task: ImageTask, control: Control, store: ModelStore, family: Family) -> Installed:
    if not family.controls:
        raise InvalidRequest(
            f"models of the family {family.name} take no control pictures here",
            code="controls_unsupported",
            family=family.name,
        )
    model = store.find(control.model, "control")
    _check_family("control_wrong_family", model, family)
    if control.kind not in model.card.controls:
        raise InvalidRequest(
            f"{model.name} is not led by {control.kind}",
            code="control_kind",
            kind=control.kind,
            name=model.name,
        )
    if control.pixels.shape != (task.height_px, task.width_px, 3):
        raise _wrong_size("control_size", control.pixels.shape, (task.height_px, task.width_px))
    if not 0 <= control.start < control.end <= 1:
        raise InvalidRequest(
            f"a control must end after it starts, not {control.start} to {control.end}",
            code="control_range",
            start=control.start,
            end=control.end,
        )
    return model


def _look(look: Look, store: ModelStore, family: Family) -> Installed:
    if not family.looks:
        raise InvalidRequest(
            f"models of the family {family.name} take no image prompts here",
            code="looks_unsupported",
            family=family.name,
        )
    model = store.find(look.model, "image_prompt")
    _check_family("look_wrong_family", model, family)
    if look.kind not in model.card.looks:
        raise InvalidRequest(
            f"{model.name} gives no {look.kind}", code="look_kind", kind=look.kind, name=model.name
        )
    return model


def _check_family(code: str, model: Installed, family: Family) -> None:
    if model.card.family != family.name:
        raise InvalidRequest(
            f"{model.name} is made for {model.card.family}, the picture is painted by {family.name}",
            code=code,
            name=model.name,
            family=model.card.family,
            wanted=family.name,
        )
