"""Tiny models with random weights: every part of painting with models, tried without any model.

They are the real classes in the real files, of a few kilobytes each, from fixed seeds; what they paint is
coloured noise. `python -m studio.paint.diffusion.tiny FOLDER` installs them for a look at the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from diffusers import DiffusionPipeline, UNet2DConditionModel
from safetensors.torch import save_file

from studio.models.card import ControlKind, Defaults, Licence, LookKind, ModelCard, ModelKind, Words
from studio.models.store import ModelStore
from studio.paint.diffusion.libraries import quieten
from studio.paint.diffusion.tiny import bases, extras, parts

_SDXL, _SD15 = "sdxl", "sd15"
_LICENCE = Licence(
    name="CC0-1.0",
    restrictions=Words(
        ru="Случайные числа: рисует цветной шум.", en="Random numbers: it paints coloured noise."
    ),
)
_WEIGHTS = {"weights": "weights.safetensors"}
_EVERYTHING = ("text", "repaint", "inpaint", "outpaint")
_FAMILIES = {
    "tiny-sdxl": _SDXL,
    "tiny-sd15": _SD15,
    "tiny-flux": "flux",
    "tiny-sd3": "sd3",
    "tiny-z-image": "z_image",
    "tiny-qwen-image": "qwen_image",
}
# What most tests and a first look need.
USUAL = (
    "tiny-sdxl", "tiny-pose", "tiny-face", "tiny-edges", "tiny-depth", "tiny-look", "tiny-look-face",
    "tiny-taesd", "tiny-upscaler", "tiny-vgg16", "tiny-lora-ink", "tiny-lora-neon",
)  # fmt: skip


def install(root: Path, names: Iterable[str] | None = None) -> ModelStore:
    """Build the named tiny models (all of them) into a store of models under `root`.

    The whole set takes a few seconds.
    """
    quieten()
    store = ModelStore(root)
    for name in names if names is not None else MODELS:
        card, save = MODELS[name]
        with store.staging(name) as folder:
            save(folder)
            size = sum(file.stat().st_size for file in folder.rglob("*.safetensors"))
            sized = card.model_copy(update={"bytes": size, "memory_bytes": size})
            store.adopt(sized, folder, origin="built")
    return store


def _card(
    name: str,
    kind: ModelKind,
    family: str,
    *,
    controls: tuple[ControlKind, ...] = (),
    looks: tuple[LookKind, ...] = (),
    trigger_words: tuple[str, ...] = (),
) -> ModelCard:
    base = kind == "base"
    painting = Defaults(steps=4, guidance=5.0, width_px=256, height_px=256) if base else None
    attached = Defaults(weight=0.8) if kind in {"lora", "control", "image_prompt"} else Defaults()
    part_names = dict(_WEIGHTS) if kind in {"lora", "image_prompt", "texture"} else {}
    if kind == "image_prompt":
        part_names["image_encoder"] = "image_encoder"
    if kind == "upscaler":
        attached = Defaults(steps=3, guidance=3.0)
    return ModelCard(
        name=name,
        kind=kind,
        family=family,
        title=Words(ru=f"Крошечная {name.removeprefix('tiny-')}", en=f"Tiny {name.removeprefix('tiny-')}"),
        licence=_LICENCE,
        parts=part_names,
        defaults=painting or attached,
        operations=_EVERYTHING if base else ("upscale",) if kind == "upscaler" else (),
        controls=controls,
        looks=looks,
        trigger_words=trigger_words,
    )


Save = Callable[[Path], object]


def _unet(family: str) -> UNet2DConditionModel:
    return bases.sdxl_unet(4) if family == _SDXL else bases.sd15_unet(22)


def _base(name: str) -> tuple[ModelCard, Save]:
    def save(folder: Path) -> None:
        pipeline: DiffusionPipeline = bases.build(name)
        pipeline.save_pretrained(folder, safe_serialization=True)

    return _card(name, "base", _FAMILIES[name]), save


def _control(name: str, kind: ControlKind, family: str, seed: int) -> tuple[ModelCard, Save]:
    def save(folder: Path) -> None:
        extras.controlnet(_unet(family), seed).save_pretrained(folder, safe_serialization=True)

    return _card(name, "control", family, controls=(kind,)), save


def _prompt(
    name: str, looks: tuple[LookKind, ...], build: Callable[..., extras.Weights], seed: int, family: str
) -> tuple[ModelCard, Save]:
    def save(folder: Path) -> None:
        save_file(build(_unet(family), seed), folder / _WEIGHTS["weights"])
        parts.image_encoder(seed + 1).save_pretrained(folder / "image_encoder", safe_serialization=True)

    return _card(name, "image_prompt", family, looks=looks), save


def _lora(
    name: str, family: str, words: tuple[str, ...], build: Callable[[], extras.Weights]
) -> tuple[ModelCard, Save]:
    def save(folder: Path) -> None:
        save_file(build(), folder / _WEIGHTS["weights"], metadata={"format": "pt"})

    return _card(name, "lora", family, trigger_words=words), save


def _models() -> dict[str, tuple[ModelCard, Save]]:
    of_all: tuple[LookKind, ...] = ("look", "style", "layout")
    controls: tuple[ControlKind, ...] = ("pose", "face", "edges", "depth")
    models = [
        *(_base(name) for name in _FAMILIES),
        *(_control(f"tiny-{kind}", kind, _SDXL, 200 + place) for place, kind in enumerate(controls)),
        _control("tiny-edges-sd15", "edges", _SD15, 210),
        _prompt("tiny-look", of_all, extras.image_prompt, 220, _SDXL),
        _prompt("tiny-look-face", ("face",), extras.face_prompt, 230, _SDXL),
        _prompt("tiny-look-sd15", of_all, extras.image_prompt, 240, _SD15),
        (
            _card("tiny-taesd", "tiny_vae", _SDXL),
            lambda folder: extras.tiny_vae(250).save_pretrained(folder, safe_serialization=True),
        ),
        (
            _card("tiny-upscaler", "upscaler", "sd_upscale"),
            lambda folder: extras.upscaler(260).save_pretrained(folder, safe_serialization=True),
        ),
        (
            _card("tiny-vgg16", "texture", "vgg16"),
            lambda folder: save_file(extras.texture(265), folder / _WEIGHTS["weights"]),
        ),
        _lora("tiny-lora-ink", _SDXL, ("ink drawing",), lambda: extras.unet_lora(_unet(_SDXL), 270)),
        _lora("tiny-lora-chalk", _SDXL, ("chalk",), lambda: extras.unet_lora(_unet(_SDXL), 280)),
        _lora(
            "tiny-lora-neon",
            _SDXL,
            ("neon glow",),
            lambda: extras.kohya_lora(_unet(_SDXL), parts.clip_text(False, 2), 290),
        ),
        _lora("tiny-lora-sd15", _SD15, (), lambda: extras.unet_lora(_unet(_SD15), 300)),
        # Its card says SDXL, its weights are another family's.
        _lora("tiny-lora-mistaken", _SDXL, (), lambda: extras.unet_lora(_unet(_SD15), 300)),
        _lora("tiny-lora-flux", "flux", (), lambda: extras.unet_lora(bases.flux().transformer, 310, "attn.")),
    ]
    return {card.name: (card, save) for card, save in models}


MODELS = _models()

__all__ = ["MODELS", "USUAL", "install"]
