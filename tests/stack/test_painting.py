"""Painting with models through the real queue and the real painter: every operation, every way to end."""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from demo.client import ApiError, Person
from tests.stack.painting import ENDED, SIZE, WITHIN_S, Author, PaintingSite, author, gradient, painting_site
from tests.stack.processes import child, children_of, until
from tests.tiny import tiny_folder

__all__ = ["tiny_folder"]
pytestmark = pytest.mark.stack
LONG: dict[str, Any] = {"steps": 60}


@pytest.fixture(scope="module")
def place(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaintingSite]:
    with painting_site(tmp_path_factory.mktemp("painting"), tiny_folder, PAINTS_TOGETHER="4") as site:
        yield site


@pytest.fixture(scope="module")
def owner(place: PaintingSite) -> Author:
    return place.owner


def fetched(person: Person, version: dict[str, Any]) -> np.ndarray:
    """The main picture of a version, as the painter made it."""
    data = person.fetch(version["picture"]["url"]).content
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def test_every_operation_goes_through_the_queue(place: PaintingSite, owner: Author) -> None:
    base, look = owner.photo(gradient(256, 144)), owner.photo(gradient(144, 144))
    marks = np.zeros((144, 256), np.uint8)
    marks[40:100, 80:180] = 255
    mask = owner.photo(marks, "mask")
    drawn = owner.draw("edges", {"video": owner.video, "still": 0})
    control = owner.ended(drawn)["result"]["photo"]
    assert (control["use"], control["data"]["control"]) == ("control", "edges")
    jobs = {
        "text": owner.paint(prompt="a mountain at dawn", negative="fog"),
        "stills": owner.paint(operation=None, strength=0.5, count=2),
        "repaint": owner.paint(operation="repaint", base="b", strength=0.6, pictures={"b": base}),
        "inpaint": owner.paint(
            operation="inpaint", base="b", mask="m", pictures={"b": base, "m": mask}, width_px=None,
            height_px=None,
        ),
        "outpaint": owner.paint(operation="outpaint", base="b", pictures={"b": look}),
        "control": owner.paint(
            controls=[{"kind": "edges", "picture": "c"}], pictures={"c": {"photo": control["id"]}}
        ),
        "lora": owner.paint(loras=[{"name": "tiny-lora-ink", "weight": 0.9}]),
        "look": owner.paint(image_prompts=[{"picture": "l"}], pictures={"l": look}),
    }  # fmt: skip
    made = {name: owner.made(job) for name, job in jobs.items()}
    assert {name: len(versions) for name, versions in made.items()} == dict.fromkeys(jobs, 1) | {"stills": 2}
    for versions in made.values():
        for version in versions:
            assert version["ai_painted"]
            assert version["picture"]["url"]
    (text,) = made["text"]
    assert set(text["reworks"]) >= {"more", "vary", "inpaint", "outpaint", "upscale", "again"}
    further = {
        "vary": owner.rework(text["id"], "vary"),
        "larger": owner.rework(text["id"], "upscale"),
        "larger by a model": owner.rework(
            text["id"], "upscale",
            painting={"method": "tiny-upscaler", "steps": 2, "width_px": 256, "height_px": 144},
        ),
        "restyled": owner.rework(text["id"], "restyle", painting={"look": "l"}, pictures={"l": look}),
        "again": owner.person.post(f"versions/{text['id']}/make-again")["id"],
    }  # fmt: skip
    results = {name: owner.made(job)[0] for name, job in further.items()}
    assert {one["parent"] for one in results.values()} == {text["id"]}
    assert results["again"]["sha256"] == text["sha256"]
    assert fetched(owner.person, results["larger by a model"]).shape == (144, 256, 3)
    painter, workers = place.painter, owner.person.get("workers")["workers"]
    (at_work,) = [worker for worker in workers if "paint" in worker["queues"]]
    assert (at_work["pid"], at_work["device"]["kind"]) == (painter, "cpu")
    assert "tiny-sdxl" in {model["name"] for model in at_work["loaded"]}


def test_a_picture_in_the_making_is_seen_and_stops_when_it_is_cancelled(owner: Author) -> None:
    with owner.live() as live:
        job = owner.paint(count=6, **LONG)
        seen, asked_at, stopped_at = [], 0.0, 0.0
        for event in live.events(within_s=WITHIN_S):
            if event.get("job_id") != job:
                continue
            if event["type"] == "job.preview":
                seen.append(time.monotonic())
                assert event["image"].startswith("data:image/webp;base64,")
                if len(seen) == 3:
                    asked_at = time.monotonic()
                    owner.person.post(f"jobs/{job}/cancel")
            if event["type"] == "job.changed" and event["state"] in ENDED:
                stopped_at = time.monotonic()
                break
    assert owner.job(job)["state"] == "cancelled"
    assert stopped_at - asked_at < 2.0
    assert all(later - earlier > 0.9 for earlier, later in zip(seen, seen[5:], strict=False))


def test_a_painter_that_is_killed_is_replaced_and_the_job_goes_on(place: PaintingSite, owner: Author) -> None:
    job = owner.paint(count=3, steps=40)
    until(lambda: owner.job(job)["versions"], within_s=WITHIN_S)
    before = place.painter
    os.kill(before, signal.SIGKILL)
    shown = owner.ended(job)
    assert (shown["state"], shown["attempt"]) == ("succeeded", 2)
    assert [version["recipe"]["index"] for version in shown["versions"]] == [0, 1, 2]
    assert place.painter != before
    assert len({version["sha256"] for version in shown["versions"]}) == 3


def test_two_teams_share_a_batch_and_nothing_else(place: PaintingSite, owner: Author) -> None:
    other = author(owner.person, place.log.parent / "clip.mp4", "other")
    busy = owner.paint(count=12, steps=150)
    until(lambda: owner.job(busy)["stage"] == "paint", within_s=WITHIN_S)
    ours = owner.paint(prompt="our secret plan", steps=4, count=4)
    theirs = other.paint(prompt="their secret plan", steps=4, count=4)
    # Both are begun beside the one in hand; what they wait for behind its pictures is painted together.
    mine, yours = owner.made(ours), other.made(theirs)
    owner.person.post(f"jobs/{busy}/cancel")
    batches = [
        {tuple(version["recipe"]["record"]["batch"]["seeds"]) for version in versions}
        for versions in (mine, yours)
    ]
    assert {len(seeds) for seeds in batches[0] & batches[1]} == {2}
    assert "their secret" not in str(mine)
    assert "our secret" not in str(yours)
    owner.ended(busy)


def test_one_picture_that_somebody_waits_for_goes_before_a_long_batch(owner: Author) -> None:
    (first,) = owner.made(owner.paint())
    busy = owner.paint(count=4, **LONG)
    until(lambda: owner.job(busy)["stage"] == "paint", within_s=WITHIN_S)
    waited_for = owner.rework(first["id"], "vary")
    owner.made(waited_for)
    assert owner.job(busy)["state"] == "running"
    assert len(owner.job(busy)["versions"]) < 4
    owner.person.post(f"jobs/{busy}/cancel")
    owner.ended(busy)


# What is refused before anything is queued: (what is asked, the field, its code).
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"width_px": 130, "height_px": 72}, "painting.width_px", "size_not_multiple"),
    ({"width_px": 4104, "height_px": 72}, "painting.width_px", "max_value"),
    ({"width_px": 128, "height_px": None}, "painting.height_px", "required"),
    ({"operation": "repaint", "strength": 0.1, "steps": 4}, "painting.strength", "strength_too_low"),
    ({"steps": 0}, "painting.steps", "min_value"),
    ({"steps": 1.5}, "painting.steps", "invalid"),
    ({"guidance": -1}, "painting.guidance", "min_value"),
    ({"loras": [{"name": "tiny-lora-sd15"}]}, "painting.loras.0.name", "lora_family"),
    ({"loras": [{"name": "nowhere"}]}, "painting.loras.0.name", "unknown_lora"),
    ({"loras": [{"name": "tiny-lora-ink"}] * 2}, "painting.loras.1.name", "lora_twice"),
    ({"loras": [{"name": "tiny-lora-ink", "weight": 9}]}, "painting.loras.0.weight", "max_value"),
    ({"model": "nowhere"}, "painting.model", "unknown_model"),
    ({"scheduler": "guess"}, "painting.scheduler", "unknown_scheduler"),
    ({"presets": ["no_such_style"]}, "painting.presets.0", "unknown_preset"),
    ({"controls": [{"kind": "depth", "picture": "p"}]}, "painting.controls.0.picture", "unknown_picture"),
    ({"operation": "inpaint"}, "painting.mask", "required"),
    ({"operation": "sculpt"}, "painting.operation", "invalid_choice"),
    ({"prompt": "слово " * 400}, "painting.prompt", "max_length"),
    ({"colour": "red"}, "painting.colour", "unknown_field"),
]


@pytest.mark.parametrize(("painting", "field", "code"), REFUSED, ids=[case[2] for case in REFUSED])
def test_bad_input_is_a_sentence_before_anything_is_queued(
    owner: Author, painting: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(ApiError) as refused:
        owner.paint(**painting)
    assert refused.value.status == 400
    told = refused.value.problem["fields"]
    assert told[field][0]["code"] == code
    assert len(told[field][0]["message"]) > 10


def test_a_mask_of_another_size_is_a_sentence(owner: Author) -> None:
    base, mask = owner.photo(gradient(256, 144)), owner.photo(np.full((72, 128), 255, np.uint8), "mask")
    with pytest.raises(ApiError) as refused:
        owner.paint(operation="inpaint", base="b", mask="m", pictures={"b": base, "m": mask})
    (told,) = refused.value.problem["fields"]["painting.mask"]
    assert told["code"] == "mask_size"
    assert "128×72" in told["message"]


def test_what_only_the_painter_can_find_is_a_sentence_and_it_lives(
    place: PaintingSite, owner: Author
) -> None:
    before = place.painter
    base = owner.photo(gradient(256, 144))
    empty = owner.photo(np.zeros((144, 256), np.uint8), "mask")
    gone = owner.photo(gradient(64, 64))
    pictures = {"b": base, "m": empty}
    unmarked = owner.paint(operation="inpaint", base="b", mask="m", pictures=pictures, **SIZE)
    busy = owner.paint(**LONG)
    lost = owner.paint(operation="repaint", base="b", pictures={"b": gone})
    owner.person.http.delete(f"/api/v1/photos/{gone['photo']}", headers=owner.person.write_headers())
    faceless = owner.draw("face", base)
    for job, code in ((unmarked, "mask_empty"), (lost, "picture_gone"), (faceless, "no_face_found")):
        shown = owner.ended(job)
        assert (shown["state"], shown["error"]["code"]) == ("failed", code)
        assert len(shown["error"]["text"]) > 10
    owner.ended(busy)
    assert place.painter == before
    assert owner.made(owner.paint())


def test_a_long_prompt_says_which_words_were_not_read(owner: Author) -> None:
    (version,) = owner.made(owner.paint(prompt="mountain " * 180 + "unicorn"))
    (told,) = [finding for finding in version["findings"] if finding["code"] == "prompt_cut"]
    assert "unicorn" in told["text"]


def test_a_device_that_hangs_ends_its_process_and_the_job_is_done_by_the_next(
    tiny_folder: Path, tmp_path: Path
) -> None:
    hangs_once = tmp_path / "has-hung"
    with painting_site(
        tmp_path / "site", tiny_folder, HANGS_ONCE=str(hangs_once), PAINT_STUCK_SECONDS="6"
    ) as site:
        before = site.painter
        job = site.owner.paint()
        until(hangs_once.exists, within_s=WITHIN_S)
        until(lambda: before not in children_of(site.site.pid), within_s=30)
        shown = site.owner.ended(job)
        assert (shown["state"], shown["attempt"]) == ("succeeded", 2)
        assert "painter ended with status 70" in site.log.read_text(encoding="utf-8")
        assert child(site.site.pid, "--queues paint") != before
