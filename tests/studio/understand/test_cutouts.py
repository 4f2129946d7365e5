"""People cut out of stills: a soft mask beside the still, named in the digest; nothing where nobody is."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import Cancelled
from studio.understand import load_digest
from studio.understand.cutouts import cut_out_stills
from tests.studio.understand.conftest import Watched

pytest.importorskip("mediapipe")


@pytest.fixture
def folder(watched: Watched, tmp_path: Path) -> Path:
    return Path(shutil.copytree(watched.folder, tmp_path / "digest"))


def test_the_best_stills_with_people_get_a_mask_and_no_others(folder: Path) -> None:
    digest = cut_out_stills(folder, most=2)

    with_people = [still for still in digest.stills if still.faces]
    assert [still.rank for still in digest.stills if still.cutout] == [one.rank for one in with_people[:2]]
    assert load_digest(folder) == digest
    for still in with_people[:2]:
        with Image.open(folder / (still.cutout or "")) as image:
            assert (image.format, image.mode, image.size) == ("PNG", "L", (still.width_px, still.height_px))
            mask = np.asarray(image, float) / 255
        x, y = still.faces[0].box.centre
        assert mask[int(y * len(mask)), int(x * len(mask[0]))] == 1
        assert mask[:20, :20].max() == 0, "the corner is background"
        assert 0.05 < mask.mean() < 0.8
        assert ((mask > 0.1) & (mask < 0.9)).any(), "the edge is soft"


def test_stopped_half_way_the_digest_is_as_it_was(folder: Path) -> None:
    before, asked = (folder / "digest.json").read_bytes(), 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        cut_out_stills(folder, check=check)

    assert (folder / "digest.json").read_bytes() == before
