"""How alike two faces are, with a model and without."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from studio.errors import InvalidRequest
from studio.models.card import Licence, ModelCard, Words
from studio.models.store import ModelMissing, ModelStore
from studio.paint.arrays import Pixels
from studio.paint.diffusion.tiny import parts
from studio.paint.likeness import likeness_of
from tests.studio.desk import ASTRONAUT_FACE, astronaut, cat

NOTHING = Words(ru="", en="")


def another_face() -> Pixels:
    """The astronaut with a longer face and another skin: nobody else is in scikit-image."""
    face = ASTRONAUT_FACE.box
    x, y = np.meshgrid(np.arange(1280, dtype=np.float32), np.arange(720, dtype=np.float32))
    # The lower half of the face is drawn out, its upper half pressed together.
    foot = (face.y + face.height) * 720
    squeezed = y + 26 * np.sin(np.clip((foot - y) / (face.height * 720), 0, 1) * np.pi).astype(np.float32)
    warped = cv2.remap(astronaut(), x, squeezed, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.clip(warped * np.array([0.62, 0.66, 0.95]), 0, 255).astype(np.uint8)


def turned(picture: Pixels) -> Pixels:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 9, 0.8)
    return cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def test_without_a_model_it_is_rough_and_says_so(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)

    same = likeness_of(astronaut(), turned(np.ascontiguousarray(astronaut()[:, ::-1])), store=store)
    other = likeness_of(astronaut(), another_face(), store=store)

    assert same.method == "rough"
    assert same.model is None
    assert same.score > 0.8
    assert other.score < 0.7


def test_no_face_says_in_which(tmp_path: Path) -> None:
    for pictures, which in (((cat(), astronaut()), "one"), ((astronaut(), cat()), "other")):
        with pytest.raises(InvalidRequest) as caught:
            likeness_of(*pictures, store=ModelStore(tmp_path))
        assert caught.value.code == "no_face_found"
        assert caught.value.params["picture"] == which


def test_with_a_model_its_features_decide(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    parts.image_encoder(3).save_pretrained(tmp_path / "clip")
    CLIPImageProcessorPil(size={"shortest_edge": 56}, crop_size=56).save_pretrained(tmp_path / "clip")
    card = ModelCard(
        name="tiny-clip", kind="likeness", title=NOTHING, licence=Licence(name="none", restrictions=NOTHING)
    )
    store.install_folder(card, tmp_path / "clip", origin="built")

    same = likeness_of(astronaut(), astronaut(), store=store)

    assert same.method == "features"
    assert same.model == "tiny-clip"
    assert same.score == 1.0
    assert likeness_of(astronaut(), another_face(), store=store, model="tiny-clip").score <= same.score


def test_a_model_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        likeness_of(astronaut(), astronaut(), store=ModelStore(tmp_path), model="clip-vit-large")
