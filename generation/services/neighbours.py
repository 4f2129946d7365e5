"""Whether a picture is nearly another one that the channel already shows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2

from channels_app.models import Artwork, Version, VersionState
from core import blobs
from studio.check.pictures import check_likeness, picture_print
from studio.values import Finding

# The newest are what people remember.
MOST_COMPARED = 100


def too_like(thumb: Path, artwork: Artwork) -> list[Finding]:
    """A finding where the picture of `thumb` is nearly the published one of another artwork of its kind and
    channel; it names that one's video."""
    own = _print_of(str(thumb))
    return check_likeness(own, prints_beside(artwork)) if own else []


def prints_beside(artwork: Artwork) -> dict[str, str]:
    """Perceptual hashes of what the channel shows on other artworks of this kind, by their videos' titles."""
    shown = Version.objects.filter(
        artwork__channel_id=artwork.channel_id, artwork__kind=artwork.kind, state=VersionState.PUBLISHED
    ).exclude(artwork=artwork)
    rows = shown.order_by("-created_at").values_list("artwork__video__title", "thumb__sha256")
    prints = ((title or "", _print_of_blob(sha256)) for title, sha256 in rows[:MOST_COMPARED])
    return {title: known for title, known in prints if known}


@lru_cache(maxsize=1024)
def _print_of_blob(sha256: str) -> str:
    return _print_of(str(blobs.path_of_sha256(sha256)))


def _print_of(path: str) -> str:
    """The hash of one of our own small pictures, "" where it can't be read any more."""
    pixels = cv2.imread(path, cv2.IMREAD_COLOR)
    return "" if pixels is None else picture_print(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
