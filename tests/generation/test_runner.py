"""Whole jobs in this process: a real clip watched, real candidates made, every way to end."""

from __future__ import annotations

import errno
import uuid
from collections.abc import Callable

import pytest

from accounts.models import Role
from channels_app.models import Artwork, Channel, Version
from core import events
from generation import runner
from generation.events import JobCandidate, JobChanged
from generation.models import Digest, Job, JobKind, JobState
from generation.running import Halt, Run
from generation.services.jobs import retry_job
from generation.specs import MakeCandidatesSpec
from studio.errors import InvalidRequest, UnusableVideo
from studio.progress import Stage
from studio.values import Wishes
from tests.factories.accounts import member
from tests.factories.channels import new_channel, upload_whole
from tests.factories.jobs import clip_bytes, making, understanding, watched_video

pytestmark = pytest.mark.django_db(transaction=True)


def run(job: Job) -> Job:
    runner.run_job(job.pk, worker="test")
    job.refresh_from_db()
    return job


def instead(monkeypatch: pytest.MonkeyPatch, kind: JobKind, work: Callable[[Run], None]) -> None:
    monkeypatch.setattr(runner, "KINDS", {kind: work})


def test_a_film_is_watched_and_its_stills_are_kept() -> None:
    channel = new_channel()
    video = upload_whole(channel, member(channel.team, Role.AUTHOR), clip_bytes())
    job = run(understanding(video))
    assert (job.state, job.fraction, job.error_code) == (JobState.SUCCEEDED, 1.0, "")
    video.refresh_from_db()
    assert (video.state, video.has_digest) == ("ready", True)
    assert video.probe is not None
    assert video.probe["width_px"] == 320
    digest = Digest.objects.get(video=video)
    assert digest.stills.count() == len(digest.data["stills"]) > 0


def test_what_is_no_film_makes_the_video_unusable_and_the_worker_lives() -> None:
    channel = new_channel()
    video = upload_whole(channel, member(channel.team, Role.AUTHOR), b"not a film at all" * 99)
    job = run(understanding(video))
    assert (job.state, job.error_code) == (JobState.FAILED, "not_a_video")
    video.refresh_from_db()
    assert (video.state, video.problem_code) == ("unusable", "not_a_video")
    assert runner.in_hand() == ()


@pytest.mark.parametrize(
    ("kind", "title", "wished", "headline"),
    [
        ("banner", "Космос рядом", "", "Космос рядом"),
        ("avatar", "Космос рядом", "", "Космос рядом"),
        ("banner", "Космос рядом", "Новый сезон", "Новый сезон"),
        ("banner", "🔥🔥", "", ""),
    ],
)
def test_a_channels_own_pictures_bear_its_title_unless_other_words_are_wished(
    kind: str, title: str, wished: str, headline: str
) -> None:
    channel = new_channel()
    Channel.objects.filter(pk=channel.pk).update(title=title)
    video = watched_video(channel=channel)
    spec = MakeCandidatesSpec(wishes=Wishes(headline=wished), count=1, videos=(video.pk,), seed=7)
    artwork = Artwork.objects.get(channel=channel, kind=kind)

    job = run(making(video, spec=spec.model_dump(mode="json"), artwork=artwork))

    assert (job.state, job.error_code) == (JobState.SUCCEEDED, "")
    assert Version.objects.get(job_id=job.pk).headline == headline


def test_candidates_become_versions_as_they_are_finished(heard: list[events.Event]) -> None:
    job = run(making(count=2))
    assert (job.state, job.error_code) == (JobState.SUCCEEDED, "")
    versions = list(Version.objects.filter(job_id=job.pk).order_by("number"))
    assert [(one.width_px, one.height_px) for one in versions] == [(1280, 720)] * 2
    assert versions[0].headline == "Утро"
    told = [event for event in heard if isinstance(event, JobCandidate)]
    assert [(event.version_id, event.index) for event in told] == [
        (one.pk, place) for place, one in enumerate(versions)
    ]
    last = [event for event in heard if isinstance(event, JobChanged)][-1]
    assert last.state == "succeeded"
    assert last.sequence > told[-1].sequence


def test_what_became_of_a_wish_is_told_with_the_findings() -> None:
    job = making(count=1)
    Job.objects.filter(pk=job.pk).update(spec=job.spec | {"wishes": {"headline": "Слово за словом " * 18}})
    assert run(job).state == JobState.SUCCEEDED
    version = Version.objects.get(job_id=job.pk)
    assert "headline_cut" in [finding["code"] for finding in version.findings]


def test_a_cut_off_job_keeps_what_it_made_and_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    job = making(count=3)
    keep = Run.tell_candidate

    def then_stop(self: Run, version_id: uuid.UUID, index: int) -> None:
        keep(self, version_id, index)
        self.stop(Halt.CANCELLED)

    monkeypatch.setattr(Run, "tell_candidate", then_stop)
    assert run(job).state == JobState.CANCELLED
    first = Version.objects.get(job_id=job.pk)
    monkeypatch.undo()
    retry_job(job.pk, by=job.created_by)  # type: ignore[arg-type]  # it has one
    assert run(job).state == JobState.SUCCEEDED
    made = list(Version.objects.filter(job_id=job.pk).order_by("number"))
    assert [one.recipe["index"] for one in made] == [0, 1, 2]
    assert made[0] == first


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (InvalidRequest("no", code="no_stills"), "no_stills"),
        (UnusableVideo("no", code="truncated", at_s=3.0), "truncated"),
        (OSError(errno.ENOSPC, "disk full"), "disk_full"),
    ],
)
def test_an_expected_failure_is_a_sentence(
    failure: Exception, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(run: Run) -> None:
        raise failure

    instead(monkeypatch, JobKind.MAKE_CANDIDATES, fails)
    job = run(making())
    assert (job.state, job.error_code) == (JobState.FAILED, code)


def test_a_crash_is_written_down_and_raised_for_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    def crashes(run: Run) -> None:
        raise ZeroDivisionError

    instead(monkeypatch, JobKind.MAKE_CANDIDATES, crashes)
    job = making()
    with pytest.raises(ZeroDivisionError):
        runner.run_job(job.pk, worker="test")
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.FAILED, "crashed")
    assert runner.in_hand() == ()


@pytest.mark.parametrize(
    ("halt", "state", "code"),
    [
        (Halt.CANCELLED, JobState.CANCELLED, ""),
        (Halt.DEADLINE, JobState.FAILED, "deadline"),
        (Halt.SHUTDOWN, JobState.QUEUED, ""),
    ],
)
def test_how_a_stopped_job_ends_depends_on_why(
    halt: Halt, state: JobState, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(run: Run) -> None:
        run.stop(halt)
        run.on_step(Stage.PAINT, 0.5)

    instead(monkeypatch, JobKind.MAKE_CANDIDATES, stopped)
    job = run(making())
    assert (job.state, job.error_code, job.losses) == (state, code, 0)


def test_a_job_that_was_given_to_another_worker_meanwhile_is_left_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def overtaken(run: Run) -> None:
        Job.objects.filter(pk=run.job.pk).update(attempt=7, worker="other")

    instead(monkeypatch, JobKind.MAKE_CANDIDATES, overtaken)
    job = run(making())
    assert (job.state, job.worker) == (JobState.RUNNING, "other")


def test_scratch_space_is_gone_afterwards(settings: object) -> None:
    run(making(count=1))
    scratch = settings.DATA_DIR / "scratch"  # type: ignore[attr-defined]  # pytest-django's
    assert list(scratch.iterdir()) == []
