"""Working further with a version: more like it, made again, and what is kept for that."""

from __future__ import annotations

import pytest
from django.utils import timezone

from channels_app.models import Artwork, ArtworkKind, Version, VersionPicture
from channels_app.services.versions import restore
from core.errors import Conflict
from generation import runner
from generation.models import Digest, Job, JobState
from generation.services.reworking import make_again, recipe_of, rework
from generation.specs import ReworkVerb
from tests.factories.jobs import author_of, cover_of, making, watched_video

pytestmark = pytest.mark.django_db(transaction=True)


def run(job: Job) -> Job:
    runner.run_job(job.pk, worker="test")
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.SUCCEEDED, "")
    return job


def made(job: Job) -> list[Version]:
    return list(Version.objects.filter(job_id=job.pk).order_by("number"))


@pytest.fixture
def cover() -> Version:
    """The second of two covers made of a video."""
    return made(run(making(count=2)))[1]


def test_a_version_keeps_the_main_picture_it_was_made_from(cover: Version) -> None:
    kept = VersionPicture.objects.get(version=cover)
    assert kept.place == 0
    assert kept.blob_id == cover.recipe["sources"][0]["sha256"]
    assert (kept.data["width_px"], kept.data["height_px"]) == (1280, 720)
    restored = restore(cover, by=cover.created_by)  # type: ignore[arg-type]  # it has one
    assert VersionPicture.objects.get(version=restored).blob_id == kept.blob_id


def test_made_again_from_the_same_stills_it_is_the_same_to_the_byte(cover: Version) -> None:
    job = run(make_again(cover.pk, by=cover.created_by))  # type: ignore[arg-type]  # it has one
    (again,) = made(job)
    assert again.blob_id == cover.blob_id
    assert again.parent_id == cover.pk
    assert again.recipe["replay"] == {
        "of": str(cover.pk), "identical": True, "drift": None, "changes": None
    }  # fmt: skip
    assert "made_again_identical" in [finding["code"] for finding in again.findings]
    assert again.design == cover.design


def test_made_again_from_other_stills_it_says_that_it_differs(cover: Version) -> None:
    video = cover.artwork.video
    assert video is not None
    digest = Digest.objects.get(video=video)
    used = digest.stills.get(rank=cover.recipe["sources"][0]["still"])
    other = digest.stills.exclude(pk=used.pk).exclude(image=used.image).first()
    assert other is not None
    used.image = other.image
    used.save()
    (again,) = made(run(make_again(cover.pk, by=cover.created_by)))  # type: ignore[arg-type]  # it has one
    assert again.blob_id != cover.blob_id
    assert again.recipe["replay"]["identical"] is False
    assert "made_again_differs" in [finding["code"] for finding in again.findings]


def test_more_like_it_keeps_words_layout_and_style(cover: Version) -> None:
    by = cover.created_by
    assert by is not None
    job = rework(cover.pk, "more", painting=None, pictures={}, count=2, by=by)
    assert job.version_id == cover.pk
    others = made(run(job))
    assert len(others) == 2
    for other in others:
        assert (other.headline, other.layout, other.style) == (cover.headline, cover.layout, cover.style)
        assert other.parent_id == cover.pk
    assert {other.blob_id for other in others} != {cover.blob_id}


def test_a_recipe_tells_its_base_and_whether_it_can_be_replayed(cover: Version) -> None:
    by = cover.created_by
    assert by is not None
    told = recipe_of(cover.pk, by=by)
    assert (told["replayable"], told["why_not"], told["replay"]) == (True, None, None)
    assert (told["base"]["width_px"], told["base"]["height_px"]) == (1280, 720)


def test_a_recipe_of_an_earlier_release_still_reads_and_can_be_made_more_of() -> None:
    video = watched_video()
    (version,) = made(run(making(video, count=1)))
    recipe = {
        name: value
        for name, value in version.recipe.items()
        if name not in {"accent", "options", "pictures", "record"}
    }
    VersionPicture.objects.filter(version=version).delete()
    old = Version.objects.create(
        artwork=cover_of(video), number=9, recipe=recipe,
        **{
            name: getattr(version, name)
            for name in (
                "blob", "thumb", "width_px", "height_px", "painter", "headline", "layout", "style", "design",
                "created_by",
            )
        },
    )  # fmt: skip
    by = author_of(video)
    assert recipe_of(old.pk, by=by)["base"]["width_px"] == 1280
    assert len(made(run(rework(old.pk, "more", painting=None, pictures={}, count=1, by=by)))) == 1
    assert made(run(make_again(old.pk, by=by)))[0].blob_id == version.blob_id


def test_a_banner_is_made_again_to_the_byte_too() -> None:
    video = watched_video()
    banner = Artwork.objects.get(channel=video.channel, kind=ArtworkKind.BANNER)
    (version,) = made(run(making(video, count=1, artwork=banner, video_id=None)))
    (again,) = made(run(make_again(version.pk, by=author_of(video))))
    assert again.blob_id == version.blob_id


def look_of(version: Version) -> dict[str, object]:
    recipe = version.recipe
    return {
        "layout": version.layout,
        "style": version.style,
        "accent": recipe["accent"],
        "lead": recipe["lead"],
    }


@pytest.mark.parametrize(
    ("verb", "changed"),
    [
        ("other_still", {"lead"}),
        ("other_layout", {"layout"}),
        ("other_colour", {"accent"}),
        ("bolder", set()),
    ],
)
def test_a_design_is_varied_in_one_way_alone(cover: Version, verb: ReworkVerb, changed: set[str]) -> None:
    by = cover.created_by
    assert by is not None
    (other,) = made(run(rework(cover.pk, verb, painting=None, pictures={}, count=1, by=by)))
    before, after = look_of(cover), look_of(other)
    assert {name for name in before if before[name] != after[name]} == changed
    assert (other.headline, other.parent_id) == (cover.headline, cover.pk)
    assert other.blob_id != cover.blob_id


def test_what_a_painter_painted_is_not_varied_by_its_stills(cover: Version) -> None:
    sources = [source | {"painted": True} for source in cover.recipe["sources"]]
    painted = Version.objects.create(
        artwork=cover.artwork, number=9, recipe=cover.recipe | {"sources": sources},
        **{
            name: getattr(cover, name)
            for name in ("blob", "thumb", "width_px", "height_px", "painter", "headline", "layout", "style")
        },
    )  # fmt: skip
    jobs = Job.objects.count()
    with pytest.raises(Conflict) as refusal:
        rework(painted.pk, "bolder", painting=None, pictures={}, count=1, by=cover.created_by)  # type: ignore[arg-type]
    assert refusal.value.code == "not_variable"
    assert Job.objects.count() == jobs


def test_what_the_artwork_has_is_not_made_once_more(cover: Version) -> None:
    job = making(cover.artwork.video, count=1)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now())
    (again,) = made(run(job))
    looks = [look_of(one) for one in Version.objects.exclude(pk=again.pk)]
    assert look_of(again) not in looks
