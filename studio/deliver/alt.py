"""What a made picture shows, in a sentence for who cannot see it: the headline and what is seen."""

from __future__ import annotations

from studio.paint.colour import oklch_of
from studio.paint.protocol import Painting
from studio.values import Brief, StyleName

_KINDS = {
    "ru": {"cover": "Обложка", "avatar": "Аватар", "banner": "Баннер"},
    "en": {"cover": "Cover", "avatar": "Avatar", "banner": "Banner"},
}
_STYLES: dict[str, dict[StyleName, str]] = {
    "ru": {"natural": "", "cinematic": "в тонах кино", "noir": "чёрно-белое", "duotone": "в двух красках",
           "comic": "рисованное, как комикс", "watercolour": "как акварель"},
    "en": {"natural": "", "cinematic": "in film tones", "noir": "in black and white",
           "duotone": "in two inks",
           "comic": "drawn like a comic", "watercolour": "like a watercolour"},
}  # fmt: skip
_HUES = (
    (20, "розовый", "pink"), (50, "красный", "red"), (80, "оранжевый", "orange"), (115, "жёлтый", "yellow"),
    (165, "зелёный", "green"), (215, "бирюзовый", "teal"), (285, "синий", "blue"),
    (325, "фиолетовый", "violet"),
    (361, "розовый", "pink"),
)  # fmt: skip
CLOSE_UP = 0.10


def alt_text(brief: Brief, painting: Painting, shown: int) -> dict[str, str]:
    """`{"ru": …, "en": …}`; `shown` is how many pictures the design uses."""
    return {language: _sentence(brief, painting, shown, language) for language in ("ru", "en")}


def _sentence(brief: Brief, painting: Painting, shown: int, language: str) -> str:
    kind = _KINDS[language][brief.kind]
    quoted = f"«{brief.headline}»" if language == "ru" else f"“{brief.headline}”"
    title = f"{kind}: {quoted}" if brief.headline else kind
    seen = [_seen(painting, shown, language)]
    if style := _STYLES[language][painting.style]:
        seen.append(style)
    if painting.style not in ("noir", "duotone") and (colour := _colour(painting, language)):
        seen.append(colour)
    return f"{title}. {', '.join(seen)}."


def _seen(painting: Painting, shown: int, language: str) -> str:
    lead = painting.pictures[0]
    faces = [face for face in lead.faces if face.score >= 0.5]
    if shown > 2:
        return f"Кадров из видео: {shown}" if language == "ru" else f"{shown} stills from the videos"
    if not faces:
        return "Кадр из видео" if language == "ru" else "A still from the video"
    close = max(face.box.area for face in faces) > CLOSE_UP
    if language == "ru":
        return "Лицо крупным планом" if close else ("Человек" if len(faces) == 1 else f"Людей: {len(faces)}")
    return "A face close up" if close else ("A person" if len(faces) == 1 else f"{len(faces)} people")


def _colour(painting: Painting, language: str) -> str:
    vivid = [swatch for swatch in painting.pictures[0].palette if oklch_of(swatch.hex)[1] > 0.05]
    if not vivid:
        return ""
    hue = oklch_of(max(vivid, key=lambda swatch: swatch.share * oklch_of(swatch.hex)[1]).hex)[2]
    russian, english = next((ru, en) for limit, ru, en in _HUES if hue < limit)
    return f"преобладает {russian} цвет" if language == "ru" else f"mostly {english}"
