"""What a person may paint with in a team: the menu behind the wishes form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from accounts.models import Team, User
from core.texts import Said, in_active_language
from generation.services import painters
from generation.services.models import usable_models
from generation.specs import CANDIDATES_LIMIT, PICTURES_LIMIT
from studio.models.card import ControlKind, ModelCard, Operation, Words
from studio.paint import options as asked
from studio.paint.diffusion.families import FAMILIES, PAINTED, family_of
from studio.paint.diffusion.scheduler_names import schedulers_of
from studio.paint.options import ControlUse, ImagePrompt, LoraUse, PaintOptions
from studio.paint.presets import groups, presets

DEFAULT_LORA_WEIGHT = 0.8
SIZE_MULTIPLE_PX = 8
# Those that can be drawn without weights; depth needs a model of its own.
DRAWN_HERE: tuple[ControlKind, ...] = ("pose", "face", "edges")

# The ways to restyle and to enlarge, by the names that options know them by; those of models beside them.
COLOUR, TEXTURE, GATYS, IMAGE_PROMPT, LANCZOS = "colour", "texture", "gatys", "image_prompt", "lanczos"
_RESTYLING = {
    COLOUR: Said("Цвета другой картинки", "Another picture's colours"),
    TEXTURE: Said("Цвета и мазки другой картинки", "Another picture's colours and brushwork"),
    GATYS: Said("Манера другой картинки", "Another picture's manner"),
    IMAGE_PROMPT: Said("Нарисовать заново в духе другой картинки", "Painted anew in another's spirit"),
}
_ENLARGING = Said("Быстро, с чёткими краями", "Fast, with crisp edges")
WEIGHT_FREE = {("restyle", COLOUR), ("restyle", TEXTURE), ("upscale", LANCZOS)}


def menu_of(team: Team, user: User) -> dict[str, Any]:
    """Painters, models, LoRAs, presets, methods and limits, in the active language."""
    cards = usable_cards(user, team)
    return {
        "painters": [painters.shown(offer) for offer in painters.offers()],
        "default_painter": painters.default_painter(),
        "models": [_base(card, cards) for card in cards if card.kind == "base" and card.family in FAMILIES],
        "loras": [_lora(card) for card in cards if card.kind == "lora"],
        "presets": _presets(),
        "upscalers": _upscalers(cards),
        "restyle_methods": _restyles(cards),
        "controls": _drawable(cards),
        "limits": _limits(),
    }


def controls_of(team: Team, user: User) -> list[ControlKind]:
    """The control pictures that can be drawn for `user` in `team`."""
    return _drawable(usable_cards(user, team))


def _drawable(cards: list[ModelCard]) -> list[ControlKind]:
    depth: list[ControlKind] = ["depth"] if any(card.kind == "depth" for card in cards) else []
    return [*DRAWN_HERE, *depth]


def usable_cards(user: User, team: Team) -> list[ModelCard]:
    """The cards of the models that `user` may paint with in `team`, by kind, those recommended first."""
    cards = [
        ModelCard.model_validate(card) for card in usable_models(user, team).values_list("card", flat=True)
    ]
    return sorted(cards, key=lambda card: (card.kind, not card.recommended, card.name))


def operations_of(card: ModelCard) -> tuple[Operation, ...]:
    """What a base can do; a card that says nothing means all that pipelines can."""
    return card.operations or PAINTED


def _title(words: Words) -> str:
    return in_active_language(words.model_dump())


def _base(card: ModelCard, cards: list[ModelCard]) -> dict[str, Any]:
    kin = [other for other in cards if other.family == card.family]
    return {
        "name": card.name,
        "title": _title(card.title),
        "family": card.family,
        "operations": list(operations_of(card)),
        "controls": sorted({kind for other in kin if other.kind == "control" for kind in other.controls}),
        "looks": sorted({kind for other in kin if other.kind == "image_prompt" for kind in other.looks}),
        "defaults": card.defaults.model_dump(
            include={"steps", "guidance", "scheduler", "width_px", "height_px"}
        ),
        "size_multiple_px": family_of(card.family).multiple,
        "schedulers": list(schedulers_of(family_of(card.family))),
        "restrictions": _title(card.licence.restrictions),
    }


def _lora(card: ModelCard) -> dict[str, Any]:
    weight = card.defaults.weight
    return {
        "name": card.name,
        "title": _title(card.title),
        "family": card.family,
        "trigger_words": list(card.trigger_words),
        "weight": DEFAULT_LORA_WEIGHT if weight is None else weight,
        "restrictions": _title(card.licence.restrictions),
    }


def _presets() -> list[dict[str, Any]]:
    titles = {group.name: in_active_language(group.titles.model_dump()) for group in groups()}
    return [
        {
            "name": preset.name,
            "title": in_active_language(preset.titles.model_dump()),
            "kind": preset.kind,
            "group": preset.group,
            "group_title": titles[preset.group],
            "words": ", ".join(part for part in (preset.lead, preset.words) if part),
            "sample_url": None,
        }
        for preset in presets()
    ]


def restyling_with(cards: Sequence[ModelCard]) -> list[str]:
    """The ways to give a picture another's look, given the models at hand."""
    kinds = {card.kind for card in cards}
    by_models = {GATYS: "texture" in kinds, IMAGE_PROMPT: {"base", "image_prompt"} <= kinds}
    return [COLOUR, TEXTURE, *(name for name, able in by_models.items() if able)]


def _restyles(cards: Sequence[ModelCard]) -> list[dict[str, Any]]:
    return [
        {"name": name, "title": _RESTYLING[name].here(), "weight_free": ("restyle", name) in WEIGHT_FREE}
        for name in restyling_with(cards)
    ]


def _upscalers(cards: Sequence[ModelCard]) -> list[dict[str, Any]]:
    installed = [
        {"name": card.name, "title": _title(card.title), "weight_free": False}
        for card in cards
        if card.kind == "upscaler"
    ]
    return [{"name": LANCZOS, "title": _ENLARGING.here(), "weight_free": True}, *installed]


def _limits() -> dict[str, Any]:
    return {
        "count": {"least": 1, "most": CANDIDATES_LIMIT},
        "steps": _range(PaintOptions, "steps"),
        "guidance": _range(PaintOptions, "guidance"),
        "strength": _range(PaintOptions, "strength"),
        "size_px": _range(PaintOptions, "width_px"),
        "size_multiple_px": SIZE_MULTIPLE_PX,
        "lora_weight": _range(LoraUse, "weight"),
        "control_scale": _range(ControlUse, "scale"),
        "look_scale": _range(ImagePrompt, "scale"),
        "mask_feather": _range(PaintOptions, "mask_feather"),
        "loras": asked.LORAS_LIMIT,
        "controls": asked.CONTROLS_LIMIT,
        "image_prompts": asked.IMAGE_PROMPTS_LIMIT,
        "presets": asked.PRESETS_LIMIT,
        "pictures": PICTURES_LIMIT,
        "prompt_characters": _property(PaintOptions, "prompt")["maxLength"],
        "photo_bytes": settings.PHOTO_MAX_BYTES,
        "photo_pixels": settings.PHOTO_MAX_PIXELS,
    }


def _range(model: type[Any], name: str) -> dict[str, float]:
    found = _property(model, name)
    return {"least": found["minimum"], "most": found["maximum"]}


def _property(model: type[Any], name: str) -> dict[str, Any]:
    """What the class itself says of a number: told to people, never written down twice."""
    found = model.model_json_schema()["properties"][name]
    choices = [choice for choice in found.get("anyOf", []) if choice.get("type") != "null"]
    told: dict[str, Any] = choices[0] if choices else found
    return told
