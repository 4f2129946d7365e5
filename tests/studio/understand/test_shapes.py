"""Good films of unusual shapes: turned, tall, odd, silent, short, irregular, barred."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from studio.understand import digest_video, probe_video
from tests.hostile import clip, moving_picture, quadrants

Colour = tuple[int, int, int]
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 220), (235, 235, 235)


def corners(path: Path) -> list[Colour]:
    """The nearest of the four test colours in each corner: top left, top right, bottom left, bottom right."""
    picture = np.asarray(Image.open(path).convert("RGB"), float)
    height, width = picture.shape[:2]
    found = []
    for y, x in ((0.2, 0.2), (0.2, 0.8), (0.8, 0.2), (0.8, 0.8)):
        pixel = picture[int(y * height), int(x * width)]
        found.append(min((RED, GREEN, BLUE, WHITE), key=lambda colour: float(np.abs(pixel - colour).sum())))
    return found


@pytest.mark.parametrize(
    ("turn", "seen"),
    [
        (0, [RED, GREEN, BLUE, WHITE]),
        (90, [GREEN, WHITE, RED, BLUE]),
        (180, [WHITE, BLUE, GREEN, RED]),
        (270, [BLUE, RED, WHITE, GREEN]),
    ],
)
def test_a_turned_film_is_shown_upright(tmp_path: Path, turn: int, seen: list[Colour]) -> None:
    signed = turn if turn <= 180 else turn - 360
    film = clip(tmp_path / "film.mp4", frames=5, rotation=signed, picture=lambda _: quadrants(160, 96))

    probe = probe_video(film)
    digest = digest_video(film, out_dir=tmp_path / "out", stills=1)

    size = (96, 160) if turn in (90, 270) else (160, 96)
    assert (probe.rotation_deg, probe.width_px, probe.height_px) == (turn, *size)
    assert (digest.stills[0].width_px, digest.stills[0].height_px) == size
    assert corners(tmp_path / "out" / "still-00.jpg") == seen


def test_one_frame_is_enough(tmp_path: Path) -> None:
    digest = digest_video(clip(tmp_path / "film.mp4", frames=1), out_dir=tmp_path / "out")

    assert len(digest.stills) == 1
    assert len(digest.shots) == 1
    assert digest.probe.duration_s > 0


def test_a_tall_film(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", width=96, height=170, picture=lambda n: moving_picture(96, 170, n))

    digest = digest_video(film, out_dir=tmp_path / "out", stills=2)

    assert (digest.probe.width_px, digest.probe.height_px) == (96, 170)


@pytest.mark.parametrize(("width", "height"), [(161, 97), (17, 33), (2, 2), (31, 18), (640, 2)])
def test_odd_and_tiny_sizes(tmp_path: Path, width: int, height: int) -> None:
    film = clip(
        tmp_path / "film.mkv", width=width, height=height, codec="ffv1", pixels="bgr0", frames=6,
        picture=lambda n: moving_picture(width, height, n),
    )  # fmt: skip

    digest = digest_video(film, out_dir=tmp_path / "out", stills=2)

    assert (digest.stills[0].width_px, digest.stills[0].height_px) == (width, height)


def test_pixels_that_are_not_square_are_made_square(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", aspect=Fraction(4, 3), frames=5)

    digest = digest_video(film, out_dir=tmp_path / "out", stills=1)

    assert (digest.probe.width_px, digest.probe.height_px) == (213, 96)
    assert (digest.stills[0].width_px, digest.stills[0].height_px) == (213, 96)


def test_uneven_frame_times_are_kept(tmp_path: Path) -> None:
    stamps = [0.0, 0.04, 0.4, 0.41, 0.9, 1.7, 1.74, 2.5, 2.9, 3.0]
    film = clip(tmp_path / "film.mkv", frames=10, stamps_s=stamps)

    digest = digest_video(film, out_dir=tmp_path / "out", stills=12)

    assert {round(still.at_s, 2) for still in digest.stills} <= set(stamps)
    assert digest.probe.duration_s >= 2.9


def test_frames_without_timestamps_follow_at_the_streams_rate(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "film.m4v"), "w", format="m4v") as raw:
        stream = raw.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for number in range(50):
            raw.mux(
                stream.encode(av.VideoFrame.from_ndarray(moving_picture(160, 96, number), format="rgb24"))
            )
        raw.mux(stream.encode(None))
    packets = []
    with av.open(str(tmp_path / "film.m4v"), format="m4v") as source:
        packets = [bytes(packet) for packet in source.demux(video=0) if packet.size]
        extra = source.streams.video[0].codec_context.extradata
    with av.open(str(tmp_path / "film.avi"), "w", format="avi") as output:
        stream = output.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        stream.codec_context.extradata = extra
        for data in packets:
            packet = av.Packet(data)
            packet.stream = stream
            output.mux(packet)

    digest = digest_video(tmp_path / "film.avi", out_dir=tmp_path / "out", stills=3)

    assert digest.probe.duration_s == pytest.approx(2.0, abs=0.1)


def test_sound_is_noticed_and_not_needed(tmp_path: Path) -> None:
    loud = probe_video(clip(tmp_path / "loud.mp4", sound=True))
    quiet = probe_video(clip(tmp_path / "quiet.mp4"))

    assert (loud.audio_streams, loud.audio_codec) == (1, "aac")
    assert (quiet.audio_streams, quiet.audio_codec) == (0, None)
    assert (loud.container, loud.video_codec, loud.frame_rate) == ("mov", "h264", 25.0)


def test_the_main_one_of_several_pictures_is_watched(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "film.mkv"), "w") as output:
        streams = []
        for width, height in ((64, 36), (320, 180)):
            stream = output.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            streams.append(stream)
        for number in range(10):
            for stream in streams:
                picture = moving_picture(stream.width, stream.height, number)
                output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        for stream in streams:
            output.mux(stream.encode(None))

    digest = digest_video(tmp_path / "film.mkv", out_dir=tmp_path / "out", stills=1)

    assert digest.probe.video_streams == 2
    assert (digest.probe.width_px, digest.probe.height_px) == (320, 180)


def test_black_bars_are_cut_away(tmp_path: Path) -> None:
    def picture(number: int) -> np.ndarray:
        framed = np.zeros((180, 320, 3), np.uint8)
        framed[:, 40:280] = moving_picture(240, 180, number)
        return framed

    film = clip(tmp_path / "film.mp4", width=320, height=180, picture=picture)

    digest = digest_video(film, out_dir=tmp_path / "out", stills=1)

    still = digest.stills[0]
    assert (digest.probe.width_px, still.height_px) == (320, 180)
    assert still.width_px == pytest.approx(240, abs=4)
    shown = np.asarray(Image.open(tmp_path / "out" / still.file).convert("L"), float)
    assert shown[:, 0].mean() > 40
    assert shown[:, -1].mean() > 40


@pytest.mark.parametrize(
    ("name", "codec", "container"),
    [("a.webm", "libvpx", "webm"), ("a.avi", "mpeg4", "avi"), ("a.ts", "libx264", "mpegts"),
     ("a.flv", "libx264", "flv"), ("a.mov", "libx264", "mov"), ("video-with-no-name", "libx264", "mp4"),
     ("holiday.txt", "libx264", "mp4")],
)  # fmt: skip
def test_containers_are_told_by_their_content(tmp_path: Path, name: str, codec: str, container: str) -> None:
    film = clip(tmp_path / name, codec=codec, container=container, frames=30)

    digest = digest_video(film, out_dir=tmp_path / "out", stills=2)

    assert digest.probe.duration_s == pytest.approx(1.2, abs=0.1)
    assert digest.stills
