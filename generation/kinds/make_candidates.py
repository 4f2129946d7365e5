"""Make candidates for an artwork; each becomes a version as soon as it is finished."""

from __future__ import annotations

import uuid
from pathlib import Path

from channels_app.models import Artwork, ArtworkKind, Version, Video
from channels_app.services.versions import add_version
from core import blobs
from core.errors import NotFound
from generation.models import Digest
from generation.running import Run
from generation.specs import candidates_spec
from generation.thumbs import make_thumb
from studio.brief.headline import has_letters
from studio.make import Candidate
from studio.make import make_candidates as make
from studio.paint import Source, find_painter
from studio.platforms import find_image
from studio.values import Digest as Understood
from studio.values import Finding, VideoWords, Wishes


def make_candidates(run: Run) -> None:
    """Raises InvalidRequest, NotFound (artwork or a source video is gone), OSError (disk full).

    The same seed makes the same candidates in the same order, so an attempt goes on where the one before it
    was cut off: what that one had finished is not kept twice.
    """
    job, spec = run.job, candidates_spec(run.job)
    artwork = Artwork.objects.select_related("channel").filter(pk=job.artwork_id).first()
    if artwork is None:
        raise NotFound
    kept = Version.objects.filter(job_id=job.pk).count()
    ai_painted = find_painter(spec.painter).capabilities.ai_painted
    out_dir = run.folder / "out"

    def keep(candidate: Candidate) -> None:
        run.check()
        if candidate.index < kept:
            return
        version = _keep(run, artwork, candidate, out_dir, painter=spec.painter, ai_painted=ai_painted)
        run.tell_candidate(version.pk, candidate.index)

    make(
        artwork.kind,
        find_image(artwork.channel.platform, artwork.kind),
        [_source(video_id, run.folder / f"source-{place}") for place, video_id in enumerate(spec.videos)],
        _named(spec.wishes, artwork),
        count=spec.count,
        seed=spec.seed,
        language=spec.language,
        out_dir=out_dir,
        painter=spec.painter,
        on_step=run.on_step,
        on_candidate=keep,
    )


def _named(wishes: Wishes, artwork: Artwork) -> Wishes:
    """The wishes with the channel's title on its banner and avatar where the author named no words.

    A title of nothing but signs that no typeface draws stays off, as the author did not ask for it.
    """
    title = artwork.channel.title
    if wishes.headline or artwork.kind == ArtworkKind.COVER or not has_letters(title):
        return wishes
    return wishes.model_copy(update={"headline": title})


def _keep(
    run: Run, artwork: Artwork, candidate: Candidate, out_dir: Path, *, painter: str, ai_painted: bool
) -> Version:
    picture = out_dir / candidate.file
    return add_version(
        artwork,
        by=run.job.created_by,
        image_path=picture,
        thumb_path=make_thumb(picture, run.folder / f"thumb-{candidate.index:02d}.webp"),
        media_type=candidate.media_type,
        width_px=candidate.width_px,
        height_px=candidate.height_px,
        painter=painter,
        ai_painted=ai_painted,
        headline=candidate.headline,
        layout=candidate.layout,
        style=candidate.style,
        alt=candidate.alt,
        recipe=candidate.recipe.model_dump(mode="json"),
        design=candidate.design.model_dump(mode="json"),
        findings=[finding.model_dump(mode="json") for finding in (*candidate.findings, *_noticed(candidate))],
        job_id=run.job.pk,
    )


def _noticed(candidate: Candidate) -> list[Finding]:
    """What became of the author's wishes (a headline cut, no face found), told beside what was checked."""
    return [Finding(code=code, severity="info") for code in candidate.notices]


def _source(video_id: uuid.UUID, folder: Path) -> Source:
    """Lay out a video's stills in `folder` under the names that its digest knows them by."""
    digest = Digest.objects.select_related("video").filter(video_id=video_id).first()
    if digest is None:
        raise NotFound
    understood = Understood.model_validate(digest.data)
    rows = {row.rank: row for row in digest.stills.select_related("image", "thumb")}
    folder.mkdir()
    for still in understood.stills:
        (folder / still.file).symlink_to(blobs.path_of(rows[still.rank].image))
        (folder / still.thumb).symlink_to(blobs.path_of(rows[still.rank].thumb))
    return Source(digest=understood, stills_dir=folder, words=_words(digest.video))


def _words(video: Video) -> VideoWords:
    return VideoWords(title=video.title, description=video.description, tags=tuple(video.tags))
