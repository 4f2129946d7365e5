"""Groups of pictures in which nothing happens are passed over; what happens in others is not."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from studio.sample.worlds import photo
from studio.understand import digest_video, scout
from studio.understand.container import open_video
from studio.understand.limits import DEFAULT_LIMITS
from studio.understand.reading import Reader
from studio.understand.scout import Scout, worth_scouting
from tests.hostile import Picture, picture_stream

RATE, GOP = 10, 40
CUTS_S = (31.7, 62.3, 95.0, 121.1)


def talking(number: int) -> Picture:
    """Calm scenes of half a minute with a little movement, cut anywhere in a group of pictures."""
    at_s = number / RATE
    source = photo(("coffee", "rocket", "astronaut", "cat", "coffee")[sum(at_s >= cut for cut in CUTS_S)])
    picture = np.asarray(cv2.resize(source[: source.shape[0] * 2 // 3], (320, 192)), np.uint8).copy()
    x = 150 + round(6 * np.sin(number / 5))
    cv2.circle(picture, (x, 150), 12, (240, 220, 200), -1)
    return picture


@pytest.fixture(scope="module")
def calm_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two and a half minutes of it, with key frames every four seconds wherever the cuts are."""
    path = tmp_path_factory.mktemp("calm") / "film.mp4"
    with av.open(str(path), "w") as output:
        stream = picture_stream(output, "libx264", RATE, (320, 192))
        stream.codec_context.gop_size = GOP
        stream.options = {"preset": "veryfast", "crf": "24", "sc_threshold": "0"}
        for number in range(150 * RATE):
            output.mux(stream.encode(av.VideoFrame.from_ndarray(talking(number), format="rgb24")))
        output.mux(stream.encode(None))
    return path


def read(path: Path, *, scouted: bool) -> list[float]:
    """The times of the frames that are decoded."""
    with open_video(path, DEFAULT_LIMITS) as video, open_video(path, DEFAULT_LIMITS) as ahead:
        assert worth_scouting(video)
        ahead_of_it = Scout(ahead, lambda: None) if scouted else None
        reader = Reader(video, DEFAULT_LIMITS, lambda: None, ahead_of_it)
        seen = [(one.at_s, one.sound) for one in reader.frames()]
    assert all(sound for _, sound in seen)
    assert reader.lost == []
    return [at_s for at_s, _ in seen]


def test_most_of_a_calm_film_is_not_decoded(calm_film: Path) -> None:
    whole, scouted = read(calm_film, scouted=False), read(calm_film, scouted=True)

    assert len(scouted) < 0.4 * len(whole)
    assert scouted == sorted(set(scouted)), "no frame twice, none out of order"
    for cut in CUTS_S:
        assert any(abs(at_s - cut) < 0.01 for at_s in scouted), "the first new frame is seen"


def test_the_shots_are_the_same(calm_film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scouted = digest_video(calm_film, out_dir=tmp_path / "scouted")
    monkeypatch.setattr(scout, "LEAST_S", 1e9)
    whole = digest_video(calm_film, out_dir=tmp_path / "whole")

    assert [shot.start_s for shot in whole.shots] == pytest.approx([0, *CUTS_S], abs=0.001)
    assert [(shot.start_s, shot.opens_with) for shot in scouted.shots] == [
        (shot.start_s, shot.opens_with) for shot in whole.shots
    ]
    assert {still.shot for still in scouted.stills} == {still.shot for still in whole.stills}
    assert scouted.lost_s == whole.lost_s == 0


def test_a_lively_film_is_read_in_full(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    source = photo("hubble")
    with av.open(str(path), "w") as output:
        stream = picture_stream(output, "libx264", RATE, (160, 96))
        stream.codec_context.gop_size = GOP
        stream.options = {"preset": "veryfast", "sc_threshold": "0"}
        for number in range(130 * RATE):
            left, top = number % 700, number // 3 % 500
            view = np.asarray(cv2.resize(source[top : top + 180, left : left + 300], (160, 96)), np.uint8)
            output.mux(stream.encode(av.VideoFrame.from_ndarray(view, format="rgb24")))
        output.mux(stream.encode(None))

    assert read(path, scouted=True) == read(path, scouted=False)
