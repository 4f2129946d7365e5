"""Banner: the videos' worlds melt into one wide picture in two inks."""

from __future__ import annotations

from studio.design.document import Design, Mask, TextureLayer
from studio.design.layouts.banner import place_name, strips
from studio.design.layouts.parts import picture_in
from studio.design.sheet import Commission, Sheet, fade
from studio.values import Box

OVERLAP = 0.16


def suits(job: Commission) -> float:
    return 0.9


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    pictures = strips(job, 4)
    count = len(pictures)
    step = 1 / count
    for index, picture in enumerate(pictures):
        first, last = index == 0, index == count - 1
        x0 = 0.0 if first else index * step - OVERLAP / 2
        x1 = 1.0 if last else (index + 1) * step + OVERLAP / 2
        box = Box(x=x0, y=0, width=x1 - x0, height=1)
        # Feathering is wanted on the inner sides only: the outer ones hang over the canvas.
        spill = OVERLAP * 1.2
        if not first:
            sheet.add(_melting(job, index, picture, box, spill, last))
        else:
            sheet.add(picture_in(job, f"view-{index}", picture, box, (0.5, 0.45), finish=False))
    if job.brief.headline:
        sheet.add(
            fade("name", scheme.back, 0, (0.05, 0.0), (0.32, 0.62), (0.5, 0.78), (0.68, 0.62), (0.95, 0.0)),
            fade("floor", scheme.back, 90, (0.45, 0), (1, 0.5)),
            TextureLayer(id="grain", pattern="grain", opacity=0.08),
        )
        place_name(sheet, "montserrat", scheme.words, scheme.accent)
    return sheet.design("panorama", scheme.back)


def _melting(job, index, picture, box, spill, last):  # type: ignore[no-untyped-def]
    wide = Box(x=box.x, y=-0.5, width=box.width + (0.5 if last else 0), height=2.0)
    layer = picture_in(job, f"view-{index}", picture, box, (0.5, 0.45), finish=False)
    return layer.model_copy(update={"mask": Mask(feather=spill * job.aspect * 0.9)}) if wide else layer
