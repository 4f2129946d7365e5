"""What is understood of a film whose every transition we know."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.sample import SAMPLE_TRANSITIONS, render_clip, transitions
from studio.understand import digest_video, load_digest
from studio.values import Digest, Still
from tests.hostile import clip, moving_picture
from tests.studio.understand.conftest import Watched

FRAME_S = 0.04


def distance(folder: Path, one: Still, other: Still) -> float:
    """Mean difference of two stills at thumbnail size, 0..255."""
    small = [
        np.asarray(Image.open(folder / s.thumb).convert("RGB").resize((64, 36)), float) for s in (one, other)
    ]
    return float(np.abs(small[0] - small[1]).mean())


def test_every_cut_dissolve_and_fade_is_found(watched: Watched) -> None:
    shots = watched.digest.shots

    assert [shot.opens_with for shot in shots[1:]] == [change.kind for change in SAMPLE_TRANSITIONS]
    for shot, change in zip(shots[1:], SAMPLE_TRANSITIONS, strict=True):
        slack_s = FRAME_S if change.kind == "cut" else 0.15
        assert shot.start_s == pytest.approx((change.start_s + change.end_s) / 2, abs=slack_s)


def test_shots_cover_the_film_without_gaps(watched: Watched) -> None:
    shots = watched.digest.shots

    assert shots[0].start_s == 0
    assert shots[0].opens_with == "start"
    assert shots[-1].end_s == pytest.approx(20, abs=FRAME_S)
    assert all(one.end_s == other.start_s for one, other in itertools.pairwise(shots))


def test_another_film_is_understood_as_well(tmp_path: Path) -> None:
    film = render_clip(tmp_path / "other.mp4", width=320, height=180, variant=2, sound=False)

    digest = digest_video(film, out_dir=tmp_path / "out", stills=4)

    assert [shot.opens_with for shot in digest.shots[1:]] == [change.kind for change in transitions(2)]


def test_no_still_lies_in_a_transition(watched: Watched) -> None:
    for still in watched.digest.stills:
        for change in SAMPLE_TRANSITIONS:
            if change.kind != "cut":
                assert not change.start_s + FRAME_S < still.at_s < change.end_s - FRAME_S


def test_the_face_is_found_where_it_is_and_nowhere_else(watched: Watched) -> None:
    with_faces = [still for still in watched.digest.stills if still.faces]

    assert {still.shot for still in with_faces} == {1, 4}, "the astronaut is in the second and fifth shot"
    assert watched.digest.stills[0].faces, "a large smiling face makes the best cover"
    for still in with_faces:
        (face,) = still.faces
        assert 0.10 < face.box.width < 0.40
        assert face.frontal > 0.8
        assert face.eyes_open is not None
        assert face.eyes_open > 0.6
        assert face.smile is not None
        assert face.smile > 0.5
        assert face.eyes is not None
        (left_x, left_y), (right_x, right_y) = face.eyes
        assert face.box.x < left_x < right_x < face.box.x + face.box.width
        assert left_y == pytest.approx(right_y, abs=0.03)
        assert still.subject is not None
        assert still.subject.x <= face.box.x
        assert still.subject.x + still.subject.width >= face.box.x + face.box.width


def test_reasons_say_why(watched: Watched) -> None:
    best = watched.digest.stills[0]
    codes = {reason.code for reason in best.reasons}

    assert {"face_large", "eyes_open", "looks_at_camera", "smile"} <= codes
    assert all(0 < reason.weight <= 1 for still in watched.digest.stills for reason in still.reasons)


def test_stills_are_spread_over_the_shots_and_unlike_each_other(watched: Watched) -> None:
    stills = watched.digest.stills

    assert len(stills) >= 6
    assert {still.shot for still in stills} == {0, 1, 2, 3, 4, 5}
    assert len({still.shot for still in stills[:4]}) >= 3
    for one, other in itertools.combinations(stills, 2):
        assert distance(watched.folder, one, other) > 2.0, (one.at_s, other.at_s)


def test_files_are_what_the_digest_says(watched: Watched) -> None:
    for rank, still in enumerate(watched.digest.stills):
        assert (still.rank, still.file, still.thumb) == (
            rank,
            f"still-{rank:02d}.jpg",
            f"thumb-{rank:02d}.webp",
        )
        with Image.open(watched.folder / still.file) as image:
            assert (image.format, image.size) == ("JPEG", (still.width_px, still.height_px))
            assert image.size == (640, 360)
        with Image.open(watched.folder / still.thumb) as image:
            assert (image.format, image.size) == ("WEBP", (480, 270))
        assert len(still.busy) == 9
        assert all(len(row) == 16 and all(0 <= cell <= 1 for cell in row) for row in still.busy)
    written = {file.name for file in watched.folder.iterdir()}
    expected = {name for still in watched.digest.stills for name in (still.file, still.thumb)}
    assert written == expected | {"digest.json"}


def test_a_still_is_the_frame_at_its_time(watched: Watched) -> None:
    import av

    still = watched.digest.stills[0]
    with av.open(str(watched.clip)) as container:
        frame = next(f for f in container.decode(video=0) if f.time == pytest.approx(still.at_s, abs=1e-3))
    shown = np.asarray(Image.open(watched.folder / still.file), float)
    assert float(np.abs(shown - frame.to_ndarray(format="rgb24")).mean()) < 4


def test_busy_map_is_calm_in_the_sky_and_full_on_the_face(watched: Watched) -> None:
    portrait = watched.digest.stills[0]
    face = portrait.faces[0].box.centre
    assert portrait.busy[int(face[1] * 9)][int(face[0] * 16)] == 1.0

    sea = next(still for still in watched.digest.stills if still.shot == 5)
    sky = float(np.mean([row[1:6] for row in sea.busy[:2]]))
    glitter = float(np.mean([row[9:12] for row in sea.busy[5:8]]))
    assert sky < 0.7 * glitter


def test_palette_names_the_colours_of_the_film(watched: Watched) -> None:
    digest = watched.digest
    assert 3 <= len(digest.palette) <= 6
    assert sum(swatch.share for swatch in digest.palette) == pytest.approx(1, abs=0.05)
    shares = [swatch.share for swatch in digest.palette]
    assert shares == sorted(shares, reverse=True)


def test_a_digest_can_be_read_again(watched: Watched) -> None:
    assert load_digest(watched.folder) == watched.digest


def test_the_same_film_gives_the_same_digest_byte_for_byte(
    sample: Path, watched: Watched, tmp_path: Path
) -> None:
    digest_video(sample, out_dir=tmp_path)

    for file in sorted(watched.folder.iterdir()):
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


def test_a_new_digest_replaces_the_old_one_in_its_folder(tmp_path: Path) -> None:
    digest_video(changing(tmp_path / "long.mp4", 5), out_dir=tmp_path / "out")
    digest = digest_video(changing(tmp_path / "short.mp4", 1), out_dir=tmp_path / "out", stills=1)

    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        "still-00.jpg",
        "thumb-00.webp",
        "digest.json",
    }
    assert load_digest(tmp_path / "out") == digest


def changing(path: Path, scenes: int) -> Path:
    """A film of scenes of one second in clearly different colours."""

    def picture(number: int) -> np.ndarray:
        return np.roll(moving_picture(160, 96, number), number // 25, axis=2) // (1 + number // 75)

    return clip(path, frames=25 * scenes, picture=picture)


def test_black_and_blurred_frames_are_passed_over(tmp_path: Path) -> None:
    from PIL import ImageFilter

    def picture(number: int) -> np.ndarray:
        sharp = moving_picture(320, 192, number)
        if number < 15 or number >= 60:
            return np.zeros_like(sharp)
        if 30 <= number < 50:
            return sharp
        return np.asarray(Image.fromarray(sharp).filter(ImageFilter.GaussianBlur(5)))

    film = clip(tmp_path / "film.mp4", width=320, height=192, frames=75, picture=picture)

    digest = digest_video(film, out_dir=tmp_path / "out", stills=1)

    assert 1.2 <= digest.stills[0].at_s < 2.0


def stills_of(digest: Digest) -> list[float]:
    return [still.at_s for still in digest.stills]


def test_a_film_in_which_nothing_happens_gives_a_few_stills_apart(tmp_path: Path) -> None:
    still_life = moving_picture(160, 96, 0)
    film = clip(tmp_path / "film.mp4", frames=100, picture=lambda _: still_life)

    digest = digest_video(film, out_dir=tmp_path / "out", stills=12)

    times = sorted(stills_of(digest))
    assert 1 <= len(times) <= 4
    assert all(later - earlier >= 0.8 for earlier, later in itertools.pairwise(times))
    assert len(digest.shots) == 1
