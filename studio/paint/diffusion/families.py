"""Families of bases: what each can do and how it wants to be asked. Data only; nothing is loaded here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studio.errors import InvalidRequest
from studio.paint.options import Operation

# All that a base paints; restyle and upscale are other models' work, or nobody's.
PAINTED: tuple[Operation, ...] = ("text", "repaint", "inpaint", "outpaint")


@dataclass(frozen=True)
class Family:
    """Bases that are asked in the same way.

    `multiple`: both sides of a picture divide by it (pixels); `friendly_px`: sides they were trained on do.
    `words`: "chunks" where a text of any length is read piece by piece (CLIP alone), "whole" where one
    encoder reads it all, up to `tokens` of them. `noise`: what its schedulers undo. `guidance`: the name of
    the pipeline's argument; `negative`: whether it hears what is not wanted. `half`: the precision its
    weights were made for. `…_blocks`: where in its UNet style and layout live, empty where there are no image
    prompts. `optional_parts`: components it paints without.
    """

    name: str
    scheduler: str
    steps: int
    guidance_default: float
    side_px: int
    multiple: int = 8
    friendly_px: int = 64
    words: Literal["chunks", "whole"] = "whole"
    tokens: int = 512
    noise: Literal["diffusion", "flow"] = "flow"
    guidance: str = "guidance_scale"
    negative: bool = True
    half: Literal["float16", "bfloat16"] = "bfloat16"
    controls: bool = False
    style_blocks: tuple[str, ...] = ()
    layout_blocks: tuple[str, ...] = ()
    optional_parts: tuple[str, ...] = ()

    @property
    def looks(self) -> bool:
        return bool(self.style_blocks)


# SDXL's blocks of style and of layout: Wang et al. 2024 (InstantStyle), measured there. Those of
# Stable Diffusion 1.5 by their place: what is decoded at mid resolution is look, the deepest is arrangement.
_STABLE = {
    "scheduler": "dpm++_2m_karras",
    "steps": 30,
    "words": "chunks",
    "tokens": 75,
    "noise": "diffusion",
    "half": "float16",
    "controls": True,
    "style_blocks": ("up_blocks.1.",),
    "layout_blocks": ("down_blocks.2.", "mid_block."),
    # The checker of pictures is the site's own: moderation reads every version.
    "optional_parts": ("safety_checker", "feature_extractor", "image_encoder"),
}
FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            name="sdxl",
            guidance_default=6.0,
            side_px=1024,
            **{
                **_STABLE,
                "style_blocks": ("up_blocks.0.attentions.1.",),
                "layout_blocks": ("down_blocks.2.attentions.1.",),
            },  # type: ignore[arg-type]
        ),
        Family(name="sd15", guidance_default=7.0, side_px=512, **_STABLE),  # type: ignore[arg-type]
        Family(name="sd2", guidance_default=7.0, side_px=768, **_STABLE),  # type: ignore[arg-type]
        Family(
            name="sd3",
            scheduler="flow_euler",
            steps=28,
            guidance_default=4.5,
            side_px=1024,
            multiple=16,
            tokens=256,
            half="float16",
            optional_parts=("text_encoder_3", "tokenizer_3", "image_encoder", "feature_extractor"),
        ),
        Family(
            name="flux",
            scheduler="flow_euler",
            steps=28,
            guidance_default=3.5,
            side_px=1024,
            multiple=16,
            negative=False,
            optional_parts=("image_encoder", "feature_extractor"),
        ),
        Family(
            name="qwen_image",
            scheduler="flow_euler",
            steps=30,
            guidance_default=4.0,
            side_px=1328,
            multiple=16,
            friendly_px=16,
            tokens=1024,
            guidance="true_cfg_scale",
        ),
        Family(
            name="z_image",
            scheduler="flow_euler",
            steps=9,
            guidance_default=0.0,
            side_px=1024,
            multiple=16,
            friendly_px=16,
        ),
    )
}


def family_of(name: str) -> Family:
    """Raises InvalidRequest (family_unknown)."""
    family = FAMILIES.get(name)
    if family is None:
        raise InvalidRequest(
            f"nothing here can paint with models of the family {name!r}; known: {', '.join(FAMILIES)}",
            code="family_unknown",
            family=name,
        )
    return family
