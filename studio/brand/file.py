"""A look as one file: its preset as JSON, with its logos in it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from studio.brand.intake import LONGEST_SIDE_PX
from studio.brand.preset import MOST_LOGOS, BrandPreset
from studio.errors import InvalidRequest

KIND, VERSION = "masthead-brand-preset", 1
NEWEST_PRESET = 1
PNG_HEADER = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
LOGO_BYTES = 4 * LONGEST_SIDE_PX * LONGEST_SIDE_PX
FILE_MB = 16
FILE_BYTES = FILE_MB * 1024 * 1024
# Deeper nesting than a preset has is somebody's joke on parsers.
NAME_LENGTH = 100


def write_preset(preset: BrandPreset, logos: Mapping[str, bytes], name: str = "") -> bytes:
    """The file of a look. `logos` are the PNGs that the preset names, by their SHA-256; the same look gives
    the same bytes. Raises KeyError for a logo that is not given."""
    told = {
        "kind": KIND,
        "schema_version": VERSION,
        "name": name[:NAME_LENGTH],
        "preset": preset.model_dump(mode="json"),
        "logos": {
            one.sha256: base64.b64encode(logos[one.sha256]).decode("ascii") for one in preset.logos
        },
    }  # fmt: skip
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_preset(data: bytes) -> tuple[BrandPreset, dict[str, bytes], str]:
    """The preset in a file, the PNGs of its logos by their SHA-256, and its name.

    The logos are bytes that somebody sent: let `read_logo` have them before they are shown. Raises
    InvalidRequest: preset_too_large (limit in MB), preset_unreadable, preset_newer (version: the file's),
    preset_logo_damaged.
    """
    if len(data) > FILE_BYTES:
        raise InvalidRequest(
            f"a look's file has {FILE_MB} MB at most", code="preset_too_large", limit=FILE_MB
        )
    told = _parsed(data)
    for version, newest in (
        (told.get("schema_version"), VERSION), (_object(told, "preset").get("schema_version"), NEWEST_PRESET)
    ):  # fmt: skip
        if isinstance(version, int) and not isinstance(version, bool) and version > newest:
            raise InvalidRequest(
                f"the look was saved by a newer release (version {version})",
                code="preset_newer", version=version,
            )  # fmt: skip
    if told.get("schema_version") != VERSION:
        raise _unreadable("it tells no version")
    try:
        preset = BrandPreset.model_validate_json(json.dumps(told["preset"]))
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise _unreadable(f"{place}: {error.errors()[0]['msg']}") from error
    name = told.get("name", "")
    if not isinstance(name, str):
        raise _unreadable("its name is no text")
    return preset, _logos(preset, _object(told, "logos")), name[:NAME_LENGTH]


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _unreadable("it is no JSON") from error
    if not isinstance(told, dict) or told.get("kind") != KIND:
        raise _unreadable("it is something else")
    return told


def _object(told: dict[str, Any], key: str) -> dict[str, Any]:
    found = told.get(key)
    if not isinstance(found, dict):
        raise _unreadable(f"it has no {key}")
    return found


def _logos(preset: BrandPreset, packed: dict[str, Any]) -> dict[str, bytes]:
    """The PNGs of the logos that the preset names; what else lies in the file is left there."""
    found = {}
    for one in preset.logos[:MOST_LOGOS]:
        text = packed.get(one.sha256)
        try:
            data = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
        except (binascii.Error, ValueError) as error:
            raise _damaged(one.sha256) from error
        header = data[: len(PNG_HEADER) + 8]
        width = int.from_bytes(header[len(PNG_HEADER) : len(PNG_HEADER) + 4], "big")
        height = int.from_bytes(header[len(PNG_HEADER) + 4 :], "big")
        if (
            not header.startswith(PNG_HEADER)
            or not 0 < width <= LONGEST_SIDE_PX
            or not 0 < height <= LONGEST_SIDE_PX
            or len(data) > LOGO_BYTES
            or hashlib.sha256(data).hexdigest() != one.sha256
        ):
            raise _damaged(one.sha256)
        found[one.sha256] = data
    return found


def _unreadable(why: str) -> InvalidRequest:
    return InvalidRequest(f"this is no file of a look: {why}", code="preset_unreadable")


def _damaged(sha256: str) -> InvalidRequest:
    return InvalidRequest(f"the logo {sha256[:12]} in the file is damaged", code="preset_logo_damaged")
