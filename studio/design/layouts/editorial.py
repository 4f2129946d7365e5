"""A magazine page: paper, a serif, hair rules, the picture as a plate."""

from __future__ import annotations

from studio.design.document import Design, TextureLayer
from studio.design.geometry import main_faces
from studio.design.layout import Layout
from studio.design.layouts.parts import is_upright, nearness, picture_in, quieter_side
from studio.design.sheet import Align, Commission, Manner, Sheet, bar
from studio.design.stack import KICKER
from studio.design.typeset import is_rtl
from studio.paint.colour import mix
from studio.values import Box

TEXT_SHARE = 0.50
RULE = 0.0042
# On an upright canvas the plate is above and ends here.
UPRIGHT_PLATE = 0.50
LONG_WORD = 9


def suits(job: Commission) -> float:
    calm = job.brief.mood in ("calm", "warm", "bright") or job.painting.style == "watercolour"
    return 0.9 if calm else 0.65


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    left = quieter_side(job.lead) == "left"
    longest = max((len(word) for word in job.brief.headline.split()), default=0)
    share = TEXT_SHARE if longest > LONG_WORD else TEXT_SHARE - 0.05
    margin = job.margin_x * 0.9
    upright, head = is_upright(job), 0.085
    view = Box(x=share if left else 0, y=0, width=1 - share, height=1)
    x, width = margin if left else view.width + margin, share - 2 * margin
    if upright:
        view, head = Box(x=0, y=0, width=1, height=UPRIGHT_PLATE), UPRIGHT_PLATE + 0.05
        x, width = margin, 1 - 2 * margin
    fill = nearness(job.lead, 0.60) if not upright or main_faces(job.lead) else None
    sheet.add(
        TextureLayer(id="paper", pattern="paper", opacity=0.10),
        picture_in(job, "picture", job.lead, view, (0.5, 0.44), fill=fill, reach=0.05),
    )
    rule = mix(scheme.deep, scheme.paper, 0.15)
    sheet.add(
        bar("rule-top", Box(x=x, y=head, width=width, height=RULE), rule),
        bar("rule-foot", Box(x=x, y=0.915 - RULE, width=width, height=RULE), rule),
        bar("mark", Box(x=x, y=head, width=0.075, height=0.016), scheme.accent),
    )
    top = head + 0.05
    align: Align = "right" if is_rtl(job.brief.headline) else "left"
    if job.brief.kicker:
        line = Box(x=x, y=top, width=width, height=0.046)
        used = sheet.words(
            job.brief.kicker, line, KICKER, scheme.on_paper, role="kicker", align=align, valign="top"
        )
        top = used.y + used.height + 0.05
    column = sheet.free(Box(x=x, y=top, width=width, height=0.865 - top))
    manner = Manner("playfair", leading=0.40, tracking=-0.012, max_lines=6, max_px=0.20)
    sheet.words(job.brief.headline, column, manner, scheme.deep, align=align, valign="bottom")
    return sheet.design("editorial", scheme.paper)


LAYOUT = Layout(
    "editorial",
    "cover",
    suits,
    arrange,
    idea="picture",
    title={"ru": "Журнал", "en": "Magazine"},
    about={
        "ru": "Спокойный кадр рядом со словами на бумаге. Для длинных заголовков и тихих тем.",
        "en": "A calm still beside words on paper. For long headlines and quiet subjects.",
    },
)
