"""Ways to mend what a check found: each proposes designs, the gentlest change first."""

from __future__ import annotations
