"""A video's own stills in the look of a photo, by the painter that needs no model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from channels_app.models import Version
from generation import runner
from generation.models import Job, JobState, QueueName
from tests.factories.channels import add_photo
from tests.factories.jobs import author_of, cover_of, watched_video

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], APIClient]


def ask(as_user: SignIn, **painting: Any) -> Any:
    video = watched_video()
    author = author_of(video)
    photo = add_photo(video.channel.team, by=author, size=(256, 144))
    pictures = {"look": {"photo": str(photo.pk)}} if painting.get("look") else {}
    return as_user(author).post(
        "/api/v1/jobs",
        {
            "kind": "make_candidates",
            "artwork": str(cover_of(video).pk),
            "wishes": {"headline": "Утро"},
            "painter": "collage",
            "painting": painting,
            "pictures": pictures,
            "count": 1,
        },
        format="json",
    )


def test_the_stills_take_the_photos_look(as_user: SignIn) -> None:
    answer = ask(as_user, operation="restyle", look="look", method="colour")

    assert answer.status_code == 201, answer.data
    job = Job.objects.get(pk=answer.data["id"])
    assert job.queue == QueueName.MEDIA
    runner.run_job(job.pk, worker="test")
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.SUCCEEDED, ""), job.error_params
    version = Version.objects.get(job_id=job.pk)
    assert not version.ai_painted
    assert version.recipe["options"]["operation"] == "restyle"
    assert version.pictures.count() >= 1


@pytest.mark.parametrize(
    ("painting", "field"),
    [
        ({"operation": "restyle", "look": "look", "method": "gatys"}, "painting.method"),
        ({"operation": "restyle"}, "painting.look"),
        ({"operation": "text"}, "painting"),
        ({"prompt": "закат"}, "painting"),
    ],
)
def test_what_needs_a_model_is_refused(as_user: SignIn, painting: dict[str, Any], field: str) -> None:
    answer = ask(as_user, **painting)

    assert answer.status_code == 400
    assert field in answer.data["fields"]
    assert not Job.objects.exists()
