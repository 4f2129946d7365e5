"""Faces by both finders, and nothing where there is none."""

from __future__ import annotations

import subprocess
import sys

import cv2
import numpy as np
import pytest
from PIL import Image

from studio.sample.worlds import photo
from studio.understand.faces import FaceFinder, HaarFaces, face_finder, overlap
from studio.values import Box

# Read off the photograph by eye: brow to chin, cheek to cheek.
ASTRONAUT = Box(x=0.35, y=0.15, width=0.18, height=0.25)


@pytest.fixture(scope="module", params=["mediapipe", "haar"])
def finder(request: pytest.FixtureRequest) -> FaceFinder:
    if request.param == "haar":
        return HaarFaces()
    pytest.importorskip("mediapipe")
    return face_finder()


def test_the_astronaut_has_one_face(finder: FaceFinder) -> None:
    (face,) = finder.find(photo("astronaut"))

    assert overlap(face.box, ASTRONAUT) > 0.5
    assert face.sharpness > 0.3


@pytest.mark.parametrize("name", ["coffee", "rocket", "hubble"])
def test_no_face_where_there_is_none(finder: FaceFinder, name: str) -> None:
    assert finder.find(photo(name)) == []


def test_two_people_are_two_faces_the_larger_first(finder: FaceFinder) -> None:
    person = photo("astronaut")[:400]
    scene = np.full((400, 900, 3), 128, np.uint8)
    scene[:, :512] = person
    scene[60:360, 512:896] = np.asarray(Image.fromarray(person).resize((384, 300)))

    faces = finder.find(scene)

    assert len(faces) == 2
    assert faces[0].box.area > faces[1].box.area
    assert faces[0].box.x < 0.5 < faces[1].box.x


def test_a_smeared_face_is_told_from_a_crisp_one() -> None:
    finder = face_finder()
    crisp = photo("astronaut")
    smeared = cv2.GaussianBlur(crisp, (0, 0), 2.5)

    (one,), (other,) = finder.find(crisp), finder.find(smeared)

    assert other.sharpness < 0.5 * one.sharpness


def test_the_models_are_loaded_once() -> None:
    assert face_finder() is face_finder()


def test_the_models_say_nothing() -> None:
    script = (
        "from studio.understand.faces import face_finder\n"
        "from studio.sample.worlds import photo\n"
        "assert len(face_finder().find(photo('astronaut'))) == 1\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
