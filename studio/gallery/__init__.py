"""Every layout drawn over many kinds of stills, words and brands, as sheets to look at: `make gallery`.

`python -m studio.gallery [--out DIR] [--clips DIR] [--layouts NAME,…] [--small]` draws, checks what it drew
and fails where a check does. With `--small` it writes the pictures of docs/gallery and docs/layouts.md.
"""

from __future__ import annotations

from studio.gallery.cases import Case, cases_of
from studio.gallery.material import Scene, scenes_of
from studio.gallery.prints import Print, print_of

__all__ = ["Case", "Print", "Scene", "cases_of", "print_of", "scenes_of"]
