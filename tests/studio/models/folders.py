"""Small folders of weights as models have them."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from studio.models.card import Licence, ModelCard, Words


def card(name: str = "tiny-base", **values: object) -> ModelCard:
    given = {
        "kind": "base",
        "family": "sdxl",
        "title": Words(ru="Малая", en="Tiny"),
        "licence": Licence(name="Apache-2.0", restrictions=Words(ru="Нет.", en="None.")),
    }
    return ModelCard.model_validate({"name": name, **given, **values})


def write_weights(
    path: Path, shapes: Mapping[str, tuple[int, ...]] | None = None, metadata: dict[str, str] | None = None
) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {key: np.zeros(shape, np.float16) for key, shape in (shapes or {"weight": (4, 4)}).items()}
    save_file(tensors, path, metadata)
    return path


def pipeline_folder(folder: Path) -> Path:
    """Files laid out as diffusers saves a pipeline."""
    write_weights(folder / "unet" / "diffusion_pytorch_model.safetensors", {"conv_in.weight": (8, 4, 3, 3)})
    write_weights(folder / "vae" / "diffusion_pytorch_model.safetensors")
    (folder / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionXLPipeline"}))
    (folder / "tokenizer").mkdir()
    (folder / "tokenizer" / "merges.txt").write_text("#version: 0.2\n")
    return folder


def write_pickle(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps({"weight": [1.0, 2.0]}))
    return path


def write_torch_archive(path: Path) -> Path:
    """What `torch.save` writes: a zip archive with a pickle in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"weight": [1.0]}))
    return path
