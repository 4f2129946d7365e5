"""Stills while the film is still being watched: soon, from all over it, and the same frames as in the end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import Cancelled
from studio.sample.worlds import photo
from studio.understand import digest_video, herald, load_digest
from studio.values import Digest
from tests.hostile import clip, moving_picture
from tests.studio.understand.conftest import Watched


@dataclass(frozen=True)
class Told:
    """One telling: the digest and what lay in its folder then."""

    digest: Digest
    files: dict[str, bytes]


class Listening:
    """An `on_stills` that remembers everything."""

    def __init__(self) -> None:
        self.told: list[Told] = []

    def __call__(self, digest: Digest, folder: Path) -> None:
        names = [name for still in digest.stills for name in (still.file, still.thumb)]
        self.told.append(Told(digest, {name: (folder / name).read_bytes() for name in names}))


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Listening:
    """Told as often as there is anything new."""
    monkeypatch.setattr(herald, "FIRST_AGAIN_S", 0.0)
    monkeypatch.setattr(herald, "AT_MOST_EVERY_S", 0.05)
    return Listening()


def test_the_first_stills_come_from_all_over_the_film(
    sample: Path, tmp_path: Path, listening: Listening
) -> None:
    digest_video(sample, out_dir=tmp_path / "out", on_stills=listening)

    first = listening.told[0].digest
    times = [still.at_s for still in first.stills]
    assert not first.complete
    assert first.watched_s is not None
    assert first.watched_s < 10
    assert min(times) < 7 < 13 < max(times)
    assert [still.rank for still in first.stills] == list(range(len(first.stills)))
    for name, data in listening.told[0].files.items():
        (tmp_path / name).write_bytes(data)
        with Image.open(tmp_path / name) as image:
            assert image.format == ("JPEG" if name.endswith("jpg") else "WEBP")


def test_a_long_film_is_told_of_from_end_to_end_before_it_is_read(
    tmp_path: Path, listening: Listening
) -> None:
    photos = [photo(name) for name in ("coffee", "rocket", "cat", "astronaut")]
    views = [np.asarray(Image.fromarray(one[:280]).resize((160, 96))) for one in photos]
    film = clip(
        tmp_path / "film.mp4", codec="mpeg4", rate=1, frames=360, picture=lambda number: views[number // 90]
    )

    digest_video(film, out_dir=tmp_path / "out", on_stills=listening)

    first = listening.told[0].digest
    assert first.watched_s == 0
    times = [still.at_s for still in first.stills]
    assert len(set(times)) == len(times) >= 4
    assert {int(at_s // 90) for at_s in times} == {0, 1, 2, 3}
    assert len({data for name, data in listening.told[0].files.items() if name.endswith("jpg")}) == len(times)


def test_what_is_told_grows_with_the_film(sample: Path, tmp_path: Path, listening: Listening) -> None:
    digest = digest_video(sample, out_dir=tmp_path / "out", on_stills=listening)

    watched = [told.digest.watched_s or 0 for told in listening.told]
    assert len(watched) >= 3
    assert watched == sorted(watched)
    assert digest.complete
    assert digest.watched_s == digest.probe.duration_s
    assert all(not told.digest.complete for told in listening.told)


def test_a_frame_has_one_time_and_one_picture(
    sample: Path, watched: Watched, tmp_path: Path, listening: Listening
) -> None:
    digest = digest_video(sample, out_dir=tmp_path / "out", on_stills=listening)

    final = {still.at_s: (tmp_path / "out" / still.file).read_bytes() for still in digest.stills}
    earlier = {still.at_s: told.files[still.file] for told in listening.told for still in told.digest.stills}
    both = final.keys() & earlier.keys()
    assert both
    assert all(final[at_s] == earlier[at_s] for at_s in both)
    assert digest == watched.digest, "listening changes nothing"
    for file in watched.folder.iterdir():
        assert (tmp_path / "out" / file.name).read_bytes() == file.read_bytes()
    assert {file.name for file in (tmp_path / "out").iterdir()} == {f.name for f in watched.folder.iterdir()}


def test_a_listener_may_cancel_and_nothing_stays(sample: Path, tmp_path: Path) -> None:
    def enough(digest: Digest, folder: Path) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        digest_video(sample, out_dir=tmp_path / "out", on_stills=enough)

    assert not list((tmp_path / "out").iterdir())


def test_a_film_of_one_frame_is_told_of_too(tmp_path: Path, listening: Listening) -> None:
    film = clip(tmp_path / "film.mp4", frames=1, picture=lambda n: moving_picture(160, 96, n))

    digest = digest_video(film, out_dir=tmp_path / "out", on_stills=listening)

    assert len(digest.stills) == 1
    assert all(len(told.digest.stills) == 1 for told in listening.told)


def test_a_digest_of_the_first_version_can_still_be_read(watched: Watched, tmp_path: Path) -> None:
    old = json.loads((watched.folder / "digest.json").read_text(encoding="utf-8"))
    for name in ("transitions", "complete", "watched_s", "lost_s"):
        del old[name]
    for name in ("bit_depth", "hdr", "interlaced"):
        del old["probe"][name]
    for shot in old["shots"]:
        del shot["palette"]
    old["schema_version"] = 1
    (tmp_path / "digest.json").write_text(json.dumps(old), encoding="utf-8")

    digest = load_digest(tmp_path)

    assert digest.schema_version == 1
    assert digest.stills == watched.digest.stills
    assert digest.complete
