"""The same design on a canvas of another size and the same shape: previews."""

from __future__ import annotations

from studio.design.document import Design


def at_size(design: Design, width_px: int, height_px: int) -> Design:
    """The design for a canvas of `width_px` × `height_px`; its geometry is in fractions already.

    Both shall have the design's own aspect: letters are as high as fractions of the height say, so that on
    another shape they would not fit their box. For that, lay it out anew.
    """
    return design.model_copy(update={"width_px": max(1, width_px), "height_px": max(1, height_px)})
