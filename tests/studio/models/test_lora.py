"""LoRAs judged by their headers: for what they were made, and whether they fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.models.lora import check_lora, judge_lora
from studio.models.store import Installed, ModelStore
from studio.models.weights import UnusableWeights
from tests.studio.models.folders import card, write_pickle, write_weights

Shapes = dict[str, tuple[int, ...]]
SDXL_LAYER = "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k"


def peft(*layers: str, rank: int = 8, inside: int = 64, out: int = 64, prefix: str = "unet.") -> Shapes:
    return {
        f"{prefix}{layer}.lora_{half}.weight": shape
        for layer in layers
        for half, shape in (("A", (rank, inside)), ("B", (out, rank)))
    }


def kohya(*layers: str, rank: int = 8, inside: int = 64, out: int = 64, prefix: str = "lora_unet_") -> Shapes:
    shapes: Shapes = {}
    for layer in layers:
        name = prefix + layer.replace(".", "_")
        shapes |= {f"{name}.lora_down.weight": (rank, inside), f"{name}.lora_up.weight": (out, rank)}
        shapes |= {f"{name}.alpha": (1,)}
    return shapes


@pytest.mark.parametrize(
    ("shapes", "family"),
    [
        (peft(SDXL_LAYER, inside=2048), "sdxl"),
        (peft("down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_v", inside=768), "sd15"),
        (kohya("down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_v", inside=1024), "sd2"),
        (peft("up_blocks.0.attentions.0.transformer_blocks.7.attn1.to_q"), "sdxl"),
        (kohya("input_blocks.4.1.transformer_blocks.0.attn1.to_q"), "sdxl"),
        (kohya("up_blocks.3.attentions.0.transformer_blocks.0.attn1.to_q"), "sd15"),
        ({"unet.up_blocks.3.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.down.weight": (4, 32),
          "unet.up_blocks.3.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.up.weight": (32, 4)},
         "sd15"),
        (peft("single_transformer_blocks.3.attn.to_q", prefix="transformer."), "flux"),
        (kohya("double_blocks.0.img_attn.proj"), "flux"),
        (peft("transformer_blocks.3.attn.add_q_proj", prefix="transformer.", inside=1536), "sd3"),
        (peft("transformer_blocks.41.attn.to_q", prefix="transformer.", inside=3072), "qwen_image"),
        (peft("transformer_blocks.2.img_mlp.net.2", prefix="transformer."), "qwen_image"),
        (peft("layers.5.attention.to_q", prefix="diffusion_model."), "z_image"),
    ],
)  # fmt: skip
def test_names_and_widths_tell_the_family(tmp_path: Path, shapes: Shapes, family: str) -> None:
    assert judge_lora(write_weights(tmp_path / "a.safetensors", shapes)).family == family


def test_a_text_encoders_layers_do_not_mislead(tmp_path: Path) -> None:
    shapes = kohya("text_model.encoder.layers.0.self_attn.q_proj", prefix="lora_te1_", inside=768)
    shapes |= kohya(SDXL_LAYER, inside=2048)

    facts = judge_lora(write_weights(tmp_path / "a.safetensors", shapes))

    assert facts.family == "sdxl"
    assert facts.pieces == 2


def test_where_names_do_not_tell_the_trainers_word_counts(tmp_path: Path) -> None:
    shapes = peft("mid_block.attentions.0.proj_in")

    path = write_weights(tmp_path / "a.safetensors", shapes, {"ss_base_model_version": "sdxl_base_v1-0"})

    assert judge_lora(path).family == "sdxl"
    assert judge_lora(write_weights(tmp_path / "b.safetensors", shapes)).family == ""


def test_rank_title_and_trigger_words_are_read(tmp_path: Path) -> None:
    shapes = peft(SDXL_LAYER, rank=16) | peft("mid_block.attentions.0.proj_in", rank=4)
    said = {"modelspec.title": "Ink", "modelspec.trigger_phrase": "ink drawing, loose lines"}

    facts = judge_lora(write_weights(tmp_path / "a.safetensors", shapes, said))

    assert (facts.rank, facts.title, facts.trigger_words) == (16, "Ink", ("ink drawing", "loose lines"))


def test_a_word_of_every_caption_is_a_trigger(tmp_path: Path) -> None:
    counted = json.dumps({"10_ink": {"inkstyle": 40, "cat": 9}, "5_more": {"inkstyle": 10, "house": 4}})

    path = write_weights(tmp_path / "a.safetensors", peft(SDXL_LAYER), {"ss_tag_frequency": counted})

    assert judge_lora(path).trigger_words == ("inkstyle",)


@pytest.mark.parametrize("counted", ["{", "[1]", '{"a": 3}', '{"a": {"b": "c"}}', '{"a": {"x\\u0000y": 3}}'])
def test_rubbish_in_the_metadata_is_passed_over(tmp_path: Path, counted: str) -> None:
    path = write_weights(tmp_path / "a.safetensors", peft(SDXL_LAYER), {"ss_tag_frequency": counted})

    assert judge_lora(path).trigger_words == ()


@pytest.mark.parametrize(
    ("shapes", "code"),
    [
        ({"conv_in.weight": (8, 4, 3, 3)}, "not_a_lora"),
        ({"lora_unet_mid.hada_w1_a": (4, 4), "lora_unet_mid.hada_w1_b": (4, 4)}, "lora_unsupported"),
        ({"unet.mid.lora_A.weight": (4, 8)}, "lora_incomplete"),
        ({"unet.mid.lora_A.weight": (4, 8), "unet.mid.lora_B.weight": (8, 16)}, "lora_incomplete"),
        ({"unet.mid.lora_A.weight": (4,), "unet.mid.lora_B.weight": (8, 4)}, "lora_incomplete"),
    ],
)
def test_what_is_no_lora_is_refused(tmp_path: Path, shapes: Shapes, code: str) -> None:
    with pytest.raises(UnusableWeights) as refused:
        judge_lora(write_weights(tmp_path / "a.safetensors", shapes))

    assert refused.value.code == code


def test_a_pickled_lora_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableWeights) as refused:
        judge_lora(write_pickle(tmp_path / "a.safetensors"))

    assert refused.value.code == "model_pickled"


class TestFitting:
    """A base with one layer of 64 → 32, told from a LoRA for it and from LoRAs for others."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> ModelStore:
        store = ModelStore(tmp_path / "models")
        write_weights(
            tmp_path / "base" / "unet" / "diffusion_pytorch_model.safetensors",
            {f"{SDXL_LAYER}.weight": (32, 64)},
        )
        store.install_folder(card("base"), tmp_path / "base")
        return store

    def lora(self, store: ModelStore, tmp_path: Path, shapes: Shapes) -> Installed:
        write_weights(tmp_path / "lora" / "a.safetensors", shapes)
        return store.install_folder(card("ink", kind="lora"), tmp_path / "lora")

    @pytest.mark.parametrize("write", [peft, kohya])
    def test_the_right_widths_fit(self, store: ModelStore, tmp_path: Path, write: object) -> None:
        lora = self.lora(store, tmp_path, write(SDXL_LAYER, out=32))  # type: ignore[operator]

        assert check_lora(lora, store.find("base")).pieces == 1

    @pytest.mark.parametrize("shapes", [
        peft(SDXL_LAYER, inside=96, out=32),
        kohya(SDXL_LAYER, out=48),
        peft("mid_block.other.proj"),
        peft("single_transformer_blocks.3.attn.to_q", prefix="transformer."),
    ])  # fmt: skip
    def test_other_widths_and_other_families_do_not(
        self, store: ModelStore, tmp_path: Path, shapes: Shapes
    ) -> None:
        lora = self.lora(store, tmp_path, shapes)

        with pytest.raises(UnusableWeights) as refused:
            check_lora(lora, store.find("base"))

        assert refused.value.code == "lora_wrong_family"
        assert refused.value.params["base"] == "base"
        assert refused.value.params["wanted"] == "sdxl"
