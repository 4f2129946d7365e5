"""Painting with models, from the request over the API to the version, in this process."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Photo, Version, VersionPicture
from core import blobs, events
from generation import runner
from generation.events import JobChanged, JobPreview
from generation.models import Job, JobState, QueueName
from tests.factories.accounts import member
from tests.factories.channels import add_photo, some_blob
from tests.factories.jobs import author_of, cover_of, watched_video

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("painting_site")]
SignIn = Callable[[User], APIClient]
FAST = {"steps": 2, "width_px": 128, "height_px": 72}


class Desk:
    """An author at work on the cover of a watched video."""

    def __init__(self, as_user: SignIn) -> None:
        self.video = watched_video()
        self.team = self.video.channel.team
        self.author = author_of(self.video)
        self.client = as_user(self.author)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return self.client.post(f"/api/v1/{path}", body or {}, format="json")

    def submit(self, **painting: Any) -> Any:
        pictures, count = painting.pop("pictures", {}), painting.pop("count", 1)
        return self.ask(
            "jobs",
            {
                "kind": "make_candidates",
                "artwork": str(cover_of(self.video).pk),
                "wishes": {"headline": "Утро"},
                "painter": "diffusion",
                "painting": FAST | painting,
                "pictures": pictures,
                "count": count,
                "seed": 7,
            },
        )

    def run(self, answer: Any) -> list[Version]:
        """Work the queued job off: what it made."""
        assert answer.status_code == 201, answer.data
        job = Job.objects.get(pk=answer.data["id"])
        runner.run_job(job.pk, worker="test")
        job.refresh_from_db()
        assert (job.state, job.error_code) == (JobState.SUCCEEDED, ""), job.error_params
        return list(Version.objects.filter(job_id=job.pk).order_by("number"))

    def paint(self, **painting: Any) -> list[Version]:
        return self.run(self.submit(**painting))

    def photo(self, size: tuple[int, int] = (256, 144), **values: Any) -> dict[str, str]:
        return {"photo": str(add_photo(self.team, by=self.author, size=size, **values).pk)}

    def mask(self, size: tuple[int, int]) -> dict[str, str]:
        """White in the middle."""
        marks = np.zeros((size[1], size[0]), np.uint8)
        marks[size[1] // 3 : size[1] // 2, size[0] // 3 : size[0] // 2] = 255
        out = io.BytesIO()
        Image.fromarray(marks).save(out, "PNG")
        return self.photo(size, use="mask", blob=some_blob("image/png", out.getvalue()))


@pytest.fixture
def desk(as_user: SignIn) -> Desk:
    return Desk(as_user)


def pixels_of(version: Version) -> np.ndarray:
    """The painted picture itself."""
    kept = VersionPicture.objects.select_related("blob").get(version=version, place=0)
    return np.asarray(Image.open(blobs.path_of(kept.blob)))


def test_a_cover_is_painted_from_words(desk: Desk, heard: list[events.Event]) -> None:
    answer = desk.submit(operation="text", prompt="a mountain at dawn", count=2)
    assert answer.data["painting"]["model"] == "tiny-sdxl"
    job = Job.objects.get(pk=answer.data["id"])
    assert (job.queue, job.priority) == (QueueName.PAINT, 0)
    assert job.batch_key.startswith("tiny-sdxl:")
    versions = desk.run(answer)
    assert [(one.width_px, one.height_px, one.painter, one.ai_painted) for one in versions] == [
        (1280, 720, "diffusion", True)
    ] * 2
    first, second = (VersionPicture.objects.get(version=one) for one in versions)
    assert first.blob.media_type == "image/png"
    assert (first.data["width_px"], first.data["height_px"]) == (128, 72)
    assert first.blob_id != second.blob_id
    recipe = versions[0].recipe
    assert recipe["options"]["prompt"] == "a mountain at dawn"
    assert recipe["record"]["numbers"]["steps"] == 2
    assert [model["name"] for model in recipe["record"]["models"]] == ["tiny-sdxl"]


def test_the_picture_is_seen_while_it_is_painted(desk: Desk, heard: list[events.Event]) -> None:
    desk.paint(operation="text", steps=4)
    shown = [event for event in heard if isinstance(event, JobPreview)]
    assert shown
    head, _, data = shown[-1].image.partition(",")
    assert head == "data:image/webp;base64"
    assert len(shown[-1].image) <= 16_000
    assert max(Image.open(io.BytesIO(base64.b64decode(data))).size) <= 256
    assert (shown[-1].index, shown[-1].steps) == (0, 4)
    fractions = [event.fraction for event in heard if isinstance(event, JobChanged)]
    assert fractions == sorted(fractions)


def test_the_videos_own_stills_are_painted_anew(desk: Desk) -> None:
    versions = desk.paint(strength=0.5, steps=4, count=2)
    sources = [version.recipe["sources"][0] for version in versions]
    assert all(source["painted"] and source["source"] == 0 for source in sources)
    assert sources[0]["still"] != sources[1]["still"]


def test_a_marked_place_is_painted_over_and_nothing_else(desk: Desk) -> None:
    base = desk.photo()
    pictures = {"base": base, "mask": desk.mask((256, 144))}
    (version,) = desk.paint(operation="inpaint", base="base", mask="mask", mask_feather=0, pictures=pictures)
    before = np.asarray(Image.open(blobs.path_of(Photo.objects.get(pk=base["photo"]).blob)).convert("RGB"))
    after = pixels_of(version)
    assert after.shape == before.shape
    changed = (before != after).any(axis=2)
    assert changed[48:72, 85:128].mean() > 0.9
    changed[48:72, 85:128] = False
    assert not changed.any()


def test_lora_control_and_look_lead_the_painting(desk: Desk) -> None:
    pictures = {"pose": desk.photo(), "like": desk.photo()}
    plain, led = (
        desk.paint(operation="text", **more)[0]
        for more in (
            {},
            {
                "loras": [{"name": "tiny-lora-ink", "weight": 1.0}],
                "controls": [{"kind": "pose", "picture": "pose"}],
                "image_prompts": [{"picture": "like"}],
                "pictures": pictures,
            },
        )
    )
    used = {model["name"] for model in led.recipe["record"]["models"]}
    assert used == {"tiny-sdxl", "tiny-lora-ink", "tiny-pose", "tiny-look"}
    assert set(led.recipe["pictures"]) == {"pose", "like"}
    assert (pixels_of(plain) != pixels_of(led)).any()


@pytest.mark.parametrize(("method", "queue"), [(None, QueueName.MEDIA), ("tiny-upscaler", QueueName.PAINT)])
def test_a_version_is_made_larger(desk: Desk, method: str | None, queue: QueueName) -> None:
    (small,) = desk.paint(operation="text")
    painting = {"method": method, "steps": 2, "width_px": 256, "height_px": 144}
    answer = desk.ask(f"versions/{small.pk}/rework", {"operation": "upscale", "painting": painting})
    assert Job.objects.get(pk=answer.data["id"]).queue == queue
    (large,) = desk.run(answer)
    assert pixels_of(large).shape == (144, 256, 3)
    assert (large.parent_id, large.headline, large.layout) == (small.pk, small.headline, small.layout)
    # What a model painted stays so, whoever enlarges it.
    assert large.ai_painted


@pytest.mark.parametrize(
    ("method", "queue"), [("texture", QueueName.MEDIA), ("image_prompt", QueueName.PAINT)]
)
def test_a_version_takes_the_look_of_a_photo(desk: Desk, method: str, queue: QueueName) -> None:
    (plain,) = desk.paint(operation="text")
    body = {
        "operation": "restyle",
        "painting": {"look": "photo", "method": method, "strength": 1.0, "steps": 2},
        "pictures": {"photo": desk.photo()},
    }
    answer = desk.ask(f"versions/{plain.pk}/rework", body)
    assert Job.objects.get(pk=answer.data["id"]).queue == queue
    (restyled,) = desk.run(answer)
    assert restyled.parent_id == plain.pk
    assert restyled.ai_painted
    assert restyled.blob_id != plain.blob_id
    (again,) = desk.run(desk.ask(f"versions/{restyled.pk}/make-again"))
    assert again.blob_id == restyled.blob_id


def test_a_version_is_varied_first_in_line(desk: Desk) -> None:
    (first,) = desk.paint(operation="text")
    answer = desk.ask(f"versions/{first.pk}/rework", {"operation": "vary", "count": 2})
    job = Job.objects.get(pk=answer.data["id"])
    assert (job.priority, job.version_id) == (10, first.pk)
    varied = desk.run(answer)
    assert {one.parent_id for one in varied} == {first.pk}
    assert {one.recipe["options"]["operation"] for one in varied} == {"repaint"}
    assert {(one.headline, one.layout, one.style) for one in varied} == {
        (first.headline, first.layout, first.style)
    }


def test_more_like_it_asks_the_same_with_other_chances(desk: Desk) -> None:
    (first,) = desk.paint(operation="text", prompt="a fox", loras=[{"name": "tiny-lora-ink"}])
    (other,) = desk.run(desk.ask(f"versions/{first.pk}/rework", {"operation": "more"}))
    assert other.recipe["options"] == first.recipe["options"]
    assert other.recipe["seed"] != first.recipe["seed"]
    assert (pixels_of(other) != pixels_of(first)).any()


@pytest.mark.parametrize("place", [0, 1])
def test_made_again_it_is_the_same_to_the_byte(desk: Desk, place: int) -> None:
    pictures = {"pose": desk.photo()}
    controls = [{"kind": "pose", "picture": "pose"}]
    version = desk.paint(operation="text", controls=controls, pictures=pictures, count=2)[place]
    (again,) = desk.run(desk.ask(f"versions/{version.pk}/make-again"))
    assert again.blob_id == version.blob_id
    assert again.recipe["replay"]["identical"] is True
    assert "made_again_identical" in [finding["code"] for finding in again.findings]
    told = desk.client.get(f"/api/v1/versions/{again.pk}/recipe").data
    assert told["replay"]["of"] == str(version.pk)


def test_a_skeleton_is_drawn_and_kept_as_a_photo(desk: Desk) -> None:
    body = {
        "kind": "draw_control",
        "team": str(desk.team.pk),
        "control": "edges",
        "picture": {"video": str(desk.video.pk), "still": 1},
    }
    answer = desk.ask("jobs", body)
    assert answer.data["result"] is None
    assert desk.run(answer) == []
    photo = desk.client.get(f"/api/v1/jobs/{answer.data['id']}").data["result"]["photo"]
    assert (photo["use"], photo["data"]["control"], photo["data"]["from"]) == (
        "control", "edges", {"video": str(desk.video.pk), "still": 1}
    )  # fmt: skip
    assert (photo["width_px"], photo["height_px"]) == (1344, 752)
    assert desk.client.get(photo["url"]).status_code == 200
    assert desk.client.get(photo["thumb_url"]).status_code == 200


def test_a_picture_without_anybody_is_told_so(desk: Desk) -> None:
    body = {
        "kind": "draw_control", "team": str(desk.team.pk), "control": "face", "picture": desk.photo()
    }  # fmt: skip
    answer = desk.ask("jobs", body)
    runner.run_job(answer.data["id"], worker="test")
    shown = desk.client.get(f"/api/v1/jobs/{answer.data['id']}").data
    assert (shown["state"], shown["error"]["code"]) == ("failed", "no_face_found")
    assert "face" in shown["error"]["text"]


def test_the_menu_offers_what_is_installed_and_allowed(desk: Desk, as_user: SignIn) -> None:
    menu = desk.client.get(f"/api/v1/painting?team={desk.team.pk}").data
    offered = {painter["name"]: painter for painter in menu["painters"]}
    # Who only works further on a version is no choice for a new one: pages offer all that is told here.
    assert set(offered) == {"collage", "diffusion"}
    assert offered["diffusion"]["available"]
    assert offered["diffusion"]["expect"]
    assert menu["default_painter"] == "collage"
    (model,) = menu["models"]
    assert (model["name"], model["controls"], model["looks"]) == (
        "tiny-sdxl",
        ["edges", "pose"],
        model["looks"],
    )
    assert {lora["name"] for lora in menu["loras"]} == {"tiny-lora-ink", "tiny-lora-sd15"}
    assert [way["name"] for way in menu["upscalers"]] == ["lanczos", "tiny-upscaler"]
    assert len(menu["presets"]) >= 30
    assert menu["limits"]["strength"] == {"least": 0, "most": 1}
    viewer = as_user(member(desk.team, Role.VIEWER))
    assert viewer.get(f"/api/v1/painting?team={desk.team.pk}").data["models"] == []


def test_a_job_in_two_attempts_goes_on_where_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from generation.running import Halt, Run

    answer = desk.submit(operation="text", count=3)
    keep = Run.tell_candidate

    def then_stop(self: Run, version_id: Any, index: int) -> None:
        keep(self, version_id, index)
        self.stop(Halt.SHUTDOWN)

    monkeypatch.setattr(Run, "tell_candidate", then_stop)
    runner.run_job(answer.data["id"], worker="test")
    assert Job.objects.get(pk=answer.data["id"]).state == JobState.QUEUED
    monkeypatch.setattr(Run, "tell_candidate", keep)
    versions = desk.run(answer)
    assert [one.recipe["index"] for one in versions] == [0, 1, 2]
    assert len({one.recipe["record"]["numbers"]["seed"] for one in versions}) == 3


def test_a_picture_of_another_team_is_no_picture(desk: Desk) -> None:
    theirs = watched_video()
    others = add_photo(theirs.channel.team)
    for ref in ({"photo": str(others.pk)}, {"video": str(theirs.pk), "still": 0}):
        answer = desk.submit(operation="repaint", base="base", pictures={"base": ref})
        assert answer.status_code == 400
        assert answer.data["fields"]["pictures.base"][0]["code"] == "picture_gone"
    assert not Job.objects.exists()
