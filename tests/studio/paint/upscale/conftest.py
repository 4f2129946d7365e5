from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from studio.models.store import ModelStore
from studio.paint.diffusion.tiny import install


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def upscaler(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    """A store with nothing but a tiny x4 upscaler, which sees 16×16 pixels at once."""
    return install(tmp_path_factory.mktemp("models"), ["tiny-upscaler"])
