"""Two versions beside each other: what differs, in words."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Version
from tests.factories.accounts import member
from tests.factories.designs import design_of, designed_version
from tests.factories.jobs import watched_video

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]


def compared(client: APIClient, first: Version, second: Version) -> Any:
    answer = client.get(f"/api/v1/versions/{first.pk}/compare/{second.pk}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_what_was_changed_by_hand_is_told_in_words(as_user: SignIn) -> None:
    video = watched_video()
    before = designed_version(video=video)
    design = copy.deepcopy(design_of(video).model_dump(mode="json"))
    design["layers"][2] |= {"text": "Вечер", "face": "oswald"}
    design["layers"][0]["box"]["x"] = 0.1
    design["layers"][1]["opacity"] = 0.5
    design["layers"].append({**design["layers"][1], "id": "veil", "name": "Вуаль"})
    after = designed_version(video=video, design=design, headline="Вечер", parent=before)
    client = as_user(member(video.channel.team, Role.VIEWER))
    told = compared(client, before, after)
    assert told["relation"] == "child"
    assert (told["before"]["id"], told["after"]["id"]) == (str(before.pk), str(after.pk))
    found = {one["name"]: (one["title"], one["before"], one["after"]) for one in told["differences"]}
    assert found == {
        "headline": ("Headline", "Утро в горах", "Вечер"),
        "words": ("Words", "Утро", "Вечер"),
        "fonts": ("Typefaces", "montserrat", "oswald"),
        "layers_added": ("Layers added", None, "gradient «Вуаль»"),
        "layers_moved": ("Layers moved", None, "picture"),
        "layers_changed": ("Layers changed", None, "gradient"),
    }


def test_how_they_were_painted_is_told_in_the_readers_language(as_user: SignIn) -> None:
    video = watched_video()
    recipes = [
        {"seed": seed, "brief": {"prompt": prompt}, "options": {"model": "ink", "loras": loras}}
        for seed, prompt, loras in ((1, "a lake", []), (2, "a lake", [{"name": "grain", "weight": 0.5}]))
    ]
    first, second = (designed_version(video=video, recipe=recipe) for recipe in recipes)
    client = as_user(member(video.channel.team, Role.VIEWER))
    client.credentials(HTTP_ACCEPT_LANGUAGE="ru")
    told = compared(client, second, first)
    assert told["relation"] == "none"
    found = {one["title"]: (one["before"], one["after"]) for one in told["differences"]}
    assert found == {"Зерно случайности": ("2", "1"), "LoRA": ("grain (0.5)", None)}


def test_the_same_has_no_differences(as_user: SignIn) -> None:
    version = designed_version()
    client = as_user(member(version.artwork.channel.team, Role.VIEWER))
    assert compared(client, version, version)["differences"] == []
