"""What a language model is told of the videos: short, whole sentences, spread over the film, as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from studio.brief.looks import colour_names
from studio.brief.options import Quote, sentences
from studio.brief.prompt import CLOSE_UP, SAME_MOMENT_S, SURE_FACE
from studio.values import ArtworkKind, Digest, Still, Transcript, VideoWords, Wishes
from studio.words.keywords import find_keywords
from studio.words.language import roots_in

# Together some three thousand tokens: what a small model on a CPU reads in seconds.
VIDEOS_TOLD = 6
TITLE_LIMIT, DESCRIPTION_LIMIT, TAGS_TOLD = 200, 1200, 15
SENTENCES_TOLD, SENTENCE_LIMIT = 24, 160
STILLS_TOLD = 12


def stills_offered(digests: Sequence[Digest]) -> list[tuple[int, Still]]:
    """The stills that a model may choose from: (place of the video, still), the best first, by turns."""
    ranked = [
        sorted(digest.stills, key=lambda still: (-still.score, still.rank))
        for digest in digests[:VIDEOS_TOLD]
    ]
    turns = [
        (place, video, stills[place])
        for video, stills in enumerate(ranked)
        for place in range(min(len(stills), STILLS_TOLD))
    ]
    return [(video, still) for _, video, still in sorted(turns, key=lambda turn: turn[:2])][:STILLS_TOLD]


def material_of(
    kind: ArtworkKind,
    wishes: Wishes,
    words: Sequence[VideoWords],
    digests: Sequence[Digest],
    language: str,
) -> dict[str, Any]:
    """Everything the model gets, as plain JSON values."""
    return {
        "picture": kind,
        "language": "Russian" if language.startswith("ru") else "English",
        "wish": wishes.text[:500],
        "face_wanted": {True: "yes", False: "no", None: "any"}[wishes.face],
        "keywords": [keyword.text for keyword in find_keywords(words)],
        "videos": [_video(entry) for entry in words[:VIDEOS_TOLD]],
        "stills": [
            _still(number, video, still, words)
            for number, (video, still) in enumerate(stills_offered(digests))
        ],
    }


def _video(entry: VideoWords) -> dict[str, Any]:
    return {
        "title": entry.title[:TITLE_LIMIT],
        "description": entry.description[:DESCRIPTION_LIMIT],
        "tags": [tag[:40] for tag in entry.tags[:TAGS_TOLD]],
        "said": [
            {"at_s": round(quote.at_s, 1), "text": quote.text[:SENTENCE_LIMIT]}
            for quote in _telling(entry.transcript, entry)
        ],
    }


def _telling(transcript: Transcript | None, entry: VideoWords) -> list[Quote]:
    """Sentences about what the title and keywords name, from all over the film, in order."""
    if transcript is None:
        return []
    topics = set(roots_in(entry.title)) | {
        root for keyword in find_keywords([entry]) for root in roots_in(keyword.text)
    }
    every = list(sentences(transcript))
    ranked = sorted(every, key=lambda quote: (-len(set(roots_in(quote.text)) & topics), quote.at_s))
    about = ranked[: SENTENCES_TOLD * 2 // 3]
    step = max(1, len(every) // max(1, SENTENCES_TOLD - len(about)))
    spread = every[::step][: SENTENCES_TOLD - len(about)]
    return sorted({quote.at_s: quote for quote in (*spread, *about)}.values(), key=lambda quote: quote.at_s)


def _still(number: int, video: int, still: Still, words: Sequence[VideoWords]) -> dict[str, Any]:
    faces = [face for face in still.faces if face.score >= SURE_FACE]
    captions = words[video].captions if video < len(words) else ()
    seen = [caption.text for caption in captions if abs(caption.at_s - still.at_s) <= SAME_MOMENT_S]
    return {
        "n": number,
        "video": video,
        "at_s": still.at_s,
        "faces": len(faces),
        "close_up": any(face.box.area > CLOSE_UP for face in faces),
        "colours": colour_names(still.palette, 3),
        "seen": seen[0][:SENTENCE_LIMIT] if seen else "",
    }
