"""What a team's look asks of words: those that painters are told, and those that its pictures don't say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from studio.brand.preset import BrandPreset
from studio.paint.options import PaintOptions
from studio.values import Brief

# Notices: words that the rules wrote were left out; the author's own say what the look avoids.
AVOIDED, SAID_ALL_THE_SAME = "brand_words_avoided", "brand_word_used"
KEYWORDS_TAKEN = 6


def avoided_in(text: str, words: Iterable[str]) -> list[str]:
    """Of `words` (or phrases), those that stand in `text` whole, whatever their case; ё and е are one."""
    said = _plain(text)
    return [word for word in words if re.search(rf"(?<!\w){re.escape(_plain(word))}(?!\w)", said)]


def without_avoided(brief: Brief, brand: BrandPreset, *, own_headline: bool) -> Brief:
    """The brief without the words that a look avoids, where that can be done, and a notice.

    The author's own headline stays as it is (`own_headline`). Where every headline has such a word, the one
    chosen stays too.
    """
    words = brand.avoid_words
    if not words:
        return brief
    headlines = tuple(one for one in brief.headlines if not avoided_in(one.text, words))
    keywords = tuple(one for one in brief.keywords if not avoided_in(one, words))
    kicker = "" if avoided_in(brief.kicker, words) else brief.kicker
    changes: dict[str, object] = {"headlines": headlines, "keywords": keywords, "kicker": kicker}
    notices = list(brief.notices)
    if avoided_in(brief.headline, words):
        if own_headline or not headlines:
            notices.append(SAID_ALL_THE_SAME)
        else:
            changes["headline"] = headlines[0].text
            changes["sources"] = {**brief.sources, "headline": (headlines[0].source,)}
            notices.append(AVOIDED)
    elif (headlines, keywords, kicker) != (brief.headlines, brief.keywords, brief.kicker):
        notices.append(AVOIDED)
    return brief.model_copy(update={**changes, "notices": tuple(dict.fromkeys(notices))})


def in_painter_style(brief: Brief, options: PaintOptions, brand: BrandPreset) -> tuple[Brief, PaintOptions]:
    """What a painter that reads words is told, with the look's modifiers and what it does not want.

    Told once, however often it is asked for. LoRAs are models, and chosen by whoever knows which there are.
    """
    style = brand.painter
    if options.prompt is not None:
        options = options.model_copy(update={"prompt": _with(options.prompt, style.modifiers)})
    elif style.modifiers:
        known = brief.prompt or ", ".join(
            part for part in (brief.subject, *brief.keywords[:KEYWORDS_TAKEN]) if part
        )
        brief = brief.model_copy(update={"prompt": _with(known, style.modifiers)})
    if options.negative is not None:
        options = options.model_copy(update={"negative": _with(options.negative, style.negative)})
    elif style.negative:
        brief = brief.model_copy(update={"negative": _with(brief.negative, style.negative)})
    return brief, options


def _with(text: str, more: str) -> str:
    if not more or more.casefold() in text.casefold():
        return text
    return f"{text.rstrip(' ,.')}, {more}" if text.strip() else more


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
