"""The words of a video: what is written about it, said in it and seen in it, each with its moment.

`subtitles` reads files that people send, `embedded` the tracks inside a video; `speech` and `captions` listen
and look where their models are installed. What nobody knows stays unknown.
"""

from __future__ import annotations
