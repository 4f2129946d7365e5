"""Watching a video: what it shows, where its shots begin, which of its frames are worth using.

`probe_video` measures, `digest_video` watches and writes stills, `load_digest` reads what it wrote.
"""

from __future__ import annotations

from studio.understand.container import probe_video
from studio.understand.digest import digest_video, load_digest
from studio.understand.limits import DEFAULT_LIMITS, Limits

__all__ = ["DEFAULT_LIMITS", "Limits", "digest_video", "load_digest", "probe_video"]
