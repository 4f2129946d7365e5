"""One still that a person asks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from studio.errors import Cancelled, InvalidRequest, UnusableVideo
from studio.progress import Stage
from studio.sample import render_clip
from studio.understand import digest_video
from studio.understand.single import still_of_picture, take_still


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", width=320, height=180, seconds=6)


def test_the_same_moment_gives_the_same_picture_as_watching_did(clip: Path, tmp_path: Path) -> None:
    digest = digest_video(clip, out_dir=tmp_path / "digest")
    for found in digest.stills[:3]:
        taken = take_still(clip, found.at_s, out_dir=tmp_path, rank=500, shots=digest.shots)
        assert taken.at_s == found.at_s
        assert taken.shot == found.shot
        assert (tmp_path / taken.file).read_bytes() == (tmp_path / "digest" / found.file).read_bytes()
        assert taken.palette == found.palette


@pytest.mark.parametrize(
    ("wanted_s", "shown_s"), [(0.0, 0.0), (-3.0, 0.0), (2.03, 2.0), (2.04, 2.04), (3.999, 3.96)]
)
def test_it_is_the_frame_that_is_on_the_screen_then(
    clip: Path, tmp_path: Path, wanted_s: float, shown_s: float
) -> None:
    taken = take_still(clip, wanted_s, out_dir=tmp_path, rank=500)
    assert taken.at_s == pytest.approx(shown_s, abs=0.002)
    with Image.open(tmp_path / taken.file) as image:
        assert image.size == (taken.width_px, taken.height_px)
    assert (tmp_path / taken.thumb).exists()
    assert taken.rank == 500


def test_behind_the_end_is_the_last_frame(clip: Path, tmp_path: Path) -> None:
    assert take_still(clip, 900.0, out_dir=tmp_path, rank=500).at_s == pytest.approx(5.96, abs=0.05)


def test_it_says_where_it_is_and_can_be_stopped(clip: Path, tmp_path: Path) -> None:
    stages: list[Stage] = []

    def stop(stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
        stages.append(stage)
        raise Cancelled

    with pytest.raises(Cancelled):
        take_still(clip, 3.0, out_dir=tmp_path, rank=500, on_step=stop)
    assert stages == [Stage.WATCH]
    assert not list(tmp_path.iterdir())


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.mp4").write_bytes(b"nothing" * 200)
    with pytest.raises(UnusableVideo):
        take_still(tmp_path / "no.mp4", 1.0, out_dir=tmp_path / "out", rank=500)


def test_a_picture_is_measured_as_a_frame_is(tmp_path: Path) -> None:
    path = tmp_path / "own.jpg"
    Image.effect_mandelbrot((1600, 900), (-2, -1, 1, 1), 80).convert("RGB").save(path)
    still = still_of_picture(path, out_dir=tmp_path / "out", rank=501)
    assert (still.width_px, still.height_px, still.at_s, still.rank) == (1600, 900, 0.0, 501)
    assert 0 < still.score <= 1
    assert still.palette
    assert len(still.busy) == 9
    assert "long_shot" not in {reason.code for reason in still.reasons}
    with Image.open(tmp_path / "out" / still.thumb) as thumb:
        assert thumb.width == 480


@pytest.mark.parametrize("content", [b"", b"not a picture at all", b"\x89PNG\r\n\x1a\n" + b"\0" * 60])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.png").write_bytes(content)
    with pytest.raises(InvalidRequest) as refusal:
        still_of_picture(tmp_path / "own.png", out_dir=tmp_path / "out", rank=501)
    assert refusal.value.code == "picture_unreadable"
