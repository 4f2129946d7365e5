"""Make candidates for an artwork; each becomes a version as soon as it is finished."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

from channels_app.models import Artwork, ArtworkKind, Version
from channels_app.services.versions import PictureFile, add_version
from core import blobs
from core.errors import NotFound
from generation.kinds.sources import laid_out
from generation.previews import Previews
from generation.running import Run
from generation.services.looks import Look, look_in
from generation.services.neighbours import too_like
from generation.services.pictures import lay_out
from generation.specs import MakeCandidatesSpec, candidates_spec
from generation.thumbs import make_thumb
from studio.brief.headline import has_letters
from studio.design.batch import Past
from studio.make import Candidate, PaintWith, Recipe
from studio.make import make_candidates as make
from studio.paint import Source, find_painter
from studio.paint.kept import KeptPicture
from studio.platforms import find_image
from studio.recipes import past_of
from studio.relay import lay_again
from studio.remake import Remade, remake
from studio.values import Brief, Finding, Wishes

# So many of an artwork's latest versions are kept in mind, so that its next ones are others.
MOST_SEEN = 120


def make_candidates(run: Run) -> None:
    """Raises InvalidRequest, NotFound (artwork, parent or a source video is gone), OSError (disk full).

    The same seed makes the same candidates in the same order, so an attempt goes on where the one before it
    was cut off: what that one had finished is not kept twice.
    """
    spec = candidates_spec(run.job)
    artwork = Artwork.objects.select_related("channel").filter(pk=run.job.artwork_id).first()
    if artwork is None:
        raise NotFound
    sources = [
        laid_out(video_id, run.folder / f"source-{place}") for place, video_id in enumerate(spec.videos)
    ]
    look = look_in(spec.brand)
    keeper = _Keeper(run, artwork, spec, sources, look)
    if spec.relaid:
        _lay_again(run, sources, keeper, look)
        return
    if spec.replay_of is not None:
        _make_again(run, artwork, spec, sources, keeper, look)
        return
    make(
        artwork.kind,
        find_image(artwork.channel.platform, artwork.kind),
        sources,
        _named(spec.wishes, artwork) if keeper.parent is None else spec.wishes,
        count=spec.count,
        seed=spec.seed,
        language=spec.language,
        out_dir=keeper.out_dir,
        paint=_with_what(run, artwork, spec),
        brief=_kept_brief(keeper.parent) if keeper.parent is not None else None,
        made=[Recipe.model_validate(version.recipe) for version in _kept_of(run)],
        seen=_seen_before(run, artwork),
        brand=look.preset,
        logos=look.logos,
        on_step=run.on_step,
        on_candidate=keeper.keep,
    )


def _lay_again(run: Run, sources: Sequence[Source], keeper: _Keeper, look: Look) -> None:
    """Give a version's pictures and words the team's look, by the layout that they have."""
    before = keeper.parent
    if before is None:
        raise NotFound
    if _kept_of(run):
        return
    candidate = lay_again(
        Recipe.model_validate(before.recipe),
        before.design,
        pictures_kept_of(before),
        sources,
        brand=look.preset,
        logos=look.logos,
        headline=before.headline,
        out_dir=keeper.out_dir,
        on_step=run.on_step,
    )
    # The very files of the parent: its video may have other stills by now.
    keeper.keep(candidate, pictures=_files_of(before))


def _make_again(
    run: Run,
    artwork: Artwork,
    spec: MakeCandidatesSpec,
    sources: Sequence[Source],
    keeper: _Keeper,
    look: Look,
) -> None:
    """Draw a version anew, from pictures that are painted anew, and say how far it came out the same."""
    before = keeper.parent
    if before is None:
        raise NotFound
    if _kept_of(run):
        return
    remade = remake(
        Recipe.model_validate(before.recipe),
        before.design,
        pictures_kept_of(before),
        sources,
        out_dir=keeper.out_dir,
        paint=_with_what(run, artwork, spec),
        sha256=before.blob_id,
        alt=before.alt,
        logos=look.logos,
        on_step=run.on_step,
    )
    keeper.keep(remade.candidate, replay=remade)


def _with_what(run: Run, artwork: Artwork, spec: MakeCandidatesSpec) -> PaintWith:
    return PaintWith(
        painter=spec.painter,
        options=spec.painting,
        inputs=lay_out(spec.pictures, spec.files, artwork.team_id, run.folder / "inputs"),
        on_preview=Previews(run),
        owner=str(artwork.team_id),
        interactive=spec.is_interactive,
    )


def _kept_of(run: Run) -> list[Version]:
    """The versions that earlier attempts of this job have finished, in their order."""
    return list(Version.objects.filter(job_id=run.job.pk).order_by("number"))


def _seen_before(run: Run, artwork: Artwork) -> list[Past]:
    """What the artwork had when the job was asked for, the newest first: none comes again."""
    earlier = Version.objects.filter(
        artwork=artwork, created_at__lt=run.job.created_at, recipe__has_key="seed"
    )
    recipes = earlier.order_by("-number").values_list("recipe", flat=True)[:MOST_SEEN]
    return [past for recipe in recipes if (past := past_of(recipe))]


def _named(wishes: Wishes, artwork: Artwork) -> Wishes:
    """The wishes with the channel's title on its banner and avatar where the author named no words.

    A title of nothing but signs that no typeface draws stays off, as the author did not ask for it.
    """
    title = artwork.channel.title
    if wishes.headline or artwork.kind == ArtworkKind.COVER or not has_letters(title):
        return wishes
    return wishes.model_copy(update={"headline": title})


def _kept_brief(parent: Version) -> Brief | None:
    """What `parent` was made after, in its own style; None where its recipe tells too little."""
    told = parent.recipe.get("brief") or {}
    if "headline" not in told:
        return None
    return Brief.model_validate(told).model_copy(update={"styles": (parent.style,), "notices": ()})


def pictures_kept_of(version: Version) -> dict[int, tuple[KeptPicture, Path]]:
    """The pictures that were kept of a version, by place, with the files of their pixels."""
    rows = version.pictures.select_related("blob")
    return {
        row.place: (KeptPicture.model_validate(row.data["picture"]), blobs.path_of(row.blob)) for row in rows
    }


def _files_of(version: Version) -> list[PictureFile]:
    rows = version.pictures.select_related("blob")
    return [
        PictureFile(row.place, blobs.path_of(row.blob), row.blob.media_type, data=row.data) for row in rows
    ]


class _Keeper:
    """Makes a version of each candidate."""

    def __init__(
        self, run: Run, artwork: Artwork, spec: MakeCandidatesSpec, sources: Sequence[Source], look: Look
    ) -> None:
        self._run = run
        self._artwork = artwork
        self._sources = sources
        self._look = look
        self._painter = spec.painter
        self._ai_painted = find_painter(spec.painter).capabilities.ai_painted
        self.out_dir = run.folder / "out"
        self.parent = self._found(spec.parent)

    def keep(
        self,
        candidate: Candidate,
        replay: Remade | None = None,
        pictures: Sequence[PictureFile] | None = None,
    ) -> None:
        """`pictures` are those that it is arranged from, where they aren't the candidate's own files."""
        run, picture = self._run, self.out_dir / candidate.file
        run.check()
        recipe = candidate.recipe.model_dump(mode="json")
        thumb = make_thumb(picture, run.folder / f"thumb-{candidate.index:02d}.webp")
        findings: list[Finding] = [
            *candidate.findings, *too_like(thumb, self._artwork), *_noticed(candidate)
        ]  # fmt: skip
        if replay is not None:
            recipe["replay"] = replay.told() | {"of": str(self.parent and self.parent.pk)}
            findings.append(replay.finding())
        version = add_version(
            self._artwork,
            by=run.job.created_by,
            image_path=picture,
            thumb_path=thumb,
            media_type=candidate.media_type,
            width_px=candidate.width_px,
            height_px=candidate.height_px,
            painter=self._painter,
            ai_painted=self._ai_painted or self._painted_before(candidate),
            headline=candidate.headline,
            layout=candidate.layout,
            style=candidate.style,
            alt=candidate.alt,
            recipe=recipe,
            design=candidate.design.model_dump(mode="json"),
            findings=[finding.model_dump(mode="json") for finding in findings],
            job_id=run.job.pk,
            parent=self.parent,
            pictures=pictures
            if pictures is not None
            else [file for one in candidate.pictures if (file := self._file_of(one))],
            brand_revision=self._look.revision,
        )
        run.tell_candidate(version.pk, candidate.index)

    def _painted_before(self, candidate: Candidate) -> bool:
        """Whether what was only retouched now had been painted by a model."""
        painted = any(one.origin.painted for one in candidate.pictures)
        return painted and self.parent is not None and self.parent.ai_painted

    def _file_of(self, kept: KeptPicture) -> PictureFile | None:
        """Where the pixels of a picture of the design lie; None for stills but the main one."""
        data: dict[str, object] = {"picture": kept.model_dump(mode="json")}
        if kept.file is not None:
            size = {"width_px": kept.width_px, "height_px": kept.height_px}
            return PictureFile(kept.place, self.out_dir / kept.file, "image/png", data | size)
        if kept.place:
            return None
        source = self._sources[kept.origin.source]
        still = next(one for one in source.digest.stills if one.rank == kept.origin.still)
        size = {"width_px": still.width_px, "height_px": still.height_px}
        return PictureFile(kept.place, source.stills_dir / still.file, "image/jpeg", data | size)

    def _found(self, version_id: uuid.UUID | None) -> Version | None:
        if version_id is None:
            return None
        version: Version | None = Version.objects.select_related("blob").filter(pk=version_id).first()
        if version is None:
            raise NotFound
        return version


def _noticed(candidate: Candidate) -> list[Finding]:
    """What became of the author's wishes (a headline cut, no face found), told beside what was checked."""
    return [Finding(code=code, severity="info") for code in candidate.notices]
