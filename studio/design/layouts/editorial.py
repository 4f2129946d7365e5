"""A magazine page: paper, a serif, hair rules, the picture as a plate."""

from __future__ import annotations

from studio.design.document import Design, TextureLayer
from studio.design.geometry import main_faces
from studio.design.layouts.parts import picture_in, quieter_side
from studio.design.sheet import Commission, Manner, Sheet, bar
from studio.design.stack import stack
from studio.paint.colour import mix
from studio.values import Box


def suits(job: Commission) -> float:
    calm = job.brief.mood in ("calm", "warm", "bright") or job.painting.style == "watercolour"
    return 0.9 if calm else 0.65


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    left = quieter_side(job.lead) == "left"
    margin = job.margin_x
    view = Box(x=0.46 if left else 0, y=0, width=0.54, height=1)
    fill = 0.60 if main_faces(job.lead) else None
    sheet.add(
        TextureLayer(id="paper", pattern="paper", opacity=0.10),
        picture_in(job, "picture", job.lead, view, (0.5, 0.44), fill=fill, reach=0.05),
    )
    column_x = margin if left else view.width + margin
    column = Box(x=column_x, y=0.17, width=0.46 - 2 * margin, height=0.66)
    manner = Manner("playfair", leading=0.42, tracking=-0.005, max_lines=5, max_px=0.165)
    rule = mix(scheme.deep, scheme.paper, 0.15)
    sheet.add(
        bar("rule-top", Box(x=column_x, y=0.085, width=column.width, height=0.0042), rule),
        bar("rule-foot", Box(x=column_x, y=0.911, width=column.width, height=0.0042), rule),
        bar("mark", Box(x=column_x, y=0.085, width=0.06, height=0.014), scheme.accent),
    )
    stack(
        sheet, sheet.free(column), manner, scheme.deep,
        kicker_colour=lower_accent(job),
    )  # fmt: skip
    return sheet.design("editorial", scheme.paper)


def lower_accent(job: Commission) -> str:
    from studio.design.scheme import lowered

    return lowered(job.scheme.accent, job.scheme.paper, 4.8)
