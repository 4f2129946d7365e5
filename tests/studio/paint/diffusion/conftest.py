from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from studio.models.store import ModelStore
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.tiny import install


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    # Tiny models spend more on sharing work than on doing it.
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    """Every tiny model, installed once for all tests. Nobody writes into it."""
    return install(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def warm(models: ModelStore) -> Engine:
    """One engine for all tests that only paint with it: models stay loaded, as in a worker."""
    return Engine(models, device="cpu")
