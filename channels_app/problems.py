"""Stored codes as sentences for whoever reads: why a video can't be used, what a check found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext, gettext_noop

from channels_app import check_sentences

_VIDEO = {
    "empty_file": gettext_noop("The file is empty. Upload it again."),
    "not_a_video": gettext_noop("This file isn't a video that can be read. Upload MP4, MOV, MKV or WebM."),
    "truncated": gettext_noop("The file ends in the middle. Upload the whole file again."),
    "no_video_stream": gettext_noop("There is only sound in this file, no picture."),
    "zero_size": gettext_noop("The picture in this video has no width or height."),
    "frame_too_large": gettext_noop("The picture in this video is too large. Export it smaller, 4K at most."),
    "too_long": gettext_noop("The video is too long. Cut it into parts and upload one of them."),
    "decode_failed": gettext_noop("The video is damaged: its pictures can't be decoded."),
    "upload_expired": gettext_noop("The upload was not finished in time. Upload the file again."),
    "file_lost": gettext_noop("The uploaded file isn't there any more. Upload it again."),
    "too_slow": gettext_noop("Reading this video took too long. Try again, or upload a shorter one."),
    "reading_failed": gettext_noop("Reading this video failed. Try again."),
    "cancelled": gettext_noop("Reading was stopped. Start it again when you like."),
}
# What lies in the file itself: reading it again says the same.
FILE_PROBLEMS = frozenset(
    {
        "empty_file",
        "not_a_video",
        "truncated",
        "no_video_stream",
        "zero_size",
        "frame_too_large",
        "too_long",
        "decode_failed",
    }
)
_VIDEO_OTHERWISE = gettext_noop("This video can't be used.")


class _Kept(dict[str, object]):
    """Values for a sentence; one that is missing is shown as a dash rather than failing the page."""

    def __missing__(self, key: str) -> str:
        return "—"


def video_problem(code: str, params: Mapping[str, object]) -> str:
    """Why a video is unusable, in the active language."""
    return gettext(_VIDEO.get(code, _VIDEO_OTHERWISE)) % _Kept(params)


def finding_told(found: Mapping[str, Any]) -> dict[str, Any]:
    """A stored `studio.values.Finding` as the API tells it, with its sentence and what would mend it."""
    value, limit, fix = found.get("value"), found.get("limit"), found.get("fix")
    return {
        "code": found["code"],
        "severity": found["severity"],
        "value": value,
        "limit": limit,
        "text": finding_text(found["code"], value, limit),
        "layer": found.get("layer"),
        "fix": fix,
        "fix_text": check_sentences.fix_text(fix),
    }


def finding_text(code: str, value: object, limit: object) -> str:
    """What `studio.check` found or `studio.make` had to do, in the active language."""
    sentence = _FINDINGS.get(code)
    if sentence is None:
        return check_sentences.finding_text(code, value, limit) or code.replace("_", " ")
    return gettext(sentence) % _Kept(value=localize(value), limit=localize(limit))


_FINDINGS = {
    "wrong_size": gettext_noop("The picture is %(value)s, the platform wants %(limit)s."),
    "too_many_bytes": gettext_noop("The file has %(value)s bytes, the platform takes %(limit)s."),
    "text_contrast": gettext_noop("The words stand out well: contrast %(value)s."),
    "text_contrast_low": gettext_noop(
        "The words are hard to read: contrast %(value)s, it should be %(limit)s."
    ),
    "text_over_face": gettext_noop("Words lie over a face."),
    "text_under_badge": gettext_noop("The platform's badge will cover some of the words."),
    "text_outside_safe_zone": gettext_noop("On some screens the words will be cut off."),
    "text_outside_circle": gettext_noop("The circle will cut off some of the words."),
    "small_in_feed": gettext_noop(
        "In the feed the letters are %(value)s px high; from %(limit)s px they are easy to read."
    ),
    "headline_cut": gettext_noop("The headline was too long and has been shortened."),
    "emoji_dropped": gettext_noop("Emoji were left out: the typefaces have none."),
    "letters_dropped": gettext_noop("Some letters were left out: the typefaces don't have them."),
    "wish_text_partly_used": gettext_noop("Only a part of your wish could be used."),
    "wish_text_unused": gettext_noop("Your wish could not be used by this painter."),
    "prompt_words_left_out": gettext_noop(
        "Not every word of yours is in the prompt: we don't know its English. Add it there yourself."
    ),
    "llm_timeout": gettext_noop("The language model gave no answer in time: the brief was written by rules."),
    "llm_unreachable": gettext_noop(
        "The language model could not be reached: the brief was written by rules."
    ),
    "llm_refused": gettext_noop("The language model refused: the brief was written by rules."),
    "llm_nonsense": gettext_noop(
        "The language model's answer was of no use: the brief was written by rules."
    ),
    "llm_headline_ungrounded": gettext_noop(
        "The language model's headline said what the video does not; another was taken."
    ),
    "llm_prompt_unusable": gettext_noop(
        "The language model's prompt was of no use; the one by rules was taken."
    ),
    "no_face_found": gettext_noop("No face was found in the video."),
    "face_unavoidable": gettext_noop("No good picture without a face was found."),
    "prompt_cut": gettext_noop(
        "The description was too long for the model; these words were not read: %(value)s"
    ),
    "negative_unused": gettext_noop("This model doesn't heed what is not wanted; those words were left out."),
    "face_likeness": gettext_noop("The face is like the photo by %(value)s (1 is the same person)."),
    "face_lost": gettext_noop("The face that was to be kept is not to be found in this picture."),
    "made_again_identical": gettext_noop("Made again, it is the same to the byte."),
    "made_again_nearly": gettext_noop(
        "Made again, it differs by less than an eye sees. What has changed: %(limit)s"
    ),
    "made_again_differs": gettext_noop(
        "Made again, it looks a little different. What has changed: %(limit)s"
    ),
    "made_again_another": gettext_noop("Made again, it is another picture. What has changed: %(limit)s"),
    "brand_words_avoided": gettext_noop("Words that the team's look avoids were left out."),
    "brand_word_used": gettext_noop("There are words here that the team's look avoids."),
    "layout_unsuitable": gettext_noop("The layout you chose doesn't suit this picture; another was taken."),
}
