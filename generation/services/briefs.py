"""Briefs: what is to be made for an artwork, written by rules or a model, and changed by people."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from accounts.models import Role, User
from channels_app.models import Artwork, ArtworkKind, Video, VideoState
from channels_app.services.words import refuse_forbidden
from core import audit
from core.errors import Conflict, Invalid, NotFound
from core.events import publish_on_commit
from generation.events import BriefChanged
from generation.models import ArtworkBrief, Job, JobKind
from generation.services import looking, looks, writers
from generation.services.jobs import CHANNELS_BEST, language_of, queue_job
from generation.services.knowledge import in_order, known_of, words_of
from generation.specs import WriteBriefSpec
from studio.brand.speech import without_avoided
from studio.brief import write_brief
from studio.brief.edits import laid_over, with_edits
from studio.brief.headline import drawable, has_letters
from studio.values import ArtworkKind as Kind
from studio.values import Brief, BriefEdits, BriefField, Digest, HeadlineOption, Wishes, WordSource
from studio.words.language import language_of as language_in

Language = Literal["ru", "en"]
# Of a brief, the texts that people and painters read.
_TEXTS: tuple[BriefField, ...] = ("headline", "kicker", "subject", "prompt", "negative")
_PINNED: tuple[BriefField, ...] = (
    "headline", "kicker", "keywords", "mood", "subject", "prompt", "negative", "still",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A brief as it stands: what was written with the edits over it, which those are, and about what."""

    artwork: Artwork
    brief: Brief
    edits: BriefEdits
    language: Language
    videos: Sequence[Video]
    row: ArtworkBrief | None


def brief_of(artwork_id: uuid.UUID, *, by: User, language: Language | None = None) -> Shown:
    """The brief of an artwork that `by` may see: the kept one, else what the rules write now.

    In another `language` than the kept one it is written anew, by rules, and not kept. Raises NotFound.
    """
    artwork = Artwork.objects.visible_to(by).select_related("channel", "video").filter(pk=artwork_id).first()
    if artwork is None:
        raise NotFound
    row = ArtworkBrief.objects.filter(artwork=artwork).first()
    edits = edits_in(row)
    kept = cast("Language", row.language) if row is not None and row.written is not None else None
    videos = in_order(video_ids(artwork))
    wanted: Language = language or kept or _spoken(videos) or language_of(by)
    if row is not None and row.written is not None and wanted == kept:
        brief = Brief.model_validate(row.written)
    else:
        brief = by_rules(artwork, videos, wanted)
    return Shown(artwork, with_edits(brief, edits), edits, wanted, videos, row)


def by_rules(artwork: Artwork, videos: Sequence[Video], language: Language) -> Brief:
    """What the rules write about these videos, wishing for nothing."""
    words = [words_of(video) for video in videos]
    look = looks.look_of(artwork.channel).preset
    brief = write_brief(
        cast(Kind, artwork.kind), Wishes(), words, digests_of(videos), language, brand=look.for_briefs
    )
    return named(without_avoided(brief, look, own_headline=False), artwork)


def digests_of(videos: Sequence[Video]) -> list[Digest]:
    """The digests of those that have been watched, in order."""
    return [known.digest for video in videos if (known := known_of(video.pk)) is not None]


def named(brief: Brief, artwork: Artwork) -> Brief:
    """A channel's picture bears the channel's name, unless somebody wants other words."""
    title = artwork.channel.title
    if artwork.kind == ArtworkKind.COVER or not has_letters(title):
        return brief
    source = WordSource(kind="channel")
    option = HeadlineOption(text=drawable(title)[0], source=source)
    rest = [one for one in brief.headlines if one.text.lower() != option.text.lower()]
    changes = {"headline": option.text, "headlines": (option, *rest)}
    return brief.model_copy(update={**changes, "sources": brief.sources | {"headline": (source,)}})


def video_ids(artwork: Artwork) -> list[uuid.UUID]:
    """What a brief is about: a cover's video, or the newest ones of a channel."""
    if artwork.kind == ArtworkKind.COVER:
        return [artwork.video_id] if artwork.video_id is not None else []
    watched = Video.objects.filter(channel_id=artwork.channel_id, has_digest=True)
    watched = watched.exclude(state=VideoState.UNUSABLE)
    return list(watched.order_by("-created_at").values_list("pk", flat=True)[:CHANNELS_BEST])


@transaction.atomic
def edit_brief(artwork_id: uuid.UUID, changes: Mapping[str, Any], *, by: User) -> None:
    """Put a person's words in place of what was written; None gives a field back to the writer.

    Raises NotFound or Forbidden (not an author of its team), Invalid (forbidden words, no such still, wrong
    values).
    """
    artwork = _held(artwork_id, by=by)
    kept = {name: value for name, value in changes.items() if value is not None}
    refuse_forbidden({name: str(kept[name]) for name in _TEXTS if name in kept})
    if "keywords" in kept:
        refuse_forbidden({"keywords": " ".join(kept["keywords"])})
    if "headline" in kept and kept["headline"] and not has_letters(kept["headline"]):
        sentence = _("There is nothing here that a typeface can draw. Write the headline in words.")
        raise Invalid(fields={"headline": ("headline_undrawable", sentence)})
    if "still" in kept:
        kept["still"] = _pick(artwork, kept["still"])
    row = _row(artwork)
    earlier = {name: value for name, value in row.edits.items() if name not in changes}
    try:
        edits = BriefEdits.model_validate(earlier | kept)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "brief"
        raise Invalid(fields={name: ("invalid", _("This value can't be used."))}) from error
    row.edits = edits.model_dump(mode="json", exclude_none=True)
    row.save(update_fields=["edits"])
    audit.record("brief.edit", artwork, by=by, team_id=artwork.team_id, fields=sorted(changes))
    _tell(artwork)


@transaction.atomic
def rewrite(
    artwork_id: uuid.UUID, *, writer: str, language: Language, wishes: Wishes, by: User
) -> Job | None:
    """Write the brief anew in `language`: by `rules` at once, by a `model` as a job. Edits stay.

    Raises NotFound or Forbidden (not an author of its team), Invalid (forbidden words), Conflict (no language
    model for this person here; it is being written already).
    """
    artwork = _held(artwork_id, by=by)
    refuse_forbidden({"wishes.headline": wishes.headline, "wishes.text": wishes.text})
    videos = video_ids(artwork)
    if writer == writers.RULES:
        _forget_writing(artwork, language, in_order(videos))
        audit.record("brief.write", artwork, by=by, team_id=artwork.team_id, writer=writer)
        return None
    if writers.model_writer(artwork.channel.team, by) is None:
        sentence = _("No language model is set up here. Ask whoever runs the site for one.")
        raise Conflict(sentence, code="no_language_model")
    wishes = wishes.model_copy(update={"brief": None})
    spec = WriteBriefSpec(wishes=wishes, videos=tuple(videos), language=language)
    job = Job(
        team_id=artwork.team_id,
        kind=JobKind.WRITE_BRIEF,
        spec=spec.model_dump(mode="json"),
        queue=looking.queue() if not writers.by_endpoint() else "media",
        artwork=artwork,
        video_id=artwork.video_id,
        created_by=by,
    )
    try:
        with transaction.atomic():
            return queue_job(job, by=by)
    except IntegrityError as error:
        raise Conflict(_("The brief is being written already."), code="already_submitted") from error


@transaction.atomic
def keep_written(artwork_id: uuid.UUID, brief: Brief, language: str) -> None:
    """What a writer wrote, in place of what was written before. Raises NotFound (the artwork is gone)."""
    artwork = (
        Artwork.objects.select_for_update(of=("self",))
        .select_related("channel")
        .filter(pk=artwork_id)
        .first()
    )
    if artwork is None:
        raise NotFound
    row = _row(artwork)
    row.written, row.written_at, row.language = brief.model_dump(mode="json"), timezone.now(), language
    row.save(update_fields=["written", "written_at", "language"])
    _tell(artwork)


def pinned(artwork: Artwork) -> BriefEdits | None:
    """What a job must keep to of the brief that people saw: their edits, and a model's words under them."""
    row = ArtworkBrief.objects.filter(artwork=artwork).first()
    if row is None:
        return None
    edits = edits_in(row)
    brief = Brief.model_validate(row.written) if row.written is not None else None
    if brief is None or brief.writer == writers.RULES:
        return edits if row.edits else None
    told = {name: getattr(brief, name) for name in _PINNED if getattr(brief, name) not in (None, "", ())}
    below = BriefEdits(**told, sources={name: brief.sources.get(name, ()) for name in told})
    return laid_over(below, edits)


def with_pinned(artwork_id: uuid.UUID, wishes: Wishes) -> Wishes:
    """The wishes with what a job must keep to of the artwork's brief."""
    artwork = Artwork.objects.filter(pk=artwork_id).first()
    below = pinned(artwork) if artwork is not None else None
    return wishes.model_copy(update={"brief": laid_over(below, wishes.brief)})


def edits_in(row: ArtworkBrief | None) -> BriefEdits:
    return BriefEdits.model_validate(row.edits) if row is not None else BriefEdits()


def _spoken(videos: Sequence[Video]) -> Language | None:
    """The language that the videos are titled in, where it can be told."""
    return language_in(". ".join(video.title for video in videos))


def _forget_writing(artwork: Artwork, language: Language, videos: Sequence[Video]) -> None:
    """Rules write the same whenever they are asked, and of what is known then: only the language is kept."""
    row = _row(artwork)
    if language == row.language and row.written is None:
        return
    row.written = by_rules(artwork, videos, language).model_dump(mode="json")
    row.written_at, row.language = timezone.now(), language
    row.save(update_fields=["written", "written_at", "language"])
    _tell(artwork)


def _pick(artwork: Artwork, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The still of a cover's video that a person chose."""
    known = known_of(artwork.video_id) if artwork.video_id is not None else None
    every = known.digest.stills if known is not None else ()
    found = next((still for still in every if still.rank == wanted.get("rank")), None)
    if found is None:
        raise Invalid(fields={"still": ("does_not_exist", _("There is no such still (any more)."))})
    return {"video": 0, "rank": found.rank, "at_s": found.at_s}


def _row(artwork: Artwork) -> ArtworkBrief:
    row, _made = ArtworkBrief.objects.select_for_update().get_or_create(artwork=artwork)
    return row


def _held(artwork_id: uuid.UUID, *, by: User) -> Artwork:
    Artwork.objects.get_or_denied(by, Role.AUTHOR, pk=artwork_id)
    locked = Artwork.objects.select_for_update(of=("self",)).select_related("channel__team", "video")
    artwork: Artwork = locked.get(pk=artwork_id)
    return artwork


def _tell(artwork: Artwork) -> None:
    publish_on_commit(BriefChanged(team_id=artwork.team_id, artwork_id=artwork.pk, video_id=artwork.video_id))
