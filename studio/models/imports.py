"""A card for what an operator brings as a file or a folder: told by its own configuration where it can be."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.models.card import (
    NAME_PATTERN,
    ControlKind,
    Defaults,
    Licence,
    LookKind,
    ModelCard,
    ModelKind,
    Operation,
    Words,
    known_cards,
)
from studio.models.lora import judge_lora
from studio.models.store import WEIGHTS_SUFFIX, Installed, ModelStore, UnusableModel
from studio.models.weights import UnusableWeights, read_header

DEFAULT_WEIGHT = 0.8
EVERY_OPERATION: tuple[Operation, ...] = ("text", "repaint", "inpaint", "outpaint")
UNKNOWN_LICENCE = Licence(
    name="",
    restrictions=Words(
        ru="Под какой лицензией она, при импорте не сказали. Прочитайте её там, откуда взяли файл.",
        en="Its licence was not named when it was imported. Read it where the file came from.",
    ),
)
# diffusers' pipelines by the class that their model_index.json names.
_PIPELINES = {
    "StableDiffusionXLPipeline": "sdxl",
    "StableDiffusion3Pipeline": "sd3",
    "FluxPipeline": "flux",
    "QwenImagePipeline": "qwen_image",
    "ZImagePipeline": "z_image",
}
_CROSS_WIDTHS = {768: "sd15", 1024: "sd2", 2048: "sdxl"}
# One class of a config.json, and what a model of it is for.
_CLASSES: tuple[tuple[str, ModelKind, str], ...] = (
    ("ControlNetModel", "control", ""),
    ("AutoencoderTiny", "tiny_vae", ""),
    ("DepthAnythingForDepthEstimation", "depth", "depth_anything"),
    ("DPTForDepthEstimation", "depth", "dpt"),
    ("BlipForConditionalGeneration", "captioner", "blip"),
    ("WhisperForConditionalGeneration", "speech", "whisper"),
    ("CLIPModel", "likeness", "clip"),
    ("CLIPVisionModelWithProjection", "likeness", "clip"),
    ("LlamaForCausalLM", "writer", "llama"),
)


@dataclass(frozen=True)
class Said:
    """What the operator says of a model; None: to be found out."""

    name: str | None = None
    kind: ModelKind | None = None
    family: str | None = None
    title: str | None = None
    licence: str | None = None
    controls: tuple[ControlKind, ...] = ()
    looks: tuple[LookKind, ...] = ()
    trigger_words: tuple[str, ...] = ()


def import_model(path: Path, said: Said, store: ModelStore) -> Installed:
    """Install a LoRA's file, or a folder laid out as diffusers or transformers save one.

    Raises UnusableWeights; UnusableModel (model_empty, model_name_invalid, model_exists, model_kind_unknown,
    model_family_unknown, model_single_file, disk_full); OSError where the path can't be read.
    """
    if not path.exists():
        raise UnusableModel(f"there is nothing at {path}", file=str(path))
    name = said.name or slug(path.stem if path.is_file() else path.name)
    if not re.match(NAME_PATTERN, name):
        raise UnusableModel(
            f"{name!r} can't be a name: small Latin letters, digits, dots and dashes",
            code="model_name_invalid",
            name=name,
        )
    if any(model.name == name for model in store.installed()):
        raise UnusableModel(
            f"a model called {name} is installed already; remove it first, or give another name",
            code="model_exists",
            name=name,
        )
    if path.is_file():
        return _import_file(path, name, said, store)
    known = known_cards().get(name)
    if known is not None and said.kind in (None, known.kind):
        return store.install_folder(known, path)
    alone = [file for file in path.iterdir() if file.suffix == WEIGHTS_SUFFIX]
    if len(alone) == 1 and not list(path.glob("*.json")) and said.kind in (None, "lora"):
        return _import_file(alone[0], name, said, store)
    ModelStore.wanted(path)
    return store.install_folder(_folder_card(path, name, said), path)


def slug(text: str) -> str:
    """A name out of a file's: small letters, digits, dots and dashes."""
    return re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-._")[:80]


def _import_file(path: Path, name: str, said: Said, store: ModelStore) -> Installed:
    return store.install_file(lora_card(path, name, said), path)


def lora_card(path: Path, name: str, said: Said) -> ModelCard:
    """The card of a LoRA, as its header tells. Raises UnusableWeights, UnusableModel as `import_model`."""
    if said.kind not in (None, "lora"):
        raise UnusableModel(
            f"a single file can only be a LoRA; {said.kind} comes as a folder",
            code="model_single_file",
            file=path.name,
        )
    try:
        facts = judge_lora(path)
    except UnusableWeights as error:
        if error.code == "not_a_lora" and any(
            key.startswith("model.diffusion_model.") for key in read_header(path).shapes
        ):
            raise UnusableModel(
                f"{path.name} is a whole model in one file; bring it as a folder that diffusers saved",
                code="model_single_file",
                file=path.name,
            ) from error
        raise
    if said.family and facts.family and said.family != facts.family:
        raise UnusableWeights(
            f"{path.name} was made for {facts.family}, not for {said.family}",
            code="lora_wrong_family",
            file=path.name,
            name=name,
            base=said.family,
            family=facts.family,
            wanted=said.family,
        )
    family = said.family or facts.family
    if not family:
        raise _unknown("family", path.name)
    title = said.title or facts.title or name
    size = path.stat().st_size
    return ModelCard(
        name=name,
        kind="lora",
        family=family,
        title=Words(ru=title, en=title),
        parts={"weights": f"{name}{WEIGHTS_SUFFIX}"},
        licence=_licence(said),
        bytes=size,
        memory_bytes=size,
        defaults=Defaults(weight=DEFAULT_WEIGHT),
        trigger_words=said.trigger_words or facts.trigger_words,
    )


def _folder_card(folder: Path, name: str, said: Said) -> ModelCard:
    kind, family = _told_by_folder(folder)
    kind, family = said.kind or kind, said.family or family
    if kind is None or kind == "lora":
        raise _unknown("kind", folder.name)
    if not family:
        raise _unknown("family", folder.name)
    if kind == "control" and not said.controls:
        raise UnusableModel(
            f"{folder.name}: say which control it follows (pose, face, depth, edges)",
            code="model_kind_unknown",
            file=folder.name,
        )
    size = sum(file.stat().st_size for file in folder.rglob(f"*{WEIGHTS_SUFFIX}"))
    title = said.title or name
    return ModelCard(
        name=name,
        kind=kind,
        family=family,
        title=Words(ru=title, en=title),
        licence=_licence(said),
        variant="fp16" if list(folder.rglob("*.fp16.safetensors")) else None,
        parts=_parts(folder, kind),
        bytes=size,
        memory_bytes=size,
        defaults=Defaults(weight=DEFAULT_WEIGHT) if kind in ("control", "image_prompt") else Defaults(),
        operations=EVERY_OPERATION if kind == "base" else ("upscale",) if kind == "upscaler" else (),
        controls=said.controls,
        looks=said.looks or (("look", "style", "layout") if kind == "image_prompt" else ()),
        trigger_words=said.trigger_words,
    )


def _parts(folder: Path, kind: ModelKind) -> dict[str, str]:
    """An image prompt's weights, and the folder of its image encoder."""
    if kind != "image_prompt":
        return {}
    parts = {}
    for file in sorted(folder.rglob(f"*{WEIGHTS_SUFFIX}")):
        inside = file.relative_to(folder)
        if (file.parent / "config.json").exists():
            parts["image_encoder"] = inside.parent.as_posix()
        else:
            parts["weights"] = inside.as_posix()
    return parts


def _told_by_folder(folder: Path) -> tuple[ModelKind | None, str]:
    """(kind, family) as the folder's own configuration says; None and "" where it doesn't."""
    pipeline = str(_json(folder / "model_index.json").get("_class_name", ""))
    if pipeline in _PIPELINES:
        return "base", _PIPELINES[pipeline]
    if pipeline == "StableDiffusionUpscalePipeline":
        return "upscaler", "sd_upscale"
    if pipeline == "StableDiffusionPipeline":
        width = _json(folder / "unet" / "config.json").get("cross_attention_dim")
        return "base", _CROSS_WIDTHS.get(width, "") if isinstance(width, int) else ""
    config = _json(folder / "config.json")
    names = [config.get("_class_name"), *_list(config.get("architectures"))]
    for name, kind, family in _CLASSES:
        if name in names:
            width = config.get("cross_attention_dim")
            return kind, family or (_CROSS_WIDTHS.get(width, "") if isinstance(width, int) else "")
    return None, ""


def _licence(said: Said) -> Licence:
    if not said.licence:
        return UNKNOWN_LICENCE
    return Licence(name=said.licence, restrictions=UNKNOWN_LICENCE.restrictions)


def _unknown(what: str, file: str) -> UnusableModel:
    return UnusableModel(
        f"{file} does not say of what {what} it is; name it with --{what}",
        code=f"model_{what}_unknown",
        file=file,
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
