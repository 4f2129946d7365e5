"""One design for every platform: each picture laid out anew for its canvas, checked, within its bytes."""

from __future__ import annotations

from studio.kit.make import make_kit
from studio.kit.material import kit_pictures
from studio.kit.values import Kit, KitItem, arranged_as

__all__ = ["Kit", "KitItem", "arranged_as", "kit_pictures", "make_kit"]
