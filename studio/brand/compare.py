"""Two looks compared: what changed between them, told for people in Russian and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from studio.brand.preset import BrandPreset, ColourRole, Lock
from studio.values import Value

Part = Lock
Words = tuple[str, str]

_ROLES: Mapping[ColourRole, Words] = {
    "accent": ("Акцент", "Accent"),
    "second": ("Второй цвет", "Second colour"),
    "ground": ("Тёмный фон", "Dark ground"),
    "paper": ("Светлый фон", "Light ground"),
    "ink": ("Цвет текста", "Colour of words"),
}
_LOCKS: Mapping[Lock, Words] = {
    "palette": ("цвета", "colours"),
    "fonts": ("шрифты", "typefaces"),
    "logos": ("логотипы", "logos"),
    "text": ("подача текста", "how words are set"),
    "layouts": ("композиции", "layouts"),
    "painter": ("манера рисования", "how pictures are painted"),
    "words": ("слова", "words"),
}
_KINDS: Mapping[str, Words] = {
    "cover": ("обложки", "covers"),
    "avatar": ("аватары", "avatars"),
    "banner": ("баннеры", "banners"),
}
_VALUES: Mapping[object, Words] = {
    None: ("как решит композиция", "as the layout decides"),
    "": ("как решит композиция", "as the layout decides"),
    True: ("да", "yes"),
    False: ("нет", "no"),
    "plain": ("без подложки", "nothing"),
    "shadow": ("тень", "a shadow"),
    "stroke": ("обводка", "an outline"),
    "plate": ("плашка", "a plate"),
    "calm": ("спокойное", "calm"),
    "bold": ("смелое", "bold"),
    "warm": ("тёплое", "warm"),
    "cold": ("холодное", "cold"),
    "dark": ("тёмное", "dark"),
    "bright": ("яркое", "bright"),
    "natural": ("естественный", "natural"),
    "cinematic": ("кино", "cinematic"),
    "noir": ("нуар", "noir"),
    "duotone": ("дуотон", "duotone"),
    "comic": ("комикс", "comic"),
    "watercolour": ("акварель", "watercolour"),
}


class Change(Value):
    """One thing that is otherwise, in a sentence of each language. `part` is the part of the look."""

    part: Part
    ru: str
    en: str


def compare(before: BrandPreset, after: BrandPreset) -> list[Change]:
    """What `after` says otherwise than `before`, part by part; empty where nothing does."""
    return [
        *_colours(before, after),
        *_from_to(
            "fonts",
            (("Шрифт заголовка", "Headline typeface"), before.fonts.headline, after.fonts.headline),
            (("Шрифт подписи", "Kicker typeface"), before.fonts.kicker, after.fonts.kicker),
        ),
        *_logos(before, after),
        *_from_to(
            "text",
            (("Заглавные буквы", "Capitals"), before.text.caps, after.text.caps),
            (("Выделение слова", "A word stands out"), before.text.emphasis, after.text.emphasis),
            (("Под текстом", "Beneath words"), before.text.under, after.text.under),
            (("Настроение", "Mood"), before.mood, after.mood),
            (("Слоган", "Tagline"), before.tagline or "—", after.tagline or "—"),
            (("Расписание", "Schedule"), before.schedule or "—", after.schedule or "—"),
        ),
        *_layouts(before, after),
        *_from_to(
            "painter",
            (("Стиль", "Style"), before.painter.style, after.painter.style),
            (("Слова для художника", "Words for painters"), *_texts(before, after, "modifiers")),
            (("Чего не рисовать", "What not to paint"), *_texts(before, after, "negative")),
        ),
        *_gone_and_come(
            "painter",
            ("LoRA", "LoRA"),
            [f"{one.name} ({one.weight:g})" for one in before.painter.loras],
            [f"{one.name} ({one.weight:g})" for one in after.painter.loras],
        ),
        *_gone_and_come("words", ("Избегать", "Words to avoid"), before.avoid_words, after.avoid_words),
        *_locks(before, after),
    ]


def _colours(before: BrandPreset, after: BrandPreset) -> Iterator[Change]:
    for role, (ru, en) in _ROLES.items():
        was = [one.hex for one in before.palette if one.role == role]
        now = [one.hex for one in after.palette if one.role == role]
        if was == now:
            continue
        old, new = ", ".join(was) or "—", ", ".join(now) or "—"
        yield Change(part="palette", ru=f"{ru}: {old} → {new}", en=f"{en}: {old} → {new}")


def _from_to(part: Part, *rows: tuple[Words, object, object]) -> Iterator[Change]:
    for (ru, en), was, now in rows:
        if was == now:
            continue
        (old_ru, old_en), (new_ru, new_en) = _said(was), _said(now)
        yield Change(part=part, ru=f"{ru}: {old_ru} → {new_ru}", en=f"{en}: {old_en} → {new_en}")


def _said(value: object) -> Words:
    known = _VALUES.get(value)
    return known if known is not None else (str(value), str(value))


def _texts(before: BrandPreset, after: BrandPreset, name: str) -> tuple[str, str]:
    return getattr(before.painter, name) or "—", getattr(after.painter, name) or "—"


def _logos(before: BrandPreset, after: BrandPreset) -> Iterator[Change]:
    was, now = (({one.sha256: one.ground for one in look.logos}) for look in (before, after))
    if come := len(now.keys() - was.keys()):
        yield Change(part="logos", ru=f"Добавлено логотипов: {come}", en=f"Logos added: {come}")
    if gone := len(was.keys() - now.keys()):
        yield Change(part="logos", ru=f"Убрано логотипов: {gone}", en=f"Logos removed: {gone}")
    if any(was[sha256] != now[sha256] for sha256 in was.keys() & now.keys()):
        yield Change(
            part="logos", ru="Логотип теперь для другого фона", en="A logo is for another ground now"
        )
    on_before, on_after = set(before.logo_on), set(after.logo_on)
    if on_before != on_after:
        ru, en = (_listed(_KINDS[kind][at] for kind in sorted(on_after)) for at in (0, 1))
        yield Change(part="logos", ru=f"Логотип ставим на: {ru}", en=f"The logo goes on: {en}")


def _layouts(before: BrandPreset, after: BrandPreset) -> Iterator[Change]:
    for kind, (ru, en) in _KINDS.items():
        was, now = (look.layouts.get(kind, ()) for look in (before, after))  # type: ignore[call-overload]
        words = (f"Любимые макеты, {ru}", f"Favourite layouts, {en}")
        yield from _gone_and_come("layouts", words, was, now)


def _gone_and_come(part: Part, name: Words, before: Iterable[str], after: Iterable[str]) -> Iterator[Change]:
    was, now = list(before), list(after)
    signed = [f"+ {one}" for one in now if one not in was] + [f"− {one}" for one in was if one not in now]
    if signed:
        told = ", ".join(signed)
        yield Change(part=part, ru=f"{name[0]}: {told}", en=f"{name[1]}: {told}")


def _locks(before: BrandPreset, after: BrandPreset) -> Iterator[Change]:
    for lock, (ru, en) in _LOCKS.items():
        if lock in after.locks and lock not in before.locks:
            yield Change(part=lock, ru=f"Закреплено: {ru}", en=f"Locked: {en}")
        elif lock in before.locks and lock not in after.locks:
            yield Change(part=lock, ru=f"Больше не закреплено: {ru}", en=f"No longer locked: {en}")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "—"
