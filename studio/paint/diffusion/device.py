"""Which device paints, in which precision, and what is switched on it."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from studio.paint.diffusion.families import Family

# Above this a VAE's decoder is tiled: at 1536² it takes some 6 GB for a moment, in full precision.
TILED_FROM_PX = 1600 * 1600


def best_device() -> str:
    """The accelerator that torch finds ("cuda", "mps", "xpu"), else "cpu"."""
    found = torch.accelerator.current_accelerator(check_available=True)
    return found.type if found is not None else "cpu"


@dataclass(frozen=True)
class Tuning:
    """What an operator may switch. None: as the device is best served.

    `channels_last` lays pictures out as convolutions on GPUs like them; `compile` builds kernels for the
    repeated blocks of a network, which costs a minute at first.
    """

    channels_last: bool | None = None
    compile: bool = False

    def words(self, device: str) -> dict[str, str]:
        """As a record keeps it."""
        return {"channels_last": str(self.lays_last(device)).lower(), "compile": str(self.compile).lower()}

    def lays_last(self, device: str) -> bool:
        return device.startswith("cuda") if self.channels_last is None else self.channels_last


def precision(family: Family, device: str) -> torch.dtype:
    """Half on an accelerator, as the family's weights were made for; full on a processor."""
    if device == "cpu":
        return torch.float32
    half: torch.dtype = getattr(torch, family.half)
    if half is torch.bfloat16 and device.startswith("cuda") and not torch.cuda.is_bf16_supported():
        return torch.float16
    return half
