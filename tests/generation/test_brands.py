"""A team's look at work: in candidates, in what is made again, on the page before anybody saves it."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Version
from channels_app.services import brand_revisions, brands
from core.errors import Conflict, Invalid, NotFound
from generation import runner
from generation.models import Job, JobKind
from generation.services import brand_jobs, reworking
from generation.services.jobs import submit_candidates
from studio.brand import BrandPreset as Look
from studio.values import Wishes
from tests.factories.accounts import member
from tests.factories.brands import branded, logo_in, look, new_brand
from tests.factories.jobs import author_of, cover_of, watched_video

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], APIClient]
BLUE = [{"role": "accent", "hex": "#2040d0"}]


def _made(video: Any, *, by: User | None = None, count: int = 1, **wishes: Any) -> list[Version]:
    """Covers of `video`, made by a worker."""
    job = submit_candidates(
        cover_of(video).pk,
        wishes=Wishes(headline="Утро в горах", **wishes),
        count=count,
        seed=7,
        by=by or author_of(video),
    )
    return _run(job)


def _run(job: Job) -> list[Version]:
    runner.run_job(job.pk, worker="w1")
    job.refresh_from_db()
    assert job.state == "succeeded", (job.error_code, job.error_params)
    return list(Version.objects.filter(job_id=job.pk).order_by("number"))


def _colours(version: Version) -> str:
    return str(version.design).lower()


def test_a_cover_is_made_in_the_channel_s_look_and_remembers_the_revision() -> None:
    video = watched_video()
    logo = logo_in(video.channel.team)
    preset = branded(video.channel, look(logos=[logo]))
    (version,) = _made(video)
    assert version.brand_revision == brand_revisions.current(preset)
    assert version.recipe["brand"]["palette"][0]["hex"] == "#d02030"
    assert "#d02030" in _colours(version)


def test_made_again_it_keeps_the_revision_of_then() -> None:
    video = watched_video()
    preset = branded(video.channel)
    author = author_of(video)
    (version,) = _made(video, by=author)
    brand_revisions.save(preset, look(palette=BLUE), number=1, by=member(preset.team, Role.EDITOR))
    (again,) = _run(reworking.make_again(version.pk, by=author))
    assert again.brand_revision == version.brand_revision
    assert again.blob_id == version.blob_id
    (newer,) = _made(video, by=author)
    assert newer.brand_revision is not None
    assert newer.brand_revision.number == 2


def test_the_look_s_style_is_taken_where_the_author_wants_none() -> None:
    video = watched_video()
    branded(video.channel, look(painter={"style": "noir"}))
    (plain,) = _made(video)
    (wished,) = _made(video, style="comic")
    assert (plain.style, wished.style) == ("noir", "comic")


def test_locks_bind_authors_and_not_editors() -> None:
    video = watched_video()
    data = look(painter={"style": "noir"}, avoid_words=["шок"], locks=["painter", "words"])
    branded(video.channel, data)
    artwork = cover_of(video).pk
    wishes = Wishes(headline="Это ШОК", style="comic")
    with pytest.raises(Invalid) as refused:
        submit_candidates(artwork, wishes=wishes, count=1, by=author_of(video))
    codes = {field: code for field, (code, _text) in refused.value.fields.items()}
    assert codes == {"wishes.headline": "brand_locked", "wishes.style": "brand_locked"}
    editor = member(video.channel.team, Role.EDITOR)
    assert submit_candidates(artwork, wishes=wishes, count=1, by=editor).pk


def test_locked_layouts_are_the_only_ones() -> None:
    video = watched_video()
    branded(video.channel, look(layouts={"cover": ["poster", "minimal"]}, locks=["layouts"]))
    assert {version.layout for version in _made(video, count=3)} <= {"poster", "minimal"}


def test_words_to_avoid_are_told_where_they_aren_t_locked() -> None:
    video = watched_video()
    branded(video.channel, look(avoid_words=["горах"]))
    (version,) = _made(video)
    assert "brand_word_used" in {finding["code"] for finding in version.findings}


def test_covers_get_the_new_look_as_drafts_once() -> None:
    video = watched_video()
    preset = branded(video.channel)
    author = author_of(video)
    (version,) = _made(video, by=author)
    brand_revisions.save(preset, look(palette=BLUE), number=1, by=member(preset.team, Role.EDITOR))
    (job,) = brand_jobs.give_look(preset, [version.pk], by=author)
    assert brand_jobs.give_look(preset, [version.pk], by=author) == []
    (draft,) = _run(job)
    assert (draft.parent, draft.state, draft.headline) == (version, "draft", version.headline)
    assert draft.brand_revision is not None
    assert draft.brand_revision.number == 2
    assert (draft.layout, draft.style) == (version.layout, version.style)
    assert "#2040d0" in _colours(draft)
    assert draft.blob_id != version.blob_id
    assert brand_jobs.give_look(preset, [version.pk, draft.pk], by=author) == []


def test_a_picture_outlives_the_stills_of_its_video() -> None:
    video = watched_video()
    preset = branded(video.channel)
    (version,) = _made(video)
    brand_revisions.save(preset, look(palette=BLUE), number=1, by=member(preset.team, Role.EDITOR))
    others = {name: one for name, one in version.design["sources"].items() if one["still"] != 0}
    digest = video.digest
    digest.data = {**digest.data, "stills": [one for one in digest.data["stills"] if one["rank"] in {1, 2}]}
    digest.save()
    (job,) = brand_jobs.give_look(preset, [version.pk], by=author_of(video))
    (draft,) = _run(job)
    assert len(others) < len(version.design["sources"])
    assert draft.parent == version


def test_a_look_is_shown_before_it_is_saved() -> None:
    video = watched_video()
    author = author_of(video)
    (version,) = _made(video, by=author)
    team = video.channel.team_id
    first = brand_jobs.preview(team, look(), [version.pk], by=author)
    second = brand_jobs.preview(team, look(palette=BLUE), [version.pk], by=author)
    assert list(Job.objects.filter(kind=JobKind.PREVIEW_BRAND)) == [second]
    assert first.pk != second.pk
    made = Version.objects.count()
    runner.run_job(second.pk, worker="w1")
    second.refresh_from_db()
    (shown,) = second.result["previews"]
    assert (shown["version"], shown["layout"], shown["problem"]) == (str(version.pk), version.layout, None)
    with Image.open(io.BytesIO(base64.b64decode(shown["image"].split(",")[1]))) as picture:
        assert picture.size == (560, 315)
    assert Version.objects.count() == made


def test_nobody_else_s_pictures_are_shown() -> None:
    theirs, ours = watched_video(), watched_video()
    (version,) = _made(theirs)
    preset = branded(ours.channel)
    author = author_of(ours)
    with pytest.raises(Invalid):
        brand_jobs.preview(ours.channel.team_id, look(), [version.pk], by=author)
    with pytest.raises(Invalid):
        brand_jobs.give_look(preset, [version.pk], by=author)
    with pytest.raises(NotFound):
        brand_jobs.preview(theirs.channel.team_id, look(), [version.pk], by=author)


def test_what_was_not_made_here_is_not_laid_out_anew() -> None:
    preset = new_brand()
    video = watched_video()
    author = member(preset.team, Role.AUTHOR)
    brands.archive(preset, by=member(preset.team, Role.EDITOR))
    with pytest.raises(Conflict):
        brand_jobs.give_look(preset, [video.pk], by=author)


def test_a_preview_over_rest(as_user: SignIn) -> None:
    video = watched_video()
    author = author_of(video)
    (version,) = _made(video, by=author)
    client = as_user(author)
    address = f"/api/v1/teams/{video.channel.team_id}/brand-previews"
    body: dict[str, Any] = {"data": look(palette=BLUE).model_dump(mode="json"), "versions": [str(version.pk)]}
    sent = client.post(address, body, format="json")
    assert sent.status_code == 202, sent.data
    runner.run_job(sent.data["id"], worker="w1")
    job = client.get(f"/api/v1/jobs/{sent.data['id']}").data
    assert job["result"]["previews"][0]["image"].startswith("data:image/webp")
    body["data"]["palette"] = [{"role": "accent", "hex": "red; drop"}]
    refused = client.post(address, body, format="json")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["data.palette.0.hex"])


def test_a_look_is_proposed_from_the_channel_s_videos_and_logo() -> None:
    video = watched_video()
    team = video.channel.team
    logo = logo_in(team)
    editor = member(team, Role.EDITOR)
    job = brand_jobs.propose(video.channel_id, by=editor, logos=[logo["sha256"]])
    runner.run_job(job.pk, worker="w1")
    job.refresh_from_db()
    assert job.state == "succeeded", job.error_code
    proposed = Look.model_validate(job.result["brand"])
    assert {one.role for one in proposed.palette} >= {"accent", "ground"}
    assert proposed.logos[0].sha256 == logo["sha256"]
    # What is proposed can be saved as it is.
    assert new_brand(team, proposed, by=editor).pk
    empty = watched_video()
    empty.digest.delete()
    empty.has_digest = False
    empty.save()
    with pytest.raises(Conflict):
        brand_jobs.propose(empty.channel_id, by=member(empty.channel.team, Role.EDITOR))
