"""What a person may paint with in a team: the menu behind the wishes form."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from accounts.models import Role, Team, User
from core.texts import Said, in_active_language
from generation.models import InstalledModel
from generation.services import painters
from generation.specs import CANDIDATES_LIMIT, PICTURES_LIMIT
from studio.models.card import ControlKind, ModelCard, Words
from studio.paint import options as asked
from studio.paint.options import ControlUse, ImagePrompt, LoraUse, PaintOptions
from studio.paint.presets import groups, presets

DEFAULT_LORA_WEIGHT = 0.8
SIZE_MULTIPLE_PX = 8
# Those that can be drawn without weights; depth needs a model of its own.
DRAWN_HERE: tuple[ControlKind, ...] = ("pose", "face", "edges")
SCHEDULERS = ("euler", "euler_a", "ddim", "dpmpp_2m", "dpmpp_2m_karras", "unipc")

COLOUR = "colour"
_WEIGHT_FREE = {
    "upscale": (painters.LANCZOS, Said("Быстро, с чёткими краями", "Fast, with crisp edges")),
    "restyle": (COLOUR, Said("Цвета и фактура другой картинки", "Another picture's colours and texture")),
}
_RESTYLING = {
    "texture": Said("Мазки другой картинки", "Another picture's brushwork"),
    "image_prompt": Said("Перерисовать в духе другой картинки", "Repaint in another picture's spirit"),
}


def menu_of(team: Team, user: User) -> dict[str, Any]:
    """Painters, models, LoRAs, presets, methods and limits, in the active language."""
    cards = usable_cards(user, team)
    return {
        "painters": [painters.shown(offer) for offer in painters.offers()],
        "default_painter": painters.default_painter(),
        "models": [_base(card, cards) for card in cards if card.kind == "base"],
        "loras": [_lora(card) for card in cards if card.kind == "lora"],
        "presets": _presets(),
        "upscalers": [_free("upscale"), *(_method(card) for card in cards if card.kind == "upscaler")],
        "restyle_methods": [_free("restyle"), *_restyles(cards)],
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
    """The cards of the models that `user` may paint with in `team`, by kind and name."""
    role = team.memberships.filter(user=user).values_list("role", flat=True).first()
    rows = InstalledModel.objects.filter(offered=True, licence_accepted_at__isnull=False)
    return [
        ModelCard.model_validate(row.card)
        for row in rows.prefetch_related("teams")
        if role in Role.at_least(Role(row.least_role)) and (not row.teams.all() or team in row.teams.all())
    ]


def _title(words: Words) -> str:
    return in_active_language(words.model_dump())


def _base(card: ModelCard, cards: list[ModelCard]) -> dict[str, Any]:
    kin = [other for other in cards if other.family == card.family]
    return {
        "name": card.name,
        "title": _title(card.title),
        "family": card.family,
        "operations": list(card.operations),
        "controls": sorted({kind for other in kin if other.kind == "control" for kind in other.controls}),
        "looks": sorted({kind for other in kin if other.kind == "image_prompt" for kind in other.looks}),
        "defaults": card.defaults.model_dump(
            include={"steps", "guidance", "scheduler", "width_px", "height_px"}
        ),
        "schedulers": list(SCHEDULERS),
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


def _method(card: ModelCard) -> dict[str, Any]:
    return {"name": card.name, "title": _title(card.title), "weight_free": False}


def _free(what: str) -> dict[str, Any]:
    name, title = _WEIGHT_FREE[what]
    return {"name": name, "title": title.here(), "weight_free": True}


def _restyles(cards: list[ModelCard]) -> list[dict[str, Any]]:
    kinds = {card.kind for card in cards}
    return [
        {"name": kind, "title": title.here(), "weight_free": False}
        for kind, title in _RESTYLING.items()
        if kind in kinds
    ]


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
