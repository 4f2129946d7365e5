"""Files of weights judged by their headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.models.weights import UnusableWeights, read_header
from tests.studio.models.folders import write_pickle, write_torch_archive, write_weights


def judged(path: Path) -> str:
    with pytest.raises(UnusableWeights) as refused:
        read_header(path)
    assert refused.value.params["file"] == path.name
    assert path.name in str(refused.value)
    return refused.value.code


def test_a_header_tells_shapes_and_metadata(tmp_path: Path) -> None:
    path = write_weights(tmp_path / "a.safetensors", {"x": (2, 3), "y": (4,)}, {"modelspec.title": "Ink"})

    header = read_header(path)

    assert header.shapes == {"x": (2, 3), "y": (4,)}
    assert header.metadata == {"modelspec.title": "Ink"}


@pytest.mark.parametrize("name", ["weights.bin", "weights.ckpt", "weights.safetensors"])
def test_pickles_are_refused_by_name_and_by_content(tmp_path: Path, name: str) -> None:
    assert judged(write_pickle(tmp_path / name)) == "model_pickled"
    assert judged(write_torch_archive(tmp_path / name)) == "model_pickled"


@pytest.mark.parametrize("kept", [0, 5, 30, -1])
def test_a_cut_file_is_truncated(tmp_path: Path, kept: int) -> None:
    path = write_weights(tmp_path / "a.safetensors")
    path.write_bytes(path.read_bytes()[:kept])

    assert judged(path) == "model_truncated"


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><title>Sign in</title>" * 4,
        (40).to_bytes(8, "little") + b"{" + b"x" * 60,
        (2).to_bytes(8, "little") + b"{}" + b"rubbish after the end",
        b"\xff" * 64,
    ],
)
def test_rubbish_is_corrupted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(content)

    assert judged(path) == "model_corrupted"


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    assert judged(tmp_path / "gone.safetensors") == "model_unreadable"
