"""Files of weights judged by their headers alone: nothing is unpickled, no tensor is read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from studio.errors import StudioError

PICKLED_SUFFIXES = frozenset(
    {".bin", ".ckpt", ".dill", ".joblib", ".npy", ".npz", ".pickle", ".pkl", ".pt", ".pt2", ".pth"}
)
# The library's own limit.
HEADER_BYTES_LIMIT = 100_000_000
# torch's own archives are zip files of pickles; older ones, and plain pickles, begin with the protocol byte.
_ZIP = b"PK\x03\x04"
_PICKLE_PROTOCOL = 0x80


class UnusableWeights(StudioError):
    """A file of weights that can't be used.

    Codes: model_pickled, model_truncated, model_corrupted, model_unreadable, not_a_lora, lora_wrong_family.
    Params: file, and what the sentence names.
    """

    code = "model_unreadable"


@dataclass(frozen=True)
class Header:
    """What a safetensors file says of itself: every tensor's shape, and its metadata."""

    shapes: dict[str, tuple[int, ...]]
    metadata: dict[str, str]


def is_pickled(path: Path) -> bool:
    """Whether a file is pickled Python, by its first bytes where the name does not already say it."""
    if path.suffix.lower() in PICKLED_SUFFIXES:
        return True
    with path.open("rb") as file:
        start = file.read(9)
    # A safetensors file begins with eight bytes of length, which may look like anything, and a brace.
    if start[8:] == b"{":
        return False
    return start.startswith(_ZIP) or (len(start) > 1 and start[0] == _PICKLE_PROTOCOL and 0 < start[1] <= 5)


def read_header(path: Path) -> Header:
    """The header of a safetensors file, whose length must be exactly what the header promises.

    Raises UnusableWeights: model_pickled, model_truncated, model_corrupted, model_unreadable.
    """
    try:
        if is_pickled(path):
            raise UnusableWeights(
                f"{path.name} is a pickled file, which can run anything it likes; bring it as safetensors",
                code="model_pickled",
                file=path.name,
            )
        with safe_open(path, "np") as file:
            shapes = {key: tuple(file.get_slice(key).get_shape()) for key in file.keys()}  # noqa: SIM118
            return Header(shapes, file.metadata() or {})
    except SafetensorError as error:
        code = _what_is_wrong(path)
        raise UnusableWeights(
            f"{path.name} is not a whole safetensors file: {error}", code=code, file=path.name
        ) from error
    except OSError as error:
        raise UnusableWeights(f"{path.name} can't be read: {error}", file=path.name) from error


def _what_is_wrong(path: Path) -> str:
    """Cut short, or damaged: what the header promises against the file's size."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or (size - 8 < length and file.read(1) == b"{"):
            return "model_truncated"
        if length > HEADER_BYTES_LIMIT:
            return "model_corrupted"
        try:
            tensors = json.loads(file.read(length))
            end = max(tensor["data_offsets"][1] for key, tensor in tensors.items() if key != "__metadata__")
        except (ValueError, TypeError, LookupError, AttributeError):
            return "model_corrupted"
    return "model_truncated" if isinstance(end, int) and 8 + length + end > size else "model_corrupted"
