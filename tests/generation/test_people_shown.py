"""Who is in a video's stills and how these crop, as the API tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from channels_app.models import Video
from generation.models import Digest
from studio.values import Box, Crop, Face, Person
from studio.values import Digest as Understood
from tests.factories.jobs import author_of, watched_video

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], APIClient]


def somebody(person: int | None) -> Face:
    return Face(
        box=Box(x=0.4, y=0.2, width=0.2, height=0.3), score=0.9, sharpness=1, frontal=1, person=person
    )


def video_with_people() -> Video:
    """Of three stills the first shows persons 0 and 1, the second somebody unknown, the third person 1."""
    video = watched_video()
    row = Digest.objects.get(video=video)
    known = Understood.model_validate(row.data)
    crop = Crop(shape="1:1", box=Box(x=0.2, y=0, width=0.5, height=0.9), whole=False)
    cast = ((somebody(0), somebody(1)), (somebody(None),), (somebody(1),))
    row.data = known.model_copy(
        update={
            "stills": tuple(
                still.model_copy(update={"faces": faces, "crops": (crop,)})
                for still, faces in zip(known.stills, cast, strict=True)
            ),
            "persons": tuple(
                Person(id=n, share=0.5 - 0.2 * n, seen=4, at_s=1.0, face=somebody(n)) for n in range(2)
            ),
            "main_person": 0,
        }
    ).model_dump(mode="json")
    row.save(update_fields=["data"])
    return video


def told(client: APIClient, video: Video) -> Any:
    return client.get(f"/api/v1/videos/{video.pk}/digest").data


def test_faces_say_whose_they_are_and_persons_where_they_are_seen(as_user: SignIn) -> None:
    video = video_with_people()
    answer = told(as_user(author_of(video)), video)
    assert [[face["person"] for face in still["faces"]] for still in answer["stills"]] == [
        [0, 1],
        [None],
        [1],
    ]
    assert answer["persons"] == [
        {"id": 0, "main": True, "share": 0.5, "stills": [0]},
        {"id": 1, "main": False, "share": 0.3, "stills": [0, 2]},
    ]


def test_crops_are_told_with_what_they_cannot_hold(as_user: SignIn) -> None:
    video = video_with_people()
    crop = told(as_user(author_of(video)), video)["stills"][0]["crops"][0]
    assert crop == {
        "shape": "1:1",
        "box": {"x": 0.2, "y": 0.0, "width": 0.5, "height": 0.9},
        "whole": False,
    }


def test_a_person_whose_stills_are_all_hidden_is_not_shown(as_user: SignIn) -> None:
    video = video_with_people()
    client = as_user(author_of(video))
    client.put(f"/api/v1/videos/{video.pk}/stills/0", {"taste": "never"}, format="json")
    assert [person["id"] for person in told(client, video)["persons"]] == [1]


def test_a_digest_of_an_earlier_time_knows_nobody(as_user: SignIn) -> None:
    video = watched_video()
    assert told(as_user(author_of(video)), video)["persons"] == []
