"""What the operator's source of models has: its two plain requests, and what is taken of the answers.

The source speaks as the hub does: what a repository holds at a revision
(`/api/models/<repo>/revision/<revision>?blobs=true`), and a file of it (`/<repo>/resolve/<commit>/<file>`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

import httpx

from studio.errors import StudioError
from studio.models.card import ModelCard
from studio.models.store import WEIGHTS_SUFFIX, is_plain
from studio.models.weights import PICKLED_SUFFIXES, UnusableWeights

_COMMIT = re.compile(r"[0-9a-f]{40}")


class PullFailed(StudioError):
    """A model that could not be brought; what had come is kept, and the same command goes on from there.

    Codes: source_offline, source_unreachable, source_refused, source_lacks, source_nonsense, source_broken,
    model_not_pullable, model_checksum, disk_full, model_busy. Params: name, and what the sentence names
    (source, repo, revision, file, need_bytes, free_bytes).
    """

    code = "source_broken"


@dataclass(frozen=True)
class Source:
    """Where models come from: the operator's address, a token for what is gated, whether to ask at all."""

    address: str
    token: str = field(default="", repr=False)
    offline: bool = False


@dataclass(frozen=True)
class RemoteFile:
    """A file at the source: `sha256` as its large-file storage tells it, else `git_sha1` of a small one."""

    path: str
    bytes: int
    sha256: str = ""
    git_sha1: str = ""


def wanted_files(card: ModelCard, listed: Iterable[RemoteFile]) -> list[RemoteFile]:
    """Of what the source has, what the card asks for: safetensors and plain text, paths inside the card's
    subfolder. Raises UnusableWeights (model_pickled), PullFailed (source_lacks, source_nonsense).
    """
    prefix = f"{card.subfolder.strip('/')}/" if card.subfolder else ""
    wanted, pickled = [], []
    for file in listed:
        if not file.path.startswith(prefix):
            continue
        inside = file.path.removeprefix(prefix)
        path = PurePosixPath(inside)
        if path.is_absolute() or ".." in path.parts or "\\" in inside or path.name.endswith(".part"):
            raise PullFailed(
                f"the source names an impossible file: {inside!r}", code="source_nonsense", name=card.name
            )
        if path.suffix in PICKLED_SUFFIXES:
            pickled.append(inside)
        elif _asked_for(card.files, path) and (path.suffix == WEIGHTS_SUFFIX or is_plain(Path(inside))):
            wanted.append(file)
    if not any(file.path.endswith(WEIGHTS_SUFFIX) for file in wanted):
        if pickled:
            raise UnusableWeights(
                f"{card.source} has {card.name} only as pickled files ({pickled[0]})",
                code="model_pickled",
                file=pickled[0],
            )
        raise PullFailed(
            f"{card.source} holds none of the weights that the card of {card.name} names",
            code="source_lacks",
            name=card.name,
            repo=card.source,
            revision=card.revision,
        )
    return wanted


def _asked_for(patterns: tuple[str, ...], path: PurePosixPath) -> bool:
    """Whether a pattern names a path, part by part (`*` never crosses a slash), and none leaves it out."""

    def named(pattern: str) -> bool:
        parts = PurePosixPath(pattern).parts
        return len(parts) == len(path.parts) and all(map(fnmatchcase, path.parts, parts))

    if any(named(pattern[1:]) for pattern in patterns if pattern.startswith("!")):
        return False
    kept = [pattern for pattern in patterns if not pattern.startswith("!")]
    return not kept or any(named(pattern) for pattern in kept)


def listing(client: httpx.Client, card: ModelCard, source: Source) -> tuple[str, list[RemoteFile]]:
    """The commit that the card's revision stands for now, and every file of it. Raises PullFailed."""
    try:
        response = client.get(f"/api/models/{card.source}/revision/{card.revision}", params={"blobs": "true"})
    except httpx.HTTPError as error:
        raise PullFailed(
            f"{source.address} can't be reached: {error}",
            code="source_unreachable",
            name=card.name,
            source=source.address,
        ) from error
    refuse(response, card)
    try:
        answer = response.json()
        commit = answer["sha"]
        listed = [_remote(row) for row in answer["siblings"]]
    except (ValueError, LookupError, TypeError) as error:
        raise _nonsense(card, source.address) from error
    if not isinstance(commit, str) or not _COMMIT.fullmatch(commit):
        raise _nonsense(card, source.address)
    return commit, listed


def _nonsense(card: ModelCard, address: str) -> PullFailed:
    return PullFailed(
        f"{address} does not answer as a source of models does",
        code="source_nonsense",
        name=card.name,
        source=address,
    )


def _remote(row: dict[str, Any]) -> RemoteFile:
    large = row.get("lfs") or {}
    size = int(row["size"])
    if size < 0:
        raise ValueError(size)
    return RemoteFile(
        path=str(row["rfilename"]),
        bytes=size,
        sha256=str(large.get("sha256") or ""),
        git_sha1="" if large else str(row.get("blobId") or ""),
    )


def refuse(response: httpx.Response, card: ModelCard) -> None:
    """Raises PullFailed where the source did not give what was asked."""
    if response.is_success:
        return
    about = {"name": card.name, "repo": card.source, "revision": card.revision}
    if response.status_code in (401, 403):
        raise PullFailed(
            f"the source does not give {card.source} without consent: accept its terms there, "
            "and set MASTHEAD_MODELS_TOKEN",
            code="source_refused",
            **about,
        )
    if response.status_code == 404:
        raise PullFailed(f"the source has no {card.source} at {card.revision}", code="source_lacks", **about)
    raise PullFailed(f"the source answered {response.status_code} for {card.source}", **about)
