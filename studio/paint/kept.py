"""What is kept of the pictures that a design was arranged from, so that it can be drawn again."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Self

from PIL import Image

from studio.paint.arrays import Pixels
from studio.paint.protocol import Origin, Painting, Picture
from studio.values import Box, Face, StyleName, Swatch, Value

# Lossless at any level; from here on a smaller file costs much more time than it saves room.
PNG_LEVEL = 4


class KeptPicture(Value):
    """A `Picture` without its pixels, at its `place` in the painting.

    `file` holds the pixels of one that a painter made, None for a still: that belongs to its video.
    """

    place: int
    id: str
    origin: Origin
    file: str | None
    width_px: int
    height_px: int
    faces: tuple[Face, ...] = ()
    subject: Box | None = None
    busy: tuple[tuple[float, ...], ...] = ()
    palette: tuple[Swatch, ...] = ()
    score: float = 0.0
    shot: int = 0
    style: StyleName | None = None

    @classmethod
    def of(cls, picture: Picture, place: int, file: str | None) -> Self:
        """What is to be kept of a picture."""
        return cls(
            place=place,
            id=picture.id,
            origin=picture.origin,
            file=file,
            width_px=picture.width_px,
            height_px=picture.height_px,
            faces=picture.faces,
            subject=picture.subject,
            busy=picture.busy,
            palette=picture.palette,
            score=picture.score,
            shot=picture.shot,
            style=picture.style,
        )

    def with_pixels(self, pixels: Pixels) -> Picture:
        """The picture as it was, made of `pixels`, `(H, W, 3)` uint8 RGB."""
        return Picture(
            id=self.id,
            pixels=pixels,
            origin=self.origin,
            faces=self.faces,
            subject=self.subject,
            busy=self.busy,
            palette=self.palette,
            score=self.score,
            shot=self.shot,
            style=self.style,
        )


def keep_painted(painting: Painting, folder: Path, index: int) -> tuple[Painting, tuple[KeptPicture, ...]]:
    """Write what was painted to `folder`, losslessly: the painting with its files named, and its pictures.

    The same pixels give the same file.
    """
    pictures, kept = [], []
    for place, picture in enumerate(painting.pictures):
        file = None
        if picture.origin.painted:
            file = f"painted-{index + 1:02d}-{place}.png"
            data = png(picture.pixels)
            (folder / file).write_bytes(data)
            origin = picture.origin.model_copy(
                update={"file": file, "sha256": hashlib.sha256(data).hexdigest()}
            )
            picture = replace(picture, origin=origin)
        pictures.append(picture)
        kept.append(KeptPicture.of(picture, place, file))
    return replace(painting, pictures=tuple(pictures)), tuple(kept)


def png(pixels: Pixels) -> bytes:
    """`(H, W, 3)` uint8 RGB as a PNG."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=PNG_LEVEL)
    return out.getvalue()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
