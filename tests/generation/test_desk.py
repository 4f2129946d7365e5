"""Drafts drawn by a desk: what the editor page sees, and what becomes of it."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import DesignDraft, Version
from generation.desk.service import Desk
from generation.runner import run_job
from moderation.services import policy
from studio.brand.preset import BrandFonts
from studio.brand.preset import BrandPreset as Look
from tests.factories.accounts import UserFactory, member
from tests.factories.brands import branded, look
from tests.factories.channels import add_photo, picture, some_blob
from tests.factories.designs import designed_version, desk_at_work
from tests.factories.jobs import add_still, watched_video

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], APIClient]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with desk_at_work() as desk:
        yield desk


@pytest.fixture
def version(desk: Desk) -> Version:
    return designed_version()


@pytest.fixture
def client(as_user: AsUser, version: Version) -> APIClient:
    return as_user(author_of(version))


def author_of(version: Version) -> User:
    return member(version.artwork.channel.team, Role.AUTHOR)


def opened(client: APIClient, version: Version) -> Any:
    return client.post(f"/api/v1/versions/{version.pk}/drafts").json()


def draw(client: APIClient, draft: Any, **want: Any) -> Any:
    body = {"design": draft["design"], "want": want}
    answer = client.post(f"/api/v1/drafts/{draft['id']}/draw", body, "json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def pixels(url: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))


def saved(client: APIClient, draft: Any, note: str = "") -> Any:
    """The job that makes a version of a draft, once it has ended."""
    body = {"design": draft["design"], "note": note}
    answer = client.post(f"/api/v1/drafts/{draft['id']}/versions", body, "json")
    assert answer.status_code == 202, answer.content
    run_job(UUID(answer.json()["id"]), worker="w")
    return client.get(f"/api/v1/jobs/{answer.json()['id']}").json()


def test_the_page_gets_layers_the_whole_the_feed_and_findings(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    drawn = draw(client, draft, layers="all", whole=True, feed=True, findings=True)
    assert [layer["id"] for layer in drawn["layers"]] == ["picture", "scrim", "headline"]
    headline = drawn["layers"][2]
    assert pixels(headline["image"]).mode == "RGBA"
    assert headline["box"]["width"] < 1
    assert pixels(drawn["whole"]["image"]).size == (640, 360)
    assert pixels(drawn["feed"]["image"]).width == 168
    assert all(finding["text"] for finding in drawn["findings"])
    assert drawn["score"] is None


def test_a_layer_that_the_page_has_is_not_sent_again(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    first = draw(client, draft, layers=["headline"], whole=False)["layers"][0]
    again = draw(client, draft, layers=["headline"], whole=False, have={"headline": first["sha"]})["layers"]
    assert (again[0]["sha"], again[0]["image"]) == (first["sha"], None)
    draft["design"]["layers"][2]["text"] = "Вечер"
    changed = draw(client, draft, layers=["headline"], whole=False, have={"headline": first["sha"]})["layers"]
    assert changed[0]["image"]


def test_words_that_changed_are_set_anew_and_others_stay(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    before = version.design["layers"][2]["lines"]
    # What a page says of lines counts for nothing.
    draft["design"]["layers"][2]["lines"] = [{**before[0], "text": "Чужое"}]
    assert draw(client, draft)["design"]["layers"][2]["lines"] == before
    draft["design"]["layers"][2]["text"] = "Доброе утро, горы"
    lines = draw(client, draft)["design"]["layers"][2]["lines"]
    assert " ".join(line["text"] for line in lines) == "Доброе утро, горы"


def test_one_click_mends_what_was_found(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    draft["design"]["layers"][2]["box"] = {"x": 0.75, "y": 0.82, "width": 0.24, "height": 0.16}
    draft["design"] = draw(client, draft)["design"]
    findings = draw(client, draft, findings=True)["findings"]
    covered = next(one for one in findings if one["code"] == "text_under_badge")
    assert covered["fix_text"]
    body = {"design": draft["design"], "finding": {"code": covered["code"], "layer": covered["layer"]}}
    draft["design"] = client.post(f"/api/v1/drafts/{draft['id']}/fix", body, "json").json()["design"]
    left = {one["code"] for one in draw(client, draft, findings=True)["findings"]}
    assert "text_under_badge" not in left


@pytest.mark.parametrize(
    ("change", "code"),
    [({"face": "comic sans"}, "font_missing"), ({"type": "logo", "logo": "0" * 64}, "logo_gone")],
)
def test_what_cant_be_drawn_is_told_with_its_layer(
    client: APIClient, version: Version, change: dict[str, Any], code: str
) -> None:
    draft = opened(client, version)
    headline = draft["design"]["layers"][2]
    kept = {"id": "headline", "box": headline["box"]} if "logo" in change else headline
    draft["design"]["layers"][2] = {**kept, **change}
    answer = client.post(f"/api/v1/drafts/{draft['id']}/draw", {"design": draft["design"]}, "json")
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert list(answer.json()["fields"]) == ["layers.headline"]


def test_pictures_of_all_kinds_can_be_added_and_shown(client: APIClient, version: Version) -> None:
    team = version.artwork.channel.team
    other = watched_video(channel=version.artwork.channel)
    add_still(other)
    draft = opened(client, version)
    refs = [
        {"photo": str(add_photo(team, size=(320, 200)).pk)},
        {"video": str(other.pk), "still": 1},
        {"video": str(other.pk), "still": 500},
    ]
    for ref in refs:
        answer = client.post(f"/api/v1/drafts/{draft['id']}/pictures", ref, "json")
        assert answer.status_code == 201, answer.content
        draft["design"]["layers"][0]["source"] = answer.json()["id"]
        assert draw(client, draft)["design"]["sources"].keys() == {answer.json()["id"]}
    again = client.post(f"/api/v1/drafts/{draft['id']}/pictures", refs[0], "json").json()
    assert again["id"] == "p1"
    assert len(client.get(f"/api/v1/drafts/{draft['id']}").json()["pictures"]) == 4


@pytest.mark.django_db(transaction=True)
def test_a_person_cut_out_by_a_mended_mask_is_drawn_and_saved(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    out = io.BytesIO()
    mask = Image.new("L", (320, 180))
    mask.paste(255, (80, 40, 240, 180))
    mask.save(out, "PNG")
    answer = client.post(f"/api/v1/drafts/{draft['id']}/masks", out.getvalue(), content_type="image/png")
    assert answer.status_code == 201, answer.content
    whole = {"x": 0, "y": 0, "width": 1, "height": 1}
    draft["design"]["layers"].append(
        {"type": "cutout", "id": "me", "source": "v0s0", "crop": whole, "box": whole,
         "mend": answer.json()["sha256"]}
    )  # fmt: skip
    person = draw(client, draft, layers=["me"], whole=False)["layers"][0]["box"]
    assert person["x"] == pytest.approx(0.25, abs=0.02)
    job = saved(client, draft)
    assert job["state"] == "succeeded", job
    again = opened(client, Version.objects.get(pk=job["result"]["version"]))
    assert draw(client, again, layers=["me"], whole=False)["layers"][0]["box"] == person


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_becomes_a_version_with_its_parent(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    draft["design"]["layers"][2]["text"] = "Вечер у моря"
    job = saved(client, draft, note="тише")
    made = Version.objects.get(pk=job["result"]["version"])
    assert (made.parent_id, made.number, made.headline) == (version.pk, 2, "Вечер у моря")
    assert (made.painter, made.ai_painted, made.state) == (version.painter, version.ai_painted, "draft")
    assert made.recipe["edited"] == {"of": str(version.pk), "note": "тише"}
    assert client.get(f"/api/v1/drafts/{draft['id']}").json()["code"] == "draft_closed"
    # It can be edited again, whatever becomes of the video's stills.
    assert made.pictures.count() == 1
    assert opened(client, made)["pictures"][0]["id"] == "v0s0"


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_was_changed_meanwhile_stays_open(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    body = {"design": draft["design"]}
    job = client.post(f"/api/v1/drafts/{draft['id']}/versions", body, "json").json()
    client.put(f"/api/v1/drafts/{draft['id']}", {"revision": 1, "design": draft["design"]}, "json")
    run_job(UUID(job["id"]), worker="w")
    assert DesignDraft.objects.get(pk=draft["id"]).closed_at is None
    twice = client.post(f"/api/v1/drafts/{draft['id']}/versions", body, "json")
    assert twice.status_code == 202


def test_saving_the_very_same_twice_is_one_job(client: APIClient, version: Version) -> None:
    draft = opened(client, version)
    body = {"design": draft["design"]}
    assert client.post(f"/api/v1/drafts/{draft['id']}/versions", body, "json").status_code == 202
    again = client.post(f"/api/v1/drafts/{draft['id']}/versions", body, "json")
    assert (again.status_code, again.json()["code"]) == (409, "already_submitted")


@pytest.mark.parametrize("layer", ["headline", "badge"])
def test_refused_words_are_refused_in_every_layer(client: APIClient, version: Version, layer: str) -> None:
    policy.set_policy(
        by=UserFactory(is_staff=True), composed="auto", held_words=[], refused_words=["барабашка"]
    )
    draft = opened(client, version)
    box = {"x": 0.1, "y": 0.1, "width": 0.2, "height": 0.1}
    if layer == "headline":
        draft["design"]["layers"][2]["text"] = "Барабашка"
    else:
        draft["design"]["layers"].append(
            {"type": "badge", "id": "badge", "box": box, "text": "барабашка", "face": "golos",
             "colour": "#ffffff", "ink": "#000000"}
        )  # fmt: skip
    answer = client.post(f"/api/v1/drafts/{draft['id']}/versions", {"design": draft["design"]}, "json")
    assert answer.status_code == 400
    assert answer.json()["fields"][f"layers.{layer}"][0]["code"] == "forbidden_words"


def test_what_a_model_painted_stays_told_of(client: APIClient, version: Version) -> None:
    painted = designed_version(video=watched_video(channel=version.artwork.channel), ai_painted=True)
    blob = some_blob("image/png", picture((64, 36), "PNG"))
    origin = {"source": -1, "video": "", "still": -1, "at_s": 0.0, "file": "a.png", "sha256": blob.pk}
    kept = {"place": 0, "id": "painted", "origin": origin | {"painted": True}, "file": "a.png"}
    size = {"width_px": 64, "height_px": 36}
    painted.pictures.create(place=0, blob=blob, data={"picture": kept | size, **size})
    draft = opened(client, version)
    ref = {"version": str(painted.pk)}
    added = client.post(f"/api/v1/drafts/{draft['id']}/pictures", ref, "json").json()
    draft["design"]["layers"][0]["source"] = added["id"]
    answer = client.post(f"/api/v1/drafts/{draft['id']}/versions", {"design": draft["design"]}, "json")
    assert answer.status_code == 202, answer.content
    assert version.jobs.get().spec["ai_painted"] is True


def test_a_look_decides_for_authors_and_not_for_editors(
    client: APIClient, as_user: AsUser, version: Version
) -> None:
    branded(version.artwork.channel, look(locks=("palette",)))
    draft = opened(client, version)
    draft["design"]["layers"][2]["colour"] = "#00ff00"
    body = {"design": draft["design"]}
    refused = client.post(f"/api/v1/drafts/{draft['id']}/versions", body, "json")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["locks.palette"])
    draft["design"]["layers"][2]["colour"] = "#d02030"
    body = {"design": draft["design"]}
    assert client.post(f"/api/v1/drafts/{draft['id']}/versions", body, "json").status_code == 202
    editor = as_user(member(version.artwork.channel.team, Role.EDITOR))
    theirs = opened(editor, version)
    theirs["design"]["layers"][2]["colour"] = "#00ff00"
    body = {"design": theirs["design"]}
    assert editor.post(f"/api/v1/drafts/{theirs['id']}/versions", body, "json").status_code == 202


def test_a_look_is_what_a_picture_is_scored_by(client: APIClient, version: Version) -> None:
    branded(version.artwork.channel, Look(fonts=BrandFonts(headline="oswald")))
    draft = opened(client, version)
    strange = draw(client, draft, findings=True)
    assert strange["score"]["total"] == 0
    assert [part["title"] for part in strange["score"]["parts"]] == ["Typefaces"]
    draft["design"]["layers"][2]["face"] = "oswald"
    assert draw(client, draft, findings=True)["score"]["total"] == 100
