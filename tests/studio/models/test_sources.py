"""What cards take of repositories laid out as the public ones are: one precision, no programs, no pickles."""

from __future__ import annotations

import pytest

from studio.models.card import known_cards
from studio.models.source import RemoteFile, wanted_files

WEIGHTS = "diffusion_pytorch_model"
TOKENIZER = ["merges.txt", "special_tokens_map.json", "tokenizer_config.json", "vocab.json"]


def of(folder: str, *names: str) -> list[str]:
    return [f"{folder}/{name}" for name in names]


STABLE_XL = [
    "README.md", "LICENSE.md", "model_index.json", "sd_xl_base_1.0.safetensors", "pipeline.png",
    *of("scheduler", "scheduler_config.json"),
    *of("unet", "config.json", f"{WEIGHTS}.safetensors", f"{WEIGHTS}.fp16.safetensors", "model.onnx"),
    *of("vae", "config.json", f"{WEIGHTS}.safetensors", f"{WEIGHTS}.fp16.safetensors"),
    *of("vae_1_0", "config.json", f"{WEIGHTS}.safetensors", f"{WEIGHTS}.fp16.safetensors"),
    *of("text_encoder", "config.json", "model.safetensors", "model.fp16.safetensors", "flax_model.msgpack"),
    *of("text_encoder_2", "config.json", "model.safetensors", "model.fp16.safetensors"),
    *of("tokenizer", *TOKENIZER),
    *of("tokenizer_2", *TOKENIZER),
]  # fmt: skip
STABLE_3 = [
    "model_index.json", "sd3.5_medium.safetensors", "LICENSE.md",
    *of("scheduler", "scheduler_config.json"),
    *of("transformer", "config.json", f"{WEIGHTS}.safetensors"),
    *of("vae", "config.json", f"{WEIGHTS}.safetensors"),
    *of("text_encoder", "config.json", "model.safetensors", "model.fp16.safetensors"),
    *of("text_encoder_3", "config.json", "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors", "model.safetensors.index.json",
        "model.fp16-00001-of-00002.safetensors", "model.safetensors.index.fp16.json"),
    *of("tokenizer_3", "spiece.model", "tokenizer.json"),
]  # fmt: skip
ADAPTERS = [
    "README.md",
    *of("models", "ip-adapter-plus_sd15.bin", "ip-adapter-plus_sd15.safetensors",
        "ip-adapter_sd15.safetensors"),
    *of("models/image_encoder", "config.json", "model.safetensors", "pytorch_model.bin"),
    *of("sdxl_models", "ip-adapter-plus_sdxl_vit-h.bin", "ip-adapter-plus_sdxl_vit-h.safetensors",
        "ip-adapter-plus-face_sdxl_vit-h.safetensors"),
    *of("sdxl_models/image_encoder", "config.json", "model.safetensors"),
]  # fmt: skip
FACES = [
    "config.json", f"{WEIGHTS}.fp16.safetensors", "control_v2p_sd15_mediapipe_face.full.ckpt",
    *of("diffusion_sd15", "config.json", f"{WEIGHTS}.bin", f"{WEIGHTS}.fp16.bin",
        f"{WEIGHTS}.fp16.safetensors", f"{WEIGHTS}.safetensors"),
]  # fmt: skip


def taken(name: str, listed: list[str]) -> set[str]:
    return {file.path for file in wanted_files(known_cards()[name], [RemoteFile(path, 1) for path in listed])}


def test_of_a_pipeline_in_two_precisions_the_half_one_is_taken() -> None:
    got = taken("sdxl", STABLE_XL)

    assert {path for path in got if path.endswith(".safetensors")} == {
        f"unet/{WEIGHTS}.fp16.safetensors",
        f"vae/{WEIGHTS}.fp16.safetensors",
        "text_encoder/model.fp16.safetensors",
        "text_encoder_2/model.fp16.safetensors",
    }
    assert {
        "model_index.json",
        "LICENSE.md",
        "scheduler/scheduler_config.json",
        "tokenizer_2/vocab.json",
    } <= got
    assert not {path for path in got if path.startswith("vae_1_0")}


def test_of_a_pipeline_in_pieces_every_piece_of_one_precision_is_taken() -> None:
    got = taken("sd35-medium", STABLE_3)

    assert not {path for path in got if "fp16" in path}
    assert {path for path in STABLE_3 if path.startswith("text_encoder_3") and "fp16" not in path} <= got
    assert "tokenizer_3/spiece.model" in got
    assert "sd3.5_medium.safetensors" not in got


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("sdxl-ip-adapter", "sdxl_models/ip-adapter-plus_sdxl_vit-h.safetensors"),
        ("sdxl-ip-adapter-face", "sdxl_models/ip-adapter-plus-face_sdxl_vit-h.safetensors"),
        ("sd15-ip-adapter", "models/ip-adapter-plus_sd15.safetensors"),
    ],
)
def test_an_adapter_comes_with_the_encoder_that_it_was_trained_with(name: str, weights: str) -> None:
    encoder = "models/image_encoder"

    assert taken(name, ADAPTERS) == {weights, f"{encoder}/config.json", f"{encoder}/model.safetensors"}
    card = known_cards()[name]
    assert card.parts == {"weights": weights, "image_encoder": encoder}


def test_of_a_repository_for_two_families_the_right_folder_is_taken() -> None:
    assert taken("sd15-face", FACES) == set(
        of("diffusion_sd15", "config.json", f"{WEIGHTS}.fp16.safetensors")
    )
