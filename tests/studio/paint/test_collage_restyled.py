"""The collage in the look of another picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import Cancelled, InvalidRequest
from studio.make import PaintWith, make_candidates
from studio.paint import find_painter
from studio.paint.options import PaintOptions
from studio.paint.protocol import PaintRequest
from studio.progress import Stage, ignore
from studio.values import Brief, Wishes
from tests.studio.desk import small_cover, source

BLUE = (30, 60, 150)


@pytest.fixture
def look(tmp_path: Path) -> Path:
    picture = np.full((90, 120, 3), BLUE, np.uint8)
    picture[::6] = (200, 220, 250)
    Image.fromarray(picture).save(tmp_path / "look.png")
    return tmp_path / "look.png"


def asked(folder: Path, inputs: dict[str, Path], **options: object) -> PaintRequest:
    wanted = {"operation": "restyle", "look": "look", "method": "colour", **options}
    return PaintRequest(
        Brief(kind="cover", headline="Дом"),
        small_cover(),
        [source(folder)],
        2,
        0,
        options=PaintOptions.model_validate(wanted),
        inputs=inputs,
    )


def test_the_same_stills_in_another_look(tmp_path: Path, look: Path) -> None:
    request = asked(tmp_path / "v", {"look": look}, strength=1)
    plain = PaintRequest(request.brief, request.image, request.sources, 2, 0)

    restyled = list(find_painter("collage").paint(request, ignore))
    before = list(find_painter("collage").paint(plain, ignore))

    assert [[one.id for one in painting.pictures] for painting in restyled] == [
        [one.id for one in painting.pictures] for painting in before
    ]
    lead, was = restyled[0].pictures[0], before[0].pictures[0]
    assert lead.pixels.shape == was.pixels.shape
    assert lead.faces == was.faces
    assert lead.origin.painted
    assert (lead.origin.video, lead.origin.still) == (was.origin.video, was.origin.still)
    blueness = [float(np.diff(one.pixels.reshape(-1, 3).mean(axis=0)[[0, 2]])[0]) for one in (was, lead)]
    assert blueness[1] > blueness[0] + 30


def test_it_goes_the_whole_way_to_finished_covers(tmp_path: Path, look: Path) -> None:
    made = make_candidates(
        "cover", small_cover(), [source(tmp_path / "v")], Wishes(headline="Дом"), count=1, out_dir=tmp_path,
        paint=PaintWith(
            options=PaintOptions(operation="restyle", look="look", method="colour"), inputs={"look": look}
        ),
    )  # fmt: skip

    assert (tmp_path / made[0].file).stat().st_size > 1000
    # What was restyled is kept: the video alone would not give it again.
    assert all(kept.file and (tmp_path / kept.file).exists() for kept in made[0].pictures)


def test_it_can_be_stopped_within_a_still(tmp_path: Path, look: Path) -> None:
    def stop(stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
        if stage is Stage.PAINT and fraction > 0.05:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(find_painter("collage").paint(asked(tmp_path / "v", {"look": look}), stop))


def test_without_a_look_it_says_so(tmp_path: Path) -> None:
    for request, code in (
        (asked(tmp_path / "v", {}), "picture_missing"),
        (asked(tmp_path / "v", {}, look=None), "look_missing"),
    ):
        with pytest.raises(InvalidRequest) as caught:
            list(find_painter("collage").paint(request, ignore))
        assert caught.value.code == code
