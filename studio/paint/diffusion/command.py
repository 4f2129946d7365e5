"""`python -m studio paint` and `replay`: pictures with their records, and whether they come again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.models.store import ModelStore
from studio.paint.diffusion.atelier import atelier
from studio.paint.diffusion.families import family_of
from studio.paint.diffusion.prompts import fit_prompt
from studio.paint.diffusion.replay import Row, replay_samples, save_sample
from studio.paint.diffusion.task import ImageTask

# After an upgrade these are worth a look.
WORTH_A_LOOK = frozenset({"visible", "another", "failed"})


def paint_samples(
    prompt: str, *, model: str, out: Path, count: int, seed: int, negative: str = "", steps: int | None = None
) -> list[Path]:
    """Paint `count` pictures as the model's card does it, each into a folder that `replay` reads.

    Raises ModelMissing, and what painting raises.
    """
    store = ModelStore()
    base = store.find(model, "base")
    family, defaults = family_of(base.card.family), base.card.defaults
    tasks = [
        ImageTask(
            model=model,
            operation="text",
            prompt=prompt,
            negative=negative,
            seed=seed + place,
            width_px=defaults.width_px or family.side_px,
            height_px=defaults.height_px or family.side_px,
            steps=steps or defaults.steps or family.steps,
            guidance=family.guidance_default if defaults.guidance is None else defaults.guidance,
            scheduler=defaults.scheduler or family.scheduler,
            chunks=fit_prompt(base, prompt, negative).chunks,
        )
        for place in range(count)
    ]
    painted = atelier(store).easel.paint(tasks)
    return [
        save_sample(out / f"{model}-{task.seed}", one, task) for task, one in zip(tasks, painted, strict=True)
    ]


def replay_folders(folders: Sequence[Path]) -> list[Row]:
    """Paint the samples in these folders again."""
    store = ModelStore()
    easel = atelier(store).easel
    return replay_samples(folders, store, lambda tasks: easel.paint(tasks, alone=True))
