"""Arranging pictures and words into a layered design, and drawing it."""

from __future__ import annotations

from studio.design.document import Design
from studio.design.render import Darkroom, render

__all__ = ["Darkroom", "Design", "render"]
