"""What a model is, in words and numbers: read from `cards/*.toml` before a byte of it is fetched."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from studio.errors import StudioError
from studio.values import Value

# base: a whole pipeline that paints; likeness, captioner, speech and writer look, listen and write.
ModelKind = Literal[
    "base", "lora", "control", "image_prompt", "upscaler", "tiny_vae", "texture", "depth", "likeness",
    "captioner", "speech", "writer",
]  # fmt: skip
# text: from words alone; repaint: a picture anew, `strength` strong; inpaint: what the mask marks;
# outpaint: a picture widened to the canvas; restyle: one picture's look onto another; upscale: larger.
Operation = Literal["text", "repaint", "inpaint", "outpaint", "restyle", "upscale"]
ControlKind = Literal["pose", "face", "depth", "edges"]
LookKind = Literal["look", "style", "layout", "face"]

NAME_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,79}$"
CARDS = Path(__file__).parent / "cards"


class InvalidCard(StudioError):
    """A card that can't be read. Code: model_card_invalid; params: file, problem."""

    code = "model_card_invalid"


class Words(Value):
    """One text in both languages of the site."""

    ru: str
    en: str


class Licence(Value):
    """`name` as its owner calls it, "" where nobody said; `restrictions` say in words what it does not allow.

    `commercial` False: not for anything that earns money. `gated`: its owner asks for consent at the source
    before giving it out, so a pull needs a token of somebody who gave it.
    """

    name: str
    restrictions: Words
    url: str = ""
    commercial: bool = True
    gated: bool = False


class Defaults(Value):
    """How a model paints best when nobody says otherwise; None: it has no such number.

    `weight` is a LoRA's, a control's and an image prompt's; `clip_skip` as diffusers counts it.
    """

    steps: int | None = Field(default=None, ge=1, le=150)
    guidance: float | None = Field(default=None, ge=0, le=30)
    scheduler: str | None = None
    width_px: int | None = Field(default=None, ge=8, le=4096)
    height_px: int | None = Field(default=None, ge=8, le=4096)
    weight: float | None = Field(default=None, ge=-2, le=2)
    strength: float | None = Field(default=None, ge=0, le=1)
    clip_skip: int | None = Field(default=None, ge=0, le=12)


class ModelCard(Value):
    """A model as its card describes it.

    `source` is a repository at the operator's source, "" for what was only ever imported; `revision` a
    commit or a branch, resolved and pinned when it is fetched. `files` are glob patterns over the repository;
    those with a leading `!` leave files out; `subfolder` is where in the repository it lies, and is no part
    of its own paths. `variant` is diffusers' word for files of another precision (`model.fp16.safetensors`).
    `parts` name files or folders inside the model's folder that a loader must find ("weights",
    "image_encoder"); `leave_out` names components of its pipeline that are not fetched, for a loader to pass
    as None. `bytes` is its size on disk, `memory_bytes` what its weights take on a device at half precision.
    `sha256` holds what is known of its files for certain, and may be empty.
    """

    schema_version: Literal[1] = 1
    name: str = Field(pattern=NAME_PATTERN)
    kind: ModelKind
    family: str = ""
    title: Words
    about: Words | None = None
    recommended: bool = False
    source: str = ""
    revision: str = "main"
    subfolder: str = ""
    files: tuple[str, ...] = ()
    variant: str | None = None
    parts: dict[str, str] = Field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    licence: Licence
    bytes: int = Field(default=0, ge=0)
    memory_bytes: int = Field(default=0, ge=0)
    defaults: Defaults = Defaults()
    operations: tuple[Operation, ...] = ()
    controls: tuple[ControlKind, ...] = ()
    looks: tuple[LookKind, ...] = ()
    trigger_words: tuple[str, ...] = ()
    sha256: dict[str, str] = Field(default_factory=dict)


def read_card(path: Path) -> ModelCard:
    """The card in a TOML file. Raises InvalidCard."""
    try:
        return ModelCard.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidCard(f"{path.name}: {error}", file=path.name, problem=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise InvalidCard(f"{path.name}: {problem}", file=path.name, problem=problem) from error


@cache
def known_cards() -> dict[str, ModelCard]:
    """The cards that come with the studio, by name; those to begin with come first."""
    cards = [read_card(path) for path in sorted(CARDS.glob("*.toml"))]
    cards.sort(key=lambda card: (not card.recommended, card.name))
    return {card.name: card for card in cards}
