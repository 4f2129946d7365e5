"""What stands around a worker: what it says of itself, and how it leaves a device that hangs or is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from generation import presence, runner, workplace
from generation.models import JobState, QueueName
from generation.running import Run
from generation.services import painters
from generation.watch import EXIT_STUCK
from generation.workplace import DeviceWatch, Voice
from studio.paint.diffusion.status import Doing, EaselStatus, Queued, Resident
from tests.factories.accounts import UserFactory
from tests.factories.jobs import making, running

SignIn = Callable[[User], APIClient]
STATUS = EaselStatus(
    device="cuda",
    device_name="A card",
    memory_bytes=24_000,
    free_bytes=10_000,
    used_bytes=14_000,
    models=(Resident(name="sdxl", bytes=7_000, idle_s=3.5, in_use=True),),
    waiting=(
        Queued(owner="a", model="sdxl", operation="text", interactive=False, pictures=3, waited_s=1.0),
        Queued(owner="b", model="sdxl", operation="text", interactive=True, pictures=1, waited_s=0.1),
    ),
    doing=(
        Doing(
            model="sdxl", operation="text", width_px=1024, height_px=1024, pictures=4, owners=("a",), step=7,
            steps=30, for_s=2.0, between_steps=False,
        ),
    ),
    batches=5,
    pictures=17,
)  # fmt: skip


@dataclass
class Device:
    """An easel as a worker sees it."""

    stuck_for_s: float = 0.0
    broken: str | None = None
    closed: list[float | None] = field(default_factory=list)

    def status(self) -> EaselStatus:
        return STATUS.model_copy(update={"broken": self.broken, "stuck_for_s": self.stuck_for_s})

    def close(self, timeout_s: float | None = None) -> None:
        self.closed.append(timeout_s)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Nobody has said anything yet, and nothing is remembered afterwards."""

    def forget() -> None:
        redis = presence._redis()
        for key in redis.scan_iter(match="masthead:*"):
            redis.delete(key)
        painters._known.cache_clear()
        presence._away_until = 0.0

    forget()
    yield
    forget()


@pytest.mark.usefixtures("quiet")
@pytest.mark.django_db
def test_operators_see_who_works_on_what(as_user: SignIn, tmp_path: Path) -> None:
    Voice("composer", ["media"], lambda: None).say()
    job = running(making(queue=QueueName.PAINT))
    with runner._held(Run(job, tmp_path)):
        Voice("painter", ["paint"], Device).say()
    making(queue=QueueName.PAINT)
    shown = as_user(UserFactory(is_staff=True)).get("/api/v1/workers").json()
    assert shown["transport"]
    composer, painter = shown["workers"]
    assert (composer["name"], composer["device"], composer["jobs"]) == ("composer", None, [])
    assert painter["jobs"] == [str(job.pk)]
    assert painter["device"] == {
        "kind": "cuda", "name": "A card", "memory_bytes": 24_000, "free_bytes": 10_000, "used_bytes": 14_000
    }  # fmt: skip
    assert painter["loaded"] == [{"name": "sdxl", "bytes": 7_000, "idle_s": 3.5, "in_use": True}]
    assert (painter["doing"][0]["pictures"], painter["doing"][0]["step"]) == (4, 7)
    assert (painter["waiting_pictures"], painter["batches"], painter["pictures"]) == (4, 5, 17)
    assert shown["queues"] == [
        {"name": "media", "waiting": 0, "running": 0, "workers": 1},
        {"name": "paint", "waiting": 1, "running": 1, "workers": 1},
    ]
    presence.leave("painter")
    left = as_user(UserFactory(is_staff=True)).get("/api/v1/workers").json()["workers"]
    assert [worker["name"] for worker in left] == ["composer"]


@pytest.mark.django_db
def test_without_redis_the_page_says_so_and_jobs_are_still_counted(
    as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redis.exceptions import ConnectionError as RedisAway

    def away() -> Any:
        raise RedisAway

    monkeypatch.setattr(presence, "_redis", away)
    making()
    shown = as_user(UserFactory(is_staff=True)).get("/api/v1/workers").json()
    assert (shown["transport"], shown["workers"]) == (False, [])
    assert shown["queues"][0]["waiting"] == 1
    assert presence.painted_on() is None


@pytest.mark.usefixtures("quiet")
def test_a_painter_elsewhere_makes_painting_available_here(monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.paint import painters as known

    diffusion = next(painter for painter in known() if painter.name == "diffusion")
    monkeypatch.setattr(type(diffusion), "available", lambda self: False)
    (offer,) = [offer for offer in painters.offers() if offer.name == "diffusion"]
    assert not offer.available
    assert offer.why_not is not None
    assert painters.default_painter() == "collage"
    Voice("painter", ["paint"], Device).say()
    painters._known.cache_clear()
    (offer,) = [offer for offer in painters.offers() if offer.name == "diffusion"]
    assert (offer.available, offer.why_not, offer.expect) == (True, None, None)
    assert painters.default_painter() == "diffusion"


@pytest.mark.usefixtures("quiet")
def test_a_broken_painter_offers_nothing() -> None:
    Voice("painter", ["paint"], lambda: Device(broken="CUDA error")).say()
    assert presence.painted_on() is None
    assert presence.workers()[0].broken == "CUDA error"


@pytest.mark.django_db(transaction=True)
def test_a_hung_device_gives_its_jobs_up_and_ends_the_process(tmp_path: Path) -> None:
    device, left = Device(stuck_for_s=4), list[int]()
    watch = DeviceWatch(lambda: device, stuck_after_s=5, leave=left.append)
    job = running(making(queue=QueueName.PAINT))
    with runner._held(Run(job, tmp_path)):
        watch.look()
        assert left == []
        device.stuck_for_s = 6
        watch.look()
        watch.look()
    assert left == [EXIT_STUCK]
    job.refresh_from_db()
    assert (job.state, job.losses) == (JobState.QUEUED, 1)


@pytest.mark.django_db
def test_a_lost_device_ends_the_process_in_order_once_all_have_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[str] = []
    device = Device(broken="AcceleratorError: an illegal address")
    watch = DeviceWatch(lambda: device, stuck_after_s=5, leave_in_order=lambda: left.append("left"))
    with runner._held(Run(running(making()), tmp_path)):
        watch.look()
        assert left == []
        monkeypatch.setattr(workplace, "TOLD_WITHIN_S", 0.05)
        time.sleep(0.1)
        watch.look()
    assert left == ["left"]
    watch.look()
    assert left == ["left"]


@pytest.mark.django_db
def test_a_worker_without_a_device_is_left_alone() -> None:
    left: list[int] = []
    DeviceWatch(lambda: None, stuck_after_s=0, leave=left.append).look()
    assert left == []


@pytest.mark.usefixtures("quiet")
@pytest.mark.django_db(transaction=True)
def test_everything_around_a_worker_ends_with_it() -> None:
    device = Device()
    with workplace.opened("painter", ["paint"], lambda: device):
        give_up_at = time.monotonic() + 10
        while not presence.workers() and time.monotonic() < give_up_at:
            time.sleep(0.05)
        assert [worker.name for worker in presence.workers()] == ["painter"]
    assert device.closed == [workplace.ENDS_WITHIN_S]
    assert presence.workers() == []
