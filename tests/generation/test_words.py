"""The words of a video: subtitles that people bring, tracks inside it, what models hear and see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Video
from core import events
from generation import runner
from generation.kinds.sources import laid_out
from generation.models import InstalledModel, Job, JobState, StillCaptions, Transcript
from generation.services import models
from generation.specs import FindWordsSpec
from studio.words.models.tiny import install
from studio.words.subtitles import BYTES_LIMIT
from tests.factories.accounts import UserFactory, member
from tests.factories.channels import new_channel, new_video, upload_whole
from tests.factories.jobs import add_transcript, author_of, clip_bytes, understanding, watched_video
from tests.studio.words.films import with_track

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], APIClient]
SRT = (
    "1\n00:01:12,000 --> 00:01:15,000\nА вы были на Байкале?\n\n"
    "2\n00:01:20,000 --> 00:01:22,000\nБайкал зимой.\n"
)


@pytest.fixture
def words_models() -> Iterator[None]:
    """Tiny models that listen and look, their licences accepted; gone again at the end."""
    torch.set_num_threads(1)
    install(Path(settings.MODELS_DIR), ["tiny-whisper", "tiny-blip"])
    models.sync()
    operator = UserFactory(is_staff=True)
    for name in ("tiny-whisper", "tiny-blip"):
        models.accept_licence(name, by=operator)
    yield
    for name in ("tiny-whisper", "tiny-blip"):
        models.store().remove(name)
    InstalledModel.objects.all().delete()


def words_of(client: APIClient, video: Video) -> Any:
    return client.get(f"/api/v1/videos/{video.pk}/words").data


def bring(client: APIClient, video: Video, data: bytes, name: str = "film.srt") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(f"/api/v1/videos/{video.pk}/subtitles", {"file": file}, format="multipart")


def uploaded(data: bytes, title: str = "Байкал") -> Video:
    channel = new_channel()
    video = upload_whole(channel, member(channel.team, Role.AUTHOR), data)
    Video.objects.filter(pk=video.pk).update(title=title)
    return video


# brought


def test_subtitles_are_brought_shown_and_used(
    as_user: SignIn, tmp_path: Path, heard: list[events.Event]
) -> None:
    video = watched_video(title="Как мы доехали до Байкала")
    client = as_user(author_of(video))
    answer = bring(client, video, SRT.encode())
    assert answer.status_code == 201
    transcript = answer.data["transcript"]
    assert (transcript["source"], transcript["language"], transcript["lines_count"]) == ("uploaded", "ru", 2)
    assert transcript["lines"][0] == {"start_s": 72.0, "end_s": 75.0, "text": "А вы были на Байкале?"}
    assert transcript["file_name"] == "film.srt"
    assert answer.data["keywords"][0] == {"text": "Байкал", "source": "from the title", "at_s": None}
    assert [event.type for event in heard] == ["video.changed"]
    words = laid_out(video.pk, tmp_path / "source").words
    assert words.transcript is not None
    assert words.transcript.lines[0].text == "А вы были на Байкале?"


def test_later_subtitles_replace_earlier_ones_and_can_be_forgotten(as_user: SignIn) -> None:
    video = watched_video()
    client = as_user(author_of(video))
    bring(client, video, SRT.encode())
    bring(client, video, SRT.replace("Байкал", "Алтай").encode("cp1251"))
    assert "Алтай" in words_of(client, video)["transcript"]["lines"][0]["text"]
    assert Transcript.objects.count() == 1
    assert client.delete(f"/api/v1/videos/{video.pk}/subtitles").status_code == 204
    assert words_of(client, video)["transcript"] is None
    assert client.delete(f"/api/v1/videos/{video.pk}/subtitles").status_code == 404


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\n\n", "subtitles_empty"),
        (b"x" * (BYTES_LIMIT + 1), "subtitles_too_large"),
        (b"\x00\x01\x02" * 500, "subtitles_not_text"),
        ("Дорогая бабушка!".encode(), "subtitles_unknown_format"),
        (b"WEBVTT\n\n", "subtitles_without_words"),
        (b"[Script Info]\n[V4+ Styles]\nStyle: a,b,large\n[Events]\n", "subtitles_broken"),
    ],
)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_file_that_cannot_be_read_is_answered_in_a_sentence(
    as_user: SignIn, data: bytes, code: str, language: str
) -> None:
    video = watched_video()
    client = as_user(author_of(video))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    answer = bring(client, video, data, "words.bin")
    assert answer.status_code == 400
    [problem] = answer.data["fields"]["file"]
    assert problem["code"] == code
    assert len(problem["message"]) > 15
    assert "{" not in problem["message"]
    assert problem["message"].isascii() is (language == "en") or "—" in problem["message"]
    assert not Transcript.objects.exists()


@pytest.mark.parametrize("body", [{}, {"file": ""}, {"file": "not a file"}])
def test_no_file_is_a_field_error(as_user: SignIn, body: Any) -> None:
    video = watched_video()
    answer = as_user(author_of(video)).post(f"/api/v1/videos/{video.pk}/subtitles", body, format="multipart")
    assert (answer.status_code, list(answer.data["fields"])) == (400, ["file"])


# inside


def test_a_track_inside_the_video_is_read_when_it_is_watched(as_user: SignIn, tmp_path: Path) -> None:
    film = with_track(tmp_path / "film.mkv", "srt", [(0.5, 1.5, "Зимой на Байкале"), (2, 3, "минус сорок")])
    video = uploaded(film.read_bytes())
    runner.run_job(understanding(video).pk, worker="test")
    client = as_user(author_of(video))
    transcript = words_of(client, video)["transcript"]
    assert (transcript["source"], transcript["lines_count"]) == ("embedded", 2)
    # What somebody brought for this very video goes before it, and comes away again.
    bring(client, video, SRT.encode())
    assert words_of(client, video)["transcript"]["source"] == "uploaded"
    client.delete(f"/api/v1/videos/{video.pk}/subtitles")
    assert words_of(client, video)["transcript"]["source"] == "embedded"


def test_a_film_that_is_exchanged_for_one_without_a_track_loses_it() -> None:
    video = uploaded(clip_bytes())
    add_transcript(video, source="embedded")
    runner.run_job(understanding(video).pk, worker="test")
    assert not Transcript.objects.exists()


# heard and seen


def test_what_nobody_knows_is_said_to_be_unknown(as_user: SignIn) -> None:
    video = watched_video()
    told = words_of(as_user(author_of(video)), video)
    assert told["transcript"] is None
    assert told["captions"] == []
    assert {one["what"]: one["why"] for one in told["unknown"]} == {
        "speech": "no_model",
        "captions": "no_model",
    }
    assert all("isn't known" in one["text"] for one in told["unknown"])
    assert told["can_find"] is False


def test_models_listen_and_look_after_the_watching(words_models: None, as_user: SignIn) -> None:
    video = uploaded(clip_bytes())
    assert runner.run_job(understanding(video).pk, worker="test") == JobState.SUCCEEDED
    job = Job.objects.get(kind="find_words", video=video)
    client = as_user(author_of(video))
    assert {one["why"] for one in words_of(client, video)["unknown"]} == {"at_work"}
    assert runner.run_job(job.pk, worker="test") == JobState.SUCCEEDED
    told = words_of(client, video)
    assert StillCaptions.objects.filter(video=video).exists()
    assert all(caption["by"] == "tiny-blip" for caption in told["captions"])
    assert [one["why"] for one in told["unknown"] if one["what"] == "speech"] in ([], ["nothing_heard"])
    if told["transcript"]:
        assert (told["transcript"]["source"], told["transcript"]["by"]) == ("speech", "tiny-whisper")


def test_models_can_be_asked_again_but_not_twice_at_once(words_models: None, as_user: SignIn) -> None:
    video = watched_video()
    client = as_user(author_of(video))
    answers = [client.post(f"/api/v1/videos/{video.pk}/words") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].data["code"] == "already_submitted"


def test_models_are_not_asked_before_the_video_was_watched(words_models: None, as_user: SignIn) -> None:
    video = new_video(state="waiting", has_digest=False)
    answer = as_user(author_of(video)).post(f"/api/v1/videos/{video.pk}/words")
    assert (answer.status_code, answer.data["code"]) == (409, "video_not_ready")


@pytest.mark.parametrize("licence", [True, False])
def test_a_model_whose_licence_nobody_accepted_is_no_model(as_user: SignIn, licence: bool) -> None:
    row = InstalledModel.objects.create(
        name="ears",
        kind="speech",
        card={},
        manifest={},
        licence_accepted_at="2026-01-01T00:00Z" if licence else None,
    )
    video = watched_video()
    assert words_of(as_user(author_of(video)), video)["can_find"] is licence
    row.teams.add(new_channel().team)
    assert words_of(as_user(author_of(video)), video)["can_find"] is False


def test_a_worker_that_can_load_no_model_says_so(as_user: SignIn) -> None:
    video = watched_video()
    spec = FindWordsSpec().model_dump(mode="json")
    job = Job.objects.create(team=video.channel.team, kind="find_words", spec=spec, video=video)
    assert runner.run_job(job.pk, worker="test") == JobState.FAILED
    told = as_user(author_of(video)).get(f"/api/v1/jobs/{job.pk}").data
    assert told["error"]["code"] == "no_words_model"
    assert "can't be loaded" in told["error"]["text"]


def test_a_damaged_model_is_named_and_the_worker_lives(words_models: None, as_user: SignIn) -> None:
    video = uploaded(clip_bytes())
    runner.run_job(understanding(video).pk, worker="test")
    (models.store().find("tiny-whisper").folder / "config.json").write_text("{")
    job = Job.objects.get(kind="find_words", video=video)
    assert runner.run_job(job.pk, worker="test") == JobState.FAILED
    told = as_user(author_of(video)).get(f"/api/v1/jobs/{job.pk}").data
    assert told["error"]["code"] == "model_unusable"
    assert "tiny-whisper" in told["error"]["text"]
    assert runner.in_hand() == ()
