"""How two versions came about differently, in words: the recipe and the design, side by side."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.models import Role, User
from channels_app.models import Version, Video
from core.errors import NotFound
from core.texts import Said

# Longer texts are told by their beginning.
TOLD_CHARACTERS = 160

_TITLES: dict[str, Said] = {
    "headline": Said("Заголовок", "Headline"),
    "layout": Said("Макет", "Layout"),
    "style": Said("Стиль", "Style"),
    "painter": Said("Художник", "Painter"),
    "seed": Said("Зерно случайности", "Seed"),
    "stills": Said("Кадры", "Stills"),
    "prompt": Said("Описание для художника", "Prompt"),
    "negative": Said("Чего не рисовать", "Negative prompt"),
    "wish": Said("Пожелание словами", "Wish in words"),
    "mood": Said("Настроение", "Mood"),
    "model": Said("Модель", "Model"),
    "steps": Said("Шаги", "Steps"),
    "guidance": Said("Сила описания", "Guidance scale"),
    "strength": Said("Сила перерисовки", "Strength"),
    "loras": Said("LoRA", "LoRAs"),
    "presets": Said("Приёмы", "Presets"),
    "brand": Said("Оформление команды", "Brand preset"),
    "note": Said("Заметка", "Note"),
    "words": Said("Надписи", "Words"),
    "fonts": Said("Шрифты", "Typefaces"),
    "colours": Said("Цвета надписей и фигур", "Colours of words and shapes"),
    "layers_added": Said("Добавлены слои", "Layers added"),
    "layers_removed": Said("Убраны слои", "Layers removed"),
    "layers_moved": Said("Передвинуты слои", "Layers moved"),
    "layers_changed": Said("Изменены слои", "Layers changed"),
}
_LAYERS: dict[str, Said] = {
    "picture": Said("кадр", "picture"),
    "cutout": Said("вырезанный человек", "cut-out"),
    "text": Said("надпись", "text"),
    "shape": Said("фигура", "shape"),
    "gradient": Said("градиент", "gradient"),
    "texture": Said("текстура", "texture"),
    "logo": Said("логотип", "logo"),
    "badge": Said("значок", "badge"),
}
_BRAND = Said("{name}, редакция {number}", "{name}, revision {number}")
_PLACED = ("box", "rotation", "points")
# What is told by itself, or means nothing to people.
_TOLD_ELSEWHERE = frozenset({*_PLACED, "text", "lines", "face", "colour", "ink", "id", "name", "setting"})


@dataclass(frozen=True)
class Difference:
    """One thing in which they differ; `before` and `after` are in words, None where there is nothing."""

    name: str
    title: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Comparison:
    """`relation` says whether one was made out of the other."""

    before: Version
    after: Version
    relation: str
    differences: list[Difference]


def compare(first: uuid.UUID, second: uuid.UUID, *, by: User) -> Comparison:
    """Two versions of one team, the first as the one before.

    Raises NotFound (one isn't there, or not for `by`; they are of two teams).
    """
    rows = Version.objects.select_related("artwork__channel", "brand_revision__preset")
    before: Version = rows.get_or_denied(by, Role.VIEWER, pk=first)
    after: Version = rows.get_or_denied(by, Role.VIEWER, pk=second)
    if before.team_id != after.team_id:
        raise NotFound
    told = [*_of_recipes(before, after), *_of_designs(before.design, after.design)]
    return Comparison(before, after, _relation(before, after), told)


def _relation(before: Version, after: Version) -> str:
    if after.parent_id == before.pk:
        return "child"
    if before.parent_id == after.pk:
        return "parent"
    return "sibling" if before.parent_id and before.parent_id == after.parent_id else "none"


def _of_recipes(before: Version, after: Version) -> Iterator[Difference]:
    said, says = _facts(before), _facts(after)
    for name in _TITLES:
        if name in said and said[name] != says[name]:
            yield _difference(name, said[name], says[name])


def _facts(version: Version) -> dict[str, str]:
    recipe = version.recipe
    brief, wishes = _part(recipe, "brief"), _part(recipe, "wishes")
    options, edited = _part(recipe, "options"), _part(recipe, "edited")
    revision = version.brand_revision
    facts = {
        "headline": version.headline,
        "layout": version.layout,
        "style": version.style,
        "painter": version.painter,
        "seed": recipe.get("seed"),
        "stills": _stills(version),
        "prompt": brief.get("prompt"),
        "negative": brief.get("negative"),
        "wish": wishes.get("text"),
        "mood": brief.get("mood"),
        "model": options.get("model"),
        "steps": options.get("steps"),
        "guidance": options.get("guidance"),
        "strength": options.get("strength"),
        "loras": ", ".join(f"{one.get('name')} ({one.get('weight')})" for one in options.get("loras") or ()),
        "presets": ", ".join(str(one) for one in options.get("presets") or ()),
        "brand": _BRAND.here(name=revision.preset.name, number=revision.number) if revision else "",
        "note": edited.get("note"),
    }
    return {name: _short(value) for name, value in facts.items()}


def _part(recipe: dict[str, Any], name: str) -> dict[str, Any]:
    found = recipe.get(name)
    return found if isinstance(found, dict) else {}


def _stills(version: Version) -> str:
    """Moments of the videos, each with its title where there are several."""
    sources = [one for one in version.recipe.get("sources") or () if one.get("still", -1) >= 0]
    names = {str(one.get("video", "")).removeprefix("sha256:") for one in sources}
    videos = Video.objects.filter(channel__team=version.team_id, blob__in=names)
    titles = dict(videos.values_list("blob_id", "title")) if len(names) > 1 else {}
    told = []
    for source in sources:
        title = titles.get(str(source.get("video", "")).removeprefix("sha256:"), "")
        at_s = int(source.get("at_s") or 0)
        told.append(f"{title} {at_s // 60}:{at_s % 60:02d}".strip())
    return ", ".join(told)


def _of_designs(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    old, new = _layers(before), _layers(after)
    if not old or not new:
        return
    for name, part in (("words", _words), ("fonts", _fonts), ("colours", _colours)):
        if part(old) != part(new):
            yield _difference(name, _short(", ".join(part(old))), _short(", ".join(part(new))))
    both = [(old[key], new[key]) for key in old if key in new]
    moved = [one for was, one in both if any(was.get(key) != one.get(key) for key in _PLACED)]
    changed = [one for was, one in both if _manner(was) != _manner(one)]
    for name, found in (
        ("layers_removed", [layer for key, layer in old.items() if key not in new]),
        ("layers_added", [layer for key, layer in new.items() if key not in old]),
        ("layers_moved", moved),
        ("layers_changed", changed),
    ):
        if found:
            told = _short(", ".join(_called(layer) for layer in found))
            gone = name == "layers_removed"
            yield Difference(name, _TITLES[name].here(), told if gone else None, None if gone else told)


def _layers(design: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {layer["id"]: layer for layer in design.get("layers") or ()}


def _words(layers: dict[str, dict[str, Any]]) -> list[str]:
    return [layer["text"] for layer in layers.values() if layer.get("text")]


def _fonts(layers: dict[str, dict[str, Any]]) -> list[str]:
    return sorted({layer["face"] for layer in layers.values() if layer.get("face")})


def _colours(layers: dict[str, dict[str, Any]]) -> list[str]:
    found = set()
    for layer in layers.values():
        lines = [line.get("colour") for line in layer.get("lines") or ()]
        emphasis = layer.get("emphasis_colour") if layer.get("emphasis") else None
        found |= {one for one in (layer.get("colour"), layer.get("ink"), emphasis, *lines) if one}
    return sorted(found)


def _manner(layer: dict[str, Any]) -> dict[str, Any]:
    """How a layer looks, beside what is told by itself. What it doesn't say is as if it were not changed."""
    return {key: value for key, value in layer.items() if key not in _TOLD_ELSEWHERE}


def _called(layer: dict[str, Any]) -> str:
    kind = _LAYERS[layer["type"]].here() if layer["type"] in _LAYERS else str(layer["type"])
    name = layer.get("name") or layer.get("text") or ""
    return f"{kind} «{name}»" if name else kind


def _difference(name: str, before: str, after: str) -> Difference:
    return Difference(name, _TITLES[name].here(), before or None, after or None)


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= TOLD_CHARACTERS else text[: TOLD_CHARACTERS - 1] + "…"
