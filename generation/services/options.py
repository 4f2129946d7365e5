"""What a person wants of a painter, checked before anything is queued: a sentence for each field."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from channels_app.services.words import refuse_forbidden
from core.errors import Invalid
from generation.services.painters import Offer
from generation.services.painting import (
    IMAGE_PROMPT,
    LANCZOS,
    WEIGHT_FREE,
    operations_of,
    restyling_with,
    usable_cards,
)
from studio.models.card import ModelCard
from studio.paint.diffusion.families import FAMILIES, family_of
from studio.paint.diffusion.scheduler_names import schedulers_of
from studio.paint.options import Operation, PaintOptions
from studio.paint.presets import presets

Problem = tuple[str, object]

# What each operation can't do without.
_NEEDED: Mapping[Operation, tuple[str, ...]] = {"inpaint": ("base", "mask"), "restyle": ("look",)}
# Those that begin with a picture and add noise to it: `strength` says how much.
_STRENGTH_COUNTS: tuple[Operation, ...] = ("repaint", "inpaint", "outpaint")


def checked(
    options: PaintOptions, names: Sequence[str], *, offer: Offer, team: Team, user: User
) -> PaintOptions:
    """`options` with the model that is to paint, all within what is here and allowed.

    `names` are those of the pictures that come with them. Raises Invalid, naming every field that is wrong.
    """
    if not offer.capabilities.ai_painted:
        if options == PaintOptions() and not names:
            return options
        if wrong := dict(_of_plain_painter(options, offer)):
            raise Invalid(fields=wrong)
    texts = {"prompt": options.prompt, "negative": options.negative}
    refuse_forbidden({f"painting.{name}": text for name, text in texts.items() if text})
    cards = usable_cards(user, team)
    model = _model(options, cards) if _needs_base(options) else None
    wrong = {
        **dict(_of_pictures(options, names)),
        **dict(_of_numbers(options, model)),
        **dict(_of_models(options, model, cards)),
        **dict(_of_names(options, offer, model)),
    }
    if wrong:
        raise Invalid(fields=wrong)
    return options.model_copy(update={"model": model.name}) if model else options


def batch_key(options: PaintOptions, width_px: int, height_px: int) -> str:
    """Jobs of one key may be painted in one batch, on a canvas for pictures of that size."""
    numbers = options.model_dump(
        mode="json",
        exclude={"prompt", "negative", "presets", "base", "mask", "look"},
    )
    for use in (*numbers["controls"], *numbers["image_prompts"]):
        use.pop("picture")
    told = json.dumps([numbers, width_px, height_px], sort_keys=True)
    return f"{options.model or ''}:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def is_weight_free(options: PaintOptions) -> bool:
    """Whether it can be done without any model."""
    return (options.operation, options.method) in WEIGHT_FREE


def _of_plain_painter(options: PaintOptions, offer: Offer) -> Iterator[tuple[str, Problem]]:
    """What a painter that uses no model can't do; numbers for models change nothing and are let be."""
    if options.operation not in offer.capabilities.operations:
        yield "painting", ("not_taken", _("This painter takes no such options. Choose another painter."))
    elif options.method is not None and not is_weight_free(options):
        yield "painting.method", ("unknown_method", _("It can't be done this way here. Choose another."))


def _needs_base(options: PaintOptions) -> bool:
    if options.operation == "restyle":
        return options.method == IMAGE_PROMPT
    return options.operation != "upscale"


def _model(options: PaintOptions, cards: Sequence[ModelCard]) -> ModelCard:
    """The model that is to paint: the one wished for, or the first that can."""
    operation = options.operation or "text"
    if operation == "restyle":
        operation = "repaint"
    bases = [card for card in cards if card.kind == "base" and card.family in FAMILIES]
    able = [card for card in bases if operation in operations_of(card)]
    found = next((card for card in able if options.model in (None, card.name)), None)
    if found is not None:
        return found
    if options.model and any(card.name == options.model for card in bases):
        problem: Problem = ("model_unable", _("This model can't do that. Choose another."))
    elif options.model:
        problem = ("unknown_model", _("You can't paint with this model here. Choose another."))
    else:
        problem = ("no_model", _("There is no model here that you may paint this with. Ask the operator."))
    raise Invalid(fields={"painting.model": problem})


def _of_pictures(options: PaintOptions, names: Sequence[str]) -> Iterator[tuple[str, Problem]]:
    used = {
        "painting.base": options.base,
        "painting.mask": options.mask,
        "painting.look": options.look,
        **{f"painting.controls.{n}.picture": use.picture for n, use in enumerate(options.controls)},
        **{f"painting.image_prompts.{n}.picture": use.picture for n, use in enumerate(options.image_prompts)},
    }
    for field, name in used.items():
        if name is not None and name not in names:
            yield field, ("unknown_picture", _("No picture of this name came along."))
    for name in set(names) - set(used.values()):
        yield f"pictures.{name}", ("unused_picture", _("Nothing is to be done with this picture."))
    for what in _NEEDED.get(options.operation or "repaint", ()):
        if getattr(options, what) is None:
            yield f"painting.{what}", ("required", _PICTURE_MISSING[what])
    if options.mask is not None and options.operation != "inpaint":
        yield "painting.mask", ("not_taken", _("A mask is only for painting over a part."))


_PICTURE_MISSING = {
    "base": _("Choose the picture to paint on."),
    "mask": _("Mark with the brush what is to be painted over."),
    "look": _("Choose the picture whose look is to be taken."),
}


def _of_numbers(options: PaintOptions, model: ModelCard | None) -> Iterator[tuple[str, Problem]]:
    if (options.width_px is None) != (options.height_px is None):
        missing = "width_px" if options.width_px is None else "height_px"
        yield f"painting.{missing}", ("required", _("Give both width and height, or neither."))
    multiple = family_of(model.family).multiple if model else 1
    for name in ("width_px", "height_px"):
        value = getattr(options, name)
        if value is not None and value % multiple:
            sentence = _("This model paints sizes that %(multiple)s divides: %(lower)s or %(upper)s.")
            lower = value - value % multiple
            values = {"multiple": multiple, "lower": lower, "upper": lower + multiple}
            yield f"painting.{name}", ("size_not_multiple", str(sentence) % values)
    for number, use in enumerate(options.controls):
        if use.start >= use.end:
            sentence = _("It must begin to count before it stops counting.")
            yield f"painting.controls.{number}.end", ("empty_range", sentence)
    steps = options.steps or (model.defaults.steps if model else None)
    strength = options.strength if options.operation in _STRENGTH_COUNTS else None
    if steps and strength is not None and int(steps * strength) < 1:
        sentence = _("So weak that nothing would be painted: more strength, or %(steps)s steps or more.")
        needed = math.ceil(1 / strength) if strength else "∞"
        yield "painting.strength", ("strength_too_low", str(sentence) % {"steps": needed})


def _of_models(
    options: PaintOptions, model: ModelCard | None, cards: Sequence[ModelCard]
) -> Iterator[tuple[str, Problem]]:
    by_name = {card.name: card for card in cards}
    family = model.family if model else None
    for number, lora in enumerate(options.loras):
        card = by_name.get(lora.name)
        field = f"painting.loras.{number}.name"
        if card is None or card.kind != "lora":
            yield field, ("unknown_lora", _("You can't paint with this LoRA here. Leave it out."))
        elif card.family != family:
            yield field, ("lora_family", _("This LoRA was made for other models. Choose one for this model."))
        elif lora.name in [other.name for other in options.loras[:number]]:
            yield field, ("lora_twice", _("This LoRA is chosen already."))
    kin = [card for card in cards if card.family == family]
    for number, control in enumerate(options.controls):
        if not any(card.kind == "control" and control.kind in card.controls for card in kin):
            sentence = _("No model that follows such a control picture is installed for this one.")
            yield f"painting.controls.{number}.kind", ("no_control_model", sentence)
    for number, prompt in enumerate(options.image_prompts):
        if not any(card.kind == "image_prompt" and prompt.kind in card.looks for card in kin):
            sentence = _("No model that takes such a picture as a guide is installed for this one.")
            yield f"painting.image_prompts.{number}.kind", ("no_look_model", sentence)
    yield from _of_methods(options, cards)


def _of_methods(options: PaintOptions, cards: Sequence[ModelCard]) -> Iterator[tuple[str, Problem]]:
    if options.method is None:
        return
    if options.operation == "upscale":
        known = {LANCZOS, *(card.name for card in cards if card.kind == "upscaler")}
    elif options.operation == "restyle":
        known = set(restyling_with(cards))
    else:
        yield "painting.method", ("not_taken", _("There is only one way to do that: leave this empty."))
        return
    if options.method not in known:
        yield "painting.method", ("unknown_method", _("It can't be done this way here. Choose another."))


def _of_names(options: PaintOptions, offer: Offer, model: ModelCard | None) -> Iterator[tuple[str, Problem]]:
    if options.operation is not None and options.operation not in offer.capabilities.operations:
        yield "painting.operation", ("not_taken", _("This painter doesn't do that. Choose another."))
    schedulers = schedulers_of(family_of(model.family)) if model else ()
    if options.scheduler is not None and options.scheduler not in schedulers:
        sentence = _("This model is not painted with this scheduler. Choose one of its own.")
        yield "painting.scheduler", ("unknown_scheduler", sentence)
    known = {preset.name for preset in presets()}
    for number, name in enumerate(options.presets):
        if name not in known:
            yield f"painting.presets.{number}", ("unknown_preset", _("There is no such preset."))
