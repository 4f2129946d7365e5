"""Uploads by tus 1.0.0 (https://tus.io/protocols/resumable-upload): begin, receive, call off, expire.

The truth about how much has arrived is the row's `offset`: it is written after the bytes are on the disk
(fsync), and what a file holds beyond it is cut off before more is written. A lock on the file itself lets
one request write at a time, over all web processes of a machine.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import FileIO
from pathlib import Path
from typing import Protocol

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, Team, User
from channels_app.models import Channel, Upload, Video, VideoState
from channels_app.services import artworks, files, storage, videos, words
from channels_app.services.upload_errors import (
    ChecksumMismatch,
    QuotaExceeded,
    StorageFull,
    TooLarge,
    UploadBusy,
    UploadComplete,
    UploadGone,
    WrongOffset,
)
from channels_app.states import VIDEO
from core import audit, leftovers
from core.errors import NotFound
from core.states import transition

log = structlog.get_logger(__name__)

CHECKSUM_ALGORITHMS = ("sha1", "sha256")
_PIECE_BYTES = 1024 * 1024
# After so many bytes they are made safe, and so survive the end of this process.
_SETTLE_BYTES = 16 * _PIECE_BYTES
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Body(Protocol):
    """The body of a request: at most `size` bytes each time, b"" at its end or when the client is gone."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Checksum:
    """What the bytes of one request must hash to."""

    algorithm: str
    digest: bytes


@transaction.atomic
def begin(
    channel: Channel,
    *,
    by: User,
    length: int,
    file_name: str,
    title: str,
    description: str = "",
    metadata: str = "",
) -> Upload:
    """A new video in `channel`, waiting for its `length` bytes. `metadata` is told back as it came.

    Raises NotFound, Forbidden (not an author of the team), Invalid (forbidden words), TooLarge,
    QuotaExceeded, StorageFull.
    """
    channel = Channel.objects.get_or_denied(by, Role.AUTHOR, pk=channel.pk)
    words.refuse_forbidden({"title": title, "description": description})
    if length > settings.UPLOAD_MAX_BYTES:
        raise TooLarge
    # Two uploads at once must not both get the last bytes of the quota.
    team = Team.objects.select_for_update().get(pk=channel.team_id)
    if storage.used_bytes(team.pk) + length > settings.TEAM_QUOTA_BYTES:
        raise QuotaExceeded
    _refuse_when_full(length)
    video = Video.objects.create(
        channel=channel, title=title, description=description, file_name=file_name, created_by=by
    )
    artworks.make_for_video(video)
    upload = Upload.objects.create(
        video=video, owner=by, length=length, metadata=metadata, expires_at=_expiry()
    )
    files.upload_path(upload.pk).touch()
    audit.record("video.upload", video, by=by, team_id=team.pk, bytes=length, file_name=file_name)
    videos.tell(video)
    if length == 0:
        _complete(upload)
    return upload


def find(upload_id: object, *, by: User) -> Upload:
    """The upload, if it is `by`'s own and they may still upload to its team.

    Raises NotFound, UploadGone (expired).
    """
    mine = Upload.objects.with_role(by, Role.AUTHOR).filter(owner=by, pk=upload_id)
    upload: Upload | None = mine.select_related("video__channel").first()
    if upload is None:
        raise NotFound
    if not _finished(upload) and upload.expires_at <= timezone.now():
        raise UploadGone
    return upload


def receive(
    upload: Upload, body: Body, *, offset: int, length: int | None, checksum: Checksum | None = None
) -> Upload:
    """Append what arrives in `body` (`length` bytes if the client said so) at `offset`.

    With a checksum all is kept or nothing; without one, also what arrived before the client went away.
    Raises WrongOffset, UploadBusy, UploadGone, TooLarge, ChecksumMismatch, StorageFull.
    """
    with _exclusive(upload) as file:
        upload.refresh_from_db()
        if offset != upload.offset:
            raise WrongOffset
        room = upload.length - offset
        if (length or 0) > room:
            raise TooLarge
        _refuse_when_full(length or 0)
        # What lies beyond was never confirmed to anybody.
        file.truncate(offset)
        file.seek(offset)
        try:
            _append(upload, file, _pieces(body, room if length is None else length), checksum)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            file.truncate(upload.offset)
            log.warning("upload.disk_full", upload=str(upload.pk), offset=upload.offset)
            raise StorageFull from error
        if upload.offset == upload.length:
            _complete(upload)
    return upload


def call_off(upload: Upload, *, by: User) -> None:
    """Remove an unfinished upload and its video. Raises UploadBusy, UploadComplete."""
    with _exclusive(upload):
        if _finished(upload):
            raise UploadComplete
        videos.remove_unfinished(upload.video, by=by)


def expire_uploads() -> int:
    """Give up uploads whose time is over, and free their room; how many. The dispatcher's regular work.

    The video stays, with the reason, until a person deletes it.
    """
    over = Upload.objects.filter(video__state=VideoState.UPLOADING, expires_at__lte=timezone.now())
    count = 0
    for upload in over.select_related("video__channel"):
        try:
            with _exclusive(upload, even_if_lost=True):
                # Its next bytes, or its last ones, may have come before the file was ours.
                if not over.filter(pk=upload.pk).exists():
                    continue
                videos.mark_unusable(upload.video, "upload_expired")
                files.upload_path(upload.pk).unlink(missing_ok=True)
        except (UploadBusy, NotFound):
            continue
        count += 1
    return count


def remove_strays(*, untouched_since: datetime) -> int:
    """Remove files of uploads that nobody will read: deleted with their channel, or kept as a blob by now.

    How many. The dispatcher's regular work.
    """
    lying = {path: _upload_of(path) for path in files.uploads_folder().iterdir()}
    wanted = set(Upload.objects.filter(video__blob=None).values_list("pk", flat=True))
    strays = [path for path, upload_id in lying.items() if upload_id and upload_id not in wanted]
    return leftovers.remove(strays, untouched_since=untouched_since)


def _upload_of(path: Path) -> uuid.UUID | None:
    """The id of the upload that a file is of, by its name; None for what isn't ours."""
    try:
        return uuid.UUID(path.stem)
    except ValueError:
        return None


def _append(upload: Upload, file: FileIO, pieces: Iterator[bytes], checksum: Checksum | None) -> None:
    """Write `pieces`, moving the row's offset along (with a checksum: only once it is found right)."""
    digest = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    written = upload.offset
    for piece in pieces:
        _write_all(file, piece)
        written += len(piece)
        if digest is not None:
            digest.update(piece)
        elif written - upload.offset >= _SETTLE_BYTES:
            _settle(upload, file, written)
    if checksum is not None and digest is not None and digest.digest() != checksum.digest:
        file.truncate(upload.offset)
        raise ChecksumMismatch
    _settle(upload, file, written)


def _settle(upload: Upload, file: FileIO, offset: int) -> None:
    """Make the bytes up to `offset` safe, then say so."""
    os.fsync(file.fileno())
    expires_at = _expiry()
    if not Upload.objects.filter(pk=upload.pk).update(offset=offset, expires_at=expires_at):
        raise UploadGone
    upload.offset, upload.expires_at = offset, expires_at


def _pieces(body: Body, length: int) -> Iterator[bytes]:
    while length > 0 and (piece := body.read(min(_PIECE_BYTES, length))):
        length -= len(piece)
        yield piece


def _write_all(file: FileIO, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) :]


@contextmanager
def _exclusive(upload: Upload, *, even_if_lost: bool = False) -> Iterator[FileIO]:
    """The upload's file, held by this request alone."""
    path = files.upload_path(upload.pk)
    if even_if_lost:
        path.touch()
    if _finished(upload) and not path.exists():
        raise UploadComplete
    try:
        file = FileIO(path, "r+")
    except FileNotFoundError as error:
        raise UploadGone from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusy from error
        if not Upload.objects.filter(pk=upload.pk).exists():
            raise NotFound
        yield file


@transaction.atomic
def _complete(upload: Upload) -> None:
    """All bytes are there: the video waits for a worker, which will make the file a blob."""
    if upload.video.state == VideoState.UPLOADING:
        transition(VIDEO, upload.video, "complete", by=None, team_id=upload.video.team_id)
        videos.tell(upload.video)


def _finished(upload: Upload) -> bool:
    return upload.offset == upload.length


def _expiry() -> datetime:
    return timezone.now() + timedelta(hours=settings.UPLOAD_EXPIRES_HOURS)


def _refuse_when_full(wanted: int) -> None:
    if shutil.disk_usage(files.uploads_folder()).free - wanted < settings.DISK_RESERVE_BYTES:
        raise StorageFull
