"""Telling what is said about a video from what asks its reader to do something.

Adverts ("subscribe", links, promo codes) say nothing about the film. Orders to a machine that reads along
("ignore all previous instructions") are somebody's try to write our words for us. Neither is material.
"""

from __future__ import annotations

import re

from studio.values import VideoWords

_ADVERT = re.compile(
    r"""(?ix) https?: | www\. | \S+@\S+ | \b\d{3,}[-\s]?\d{2,}[-\s]?\d{2}
    | подпи[сш] | лайк | колокольчик | коммент | промокод | ссылк | реклам | спонсор | донат | розыгрыш
    | subscrib | \blike\b.*\b(?:video|share|button) | smash\sthat | comment\sbelow | promo\s?code | sponsor
    | \blink\b | giveaway | patreon"""
)
_ORDER = re.compile(
    r"""(?ix) ignore\s.{0,30}(?:instruction|prompt|above|previous|rule) | disregard | system\s?prompt
    | as\san\sai | \byou\sare\s(?:now|an?\s(?:ai|assistant|model)) | \b(?:assistant|system|user)\s*:
    | jailbreak | \b(?:answer|reply|respond)\s.{0,12}\b(?:only|with|exactly)\b | \boutput\b | \bjson\b
    | игнорир | проигнорир | забудь\s.{0,30}(?:инструкц|правил|указан|предыдущ) | инструкци
    | системн\w+\s(?:промпт|сообщен|подсказ) | языков\w+\sмодел | нейросеть,?\s(?:напиши|ответь|сделай)
    | \b(?:напиши|выведи|ответь)\s.{0,12}(?:заголов|только|текст) | </?\w+>"""
)
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\n]*")


def gives_orders(text: str) -> bool:
    """Whether a text speaks to whoever works on it instead of about the video."""
    return bool(_ORDER.search(text))


def asks_for_something(text: str) -> bool:
    """Whether a text gives orders, advertises or leads elsewhere."""
    return gives_orders(text) or bool(_ADVERT.search(text))


def about_the_video(words: VideoWords) -> VideoWords:
    """The words without what asks for something: a text with an order in it goes whole, an advert's sentence.

    The title stays: it is the author's own, and shown as it is.
    """
    transcript = words.transcript
    if transcript is not None:
        lines = tuple(line for line in transcript.lines if not asks_for_something(line.text))
        transcript = transcript.model_copy(update={"lines": lines}) if lines else None
    return words.model_copy(
        update={
            "description": _without_adverts(words.description),
            "tags": tuple(tag for tag in words.tags if not asks_for_something(tag)),
            "transcript": transcript,
            "captions": tuple(caption for caption in words.captions if not asks_for_something(caption.text)),
        }
    )


def _without_adverts(text: str) -> str:
    if gives_orders(text):
        return ""
    return "".join(part for part in _SENTENCE.findall(text) if not _ADVERT.search(part)).strip()
