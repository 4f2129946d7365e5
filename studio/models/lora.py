"""What a LoRA is for, read from its header: its base family, its rank, the words that call it.

Names of the parts of a network tell its family, widths of its cross-attention decide where names are shared
(Stable Diffusion 1.5 and 2). Both ways of writing them are read: diffusers' and peft's dotted paths
(`unet.down_blocks.1…lora_A.weight`), kohya's underscored ones (`lora_unet_down_blocks_1_…lora_down.weight`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from studio.models.store import WEIGHTS_SUFFIX, Installed
from studio.models.weights import Header, UnusableWeights, read_header

TRIGGER_WORDS_LIMIT = 3
TRIGGER_WORD_CHARS = 60
# A word that stands in nearly every caption of the training set is what calls the LoRA.
ALWAYS_THERE = 0.9

_DOWN = re.compile(r"(\.lora_down\.weight|\.lora_A(\.\w+)?\.weight|[._]lora\.down\.weight|\.lora_A)$")
_UP = re.compile(r"(\.lora_up\.weight|\.lora_B(\.\w+)?\.weight|[._]lora\.up\.weight|\.lora_B)$")
# LoHa, LoKr and others of their house: relatives that cannot be attached as a LoRA is.
_RELATIVES = re.compile(r"\.(hada_w|lokr_w|oft_|glora|boft_)")
_PREFIXES = (
    "base_model.model.", "diffusion_model.", "model.diffusion_model.", "lora_unet_", "lora_transformer_",
    "transformer.", "unet.",
)  # fmt: skip
_TEXT_PREFIXES = ("lora_te", "text_encoder", "te1_", "te2_")
_WIDTHS = {768: "sd15", 1024: "sd2", 2048: "sdxl"}
_SD3_WIDTHS = frozenset({1536, 2432})
# Qwen-Image has 60 blocks of the kind of which FLUX has 19.
_FLUX_BLOCKS = 19
_DECLARED = (
    (re.compile(r"qwen"), "qwen_image"),
    (re.compile(r"z[-_ ]?image|zimage"), "z_image"),
    (re.compile(r"flux"), "flux"),
    (re.compile(r"sd[-_ ]?3|stable-diffusion-3"), "sd3"),
    (re.compile(r"sd[-_ ]?xl|stable-diffusion-xl"), "sdxl"),
    (re.compile(r"sd[-_ ]?v?2|stable-diffusion-v?2"), "sd2"),
    (re.compile(r"sd[-_ ]?v?1|stable-diffusion-v?1"), "sd15"),
)


@dataclass(frozen=True)
class LoraFacts:
    """`family` "" where the header doesn't tell; `rank` is the largest of its pieces."""

    family: str
    rank: int
    pieces: int
    trigger_words: tuple[str, ...]
    title: str


def judge_lora(path: Path) -> LoraFacts:
    """What the file is, without reading a tensor.

    Raises UnusableWeights: model_pickled, model_truncated, model_corrupted, model_unreadable, not_a_lora,
    lora_unsupported, lora_incomplete.
    """
    header = read_header(path)
    pieces = _pieces(header, path.name)
    ranks = [header.shapes[down][0] for down in pieces.values()]
    return LoraFacts(
        family=_family(pieces, header) or _declared(header.metadata),
        rank=max(ranks),
        pieces=len(pieces),
        trigger_words=_trigger_words(header.metadata),
        title=header.metadata.get("modelspec.title", "")[:80].strip(),
    )


def check_lora(lora: Installed, base: Installed) -> LoraFacts:
    """That an installed LoRA fits an installed base: its family, and the width of every layer it changes.

    Raises UnusableWeights as `judge_lora`, and lora_wrong_family (params: file, name, base, family, wanted).
    """
    path = lora.weights_file()
    facts = judge_lora(path)
    wanted = base.card.family
    if facts.family and wanted and facts.family != wanted:
        raise _wrong_family(lora, base, facts.family)
    if not _fits(read_header(path), _layers(base)):
        raise _wrong_family(lora, base, facts.family or "another")
    return facts


def _wrong_family(lora: Installed, base: Installed, family: str) -> UnusableWeights:
    return UnusableWeights(
        f"the LoRA {lora.name} was made for {family}, {base.name} is {base.card.family}",
        code="lora_wrong_family",
        file=lora.weights_file().name,
        name=lora.name,
        base=base.name,
        family=family,
        wanted=base.card.family,
    )


def _pieces(header: Header, name: str) -> dict[str, str]:
    """Changed layer → its "down" tensor. Raises UnusableWeights."""
    downs = {_DOWN.sub("", key): key for key in header.shapes if _DOWN.search(key)}
    ups = {_UP.sub("", key): key for key in header.shapes if _UP.search(key)}
    if not downs and not ups:
        relative = any(_RELATIVES.search(key) for key in header.shapes)
        what = "a LoHa, LoKr or like it, which can't be attached" if relative else "no LoRA"
        code = "lora_unsupported" if relative else "not_a_lora"
        raise UnusableWeights(f"{name} is {what}", code=code, file=name)
    for layer in downs.keys() | ups.keys():
        down, up = header.shapes.get(downs.get(layer, "")), header.shapes.get(ups.get(layer, ""))
        if not down or not up or len(down) < 2 or len(up) < 2 or down[0] != up[1]:
            raise UnusableWeights(
                f"{name}: the two halves of {layer} don't belong together", code="lora_incomplete", file=name
            )
    return downs


def _bare(layer: str) -> str:
    """A layer's path without what says which file it came from, underscores for dots."""
    while prefix := next((prefix for prefix in _PREFIXES if layer.startswith(prefix)), None):
        layer = layer.removeprefix(prefix)
    return layer.replace(".processor", "").replace(".", "_")


def _network(layers: Iterable[str]) -> list[str]:
    """The layers of the network that paints, bare; text encoders' left out."""
    return [_bare(layer) for layer in layers if not layer.startswith(_TEXT_PREFIXES)]


def _family(pieces: dict[str, str], header: Header) -> str:
    """The family by names and widths, "" where they don't tell."""
    names = _network(pieces)
    text = " ".join(names)
    if re.search(r"\b(noise_refiner|context_refiner|layers_\d+_(attention|feed_forward|adaLN))", text):
        return "z_image"
    if re.search(r"\bsingle_(transformer_)?blocks_|\bdouble_blocks_", text):
        return "flux"
    if re.search(r"\bjoint_blocks_", text):
        return "sd3"
    if re.search(r"\btransformer_blocks_\d+_", text):
        return _transformer_family(names, pieces, header)
    return _unet_family(text, pieces, header)


def _transformer_family(names: list[str], pieces: dict[str, str], header: Header) -> str:
    """Of the families whose blocks share names: Qwen-Image, SD3, FLUX trained in its double blocks only."""
    text = " ".join(names)
    if re.search(r"(img|txt)_(mlp|mod)", text):
        return "qwen_image"
    widths = {
        header.shapes[down][1]
        for layer, down in pieces.items()
        if re.search(r"attn_(to_q|to_k|to_v|add_[qkv]_proj)$", _bare(layer)) and len(header.shapes[down]) > 1
    }
    if widths & _SD3_WIDTHS:
        return "sd3"
    blocks = {int(number) for number in re.findall(r"\btransformer_blocks_(\d+)_", text)}
    return "qwen_image" if max(blocks) >= _FLUX_BLOCKS else ""


def _unet_family(text: str, pieces: dict[str, str], header: Header) -> str:
    """Of the UNets: what cross-attention listens to is 768, 1024 or 2048 wide; else where attention sits."""
    for layer, down in pieces.items():
        shape = header.shapes[down]
        if re.search(r"attn2_to_[kv]$", _bare(layer)) and len(shape) > 1 and shape[1] in _WIDTHS:
            return _WIDTHS[shape[1]]
    if re.search(r"\b(input_blocks_[4578]_1|output_blocks_[0-5]_1)_", text) and "down_blocks" not in text:
        return "sdxl"
    if re.search(r"\bdown_blocks_0_attentions|\bup_blocks_3_attentions", text):
        return "sd15"
    if re.search(r"\bup_blocks_0_attentions|attentions_\d_transformer_blocks_[1-9]", text):
        return "sdxl"
    return ""


def _declared(metadata: dict[str, str]) -> str:
    """The family that the trainer wrote down."""
    for key in ("modelspec.architecture", "ss_base_model_version", "ss_sd_model_name"):
        said = metadata.get(key, "").lower()
        for pattern, family in _DECLARED:
            if pattern.search(said):
                return family
    return ""


def _trigger_words(metadata: dict[str, str]) -> tuple[str, ...]:
    """The words that its maker names, else those that every caption of the training set held."""
    phrase = metadata.get("modelspec.trigger_phrase") or metadata.get("trigger_words") or ""
    words = [word.strip() for word in phrase.split(",")]
    if not any(words):
        words = _always_there(metadata.get("ss_tag_frequency", ""))
    kept = [word for word in words if word and len(word) <= TRIGGER_WORD_CHARS and word.isprintable()]
    return tuple(dict.fromkeys(kept))[:TRIGGER_WORDS_LIMIT]


def _always_there(counted: str) -> list[str]:
    """Words by how often they occur, as kohya's trainer counts them: `{"folder": {"word": 12}}`."""
    try:
        folders = json.loads(counted or "{}")
    except ValueError:
        return []
    sums: dict[str, int] = {}
    for words in folders.values() if isinstance(folders, dict) else ():
        for word, count in words.items() if isinstance(words, dict) else ():
            if isinstance(count, int):
                sums[word.strip()] = sums.get(word.strip(), 0) + count
    most = max(sums.values(), default=0)
    return [word for word in sorted(sums, key=lambda word: -sums[word]) if sums[word] >= most * ALWAYS_THERE]


def _layers(base: Installed) -> dict[str, tuple[int, ...]]:
    """Every weight of the network that paints: its layer's bare path → its shape."""
    layers: dict[str, tuple[int, ...]] = {}
    for file in base.files:
        if file.endswith(WEIGHTS_SUFFIX) and file.startswith(("unet/", "transformer/")):
            shapes = read_header(base.folder / file).shapes
            layers |= {
                _bare(key.removesuffix(".weight")): shape
                for key, shape in shapes.items()
                if key.endswith(".weight")
            }
    return layers


def _fits(header: Header, layers: dict[str, tuple[int, ...]]) -> bool:
    """Whether each changed layer that goes by the base's own names has the width it has in the base.

    Layers by other names (kohya's `input_blocks`) are left to the family; if none of a base's own is
    changed where names are the base's, the LoRA is for another network.
    """
    downs = {_DOWN.sub("", key): key for key in header.shapes if _DOWN.search(key)}
    ups = {_UP.sub("", key): key for key in header.shapes if _UP.search(key)}
    ours = foreign = 0
    for layer, down in downs.items():
        if layer.startswith(_TEXT_PREFIXES):
            continue
        bare = _bare(layer)
        shape = layers.get(bare)
        if shape is None:
            foreign += not re.match(r"(input|output|middle|double|single|joint)_block", bare)
        elif header.shapes[down][1] != shape[1] or header.shapes[ups[layer]][0] != shape[0]:
            return False
        else:
            ours += 1
    return not layers or ours > 0 or foreign == 0
