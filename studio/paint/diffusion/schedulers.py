"""Schedulers by name: which of diffusers' classes, and with which switches.

Each picture gets a fresh one, made from the configuration that its base came with, so that two batches never
share one.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any

import diffusers
import torch

from studio.paint.diffusion.scheduler_names import DIFFUSION, FLOW


def build_scheduler(name: str, config: Any) -> Any:
    """A fresh scheduler for a base whose own has this configuration."""
    made_of, switches = {**DIFFUSION, **FLOW}[name]
    return getattr(diffusers, made_of).from_config(config, **switches)


class Glimpse:
    """Sees through a scheduler's steps how the picture would be if the noise left were taken away at once.

    `clean` is that guess in latents, None where the scheduler tells nothing of it. Hands the pictures' own
    generators to schedulers that add noise but are not given any: theirs would be anybody's.
    """

    def __init__(self, scheduler: Any, generators: list[torch.Generator]) -> None:
        self.clean: torch.Tensor | None = None
        self._scheduler = scheduler
        step = scheduler.step
        takes_noise = "generator" in inspect.signature(step).parameters

        @functools.wraps(step)
        def watched(model_output: Any, timestep: Any, sample: Any, *args: Any, **kwargs: Any) -> Any:
            sigma = self._sigma(timestep)
            as_tuple = kwargs.pop("return_dict", True) is False
            if takes_noise and kwargs.get("generator") is None:
                kwargs["generator"] = generators
            done = step(model_output, timestep, sample, *args, return_dict=True, **kwargs)
            self.clean = self._guess(done, model_output, sample, sigma)
            return (done.prev_sample,) if as_tuple else done

        scheduler.step = watched

    def _sigma(self, timestep: Any) -> torch.Tensor | None:
        """How noisy a flow's sample is before this step; None for others."""
        if "flow" not in type(self._scheduler).__name__.lower():
            return None
        index = self._scheduler.step_index
        if index is None:
            index = self._scheduler.begin_index or 0
        sigma: torch.Tensor = self._scheduler.sigmas[index]
        return sigma

    def _guess(
        self, done: Any, model_output: torch.Tensor, sample: torch.Tensor, sigma: torch.Tensor | None
    ) -> torch.Tensor | None:
        for name in ("pred_original_sample", "denoised"):
            if (found := getattr(done, name, None)) is not None:
                return found
        if sigma is not None:
            # A flow goes straight from the picture to the noise (Lipman et al. 2023).
            return sample - sigma.to(sample.device) * model_output
        # Solvers of higher order keep their own guesses, the newest last.
        kept = getattr(self._scheduler, "model_outputs", None)
        return kept[-1] if kept and self._keeps_guesses() else None

    def _keeps_guesses(self) -> bool:
        config = self._scheduler.config
        return bool(config.get("predict_x0")) or str(config.get("algorithm_type", "")).endswith("dpmsolver++")
