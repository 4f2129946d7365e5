"""Stills that people like, hide, add and take away; and those shown while a film is being watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Video
from core import events
from generation import runner
from generation.kinds.sources import laid_out
from generation.models import AddedStill, Digest, Job, JobState, StillTaste
from generation.services.knowledge import ADDED_FROM, known_of
from generation.services.stills import ADDED_LIMIT
from generation.services.videos import bytes_of_stills, keep_partial
from generation.specs import TakeStillSpec
from studio.errors import UnusableVideo
from studio.progress import Stage, ignore
from studio.understand import digest_video
from studio.values import Digest as Understood
from tests.factories.accounts import member
from tests.factories.channels import add_photo, new_channel, new_video, upload_whole
from tests.factories.jobs import add_still, author_of, clip_bytes, cover_of, understanding, watched_video

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], APIClient]


def digest_of(client: APIClient, video: Video) -> Any:
    return client.get(f"/api/v1/videos/{video.pk}/digest").data


def say(client: APIClient, video: Video, rank: int, taste: str | None) -> Any:
    return client.put(f"/api/v1/videos/{video.pk}/stills/{rank}", {"taste": taste}, format="json")


def ranks(told: Any) -> list[int]:
    return [still["rank"] for still in told["stills"]]


def clip_video() -> Video:
    """A video whose film is there, and has been watched."""
    channel = new_channel()
    video = upload_whole(channel, member(channel.team, Role.AUTHOR), clip_bytes())
    runner.run_job(understanding(video).pk, worker="test")
    video.refresh_from_db()
    return video


# taste


def test_never_this_hides_a_still_and_can_be_taken_back(as_user: SignIn) -> None:
    video = watched_video()
    client = as_user(author_of(video))
    answer = say(client, video, 0, "never")
    assert answer.status_code == 200
    assert ranks(answer.data) == [1, 2]
    assert [still["rank"] for still in answer.data["hidden"]] == [0]
    assert ranks(say(client, video, 0, None).data) == [0, 1, 2]
    assert not StillTaste.objects.exists()


def test_more_like_this_brings_a_still_to_the_front(as_user: SignIn) -> None:
    video = watched_video()
    answer = say(as_user(author_of(video)), video, 2, "more")
    assert ranks(answer.data)[0] == 2
    assert answer.data["stills"][0]["taste"] == "more"


def test_taste_is_told_live(as_user: SignIn, heard: list[events.Event]) -> None:
    video = watched_video()
    say(as_user(author_of(video)), video, 0, "never")
    assert [event.type for event in heard] == ["video.changed"]


@pytest.mark.parametrize("rank", [3, 77, 500, 31_999])
def test_there_is_no_taste_for_what_is_not_there(as_user: SignIn, rank: int) -> None:
    video = watched_video()
    assert say(as_user(author_of(video)), video, rank, "more").status_code == 404


def test_what_is_hidden_is_not_painted_from(tmp_path: Path, as_user: SignIn) -> None:
    video = watched_video()
    say(as_user(author_of(video)), video, 0, "never")
    source = laid_out(video.pk, tmp_path / "source")
    assert [still.rank for still in source.digest.stills] == [1, 2]
    assert not (tmp_path / "source" / "still-00.jpg").exists()
    assert (tmp_path / "source" / "still-01.jpg").exists()


def test_taste_outlives_a_digest_that_is_made_anew(as_user: SignIn) -> None:
    video = clip_video()
    client = as_user(author_of(video))
    before = digest_of(client, video)
    hidden = before["stills"][1]
    say(client, video, hidden["rank"], "never")
    runner.run_job(understanding(video).pk, worker="test")
    after = digest_of(client, video)
    assert [still["at_s"] for still in after["hidden"]] == [hidden["at_s"]]
    assert hidden["at_s"] not in [still["at_s"] for still in after["stills"]]


# added


def test_a_frame_is_taken_at_full_size_with_reasons(as_user: SignIn) -> None:
    video = clip_video()
    client = as_user(author_of(video))
    answer = client.post(f"/api/v1/videos/{video.pk}/stills", {"at_s": 2.53}, format="json")
    assert answer.status_code == 201
    assert answer.data["kind"] == "take_still"
    assert runner.run_job(Job.objects.get(pk=answer.data["id"]).pk, worker="test") == JobState.SUCCEEDED
    job = client.get(f"/api/v1/jobs/{answer.data['id']}").data
    assert job["result"]["still"] == ADDED_FROM
    assert job["text"] == "The still has been added"
    added = next(still for still in digest_of(client, video)["stills"] if still["rank"] == ADDED_FROM)
    assert (added["origin"], added["width_px"], added["height_px"]) == ("frame", 320, 180)
    assert added["at_s"] == pytest.approx(2.52, abs=0.02)
    assert client.get(added["url"]).status_code == 200


def test_a_frame_that_is_a_still_already_is_that_still_and_shown_again(as_user: SignIn) -> None:
    video = clip_video()
    client = as_user(author_of(video))
    found = digest_of(client, video)["stills"][1]
    say(client, video, found["rank"], "never")
    answer = client.post(f"/api/v1/videos/{video.pk}/stills", {"at_s": found["at_s"]}, format="json")
    runner.run_job(Job.objects.get(pk=answer.data["id"]).pk, worker="test")
    assert client.get(f"/api/v1/jobs/{answer.data['id']}").data["result"]["still"] == found["rank"]
    assert not AddedStill.objects.exists()
    assert found["rank"] in ranks(digest_of(client, video))


def test_a_picture_of_ones_own_becomes_a_still(as_user: SignIn, tmp_path: Path) -> None:
    video = clip_video()
    client = as_user(author_of(video))
    photo = add_photo(video.channel.team)
    answer = client.post(f"/api/v1/videos/{video.pk}/stills", {"photo": str(photo.pk)}, format="json")
    assert runner.run_job(Job.objects.get(pk=answer.data["id"]).pk, worker="test") == JobState.SUCCEEDED
    added = next(one for one in digest_of(client, video)["stills"] if one["origin"] == "picture")
    assert added["at_s"] == 0
    # Two pictures are two stills, though neither has a moment of its own.
    again = client.post(f"/api/v1/videos/{video.pk}/stills", {"photo": str(photo.pk)}, format="json")
    runner.run_job(Job.objects.get(pk=again.data["id"]).pk, worker="test")
    assert AddedStill.objects.filter(video=video).count() == 2
    assert (laid_out(video.pk, tmp_path / "s").stills_dir / f"still-{ADDED_FROM}.jpg").exists()


def test_an_added_still_outlives_a_new_digest_and_counts_against_the_quota(as_user: SignIn) -> None:
    video = watched_video()
    before = bytes_of_stills([video.channel.team_id])[video.channel.team_id]
    row = add_still(video)
    assert (
        bytes_of_stills([video.channel.team_id])[video.channel.team_id]
        == before + row.image.bytes + row.thumb.bytes
    )
    Digest.objects.all().delete()
    Digest.objects.create(video=video, data=understood_as(video, complete=True))
    assert ranks(digest_of(as_user(author_of(video)), video)) == [ADDED_FROM]


def test_an_added_still_can_be_taken_away_a_found_one_only_hidden(as_user: SignIn) -> None:
    video = watched_video()
    add_still(video)
    client = as_user(author_of(video))
    say(client, video, ADDED_FROM, "more")
    assert client.delete(f"/api/v1/videos/{video.pk}/stills/{ADDED_FROM}").status_code == 204
    assert not StillTaste.objects.exists()
    answer = client.delete(f"/api/v1/videos/{video.pk}/stills/1")
    assert (answer.status_code, answer.data["code"]) == (409, "still_was_found")
    assert client.delete(f"/api/v1/videos/{video.pk}/stills/44").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "validation_error"),
        ({"at_s": 1, "photo": "4d1f7f3e-9d2a-4b7c-8f6e-2f5f0f6a1b11"}, 400, "validation_error"),
        ({"at_s": -1}, 400, "validation_error"),
        ({"at_s": "NaN"}, 400, "validation_error"),
        ({"at_s": 500}, 400, "validation_error"),
        ({"photo": "4d1f7f3e-9d2a-4b7c-8f6e-2f5f0f6a1b11"}, 400, "validation_error"),
    ],
)
def test_a_still_that_cannot_be_is_refused(as_user: SignIn, body: Any, status: int, code: str) -> None:
    video = watched_video()
    answer = as_user(author_of(video)).post(f"/api/v1/videos/{video.pk}/stills", body, format="json")
    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert not Job.objects.exists()


def test_enough_is_enough_and_a_double_click_takes_one(as_user: SignIn) -> None:
    video = watched_video()
    client = as_user(author_of(video))
    one, two = (
        client.post(f"/api/v1/videos/{video.pk}/stills", {"at_s": 2}, format="json") for _ in range(2)
    )
    assert [one.status_code, two.status_code, two.data["code"]] == [201, 409, "already_submitted"]
    for rank in range(ADDED_LIMIT):
        add_still(video, ADDED_FROM + rank, at_s=float(rank))
    full = client.post(f"/api/v1/videos/{video.pk}/stills", {"at_s": 3}, format="json")
    assert (full.status_code, full.data["code"]) == (409, "too_many_stills")


def test_there_is_no_frame_of_a_film_that_has_not_arrived(as_user: SignIn) -> None:
    video = new_video(state="uploading", blob=None, has_digest=False)
    answer = as_user(author_of(video)).post(f"/api/v1/videos/{video.pk}/stills", {"at_s": 2}, format="json")
    assert (answer.status_code, answer.data["code"]) == (409, "video_not_ready")


def test_a_damaged_film_says_so_and_the_worker_lives(as_user: SignIn) -> None:
    channel = new_channel()
    video = upload_whole(channel, member(channel.team, Role.AUTHOR), b"no film" * 99)
    runner.run_job(understanding(video).pk, worker="test")
    Video.objects.filter(pk=video.pk).update(state="ready")
    spec = TakeStillSpec(at_s=1.0).model_dump(mode="json")
    job = Job.objects.create(team=channel.team, kind="take_still", spec=spec, video=video)
    runner.run_job(job.pk, worker="test")
    told = as_user(author_of(video)).get(f"/api/v1/jobs/{job.pk}").data
    assert (told["state"], told["error"]["code"]) == ("failed", "not_a_video")
    assert "MP4" in told["error"]["text"]
    assert runner.in_hand() == ()


def test_a_photo_that_was_deleted_meanwhile_says_so(as_user: SignIn) -> None:
    video = clip_video()
    photo = add_photo(video.channel.team)
    client = as_user(author_of(video))
    answer = client.post(f"/api/v1/videos/{video.pk}/stills", {"photo": str(photo.pk)}, format="json")
    photo.delete()
    runner.run_job(Job.objects.get(pk=answer.data["id"]).pk, worker="test")
    assert client.get(f"/api/v1/jobs/{answer.data['id']}").data["error"]["code"] == "picture_gone"


# while it is being watched


def understood_as(video: Video, *, complete: bool) -> dict[str, Any]:
    understood = Understood(source="", probe=video.probe, shots=(), stills=(), palette=(), complete=complete)
    return understood.model_dump(mode="json")


def test_stills_are_there_before_the_watching_ends(
    monkeypatch: pytest.MonkeyPatch, as_user: SignIn, heard: list[events.Event]
) -> None:
    channel = new_channel()
    video = upload_whole(channel, member(channel.team, Role.AUTHOR), clip_bytes())
    client = as_user(author_of(video))
    job = understanding(video)
    seen: list[tuple[bool, int, int]] = []
    kept = keep_partial

    def look(*args: Any) -> None:
        kept(*args)
        told = digest_of(client, video)
        make = client.post(
            "/api/v1/jobs", {"kind": "make_candidates", "artwork": str(cover_of(video).pk)}, format="json"
        )
        seen.append((told["complete"], len(told["stills"]), make.status_code))

    monkeypatch.setattr("generation.kinds.understand.keep_partial", look)
    assert runner.run_job(job.pk, worker="test") == JobState.SUCCEEDED
    assert seen[0][0] is False
    assert seen[0][1] > 0
    assert seen[0][2] == 201
    after = digest_of(client, video)
    assert after["complete"] is True
    assert len(after["stills"]) >= seen[0][1] // 2
    assert [event.type for event in heard].count("video.changed") >= 3


def test_a_partial_digest_does_not_replace_a_whole_one(tmp_path: Path) -> None:
    video = clip_video()
    whole = known_of(video.pk)
    partial: list[Understood] = []

    def keep(digest: Understood, folder: Path) -> None:
        partial.append(digest)
        keep_partial(video, digest, folder)

    path = tmp_path / "clip.mp4"
    path.write_bytes(clip_bytes())
    digest_video(path, out_dir=tmp_path / "out", on_step=ignore, on_stills=keep)
    assert partial
    assert known_of(video.pk) == whole


def test_what_was_found_of_a_film_that_breaks_off_goes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    channel = new_channel()
    video = upload_whole(channel, member(channel.team, Role.AUTHOR), clip_bytes())
    job = understanding(video)
    real = digest_video

    def breaks(path: Path, **options: Any) -> Understood:
        real(path, **options)
        assert Digest.objects.filter(video=video).exists()
        raise UnusableVideo("it ends in the middle", code="truncated")

    monkeypatch.setattr("generation.kinds.understand.digest_video", breaks)
    assert runner.run_job(job.pk, worker="test") == JobState.FAILED
    video.refresh_from_db()
    assert (video.state, video.problem_code, video.has_digest) == ("unusable", "truncated", False)
    assert not Digest.objects.filter(video=video).exists()


def test_a_watching_that_is_stopped_early_leaves_what_an_earlier_one_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    video = clip_video()
    job = understanding(video)

    def stops(path: Path, **options: Any) -> Understood:
        runner.in_hand()[0].stop(runner.Halt.CANCELLED)
        options["on_step"](Stage.WATCH, 0.5)
        raise AssertionError("it went on")

    monkeypatch.setattr("generation.kinds.understand.digest_video", stops)
    assert runner.run_job(job.pk, worker="test") == JobState.CANCELLED
    video.refresh_from_db()
    assert (video.state, video.has_digest) == ("ready", True)
