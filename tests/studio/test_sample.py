"""The sample clip is what it says: a real film, attractive, with known transitions."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from studio.sample import SAMPLE_TRANSITIONS, VARIANTS, render_clip, transitions
from studio.sample.film import film


def test_a_clip_is_h264_and_aac_of_the_asked_length(tmp_path: Path) -> None:
    path = render_clip(tmp_path / "clip.mp4", width=320, height=180, seconds=6)

    with av.open(str(path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height, video.average_rate) == (320, 180, 25)
        assert container.duration == pytest.approx(6_000_000, abs=60_000)
        loudest = max(float(np.abs(frame.to_ndarray()).max()) for frame in container.decode(audio=0))
        assert 0.02 < loudest < 0.6


def test_the_sample_has_cuts_a_dissolve_and_a_fade() -> None:
    kinds = [change.kind for change in SAMPLE_TRANSITIONS]

    assert kinds.count("cut") >= 3
    assert {"dissolve", "fade"} <= set(kinds)
    for variant in range(VARIANTS):
        times = [change.start_s for change in transitions(variant)]
        assert times == sorted(times)
        assert times[0] > 0
        assert times[-1] < 20


@pytest.mark.parametrize("variant", range(VARIANTS))
def test_every_scene_is_a_full_and_colourful_picture(variant: int) -> None:
    changes = transitions(variant, seconds=12, frame_rate=5)
    edges = [0.0, *[(change.start_s + change.end_s) / 2 for change in changes], 12.0]
    middles = {round((a + b) / 2 * 5) for a, b in pairwise(edges)}
    pictures = [
        picture
        for number, picture in enumerate(film(320, 180, seconds=12, frame_rate=5, variant=variant))
        if number in middles
    ]

    assert len(pictures) == len(edges) - 1
    for picture in pictures:
        assert picture.shape == (180, 320, 3)
        assert 18 < picture.mean() < 215
        assert picture.std() > 18
        assert float((picture.max(axis=2) - picture.min(axis=2)).mean()) > 12, "grey"


def test_films_differ_and_repeat(tmp_path: Path) -> None:
    first = [next(film(160, 90, seconds=20, frame_rate=25, variant=variant)) for variant in range(VARIANTS)]
    again = next(film(160, 90, seconds=20, frame_rate=25, variant=0))

    assert np.array_equal(first[0], again)
    assert np.abs(first[0].astype(int) - first[1]).mean() > 20
    assert np.abs(first[1].astype(int) - first[2]).mean() > 20


def test_the_command_renders_where_it_is_told(tmp_path: Path) -> None:
    out = tmp_path / "new" / "clip.mp4"
    run = subprocess.run(
        [sys.executable, "-m", "studio.sample", str(out), "--size", "160x90", "--seconds", "2"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert (run.returncode, run.stdout.strip()) == (0, str(out))
    assert out.stat().st_size > 5000


def test_an_odd_size_is_refused_in_one_sentence(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "studio.sample", str(tmp_path / "a.mp4"), "--size", "161x90"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert run.returncode == 2
    assert "even numbers" in run.stderr
