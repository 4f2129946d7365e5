"""Findings: what check sees, and that it is not blind."""

from __future__ import annotations

import numpy as np
import pytest

from studio.check import check_design, check_file
from studio.design.document import Design, Layer, PictureLayer, ShapeLayer, TextLayer, TextLine
from studio.design.geometry import WHOLE
from studio.design.legibility import proof
from studio.design.render import Darkroom
from studio.paint.protocol import Origin, Picture
from studio.values import Box, PlatformImage
from tests.studio.desk import ASTRONAUT_FACE, astronaut, small_cover

ORIGIN = Origin(source=0, video="a", still=0, at_s=0, file="a.jpg", sha256="0" * 64)


@pytest.fixture(scope="module")
def darkroom() -> Darkroom:
    return Darkroom({"p": Picture(id="p", pixels=astronaut(), origin=ORIGIN, faces=(ASTRONAUT_FACE,))})


def words(x: float, y: float, size: float = 0.1, colour: str = "#ffffff", width: float = 0.25) -> TextLayer:
    line = TextLine(text="КОСМОС", x=x, y=y, size=size, colour=colour, width=width)
    return TextLayer(id="headline", role="headline", text="Космос", box=WHOLE, face="oswald", lines=(line,))


def codes(darkroom: Darkroom, *layers: Layer, image: PlatformImage | None = None) -> set[str]:
    drawn = proof(
        Design(
            kind="cover",
            layout="test",
            style="natural",
            width_px=640,
            height_px=360,
            background="#000000",
            layers=layers,
        ),
        darkroom,
    )
    findings = check_design(drawn, darkroom, image or small_cover())
    return {finding.code for finding in findings if finding.severity != "info"}


PHOTOGRAPH = PictureLayer(id="picture", source="p", crop=WHOLE, box=WHOLE)


def test_good_words_have_nothing_against_them(darkroom: Darkroom) -> None:
    assert codes(darkroom, words(0.05, 0.3)) == set()


def test_words_over_a_face(darkroom: Darkroom) -> None:
    assert "text_over_face" in codes(darkroom, PHOTOGRAPH, words(0.35, 0.45))


def test_words_over_a_face_that_a_plate_hides(darkroom: Darkroom) -> None:
    plate = ShapeLayer(id="plate", colour="#000000")

    assert "text_over_face" not in codes(darkroom, PHOTOGRAPH, plate, words(0.35, 0.45))


def test_words_under_the_badge(darkroom: Darkroom) -> None:
    assert "text_under_badge" in codes(darkroom, words(0.7, 0.95))


def test_words_off_the_canvas(darkroom: Darkroom) -> None:
    assert "text_outside_safe_zone" in codes(darkroom, words(0.9, 0.3))


def test_words_outside_the_safe_zone(darkroom: Darkroom) -> None:
    image = small_cover(safe_zone=Box(x=0.3, y=0, width=0.4, height=1))

    assert "text_outside_safe_zone" in codes(darkroom, words(0.05, 0.3), image=image)


def test_words_outside_the_circle(darkroom: Darkroom) -> None:
    assert "text_outside_circle" in codes(darkroom, words(0.02, 0.1), image=small_cover(shape="circle"))


def test_weak_contrast(darkroom: Darkroom) -> None:
    assert "text_contrast_low" in codes(darkroom, words(0.05, 0.3, colour="#333333"))


def test_small_type_is_mentioned(darkroom: Darkroom) -> None:
    drawn = proof(
        Design(
            kind="cover",
            layout="test",
            style="natural",
            width_px=640,
            height_px=360,
            background="#000000",
            layers=(words(0.05, 0.3, size=0.04),),
        ),
        darkroom,
    )

    assert "small_in_feed" in {finding.code for finding in check_design(drawn, darkroom, small_cover())}


def test_a_file_of_the_wrong_size_or_weight() -> None:
    image = small_cover(bytes_limit=1000)

    found = {finding.code for finding in check_file(np.zeros((10, 10, 3), np.uint8), 2000, image)}

    assert found == {"wrong_size", "too_many_bytes"}
