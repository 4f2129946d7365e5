"""Tiny models with random weights for tests that paint: built once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.models.store import ModelStore

# What a test of the whole way needs: a base, what leads it, what styles it, what enlarges.
NAMES = (
    "tiny-sdxl", "tiny-pose", "tiny-edges", "tiny-look", "tiny-taesd", "tiny-upscaler", "tiny-lora-ink",
    "tiny-lora-sd15",
)  # fmt: skip


def build(root: Path) -> ModelStore:
    """Install the tiny models under `root`. Takes seconds: torch and diffusers are loaded."""
    from studio.paint.diffusion.tiny import install

    return install(root, NAMES)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder that nobody writes into."""
    root = tmp_path_factory.mktemp("tiny")
    build(root)
    return root
