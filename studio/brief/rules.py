"""The rule-based writer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from studio.brief.headline import drawable, punchy, split_title, wished_headline
from studio.brief.lexicon import COLOUR_STEMS, MOOD_STEMS, STOP_WORDS, STYLE_STEMS
from studio.paint.colour import oklch_of
from studio.values import ArtworkKind, Brief, Digest, Mood, StyleName, Swatch, VideoWords, Wishes

KICKER_LIMIT = 28
KEYWORDS = 8
WORD = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]+)*")
# The order in which styles are tried when the author leaves it open.
STYLES_BY_MOOD: dict[Mood, tuple[StyleName, ...]] = {
    "bold": ("natural", "cinematic", "comic", "duotone", "noir", "watercolour"),
    "bright": ("natural", "comic", "watercolour", "duotone", "cinematic", "noir"),
    "warm": ("natural", "cinematic", "watercolour", "comic", "duotone", "noir"),
    "calm": ("natural", "watercolour", "cinematic", "duotone", "noir", "comic"),
    "cold": ("cinematic", "natural", "duotone", "noir", "watercolour", "comic"),
    "dark": ("cinematic", "noir", "natural", "duotone", "comic", "watercolour"),
}


class RuleWriter:
    """Headline from the title, kicker from its number or a tag, mood from words and colours."""

    def write(
        self,
        kind: ArtworkKind,
        wishes: Wishes,
        words: Sequence[VideoWords],
        digests: Sequence[Digest],
        language: str,
    ) -> Brief:
        headline, notices = wished_headline(wishes.headline)
        kicker = ""
        if not headline and words and kind == "cover":
            headline, more = drawable(punchy(words[0].title))
            notices += more
        if not headline and kind != "cover":
            headline = shared_phrase(words)
        if words and kind == "cover":
            kicker = kicker_for(words[0], headline)
        palette = merged_palette(digests)
        mood = mood_of(wishes, words, palette)
        style = wishes.style or wished_style(wishes.text)
        if wishes.text.strip():
            notices.append("wish_text_partly_used" if _understood(wishes.text) else "wish_text_unused")
        keywords = keywords_of(words)
        return Brief(
            kind=kind,
            headline=headline,
            kicker=kicker,
            keywords=keywords,
            mood=mood,
            styles=(style,) if style else STYLES_BY_MOOD[mood],
            palette=palette,
            wants_face=wishes.face,
            prompt=prompt_of(kind, keywords, mood, style, wishes.text, language),
            notices=tuple(dict.fromkeys(notices)),
        )


def kicker_for(words: VideoWords, headline: str) -> str:
    """The episode as the title writes it, else a tag that the headline does not say already."""
    _, episode = split_title(words.title)
    if episode and episode.lower() not in headline.lower():
        return drawable(episode)[0]
    for tag in words.tags:
        text = drawable(tag.lstrip("#").replace("_", " "))[0]
        if 2 < len(text) <= KICKER_LIMIT and text.lower() not in headline.lower():
            return text
    return ""


def shared_phrase(words: Sequence[VideoWords]) -> str:
    """The tag that most videos share, for a banner or avatar of nobody's name; empty where there is none."""
    tags = Counter(tag.strip("# ").lower() for entry in words for tag in entry.tags)
    if tags and len(words) > 1:
        tag, count = tags.most_common(1)[0]
        if count > 1:
            return drawable(tag[:1].upper() + tag[1:])[0]
    return ""


def keywords_of(words: Sequence[VideoWords]) -> tuple[str, ...]:
    """Words that matter: of title and tags more than of the description, stop-words left out."""
    counts: Counter[str] = Counter()
    for entry in words:
        for text, weight in ((entry.title, 3), (" ".join(entry.tags), 2), (entry.description[:2000], 1)):
            for word in WORD.findall(text.lower()):
                if word not in STOP_WORDS:
                    counts[word] += weight
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(word for word, _ in ranked[:KEYWORDS])


def merged_palette(digests: Sequence[Digest]) -> tuple[Swatch, ...]:
    """Palettes of all videos, each weighing the same."""
    swatches = [
        Swatch(hex=swatch.hex, share=swatch.share / len(digests))
        for digest in digests
        for swatch in digest.palette
    ]
    return tuple(sorted(swatches, key=lambda swatch: -swatch.share)[:8])


def mood_of(wishes: Wishes, words: Sequence[VideoWords], palette: tuple[Swatch, ...]) -> Mood:
    """What the wish says, else what the titles say, else what the colours say."""
    for text in (wishes.text, " ".join(entry.title for entry in words)):
        for word in re.findall(r"[\w-]+", text.lower()):
            for stem, mood in MOOD_STEMS.items():
                if word.startswith(stem):
                    return mood
    if not palette:
        return "bold"
    total = sum(swatch.share for swatch in palette) or 1
    light = sum(oklch_of(s.hex)[0] * s.share for s in palette) / total
    warm = sum(s.share * _warmth(s.hex) for s in palette) / total
    chroma = sum(oklch_of(s.hex)[1] * s.share for s in palette) / total
    if light < 0.33:
        return "dark"
    if chroma > 0.10 and light > 0.6:
        return "bright"
    if warm > 0.035:
        return "warm"
    if warm < -0.025:
        return "cold"
    return "bold"


def _warmth(colour: str) -> float:
    _, chroma, hue = oklch_of(colour)
    if 20 <= hue <= 110:
        return chroma
    return -chroma if 180 <= hue <= 290 else 0.0


def wished_style(text: str) -> StyleName | None:
    """The first style the text names."""
    lowered = text.lower()
    found = [(lowered.find(stem), style) for stem, style in STYLE_STEMS.items() if stem in lowered]
    return min(found)[1] if found else None


def wished_colour(text: str) -> str | None:
    """The name of the first colour the text asks for."""
    for word in re.findall(r"[\w-]+", text.lower()):
        for stem, name in COLOUR_STEMS.items():
            if word.startswith(stem):
                return name
    return None


def _understood(text: str) -> bool:
    lowered = text.lower()
    mood = any(word.startswith(stem) for word in re.findall(r"[\w-]+", lowered) for stem in MOOD_STEMS)
    return bool(wished_style(text) or wished_colour(text) or mood)


def prompt_of(
    kind: ArtworkKind,
    keywords: tuple[str, ...],
    mood: Mood,
    style: StyleName | None,
    wish: str,
    language: str,
) -> str:
    """A plain description, for people to read and for painters that take words."""
    what = {
        "ru": {"cover": "Обложка видео", "avatar": "Аватар канала", "banner": "Баннер канала"},
        "en": {"cover": "Video cover", "avatar": "Channel avatar", "banner": "Channel banner"},
    }["ru" if language.startswith("ru") else "en"][kind]
    parts = [what, ", ".join(keywords[:5]), wish.strip(), style or "", mood]
    return ". ".join(part for part in parts if part)
