"""The words of the tus protocol, read from headers."""

from __future__ import annotations

import base64
import binascii
import uuid
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.http import HttpRequest
from django.utils.translation import gettext as _

from channels_app.services.uploads import CHECKSUM_ALGORITHMS, Checksum
from core.errors import Invalid

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration,checksum"
CONTENT_TYPE = "application/offset+octet-stream"


@dataclass(frozen=True)
class Metadata:
    """What the client says about a new upload."""

    channel: uuid.UUID
    file_name: str
    title: str
    description: str


def read_length(request: HttpRequest) -> int:
    """Upload-Length, which must be given (sizes that come later aren't supported). Raises Invalid."""
    return _number(request.headers.get("Upload-Length", ""), "Upload-Length")


def read_offset(request: HttpRequest) -> int:
    """Upload-Offset. Raises Invalid."""
    return _number(request.headers.get("Upload-Offset", ""), "Upload-Offset")


def read_content_length(request: HttpRequest) -> int | None:
    """How many bytes the body has; None when the client sends it in chunks of its own. Raises Invalid."""
    raw = request.headers.get("Content-Length", "")
    return _number(raw, "Content-Length") if raw else None


def read_checksum(request: HttpRequest) -> Checksum | None:
    """Upload-Checksum: `<algorithm> <base64>`. Raises Invalid (unknown algorithm, odd digits)."""
    raw = request.headers.get("Upload-Checksum", "")
    if not raw:
        return None
    algorithm, _space, encoded = raw.partition(" ")
    if algorithm not in CHECKSUM_ALGORITHMS:
        raise _invalid("Upload-Checksum", "unknown_algorithm", _("Use sha1 or sha256 for the checksum."))
    try:
        return Checksum(algorithm, base64.b64decode(encoded, validate=True))
    except binascii.Error as error:
        raise _invalid("Upload-Checksum", "invalid", _("The checksum isn't base64.")) from error


def read_metadata(raw: str) -> Metadata:
    """Upload-Metadata: `channel`, `filename`, `title`, `description`. Raises Invalid, naming the fields."""
    values = _pairs(raw)
    try:
        channel = uuid.UUID(values.get("channel", ""))
    except ValueError as error:
        raise _invalid("channel", "invalid", _("Say which channel the video is for.")) from error
    file_name = PurePosixPath(values.get("filename", "").replace("\\", "/")).name
    file_name = "".join(char for char in file_name if char.isprintable())[-255:] or "video"
    title = " ".join(values.get("title", "").split()) or PurePosixPath(file_name).stem[:200]
    if len(title) > 200:
        raise _invalid("title", "max_length", _("The title has more than 200 characters."))
    description = values.get("description", "").replace("\0", "")
    if len(description) > 5000:
        raise _invalid("description", "max_length", _("The description has more than 5000 characters."))
    return Metadata(channel, file_name, title.replace("\0", ""), description)


def _pairs(raw: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in raw.split(","))):
        key, _space, encoded = pair.partition(" ")
        try:
            values[key] = base64.b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            text = _("Upload-Metadata must be pairs of a name and a base64 value.")
            raise _invalid("Upload-Metadata", "invalid", text) from error
    return values


def _number(raw: str, header: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
        raise _invalid(header, "invalid", _("%(header)s must be a whole number.") % {"header": header})
    return int(raw)


def _invalid(field: str, code: str, text: str) -> Invalid:
    return Invalid(fields={field: (code, text)})
