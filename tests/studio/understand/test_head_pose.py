"""How heads are turned, where faces have their parts, whether eyes are open: portraits, plain and turned."""

from __future__ import annotations

import numpy as np
import pytest

from bench.labelled.likenesses import likeness
from studio.understand.faces import face_finder
from studio.understand.mesh import CANONICAL, RIGID, pose_of
from studio.values import Face

pytest.importorskip("mediapipe")

# A mesh's own depth is flatter than a head: of a turn that it was given, this much is seen again.
SEEN_AGAIN, FOUND_TO_DEG = 0.75, 7.0
PEOPLE = ["astronaut", "admiral"]


def face_of(name: str, yaw_deg: float = 0.0, pitch_deg: float = 0.0, *, shut: bool = False) -> Face:
    (face,) = face_finder().find(likeness(name, yaw_deg, pitch_deg, shut=shut).picture)
    return face


@pytest.mark.parametrize("place", [0.0, 260.0], ids=["middle", "at the edge"])
@pytest.mark.parametrize(
    ("yaw", "pitch", "roll"), [(0, 0, 0), (25, 0, 0), (-30, 10, 5), (0, -20, 0), (5, 0, -25)]
)
def test_a_known_turn_is_read_off_the_points(yaw: float, pitch: float, roll: float, place: float) -> None:
    """The canonical face, turned, 10 times as far away as it is wide, and seen by a camera of a wide view."""
    y, p, r = np.radians((-yaw, -pitch, roll))
    turn = (
        np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
        @ np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
        @ np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    )
    aside = np.arctan2(place, 1280)
    to_camera = np.array([[np.cos(aside), 0, np.sin(aside)], [0, 1, 0], [-np.sin(aside), 0, np.cos(aside)]])
    points = CANONICAL * (1, -1, -1) @ turn.T @ to_camera.T + np.array((place / 1280, 0, 1)) * 150
    mesh = np.zeros((478, 3))
    mesh[list(RIGID), :2] = points[:, :2] / points[:, 2:] * 1280 + (640, 360)

    found = pose_of(mesh, 1280, 720)

    assert (found.yaw_deg, found.pitch_deg, found.roll_deg) == pytest.approx((yaw, pitch, roll), abs=0.3)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_portrait_looks_at_us(name: str) -> None:
    pose = face_of(name).pose

    assert pose is not None
    assert (pose.yaw_deg, pose.pitch_deg, pose.roll_deg) == pytest.approx((0, -3, 0), abs=6)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(("yaw", "pitch"), [(25, 0), (-25, 0), (0, 15), (0, -15)])
def test_a_turned_head_is_told_which_way_and_how_far(name: str, yaw: float, pitch: float) -> None:
    straight, turned = face_of(name).pose, face_of(name, yaw, pitch).pose

    assert straight is not None
    assert turned is not None
    moved = turned.yaw_deg - straight.yaw_deg, turned.pitch_deg - straight.pitch_deg
    assert moved == pytest.approx((SEEN_AGAIN * yaw, SEEN_AGAIN * pitch), abs=FOUND_TO_DEG)


@pytest.mark.parametrize("name", PEOPLE)
def test_shut_eyes_are_told_from_open_ones(name: str) -> None:
    seeing, asleep = face_of(name), face_of(name, shut=True)

    assert seeing.eyes_open is not None
    assert asleep.eyes_open is not None
    assert seeing.eyes_open > 0.8
    assert asleep.eyes_open < 0.1


def test_one_smiles_and_one_does_not() -> None:
    assert (face_of("astronaut").smile or 0) > 0.8
    assert (face_of("admiral").smile or 0) < 0.4


def test_the_parts_of_a_face_are_where_they_are() -> None:
    """Read off the photograph by eye."""
    marks = face_of("astronaut").marks

    assert marks is not None
    assert marks.left_eye == pytest.approx((0.398, 0.198), abs=0.012)
    assert marks.right_eye == pytest.approx((0.483, 0.203), abs=0.012)
    assert marks.nose_tip == pytest.approx((0.437, 0.250), abs=0.015)
    assert marks.mouth_left == pytest.approx((0.398, 0.272), abs=0.015)
    assert marks.mouth_right == pytest.approx((0.478, 0.275), abs=0.015)
    assert marks.chin == pytest.approx((0.435, 0.347), abs=0.02)
