"""Versions with a design to work on, and a desk that draws in a thread of the test's own process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from accounts.models import User
from channels_app.models import Version, Video
from generation.desk import post
from generation.desk.service import Desk
from generation.models import Still
from studio.design.document import Design, GradientLayer, PictureLayer, TextLayer, TextLine
from studio.paint.protocol import Origin
from studio.values import Box
from tests.factories.channels import add_version
from tests.factories.jobs import cover_of, watched_video

WHOLE = Box(x=0, y=0, width=1, height=1)


def design_of(video: Video) -> Design:
    """A cover of a still, a scrim and a headline."""
    still = Still.objects.select_related("image").get(digest__video=video, rank=0)
    origin = Origin(source=0, video="test", still=0, at_s=0.0, file="still-00.jpg", sha256=still.image_id)
    line = TextLine(text="Утро", x=0.08, y=0.6, size=0.2, colour="#ffffff", width=0.4)
    return Design(
        kind="cover",
        layout="corner",
        style="natural",
        width_px=1280,
        height_px=720,
        background="#101216",
        layers=(
            PictureLayer(id="picture", source="v0s0", crop=WHOLE, box=WHOLE),
            GradientLayer(id="scrim", stops=((0, "#101216", 0.9), (0.7, "#101216", 0))),
            TextLayer(
                id="headline", role="headline", text="Утро", box=Box(x=0.08, y=0.3, width=0.5, height=0.4),
                face="montserrat", lines=(line,),
            ),
        ),
        sources={"v0s0": origin},
    )  # fmt: skip


def designed_version(*, by: User | None = None, video: Video | None = None, **values: Any) -> Version:
    """A draft version whose design shows a still of a watched video."""
    video = video or watched_video()
    design = design_of(video).model_dump(mode="json")
    size = {"width_px": 1280, "height_px": 720}
    return add_version(cover_of(video), by=by, **({"design": design} | size | values))


@contextmanager
def desk_at_work() -> Iterator[Desk]:
    """A desk that answers for as long as the block lasts."""
    redis = post.connection(settings.REDIS_URL)
    desk = Desk(redis, threads=2, bytes_limit=256 * 1024**2)
    stop = threading.Event()
    thread = threading.Thread(target=desk.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        stop.set()
        thread.join(10)
        redis.delete(post.HERE, post.ASKS)
