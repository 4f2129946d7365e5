"""A team's look, and what follows from it for every picture."""

from __future__ import annotations

from studio.brand.preset import NO_BRAND, BrandPreset

__all__ = ["NO_BRAND", "BrandPreset"]
