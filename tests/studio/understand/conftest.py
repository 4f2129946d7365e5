"""One sample clip, watched once, for all tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from studio.sample import render_clip
from studio.understand import digest_video
from studio.values import Digest


@dataclass(frozen=True)
class Watched:
    """A clip, the folder with what was made of it, and the digest."""

    clip: Path
    folder: Path
    digest: Digest


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first sample film at a quarter of its size."""
    return render_clip(tmp_path_factory.mktemp("sample") / "sample.mp4", width=640, height=360)


@pytest.fixture(scope="session")
def watched(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """The sample and its digest."""
    folder = tmp_path_factory.mktemp("digest")
    return Watched(sample, folder, digest_video(sample, out_dir=folder))
