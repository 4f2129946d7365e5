"""Every bad file gets its own answer, at once, and leaves nothing behind."""

from __future__ import annotations

import itertools
import resource
import time
from pathlib import Path

import av
import pytest

from studio.errors import Cancelled, UnusableVideo
from studio.progress import Stage
from studio.understand import Limits, digest_video, probe_video
from tests.hostile import BAD_FILES, clip, moving_picture, packed_picture, png


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    make, code = BAD_FILES[name]
    film = make(tmp_path / "upload.mp4")
    started = time.monotonic()

    with pytest.raises(UnusableVideo) as probed:
        probe_video(film)
    with pytest.raises(UnusableVideo) as watched:
        digest_video(film, out_dir=tmp_path / "out")

    assert probed.value.code == watched.value.code == code
    assert str(probed.value), "one sentence for the person"
    assert "\n" not in str(probed.value)
    assert time.monotonic() - started < 5
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_a_bomb_is_never_unpacked(tmp_path: Path) -> None:
    film = packed_picture(tmp_path / "bomb.avi", png(16_000, 16_000), 320, 240)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(UnusableVideo):
        probe_video(film)

    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mb < 30, "one such picture takes 256 MB"


def test_limits_can_be_set(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", frames=50)

    with pytest.raises(UnusableVideo) as long:
        probe_video(film, Limits(max_duration_s=1))
    with pytest.raises(UnusableVideo) as large:
        probe_video(film, Limits(max_pixels=100 * 90))
    with pytest.raises(UnusableVideo) as wide:
        probe_video(film, Limits(max_side_px=150))

    assert (long.value.code, large.value.code, wide.value.code) == (
        "too_long", "frame_too_large", "frame_too_large",
    )  # fmt: skip
    assert long.value.params["limit_s"] == 1


def test_a_film_with_a_little_missing_at_the_end_is_still_used(tmp_path: Path) -> None:
    whole = clip(tmp_path / "film.mp4", frames=100, faststart=True).read_bytes()
    (tmp_path / "film.mp4").write_bytes(whole[: len(whole) * 99 // 100])

    digest = digest_video(tmp_path / "film.mp4", out_dir=tmp_path / "out", stills=3)

    assert digest.stills


def test_a_transport_stream_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = clip(tmp_path / "film.ts", frames=100, container="mpegts").read_bytes()
    (tmp_path / "film.ts").write_bytes(whole[: len(whole) // 2])

    digest = digest_video(tmp_path / "film.ts", out_dir=tmp_path / "out", stills=3)

    assert 0.5 < digest.probe.duration_s < 3.5
    assert digest.stills


def test_damage_in_the_middle_does_not_stop_the_watching(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", frames=100, faststart=True)
    data = bytearray(film.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = bytes(3000)
    film.write_bytes(bytes(data))

    digest = digest_video(film, out_dir=tmp_path / "out", stills=3)

    assert digest.stills
    assert digest.probe.duration_s == pytest.approx(4.0, abs=0.3)


class Cancelling:
    """An `on_step` that asks to stop once the film has been watched this far."""

    def __init__(self, stage: Stage, fraction: float) -> None:
        self.stage, self.fraction = stage, fraction
        self.asked_at: float | None = None

    def __call__(self, stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
        if stage == self.stage and fraction >= self.fraction:
            self.asked_at = time.monotonic()
            raise Cancelled


@pytest.mark.parametrize(("stage", "fraction"), [(Stage.PROBE, 0.0), (Stage.WATCH, 0.4), (Stage.STILLS, 0.0)])
def test_a_cancelled_digest_stops_at_once_and_leaves_nothing(
    sample: Path, tmp_path: Path, stage: Stage, fraction: float
) -> None:
    on_step = Cancelling(stage, fraction)

    with pytest.raises(Cancelled):
        digest_video(sample, out_dir=tmp_path / "out", on_step=on_step)

    assert on_step.asked_at is not None
    assert time.monotonic() - on_step.asked_at < 0.3
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_progress_is_told_often_and_never_goes_back(sample: Path, tmp_path: Path) -> None:
    told: list[tuple[float, Stage, float]] = []

    def on_step(stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
        told.append((time.monotonic(), stage, fraction))

    digest_video(sample, out_dir=tmp_path, on_step=on_step)

    order = [Stage.PROBE, Stage.WATCH, Stage.STILLS]
    assert list(dict.fromkeys(stage for _, stage, _ in told)) == order
    for stage in order:
        fractions = [fraction for _, of, fraction in told if of == stage]
        assert fractions == sorted(fractions)
        assert all(0 <= fraction <= 1 for fraction in fractions)
    assert told[-1][1:] == (Stage.STILLS, 1.0)
    took = told[-1][0] - told[0][0]
    assert len(told) / took > 5
    gaps = [later[0] - earlier[0] for earlier, later in itertools.pairwise(told)]
    assert sorted(gaps)[-2] < 0.3, "a wish to stop is heard within 0.3 s"


def test_frames_that_grow_in_mid_film_are_not_unpacked(tmp_path: Path) -> None:
    small, large = png(64, 48), png(9000, 9000)
    film = tmp_path / "film.avi"
    with av.open(str(film), "w", format="avi") as output:
        stream = output.add_stream("png", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb24"
        for number, image in enumerate((small, large, small, small)):
            packet = av.Packet(image)
            packet.stream, packet.pts, packet.dts, packet.is_keyframe = stream, number, number, True
            output.mux(packet)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    digest = digest_video(film, out_dir=tmp_path / "out", stills=2)

    assert {(still.width_px, still.height_px) for still in digest.stills} == {(64, 48)}
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 30


def test_a_long_film_is_watched_by_its_keyframes(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", frames=250, picture=lambda n: moving_picture(160, 96, n * 3))

    digest = digest_video(film, out_dir=tmp_path / "out", limits=Limits(full_watch_s=5), stills=4)

    assert digest.stills
    assert digest.probe.duration_s == pytest.approx(10, abs=0.1)
