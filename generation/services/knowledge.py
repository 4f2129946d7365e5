"""What is known of a video, put together: its digest with what people said of the stills, and its words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from channels_app.models import Video
from core.models import Blob
from generation.models import AddedStill, Digest, StillOrigin, StillTaste, Taste, TranscriptSource
from studio.brief.taste import with_taste
from studio.values import Caption, Transcript, VideoWords
from studio.values import Digest as Understood
from studio.values import Still as Understanding

# Ranks of stills that people add begin here: no film has so many that were found.
ADDED_FROM = 500
FOUND = "found"
# Of several transcripts: what people wrote for this video knows best.
_BEST_FIRST = (TranscriptSource.UPLOADED, TranscriptSource.EMBEDDED, TranscriptSource.SPEECH)


@dataclass(frozen=True)
class KnownStill:
    """A still with its files, where it comes from (`found`, `frame`, `picture`), and what was said of it."""

    still: Understanding
    image: Blob
    thumb: Blob
    origin: str
    taste: str | None = None

    @property
    def frame(self) -> str:
        return frame_name(self.still, self.origin)


@dataclass(frozen=True)
class Known:
    """A video's digest as people want it: `digest` without what they hid, with what they added."""

    digest: Understood
    stills: tuple[KnownStill, ...]
    hidden: tuple[KnownStill, ...]


def frame_name(still: Understanding, origin: str) -> str:
    """By what a still is known again in another digest: its moment; a picture has none but itself."""
    return f"picture:{still.rank}" if origin == StillOrigin.PICTURE else f"{still.at_s:.3f}"


def known_of(video_id: uuid.UUID) -> Known | None:
    """None where the video wasn't watched yet, and nobody added a still."""
    row = Digest.objects.filter(video_id=video_id).prefetch_related("stills__image", "stills__thumb").first()
    if row is None:
        return None
    understood = Understood.model_validate(row.data)
    files = {file.rank: file for file in row.stills.all()}
    every = [
        KnownStill(still, files[still.rank].image, files[still.rank].thumb, FOUND)
        for still in understood.stills
        if still.rank in files
    ]
    every += added_to(video_id, {one.frame for one in every})
    tastes = dict(StillTaste.objects.filter(video_id=video_id).values_list("frame", "taste"))
    said = [replace(one, taste=tastes.get(one.frame)) for one in every]
    liked = {one.still.rank for one in said if one.taste == Taste.MORE}
    hidden = {one.still.rank for one in said if one.taste == Taste.NEVER}
    by_rank = {one.still.rank: one for one in said}
    ordered = with_taste([one.still for one in said], liked, hidden)
    stills = tuple(replace(by_rank[still.rank], still=still) for still in ordered)
    return Known(
        digest=understood.model_copy(update={"stills": ordered}),
        stills=stills,
        hidden=tuple(one for one in said if one.still.rank in hidden),
    )


def added_to(video_id: uuid.UUID, found: set[str]) -> list[KnownStill]:
    """The stills that people added, but for frames that are among those `found`."""
    rows = AddedStill.objects.filter(video_id=video_id).select_related("image", "thumb")
    added = [
        KnownStill(Understanding.model_validate(row.data), row.image, row.thumb, row.origin) for row in rows
    ]
    return [one for one in added if one.frame not in found]


def words_of(video: Video) -> VideoWords:
    """Everything that is written, said and seen of a video, as far as it is known."""
    return VideoWords(
        title=video.title,
        description=video.description,
        tags=tuple(video.tags),
        transcript=best_transcript(video),
        captions=captions_of(video),
    )


def best_transcript(video: Video) -> Transcript | None:
    rows = {row.source: row for row in video.transcripts.all()}
    best = next((rows[source] for source in _BEST_FIRST if source in rows), None)
    return Transcript.model_validate(best.data) if best else None


def captions_of(video: Video) -> tuple[Caption, ...]:
    if not hasattr(video, "captions"):
        return ()
    return tuple(Caption.model_validate(one) for one in video.captions.data)


def in_order(ids: Sequence[uuid.UUID]) -> list[Video]:
    """The videos of these ids with what `words_of` reads, in this order; those that are gone left out."""
    rows = Video.objects.filter(pk__in=ids).select_related("captions").prefetch_related("transcripts")
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in ids if pk in found]
