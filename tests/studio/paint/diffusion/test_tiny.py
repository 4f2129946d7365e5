from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import AutoPipelineForText2Image

from studio.models.store import ModelStore
from studio.paint.diffusion.tiny import MODELS, install


def test_every_tiny_model_is_installed_whole(models: ModelStore) -> None:
    installed = {model.name: model for model in models.installed()}
    assert installed.keys() == MODELS.keys()
    assert all(models.verify(name) == () for name in installed)
    # Small enough to be made anew by whoever wants them.
    assert sum(model.bytes for model in installed.values()) < 30_000_000


def test_the_same_weights_are_made_again(models: ModelStore, tmp_path: Path) -> None:
    again = install(tmp_path, ["tiny-sdxl", "tiny-pose", "tiny-lora-neon"])
    for model in again.installed():
        assert model.files == models.find(model.name).files


@pytest.mark.parametrize("name", [name for name, (card, _) in MODELS.items() if card.kind == "base"])
def test_diffusers_paints_with_a_tiny_base_as_with_any(models: ModelStore, name: str) -> None:
    without = {"text_encoder_3": None, "tokenizer_3": None} if name == "tiny-sd3" else {}
    pipe = AutoPipelineForText2Image.from_pretrained(
        models.find(name).folder, local_files_only=True, dtype=torch.float32, **without
    )
    pipe.set_progress_bar_config(disable=True)
    seen = [
        pipe(
            prompt=prompt,
            width=64,
            height=64,
            num_inference_steps=2,
            generator=torch.Generator().manual_seed(1),
            output_type="np",
        ).images[0]
        for prompt in ("a cat", "the sea at night")
    ]
    # Coloured noise that hears its prompt.
    assert all(0.08 < picture.std() < 0.4 for picture in seen)
    assert np.abs(seen[0] - seen[1]).max() > 1e-4
