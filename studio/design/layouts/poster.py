"""Full-bleed picture, condensed capitals across its foot, as on a film poster."""

from __future__ import annotations

from studio.design.document import Design, Plate
from studio.design.geometry import WHOLE, main_faces
from studio.design.layouts.parts import head_boxes, picture_in
from studio.design.sheet import Commission, Manner, Sheet, fade
from studio.design.stack import stack
from studio.values import Box


def suits(job: Commission) -> float:
    return 0.85 if len(job.brief.headline) <= 42 else 0.5


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    fill = 0.52 if main_faces(job.lead) else None
    picture = picture_in(job, "picture", job.lead, WHOLE, (0.5, 0.34), fill=fill)
    sheet.obstacles += [box for box in head_boxes(picture, job.lead) if box.y + box.height < 0.72]
    sheet.add(picture)
    sheet.add(fade("foot", scheme.back, 90, (0.28, 0), (0.55, 0.42), (0.80, 0.88), (1, 0.96)))
    margin = job.margin_x
    column = sheet.free(Box(x=margin, y=0.46, width=1 - 2 * margin, height=0.475))
    manner = Manner("oswald", caps=True, tracking=0.0, leading=0.26, max_lines=3, spread=1.7, max_px=0.30)
    plate = Plate(colour=scheme.accent, pad=0.018, radius=0.006)
    stack(
        sheet, column, manner, scheme.words, emphasis=scheme.emphasis, kicker_colour=scheme.accent_ink,
        kicker_plate=plate, valign="bottom",
    )  # fmt: skip
    return sheet.design("poster", scheme.back)
