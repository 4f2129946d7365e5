"""Which device paints, in which precision, and what is switched on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import torch

from studio.paint.diffusion.families import Family

# Above this a VAE's decoder is tiled: at 1536² it takes some 6 GB for a moment, in full precision.
TILED_FROM_PX = 1600 * 1600


def best_device() -> str:
    """The accelerator that torch finds ("cuda", "mps", "xpu"), else "cpu"."""
    found = torch.accelerator.current_accelerator(check_available=True)
    return found.type if found is not None else "cpu"


# Which of a network torch builds kernels for: nothing, the blocks that repeat in it (about a minute, once for
# all of them), or all of it (several minutes, and again for other sizes).
Compiled = Literal["no", "blocks", "whole"]


@dataclass(frozen=True)
class Tuning:
    """What an operator may switch. None: as the device is best served.

    `channels_last` lays pictures out as convolutions on GPUs like them. `tf32` lets what is reckoned in full
    precision on a GPU (SDXL's decoder) be reckoned with 10 bits of mantissa. `autotune` tries every way to
    convolve at each new size: maybe quicker, but which one wins is chance, and with it the last bits of a
    picture. Built kernels know nothing of LoRAs: pictures with some are painted without.
    """

    channels_last: bool | None = None
    compile: Compiled = "no"
    tf32: bool = True
    autotune: bool = False

    def words(self, device: str) -> dict[str, str]:
        """As a record keeps it."""
        words = {"channels_last": str(self.lays_last(device)).lower(), "compile": self.compile}
        if device.startswith("cuda"):
            words |= {"tf32": str(self.tf32).lower(), "autotune": str(self.autotune).lower()}
        return words

    def lays_last(self, device: str) -> bool:
        return device.startswith("cuda") if self.channels_last is None else self.channels_last

    def ready(self, device: str) -> None:
        """Set what is the whole process's, before the first network is loaded."""
        if device.startswith("cuda"):
            full = "tf32" if self.tf32 else "ieee"
            torch.backends.cuda.matmul.fp32_precision = full
            cudnn: Any = torch.backends.cudnn
            cudnn.conv.fp32_precision = full
            cudnn.benchmark = self.autotune
            cudnn.deterministic = not self.autotune

    def build(self, network: Any) -> None:
        """Have kernels built for a network, when it is first called."""
        if self.compile == "blocks":
            network.compile_repeated_blocks(dynamic=True)
        elif self.compile == "whole":
            network.compile()

    @contextmanager
    def built(self, usable: bool) -> Iterator[None]:
        """Within, use the kernels that were built, if they are usable for what is painted."""
        if self.compile == "no":
            yield
            return
        with torch.compiler.set_stance("default" if usable else "force_eager"):
            yield


def precision(family: Family, device: str) -> torch.dtype:
    """Half on an accelerator, as the family's weights were made for; full on a processor."""
    if device == "cpu":
        return torch.float32
    half: torch.dtype = getattr(torch, family.half)
    if half is torch.bfloat16 and device.startswith("cuda") and not torch.cuda.is_bf16_supported():
        return torch.float16
    return half
