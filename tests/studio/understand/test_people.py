"""The same person is the same over the film, two are two, and the one the film is about is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.labelled.likenesses import likeness
from studio.sample.worlds import photo
from studio.understand import load_digest
from studio.understand.faces import Measured, face_finder, measured_by
from studio.understand.likeness import Likeness, likeness_of
from studio.understand.people import Cast
from studio.values import Face, Shot
from tests.studio.understand.conftest import Watched

pytest.importorskip("mediapipe")

SHOTS = tuple(Shot(index=n, start_s=4.0 * n, end_s=4.0 * n + 4, opens_with="cut") for n in range(4))


def seen(name: str, *, yaw_deg: float = 0.0, light: tuple[float, float, float] = (1, 1, 1)) -> Likeness:
    """Somebody in some light, as they are known again."""
    picture = np.clip(likeness(name, yaw_deg).picture * light, 0, 255).astype(np.uint8)
    (one,) = measured_by(face_finder(), picture)
    return likeness_of(picture, one)


def test_one_is_known_again_in_another_light_and_turned_and_another_is_not() -> None:
    cast = Cast()
    cast.add(1.0, [seen("astronaut")])
    cast.add(5.0, [seen("admiral")])
    cast.add(9.0, [seen("astronaut", yaw_deg=20, light=(0.7, 0.75, 1.0))])
    cast.add(13.0, [seen("admiral", yaw_deg=-15, light=(1.0, 0.8, 0.65))])

    people = cast.persons(SHOTS, 16.0)

    assert [person.seen for person in people.persons] == [2, 2]
    assert [person.share for person in people.persons] == pytest.approx([0.5, 0.5], abs=0.1)


def test_nobody_is_twice_in_one_frame() -> None:
    cast = Cast()
    cast.add(1.0, [seen("astronaut"), seen("astronaut")])

    assert len(cast.persons(SHOTS, 16.0).persons) == 2


def test_whom_a_film_is_about_is_known_only_where_somebody_stands_out() -> None:
    alike, lead = Cast(), Cast()
    for n, name in enumerate(("astronaut", "astronaut", "astronaut", "admiral")):
        lead.add(4.0 * n + 2, [seen(name)])
    alike.add(2.0, [seen("astronaut"), seen("admiral")])
    alike.add(6.0, [])

    # The admiral is nearer to the camera in her photograph: three of four are needed to outdo her.
    assert lead.persons(SHOTS, 16.0).main == 0
    assert Cast().persons(SHOTS, 16.0).persons == ()
    assert [person.share for person in alike.persons(SHOTS, 16.0).persons] == pytest.approx([0.25, 0.25])


def test_a_model_that_is_plugged_in_decides() -> None:
    class ByRows:
        """Knows people by where in the picture they are: no looks would."""

        name, apart = "rows", 0.5

        def embed(self, picture: NDArray[np.uint8], face: Face) -> NDArray[np.float32]:
            return np.array([1, 0] if face.box.y < 0.2 else [0, 1], np.float32)

    model, cast = ByRows(), Cast(ByRows())
    for n, roll in enumerate((0, 0, 160)):
        picture = np.roll(photo("astronaut"), roll, axis=0)
        (one,) = measured_by(face_finder(), picture)
        cast.add(4.0 * n + 2, [likeness_of(picture, one, model)])

    people = cast.persons(SHOTS, 16.0)

    assert [(person.seen, person.told_by, person.likeness) for person in people.persons] == [
        (2, "rows", (1.0, 0.0)),
        (1, "rows", (0.0, 1.0)),
    ]


def test_a_face_without_a_mesh_is_still_somebody() -> None:
    face = Face(box=seen("astronaut").face.box, score=0.9, sharpness=1, frontal=0.3)
    cast = Cast()
    for n in range(2):
        cast.add(1.0 + 0.5 * n, [likeness_of(photo("astronaut"), Measured(face))])

    assert [person.seen for person in cast.persons(SHOTS, 16.0).persons] == [2]


def test_a_digest_says_who_is_in_which_still(watched: Watched) -> None:
    digest = watched.digest
    (person,) = digest.persons

    assert digest.main_person == person.id == 0
    assert person.stills == tuple(still.rank for still in digest.stills if still.faces)
    assert all(face.person == 0 for still in digest.stills for face in still.faces)
    assert 0.2 < person.share < 0.5, "two of the six shots"
    assert person.face.pose is not None


def test_older_digests_know_nobody(watched: Watched, tmp_path: Path) -> None:
    old = watched.digest.model_dump(mode="json")
    for key in ("persons", "main_person"):
        del old[key]
    for still in old["stills"]:
        del still["crops"], still["cutout"]
        for face in still["faces"]:
            del face["pose"], face["marks"], face["person"]
    old["schema_version"] = 2
    (tmp_path / "digest.json").write_text(json.dumps(old), encoding="utf-8")

    loaded = load_digest(tmp_path)

    assert loaded.persons == ()
    assert loaded.main_person is None
    assert len(loaded.stills) == len(watched.digest.stills)
