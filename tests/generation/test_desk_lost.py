"""A desk that is away, killed or busy: the page hears of it in time, and the next drawing works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings

from core import blobs
from generation.desk import post, service
from generation.desk.asks import Answer, Materials, Sheet, StoredPicture, StudyAsk, Want
from generation.desk.asks import DrawAsk as Ask
from generation.desk.rooms import MOST_ASIDE, Room, Rooms
from generation.desk.service import Desk
from studio.design.document import PictureLayer
from studio.paint.kept import KeptPicture
from studio.paint.protocol import Origin
from studio.platforms import find_image
from tests.conftest import EmbeddedRedis
from tests.factories.channels import picture, some_blob
from tests.generation.test_documents import PLAIN, WHOLE

SOON_S = 0.4
STARTED_WITHIN_S = 90.0


@pytest.fixture(autouse=True)
def nobody_asks(redis_server: str) -> Iterator[None]:
    redis = post.connection(settings.REDIS_URL)
    redis.delete(post.ASKS, post.HERE)
    yield
    redis.delete(post.ASKS, post.HERE)


def ask_for(room: uuid.UUID | None = None, **changes: Any) -> Ask:
    materials = Materials(
        room=room or uuid.uuid4(), design=PLAIN, known=PLAIN, pictures=(), image=find_image("rutube", "cover")
    )
    return Ask(materials=materials.model_copy(update=changes), want=Want())


def test_without_a_desk_the_page_hears_so_in_time() -> None:
    with pytest.raises(post.DeskAway):
        post.ask(ask_for(), within_s=SOON_S)
    # What nobody waits for any more is not left for a desk that comes later.
    assert post.connection(settings.REDIS_URL).llen(post.ASKS) == 0


def test_a_desk_that_is_there_but_slow_is_busy() -> None:
    post.say_here(post.connection(settings.REDIS_URL), for_s=5)
    with pytest.raises(post.DeskBusy):
        post.ask(ask_for(), within_s=SOON_S)


def test_a_desk_that_draws_for_long_is_busy_and_not_away(monkeypatch: pytest.MonkeyPatch) -> None:
    redis = post.connection(settings.REDIS_URL)
    drawing, go_on = threading.Event(), threading.Event()

    def slowly(*_ask: object) -> Answer:
        drawing.set()
        go_on.wait(20)
        return Answer()

    monkeypatch.setattr(service, "answered", slowly)
    monkeypatch.setattr(service, "HEARD_FOR_S", 2)
    desk, stop = Desk(redis, threads=1, bytes_limit=1), threading.Event()
    thread = threading.Thread(target=desk.run, args=(stop,), daemon=True)
    thread.start()
    try:
        post.mention(ask_for())
        assert drawing.wait(10)
        with pytest.raises(post.DeskBusy):
            post.ask(ask_for(), within_s=3)
    finally:
        go_on.set()
        stop.set()
        thread.join(10)


def test_a_long_line_is_not_joined() -> None:
    redis = post.connection(settings.REDIS_URL)
    redis.rpush(post.ASKS, *["x"] * post.MOST_WAITING)
    with pytest.raises(post.DeskBusy):
        post.ask(ask_for(), within_s=60)


def test_with_redis_away_the_page_hears_so_and_then_it_goes_on(
    own_redis: EmbeddedRedis, settings: Any
) -> None:
    settings.REDIS_URL = own_redis.url
    own_redis.stop()
    desk = Desk(post.connection(own_redis.url), threads=1, bytes_limit=1)
    stop = threading.Event()
    thread = threading.Thread(target=desk.run, args=(stop,), daemon=True)
    thread.start()
    with pytest.raises(post.DeskAway):
        post.ask(ask_for(), within_s=SOON_S)
    own_redis.start()
    try:
        assert not answered_within(ask_for(), within_s=20).problem
    finally:
        stop.set()
        thread.join(10)


def test_a_desk_that_is_killed_while_it_draws_is_followed_by_another() -> None:
    redis = post.connection(settings.REDIS_URL)
    with desk_process() as process:
        assert not answered_within(ask_for(), within_s=STARTED_WITHIN_S).problem
        os.kill(process.pid, signal.SIGSTOP)
        sheet = Sheet(id="lost", until_s=time.time() + 60, ask=ask_for())
        redis.rpush(post.ASKS, sheet.model_dump_json())
        process.kill()
        os.kill(process.pid, signal.SIGCONT)
        process.wait(10)
    redis.delete(post.HERE)
    with pytest.raises(post.DeskAway):
        post.ask(StudyAsk(sha256="0" * 64, name="x", file="x"), within_s=SOON_S)
    with desk_process():
        assert not answered_within(ask_for(), within_s=STARTED_WITHIN_S).problem


def test_what_nobody_waits_for_is_not_drawn() -> None:
    redis = post.connection(settings.REDIS_URL)
    late = Sheet(id="late", until_s=time.time() - 1, ask=ask_for())
    redis.rpush(post.ASKS, late.model_dump_json())
    assert post.take(redis, within_s=SOON_S) is None


def test_what_goes_wrong_in_one_drawing_is_told_and_the_desk_goes_on() -> None:
    redis = post.connection(settings.REDIS_URL)
    desk, stop = Desk(redis, threads=1, bytes_limit=1), threading.Event()
    thread = threading.Thread(target=desk.run, args=(stop,), daemon=True)
    thread.start()
    try:
        # A mistake of ours: no document that passed the checks holds such a colour.
        broken = PLAIN.model_copy(update={"background": "nonsense"})
        with pytest.raises(post.DeskFailed):
            post.ask(ask_for(design=broken))
        assert not post.ask(ask_for()).problem
    finally:
        stop.set()
        thread.join(10)


@pytest.mark.django_db
def test_the_pictures_of_old_drafts_make_room() -> None:
    one_room = 100_000_000
    rooms = Rooms(bytes_limit=2 * one_room)
    blob = some_blob("image/png", picture((64, 48), "PNG"))
    origin = Origin(source=-1, video="", still=-1, at_s=0.0, file="a.png", sha256=blob.pk)
    kept = KeptPicture(place=0, id="p", origin=origin, file="a.png", width_px=64, height_px=48)
    drafts = [uuid.uuid4() for _ in range(4)]
    for draft in drafts:
        with rooms.room(draft) as room:
            room.lay_out(ask_for(pictures=(StoredPicture(name="p", sha256=blob.pk, kept=kept),)).materials)
    assert len(rooms) == 2
    assert rooms.bytes <= 2 * one_room
    assert blobs.path_of(blob).exists()


def answered_within(ask: Ask, *, within_s: float) -> Answer:
    """The answer of a desk that is still starting."""
    give_up_at = time.monotonic() + within_s
    while True:
        try:
            return post.ask(ask, within_s=2)
        except (post.DeskAway, post.DeskBusy):
            if time.monotonic() > give_up_at:
                raise


@contextmanager
def desk_process() -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py desk` on this test's Redis."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(settings.ROOT)}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "desk"], cwd=settings.ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.django_db
def test_a_draft_that_tries_many_pictures_does_not_keep_them_all() -> None:
    room = Room()
    for _ in range(3 * MOST_ASIDE):
        blob = some_blob("image/png", picture((64, 48), "PNG"))
        origin = Origin(source=-1, video="", still=-1, at_s=0.0, file="a.png", sha256=blob.pk)
        kept = KeptPicture(place=0, id=blob.pk, origin=origin, file="a.png", width_px=64, height_px=48)
        shown = PictureLayer(id="picture", source=blob.pk, crop=WHOLE, box=WHOLE)
        room.lay_out(
            ask_for(
                design=PLAIN.model_copy(update={"layers": (shown,)}),
                pictures=(StoredPicture(name=blob.pk, sha256=blob.pk, kept=kept),),
            ).materials
        )
        assert blob.pk in room.darkroom.pictures
    assert len(room.darkroom.pictures) <= MOST_ASIDE + 2
