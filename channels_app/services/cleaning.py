"""What people send as pictures is decoded by a throw-away process, never by one that knows secrets.

The web process looks at how a file begins, and at the size its header tells; decoders, with the mistakes
they may have, run in `python -m studio.photos` (logos: `studio.brand.intake`) with bounded memory and time
and an empty environment.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid

log = structlog.get_logger(__name__)

CLEANED_WITHIN_S = 60.0
# So many at once: each may hold a picture of tens of megapixels.
_decoders = threading.BoundedSemaphore(2)

_SENTENCES: Mapping[str, object] = {
    "not_a_picture": _("This isn't a picture that can be read. Send JPEG, PNG, WebP, AVIF or TIFF."),
    "too_many_pixels": _("The picture has more than %(limit)s megapixels. Send a smaller one."),
    "picture_too_small": _("The picture is too small: it needs %(limit)s pixels each way at least."),
    "picture_damaged": _("The picture is damaged: it can't be decoded. Send it again, or save it anew."),
    "picture_too_slow": _("Reading this picture took too long. Save it anew, as JPEG or PNG."),
    "logo_is_svg": _("SVG files may carry scripts, so they aren't taken. Send the logo as PNG."),
    "logo_empty": _("There is nothing to see in this logo. Send another file."),
}


@dataclass(frozen=True)
class Cleaned:
    """A picture with nothing in it but its pixels, and a small one of it for lists.

    `thumb` None: it is small itself. `data` is what was seen of a logo: its ground, and notices.
    """

    picture: Path
    thumb: Path | None
    media_type: str
    width_px: int
    height_px: int
    data: Mapping[str, object] = field(default_factory=dict)


def clean(raw: Path, folder: Path, *, mask: bool = False) -> Cleaned:
    """Write the picture in `raw` anew into `folder`: upright, 8 bits a channel, without metadata.

    A `mask` becomes one channel. Raises Invalid (field `file`).
    """
    told = _decoded("studio.photos", raw, folder, ["--mask"] if mask else [])
    return Cleaned(
        folder / told["picture"],
        folder / told["thumb"],
        told["media_type"],
        told["width_px"],
        told["height_px"],
    )


def clean_logo(raw: Path, folder: Path) -> Cleaned:
    """Write the logo in `raw` anew into `folder`: a trimmed PNG with its transparency.

    Raises Invalid (field `file`).
    """
    told = _decoded("studio.brand.intake", raw, folder)
    seen = {"ground": told["ground"], "notices": told["notices"]}
    return Cleaned(folder / told["file"], None, "image/png", told["width_px"], told["height_px"], data=seen)


def _decoded(module: str, raw: Path, folder: Path, options: Sequence[str] = ()) -> dict[str, Any]:
    """What `python -m module` has to tell of the file `raw`. Raises Invalid (field `file`)."""
    command = [sys.executable, "-m", module, str(raw), str(folder)]
    command += ["--pixels", str(settings.PHOTO_MAX_PIXELS), *options]
    with _decoders:
        try:
            done = subprocess.run(
                command,
                cwd=settings.ROOT,
                env={},
                capture_output=True,
                timeout=CLEANED_WITHIN_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _refused("picture_too_slow") from error
    if done.returncode:
        # Killed for its memory or its time, or a decoder that fell over.
        log.info(
            "photo.decoder_ended", status=done.returncode, said=done.stderr[-500:].decode(errors="replace")
        )
        raise _refused("picture_damaged")
    told: dict[str, Any] = json.loads(done.stdout)
    if "code" in told:
        raise _refused(told["code"], told.get("limit"))
    return told


def _refused(code: str, limit: object = None) -> Invalid:
    return Invalid(fields={"file": (code, str(_SENTENCES[code]) % {"limit": limit})})
