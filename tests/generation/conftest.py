from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generation.services import models, painters
from tests.factories.accounts import UserFactory
from tests.tiny import tiny_folder

__all__ = ["tiny_folder"]


@pytest.fixture
def painting_site(
    tiny_folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None
) -> Iterator[None]:
    """The site has tiny models, and an operator has accepted their licences."""
    import torch

    from studio.paint.diffusion import atelier

    # Tiny models spend more on sharing work than on doing it.
    torch.set_num_threads(1)
    settings.MODELS_DIR = tiny_folder
    monkeypatch.setenv("MASTHEAD_MODELS_DIR", str(tiny_folder))
    operator = UserFactory(is_staff=True)
    for name in models.sync().added:
        models.accept_licence(name, by=operator)
    painters._known.cache_clear()
    yield
    painters._known.cache_clear()
    atelier.close()
