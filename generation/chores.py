"""What the dispatcher does now and then so that nothing is kept for ever that nobody needs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

from channels_app.services import drafts, kits, uploads
from core import blobs, leftovers, sealing

log = structlog.get_logger(__name__)

# Nothing in use stays untouched, or without a row that refers to it, for so long.
LEFT_AFTER = timedelta(days=1)
# A draft that nobody has touched for so long, and a kit of that age; a kit is made again in seconds.
DRAFTS_IDLE_AFTER, KITS_KEPT_FOR = timedelta(days=30), timedelta(days=30)
# A draft that became a version is of use to pages that are still open.
CLOSED_DRAFTS_KEPT_FOR = timedelta(days=1)
# So many a time: the dispatcher has other things to do.
BLOBS_AT_ONCE = 500


def scratch_folder() -> Path:
    """Where attempts at jobs have their own folders, made if need be."""
    folder = Path(settings.DATA_DIR) / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def tidy() -> None:
    """Remove old drafts and kits, blobs without a row that refers to them, and what killed processes left."""
    now = timezone.now()
    before = now - max(LEFT_AFTER, 2 * timedelta(seconds=settings.JOB_DEADLINE_SECONDS))
    try:
        removed = {
            "designs": drafts.remove_idle(
                idle_since=now - DRAFTS_IDLE_AFTER, closed_before=now - CLOSED_DRAFTS_KEPT_FOR
            ),
            "kits": kits.remove_old(made_before=now - KITS_KEPT_FOR),
            "blobs": blobs.remove_unused(kept_before=before, at_most=BLOBS_AT_ONCE),
            "drafts": blobs.remove_drafts(begun_before=before),
            "uploads": uploads.remove_strays(untouched_since=before),
            "scratch": leftovers.remove(scratch_folder().glob("job-*"), untouched_since=before),
        }
    except OSError as error:
        log.warning("tidy.hindered", reason=str(error))
        return
    if any(removed.values()):
        log.info("tidied", **removed)
    # In a log that is kept elsewhere, by which a chain that was written anew can be told.
    log.info("audit.newest_seal", seal=sealing.newest())
