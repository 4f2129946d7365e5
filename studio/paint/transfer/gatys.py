"""Neural style transfer (Gatys, Ecker & Bethge, 2016), on the convolutions of an installed VGG16.

The picture itself is what is optimised: its deep features stay the content's, the correlations of its
features become the look's. From small to large (Gatys et al., 2017), so that strokes are more than a few
pixels long.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from torch import Tensor, nn
from torch.nn import functional

from studio.models.store import Installed
from studio.models.weights import UnusableWeights
from studio.paint.arrays import Pixels, Plane
from studio.paint.hearing import OnPaintPreview, OnPaintStep
from studio.paint.inputs import shrunk
from studio.paint.needs import fingerprint

# VGG16's layers by their number in `features`: convolutions, and poolings after their block.
BLOCKS = ((0, 2), (5, 7), (10, 12, 14), (17, 19, 21), (24,))
STYLE_LAYERS, CONTENT_LAYER = (0, 5, 10, 17, 24), 19
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class Round:
    """How large the picture's longer side is, and how many steps are made there."""

    side_px: int
    steps: int


ROUNDS_ON_GPU = (Round(256, 80), Round(512, 60), Round(1024, 30))
ROUNDS_ON_CPU = (Round(160, 60), Round(320, 30))
# How much the content counts beside the look at strength 0 and 1; both are measured relative to themselves.
CONTENT_WEAKEST, CONTENT_STRONGEST = 0.015, 0.4
# Faces count so many times as content.
FACES = 8.0
# What roughness costs, and colours that no screen shows.
SMOOTHNESS, OUTSIDE = 2e-4, 10.0
PREVIEW_EVERY = 4


class Features(nn.Module):
    """VGG16's first convolutions, as wide as their weights; mean pooling, which Gatys found better.

    Raises KeyError, ValueError where the weights are not VGG16's.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.convolutions = nn.ModuleDict()
        before = 3
        for layer in (layer for block in BLOCKS for layer in block):
            kernel = weights[f"features.{layer}.weight"]
            if kernel.shape[1:] != (before, 3, 3):
                raise ValueError(f"features.{layer}.weight has the shape {tuple(kernel.shape)}")
            before = kernel.shape[0]
            convolution = nn.Conv2d(kernel.shape[1], kernel.shape[0], 3, padding=1)
            convolution.load_state_dict({"weight": kernel, "bias": weights[f"features.{layer}.bias"]})
            self.convolutions[str(layer)] = convolution
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor(DEVIATION).view(1, 3, 1, 1))
        self.requires_grad_(False)

    def forward(self, picture: Tensor) -> dict[int, Tensor]:
        """The features of a picture `(1, 3, H, W)` in 0..1, by layer, after their rectifiers."""
        found = {}
        current = (picture - self.mean) / self.deviation
        for number, block in enumerate(BLOCKS):
            if number and min(current.shape[2:]) > 1:
                current = functional.avg_pool2d(current, 2)
            for layer in block:
                current = functional.relu(self.convolutions[str(layer)](current))
                found[layer] = current
        return found


def painted_like(
    content: Pixels,
    look: Pixels,
    keep: Plane,
    strength: float,
    features: Features,
    on_step: OnPaintStep,
    on_preview: OnPaintPreview,
    rounds: tuple[Round, ...] | None = None,
) -> Pixels:
    """`content` in the look's manner, its longer side that of the last round (or its own, if shorter)."""
    device = features.mean.device
    rounds = rounds or (ROUNDS_ON_GPU if device.type == "cuda" else ROUNDS_ON_CPU)
    total, done = sum(one.steps for one in rounds), 0
    picture: Tensor | None = None
    for one in rounds:
        here = _tensor(shrunk(content, one.side_px), device)
        there = _tensor(shrunk(look, one.side_px), device)
        guard = torch.from_numpy(np.ascontiguousarray(keep)).to(device)[None, None].float()
        weight = CONTENT_STRONGEST * (CONTENT_WEAKEST / CONTENT_STRONGEST) ** strength
        loss = _Loss(features, here, there, guard, weight)
        start = here if picture is None else functional.interpolate(picture, here.shape[2:], mode="bicubic")
        picture, done = _optimised(loss, start, one.steps, done, total, on_step, on_preview)
    assert picture is not None
    return _pixels(picture)


class _Loss:
    """How far a picture is from the content's forms and the look's manner."""

    def __init__(self, features: Features, here: Tensor, there: Tensor, guard: Tensor, weight: float) -> None:
        self._features = features
        self._weight = weight
        self._content = features(here)[CONTENT_LAYER]
        self._grams = {layer: _gram(seen) for layer, seen in features(there).items() if layer in STYLE_LAYERS}
        self._where = 1 + (FACES - 1) * functional.interpolate(guard, self._content.shape[2:], mode="area")
        self._norm = float((self._where * self._content**2).mean()) + 1e-12

    def __call__(self, picture: Tensor) -> Tensor:
        seen = self._features(picture)
        forms = (self._where * (seen[CONTENT_LAYER] - self._content) ** 2).mean() / self._norm
        manner = torch.stack(
            [
                ((_gram(seen[layer]) - gram) ** 2).sum() / ((gram**2).sum() + 1e-12)
                for layer, gram in self._grams.items()
            ]
        ).mean()
        rough = (picture[..., 1:] - picture[..., :-1]).abs().mean()
        rough = rough + (picture[..., 1:, :] - picture[..., :-1, :]).abs().mean()
        outside = (picture - picture.clamp(0, 1)).square().mean()
        return manner + self._weight * forms + SMOOTHNESS * rough + OUTSIDE * outside


class _Enough(Exception):
    """The steps of a round are used up; the optimiser has no other way to be told."""


def _optimised(
    loss: _Loss,
    start: Tensor,
    steps: int,
    done: int,
    total: int,
    on_step: OnPaintStep,
    on_preview: OnPaintPreview,
) -> tuple[Tensor, int]:
    """L-BFGS on the pixels, exactly `steps` evaluations: (the best picture seen, steps done in all)."""
    picture = start.detach().clone(memory_format=torch.contiguous_format).requires_grad_(True)
    optimiser = torch.optim.LBFGS(
        [picture],
        max_iter=steps,
        history_size=12,
        tolerance_grad=0,
        tolerance_change=0,
        line_search_fn="strong_wolfe",
    )
    best, least, made = picture.detach().clone(), math.inf, 0

    def evaluate() -> Tensor:
        nonlocal best, least, made
        if made == steps:
            raise _Enough
        optimiser.zero_grad()
        value = loss(picture)
        value.backward()
        if float(value.detach()) < least:
            best, least = picture.detach().clone(), float(value.detach())
        made += 1
        if made % PREVIEW_EVERY == 0 or made == steps:
            on_preview(_pixels(best))
        on_step(done + made, total)
        return value

    with suppress(_Enough):
        optimiser.step(evaluate)
    # It may be content sooner: the page's count goes on all the same.
    if made < steps:
        on_step(done + steps, total)
    return best, done + steps


def _gram(seen: Tensor) -> Tensor:
    flat = seen.flatten(2)[0]
    return flat @ flat.T / flat.shape[1]


def _tensor(picture: Pixels, device: torch.device) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture)).to(device).permute(2, 0, 1)[None].float() / 255


def _pixels(picture: Tensor) -> Pixels:
    shown = picture.detach().clamp(0, 1)[0].permute(1, 2, 0).cpu().numpy()
    return np.rint(shown * 255).astype(np.uint8)


def load_features(model: Installed) -> Features:
    """The convolutions of an installed VGG16; the last one stays loaded.

    Raises UnusableWeights (not_a_vgg16) where a layer is missing or of another shape.
    """
    return _loaded(model.weights_file(), fingerprint(model))


@lru_cache(maxsize=1)
def _loaded(path: Path, weights: str) -> Features:
    names = [f"features.{layer}.{part}" for block in BLOCKS for layer in block for part in ("weight", "bias")]
    try:
        with safe_open(path, "pt") as file:
            # The classifier behind them, ten times as large, is never read.
            held = {name: file.get_tensor(name).float() for name in names if name in set(file.keys())}
        features = Features(held).eval()
    except (KeyError, ValueError, RuntimeError) as error:
        raise UnusableWeights(
            f"{path.name} does not hold VGG16's convolutions: {error}", code="not_a_vgg16", file=path.name
        ) from error
    return features.to("cuda" if torch.cuda.is_available() else "cpu")
