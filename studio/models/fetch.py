"""Bringing a model from the operator's source: pinned, resumed where it broke off, checked byte by byte.

Half a file is kept between runs as `<file>.part` and continued with a Range. No host but the operator's is
asked, save where that host itself sends us on.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from studio.models.card import ModelCard
from studio.models.source import PullFailed, RemoteFile, Source, listing, refuse, wanted_files
from studio.models.store import INCOMING, NO_ROOM, Installed, ModelStore
from studio.models.weights import UnusableWeights

# A broken line is taken up again this often in a row without a byte won before it is given up.
TRIES = 5
# Waited before the second try, twice as long before each further one.
PAUSE_S = 0.5
CHUNK_BYTES = 1024**2
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
# Kept free beside the model, for the database and the uploads that live on the same disk.
RESERVE_BYTES = 512 * 1024**2


@dataclass(frozen=True)
class Progress:
    """How far a pull is; `done_bytes` counts what an earlier run brought."""

    file: str
    done_bytes: int
    total_bytes: int


OnProgress = Callable[[Progress], None]


def pull(
    card: ModelCard, store: ModelStore, source: Source, on_progress: OnProgress = lambda progress: None
) -> Installed:
    """Bring the model that `card` describes and install it.

    Raises PullFailed; UnusableWeights (model_pickled, model_truncated, model_corrupted); UnusableModel.
    """
    if source.offline:
        raise PullFailed(
            "this machine is set to be offline (MASTHEAD_OFFLINE); import the model from a folder instead",
            code="source_offline",
            name=card.name,
        )
    if not card.source:
        raise PullFailed(
            f"the card of {card.name} names no source", code="model_not_pullable", name=card.name
        )
    headers = {"Accept-Encoding": "identity", "User-Agent": "masthead"}
    if source.token:
        headers["Authorization"] = f"Bearer {source.token}"
    with httpx.Client(
        base_url=source.address, headers=headers, timeout=TIMEOUT, follow_redirects=True
    ) as client:
        commit, listed = listing(client, card, source)
        files = wanted_files(card, listed)
        with _room(store, card, commit) as folder:
            job = _Pull(client, card, commit, folder, store, files, on_progress)
            try:
                job.run()
                return store.adopt(card, folder, revision=commit, origin="pulled")
            except UnusableWeights:
                shutil.rmtree(folder)  # the source has no better
                raise
            except OSError as error:
                if error.errno in NO_ROOM:
                    raise _disk_full(card, folder, job.missing_bytes()) from error
                raise


@contextmanager
def _room(store: ModelStore, card: ModelCard, commit: str) -> Iterator[Path]:
    """The folder where the files of one commit gather, kept between runs; one pull of a model at a time."""
    incoming = store.root / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    with (incoming / f"{card.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PullFailed(
                f"{card.name} is being pulled already", code="model_busy", name=card.name
            ) from error
        folder = incoming / f"{card.name}@{commit[:12]}"
        for other in incoming.glob(f"{card.name}@*"):
            if other != folder:  # what an older revision left half-way
                shutil.rmtree(other, ignore_errors=True)
        folder.mkdir(exist_ok=True)
        yield folder


def _disk_full(card: ModelCard, folder: Path, need_bytes: int) -> PullFailed:
    free = shutil.disk_usage(folder).free
    return PullFailed(
        f"{card.name} needs {need_bytes / 1e9:.1f} GB more, {folder} has {free / 1e9:.1f} GB free",
        code="disk_full",
        name=card.name,
        need_bytes=need_bytes,
        free_bytes=free,
    )


@dataclass
class _Pull:
    """One run: the files of one commit into one folder."""

    client: httpx.Client
    card: ModelCard
    commit: str
    folder: Path
    store: ModelStore
    files: list[RemoteFile]
    on_progress: OnProgress

    def run(self) -> None:
        self._take_what_is_here()
        missing = self.missing_bytes()
        if missing and missing + RESERVE_BYTES > shutil.disk_usage(self.folder).free:
            raise _disk_full(self.card, self.folder, missing)
        for file in self.files:
            if not self._place(file).exists():
                self._fetch(file)

    def missing_bytes(self) -> int:
        """What is still to come."""
        return sum(file.bytes - self._held(file) for file in self.files)

    def _total(self) -> int:
        return sum(file.bytes for file in self.files)

    def _inside(self, file: RemoteFile) -> str:
        return file.path.removeprefix(f"{self.card.subfolder.strip('/')}/" if self.card.subfolder else "")

    def _place(self, file: RemoteFile) -> Path:
        return self.folder / self._inside(file)

    def _part(self, file: RemoteFile) -> Path:
        place = self._place(file)
        return place.with_name(f"{place.name}.part")

    def _held(self, file: RemoteFile) -> int:
        for path in (self._place(file), self._part(file)):
            if path.is_file():
                return min(path.stat().st_size, file.bytes)
        return 0

    def _take_what_is_here(self) -> None:
        """Link weights that another installed model holds already (adapters share their image encoder)."""
        for file in self.files:
            place = self._place(file)
            place.parent.mkdir(parents=True, exist_ok=True)
            if file.sha256 and not place.exists():
                held = self.store.holding(file.sha256)
                if held is None:
                    continue
                try:
                    os.link(held, place)
                except OSError:  # a disk that knows no links: it is fetched again
                    continue
                self._part(file).unlink(missing_ok=True)

    def _fetch(self, file: RemoteFile) -> None:
        """Bring one file whole, across broken lines. Raises PullFailed (source_broken, model_checksum, …)."""
        part = self._part(file)
        failures = 0
        while True:
            before = self._held(file)
            if before >= file.bytes and part.exists():
                break
            try:
                self._stream(file, part, before)
                break
            except httpx.HTTPError as error:
                failures = 0 if self._held(file) > before else failures + 1
                time.sleep(PAUSE_S * 2**failures)
                if failures >= TRIES:
                    raise PullFailed(
                        f"the line to the source broke off at {self._inside(file)} ({error}); "
                        "run the command again to go on from there",
                        name=self.card.name,
                        file=self._inside(file),
                    ) from error
        self._check(file, part)
        part.rename(self._place(file))

    def _stream(self, file: RemoteFile, part: Path, start: int) -> None:
        headers = {"Range": f"bytes={start}-"} if start else {}
        url = f"/{self.card.source}/resolve/{self.commit}/{quote(file.path)}"
        done = self._total() - self.missing_bytes() - start
        with self.client.stream("GET", url, headers=headers) as response:
            if response.status_code == 416:
                part.unlink(missing_ok=True)
                raise httpx.RemoteProtocolError("the range is not there")
            if response.status_code in (429, 500, 502, 503, 504):
                raise httpx.RemoteProtocolError(f"the source answered {response.status_code}")
            refuse(response, self.card)
            # A source that knows no ranges sends the whole file again.
            going_on = response.status_code == 206
            with part.open("ab" if going_on else "wb") as out:
                for chunk in response.iter_bytes():
                    out.write(chunk)
                    self.on_progress(Progress(self._inside(file), done + out.tell(), self._total()))
                    if out.tell() > file.bytes:
                        break
        if part.stat().st_size < file.bytes:
            raise httpx.RemoteProtocolError("the file ended early")

    def _check(self, file: RemoteFile, part: Path) -> None:
        """Size and hash against the source's own word and the card's; a file that differs is thrown away."""
        inside = self._inside(file)
        size = part.stat().st_size
        sha256, git_sha1 = _hashes(part, size)
        known = [
            size == file.bytes,
            not file.sha256 or sha256 == file.sha256,
            not file.git_sha1 or git_sha1 == file.git_sha1,
            inside not in self.card.sha256 or sha256 == self.card.sha256[inside],
        ]
        if not all(known):
            part.unlink()
            raise PullFailed(
                f"{inside} of {self.card.name} came with other bytes than were promised; it was thrown away",
                code="model_checksum",
                name=self.card.name,
                file=inside,
            )


def _hashes(path: Path, size: int) -> tuple[str, str]:
    """A file's SHA-256, and the SHA-1 that git knows it by (of a header with its length, then its bytes)."""
    sha256 = hashlib.sha256()
    git_sha1 = hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            sha256.update(chunk)
            git_sha1.update(chunk)
    return sha256.hexdigest(), git_sha1.hexdigest()
