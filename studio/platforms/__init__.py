"""The platform image table, as data: `images.toml` beside this file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from studio.errors import InvalidRequest
from studio.values import PlatformImage

TABLE = Path(__file__).with_name("images.toml")


def read_table(path: Path = TABLE) -> tuple[PlatformImage, ...]:
    """Every row of a table file, validated; raises pydantic's ValidationError on a row that is not one."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["image"]
    return tuple(
        PlatformImage(**{"artwork_kind": None, "bytes_limit": None, **row, "formats": tuple(row["formats"])})
        for row in rows
    )


PLATFORM_IMAGES = read_table()


def platforms() -> tuple[str, ...]:
    """The names of the platforms in the table, in its order."""
    return tuple(dict.fromkeys(row.platform for row in PLATFORM_IMAGES))


def find_image(platform: str, kind: str) -> PlatformImage:
    """What `platform` wants for an artwork kind (`cover`) or one of its own images (`offline_screen`).

    Raises InvalidRequest: unknown_platform, no_such_image.
    """
    rows = [row for row in PLATFORM_IMAGES if row.platform == platform.lower()]
    if not rows:
        known = ", ".join(platforms())
        raise InvalidRequest(
            f"unknown platform {platform!r}; known: {known}", code="unknown_platform", platform=platform
        )
    for row in rows:
        if kind in (row.image, row.artwork_kind):
            return row
    raise InvalidRequest(
        f"{platform} has no {kind}; it has: {', '.join(row.image for row in rows)}",
        code="no_such_image",
        platform=platform,
        image=kind,
    )
