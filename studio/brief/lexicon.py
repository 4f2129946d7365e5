"""Words the rules know, in Russian and English."""

from __future__ import annotations

from studio.values import Mood, StyleName

STYLE_STEMS: dict[str, StyleName] = {
    "нуар": "noir", "noir": "noir", "чёрно-бел": "noir", "черно-бел": "noir", "ч/б": "noir",
    "black and white": "noir", "black-and-white": "noir", "monochrom": "noir",
    "комикс": "comic", "comic": "comic", "cartoon": "comic", "мультяш": "comic", "поп-арт": "comic",
    "pop art": "comic", "акварел": "watercolour", "watercolo": "watercolour", "кинематограф": "cinematic",
    "киношн": "cinematic", "как в кино": "cinematic", "cinematic": "cinematic", "filmic": "cinematic",
    "дуотон": "duotone", "duotone": "duotone", "двухцветн": "duotone", "two-colo": "duotone",
    "естествен": "natural", "натуральн": "natural", "natural": "natural", "realistic": "natural",
    "реалистич": "natural",
}  # fmt: skip

COLOUR_STEMS: dict[str, str] = {
    "жёлт": "yellow", "желт": "yellow", "yellow": "yellow", "золот": "yellow", "gold": "yellow",
    "оранж": "orange", "orange": "orange", "красн": "red", "алый": "red", "red": "red", "crimson": "red",
    "розов": "pink", "pink": "pink", "фиолет": "violet", "сирен": "violet", "violet": "violet",
    "purple": "violet", "синий": "blue", "синя": "blue", "синем": "blue", "синие": "blue", "синих": "blue",
    "blue": "blue", "голуб": "cyan", "бирюз": "cyan", "cyan": "cyan", "teal": "cyan", "мятн": "mint",
    "mint": "mint", "салатов": "lime", "lime": "lime", "зелён": "green", "зелен": "green", "green": "green",
}  # fmt: skip

MOOD_STEMS: dict[str, Mood] = {
    "спокой": "calm", "calm": "calm", "медитац": "calm", "relax": "calm", "уют": "warm", "cozy": "warm",
    "cosy": "warm", "тёпл": "warm", "тепл": "warm", "warm": "warm", "летн": "warm", "летом": "warm",
    "осен": "warm",
    "холод": "cold", "cold": "cold", "зим": "cold", "снег": "cold", "winter": "cold", "snow": "cold",
    "мрач": "dark", "тёмн": "dark", "темн": "dark", "ужас": "dark", "хоррор": "dark", "тайн": "dark",
    "dark": "dark", "horror": "dark", "myster": "dark", "crime": "dark", "ярк": "bright", "весёл": "bright",
    "весел": "bright", "праздн": "bright", "bright": "bright", "funny": "bright", "party": "bright",
    "эпич": "bold", "мощн": "bold", "шок": "bold", "epic": "bold", "bold": "bold",
}  # fmt: skip
