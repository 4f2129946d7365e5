"""Streams that change, break or were made oddly: each gives its stills, and says what was lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from studio.sample.worlds import photo
from studio.understand import digest_video, probe_video
from studio.values import Digest
from tests.hostile import Picture, clip, moving_picture, picture_stream


def scene(number: int, width: int = 320, height: int = 192) -> Picture:
    """A new view of a photograph every 25 frames."""
    names = ("coffee", "rocket", "cat", "astronaut")
    source = photo(names[number // 25 % len(names)])
    view = cv2.resize(source[: source.shape[0] * 3 // 4], (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(view, np.uint8)


def packets_of(path: Path) -> tuple[list[tuple[int, int, bool]], bytes]:
    """(position, size, key frame) of every picture packet, and the whole file."""
    with av.open(str(path)) as source:
        found = [
            (packet.pos, packet.size, packet.is_keyframe)
            for packet in source.demux(video=0)
            if packet.size and packet.pos is not None
        ]
    return found, path.read_bytes()


def grouped(path: Path, frames: int = 150, gop: int = 25) -> Path:
    """A film with a key frame every `gop` frames."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as output:
        stream = picture_stream(output, "libx264", 25, (320, 192))
        stream.codec_context.gop_size = gop
        stream.options = {"preset": "ultrafast", "crf": "20", "sc_threshold": "0"}
        for number in range(frames):
            output.mux(stream.encode(av.VideoFrame.from_ndarray(scene(number), format="rgb24")))
        output.mux(stream.encode(None))
    return path


def test_a_damaged_group_of_pictures_is_passed_over_and_counted(tmp_path: Path) -> None:
    film = grouped(tmp_path / "film.mp4")
    packets, whole = packets_of(film)
    data = bytearray(whole)
    third = [n for n, (_, _, key) in enumerate(packets) if key][2]
    for position, size, _ in packets[third : third + 25]:
        data[position + 8 : position + size] = random.Random(position).randbytes(size - 8)
    film.write_bytes(bytes(data))

    digest = digest_video(film, out_dir=tmp_path / "out", stills=6)

    assert 0.6 <= digest.lost_s <= 1.5
    assert digest.probe.duration_s == pytest.approx(6, abs=0.1)
    assert digest.stills
    assert all(not 2.0 <= still.at_s < 2.96 for still in digest.stills), "no still of what is damaged"


def test_a_whole_film_has_lost_nothing(tmp_path: Path) -> None:
    digest = digest_video(grouped(tmp_path / "film.mp4"), out_dir=tmp_path / "out", stills=6)

    assert digest.lost_s == 0
    assert [shot.opens_with for shot in digest.shots] == ["start", *["cut"] * 5]
    assert [shot.start_s for shot in digest.shots] == pytest.approx([0, 1, 2, 3, 4, 5], abs=0.001)


def _always(picture: Picture, number: int) -> Picture:
    return picture


def test_a_stream_that_changes_size_in_mid_film(tmp_path: Path) -> None:
    parts = []
    for index, size in enumerate(((320, 192), (192, 320), (480, 272))):
        seen = scene(25 * index, *size)
        part = tmp_path / f"{index}.ts"
        clip(part, width=size[0], height=size[1], container="mpegts", picture=partial(_always, seen))
        parts.append(part.read_bytes())
    film = tmp_path / "film.ts"
    film.write_bytes(b"".join(parts))

    digest = digest_video(film, out_dir=tmp_path / "out", stills=6)

    sizes = {(still.width_px, still.height_px) for still in digest.stills}
    assert {(320, 192), (192, 320), (480, 272)} <= sizes
    for still in digest.stills:
        with Image.open(tmp_path / "out" / still.file) as image:
            assert image.size == (still.width_px, still.height_px)
    assert digest.probe.duration_s == pytest.approx(3, abs=0.3), "times go on over the joins"


def woven(number: int) -> Picture:
    """Two fields a fiftieth of a second apart, as an interlaced camera sees a moving thing."""
    picture = np.full((288, 352, 3), 90, np.uint8)
    for field in (0, 1):
        seen = np.full((288, 352, 3), 90, np.uint8)
        left = 20 + 14 * (2 * (number % 10) + field)
        cv2.rectangle(seen, (left, 60), (left + 60, 220), (230, 200, 60), -1)
        picture[field::2] = seen[field::2]
    return picture


def teeth(path: Path) -> float:
    """How much the lines of a picture alternate, 0..255."""
    grey = np.asarray(Image.open(path).convert("L"), np.float32)
    return float(np.abs(grey[1:-1] - (grey[:-2] + grey[2:]) / 2).mean())


def test_stills_of_an_interlaced_film_have_no_teeth(tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    with av.open(str(film), "w") as output:
        stream = picture_stream(output, "mpeg2video", 25, (352, 288))
        stream.options = {"flags": "+ildct+ilme", "qscale": "2"}
        for number in range(40):
            output.mux(stream.encode(av.VideoFrame.from_ndarray(woven(number), format="rgb24")))
        output.mux(stream.encode(None))

    digest = digest_video(film, out_dir=tmp_path / "out", stills=3)

    assert digest.probe.interlaced
    Image.fromarray(woven(5)).save(tmp_path / "woven.png")
    for still in digest.stills:
        assert teeth(tmp_path / "out" / still.file) < 0.4 * teeth(tmp_path / "woven.png")


def test_a_progressive_film_is_left_as_it_is(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", width=320, height=192, frames=30, picture=scene)

    digest = digest_video(film, out_dir=tmp_path / "out", stills=1)

    shown = np.asarray(Image.open(tmp_path / "out" / digest.stills[0].file), float)
    assert not digest.probe.interlaced
    assert float(np.abs(shown - scene(round(digest.stills[0].at_s * 25))).mean()) < 4


# Perceptual quantizer (SMPTE ST 2084) and hybrid log-gamma (ARIB STD-B67) of light in BT.2020 colours.
TO_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])


def pq(light: np.ndarray) -> np.ndarray:
    """Light with diffuse white at 203 cd/m² as PQ."""
    y = (np.clip(light, 0, None) * 203 / 10_000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375


def hlg(light: np.ndarray) -> np.ndarray:
    """Light with diffuse white at 75 % of the signal as HLG."""
    scene_light = np.clip(light, 0, 1) * 0.265
    above = 0.17883277 * np.log(np.maximum(12 * scene_light - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene_light <= 1 / 12, np.sqrt(3 * scene_light), above)


def high_range(path: Path, encode: Callable[[np.ndarray], np.ndarray], transfer: int) -> tuple[Path, Picture]:
    """Ten frames in 10 bits and BT.2020, and the picture that was meant."""
    meant = np.asarray(cv2.resize(photo("astronaut")[:384], (640, 480)), np.uint8)
    value = meant / 255
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4) @ TO_2020.T
    red, green, blue = np.moveaxis(encode(light), 2, 0)
    y = 0.2627 * red + 0.678 * green + 0.0593 * blue
    planes = [64 + 876 * y]
    for colour, scale in ((blue, 1.8814), (red, 1.4746)):
        small = cv2.resize((colour - y) / scale, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        planes.append(512 + 896 * small)
    data = np.concatenate([np.round(plane).astype(np.uint16).ravel() for plane in planes]).reshape(720, 640)
    with av.open(str(path), "w") as output:
        stream = picture_stream(output, "libx265", 25, (640, 480), "yuv420p10le")
        stream.options = {"preset": "ultrafast", "crf": "10", "x265-params": "log-level=none"}
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace, context.color_range = (
            transfer,
            9,
            9,
            1,
        )
        for number in range(10):
            frame = av.VideoFrame.from_ndarray(data, format="yuv420p10le")
            frame.color_trc, frame.color_primaries, frame.colorspace, frame.color_range = transfer, 9, 9, 1
            frame.pts, frame.time_base = number, Fraction(1, 25)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path, meant


@pytest.mark.parametrize(("name", "encode", "transfer"), [("pq", pq, 16), ("hlg", hlg, 18)])
def test_high_dynamic_range_is_shown_as_it_was_meant(
    tmp_path: Path, name: str, encode: Callable[[np.ndarray], np.ndarray], transfer: int
) -> None:
    film, meant = high_range(tmp_path / "film.mp4", encode, transfer)

    digest = digest_video(film, out_dir=tmp_path / "out", stills=1)

    assert (digest.probe.hdr, digest.probe.bit_depth) == (name, 10)
    shown = np.asarray(Image.open(tmp_path / "out" / digest.stills[0].file), float)
    assert float(np.abs(shown - meant).mean()) < 14, "untouched it is off by 35 (PQ)"
    assert float(shown.std()) > 0.85 * float(meant.std()), "not flat and grey"


def test_ten_bits_of_common_range_are_only_rounded(tmp_path: Path) -> None:
    film = clip(
        tmp_path / "film.mkv",
        pixels="yuv420p10le",
        width=320,
        height=192,
        frames=10,
        picture=lambda _: scene(0),
    )

    digest = digest_video(film, out_dir=tmp_path / "out", stills=1)

    assert (digest.probe.hdr, digest.probe.bit_depth) == (None, 10)
    shown = np.asarray(Image.open(tmp_path / "out" / digest.stills[0].file), float)
    assert float(np.abs(shown - scene(0)).mean()) < 4


def watched(tmp_path: Path, **film: object) -> Digest:
    path = clip(tmp_path / "film.mp4", **film)  # type: ignore[arg-type]
    return digest_video(path, out_dir=tmp_path / "out", stills=6)


def test_one_frozen_picture_gives_few_stills(tmp_path: Path) -> None:
    frozen = scene(0)

    digest = watched(tmp_path, width=320, height=192, frames=200, picture=lambda _: frozen)

    assert 1 <= len(digest.stills) <= 4
    assert len(digest.shots) == 1
    assert digest.transitions == ()


def test_all_black_still_gives_a_still(tmp_path: Path) -> None:
    black = np.zeros((192, 320, 3), np.uint8)

    digest = watched(tmp_path, width=320, height=192, frames=100, picture=lambda _: black)

    assert digest.stills
    assert digest.stills[0].score < 0.2
    assert len(digest.shots) == 1


def test_a_hundred_and_twenty_frames_a_second(tmp_path: Path) -> None:
    digest = watched(
        tmp_path, width=320, height=192, rate=120, frames=480, picture=lambda n: scene(n * 25 // 120)
    )

    assert digest.probe.frame_rate == 120
    assert [shot.start_s for shot in digest.shots] == pytest.approx([0, 1, 2, 3], abs=0.01)


def test_eight_thousand_pixels_across(tmp_path: Path) -> None:
    digest = watched(
        tmp_path, width=7680, height=4320, frames=3, codec="mjpeg", pixels="yuvj420p",
        picture=lambda n: np.asarray(cv2.resize(moving_picture(320, 180, n), (7680, 4320)), np.uint8),
    )  # fmt: skip

    assert (digest.stills[0].width_px, digest.stills[0].height_px) == (7680, 4320)


def test_nine_by_sixteen_cuts_are_found(tmp_path: Path) -> None:
    digest = watched(tmp_path, width=216, height=384, frames=75, picture=lambda n: scene(n, 216, 384))

    assert [shot.start_s for shot in digest.shots] == pytest.approx([0, 1, 2], abs=0.001)
    assert {(still.width_px, still.height_px) for still in digest.stills} == {(216, 384)}


def test_the_film_is_watched_and_not_a_slide_that_is_larger(tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    with av.open(str(film), "w") as output:
        slide = picture_stream(output, "libx264", 25, (640, 384))
        main = picture_stream(output, "libx264", 25, (320, 192))
        output.mux(slide.encode(av.VideoFrame.from_ndarray(scene(0, 640, 384), format="rgb24")))
        output.mux(slide.encode(None))
        for number in range(75):
            output.mux(main.encode(av.VideoFrame.from_ndarray(scene(number), format="rgb24")))
        output.mux(main.encode(None))

    probe = probe_video(film)

    assert probe.video_streams == 2
    assert (probe.width_px, probe.height_px) == (320, 192)
