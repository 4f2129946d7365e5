"""Three stills in slanted columns over a band with the headline."""

from __future__ import annotations

from studio.design.document import Design, Mask, Plate
from studio.design.layout import Layout
from studio.design.layouts.parts import picture_in
from studio.design.lettering import PLATE_SIDE
from studio.design.sheet import Commission, Manner, Sheet, bar
from studio.design.stack import KICKER
from studio.values import Box

SLANT = 0.06
GUTTER = 0.008
BAND = 0.60


def suits(job: Commission) -> float:
    shots = {(p.origin.source, p.shot) for p in job.painting.pictures}
    if len(shots) < 3 or job.brief.wants_face is True:
        return 0.0
    return 0.7 if len(job.brief.headline) <= 48 else 0.35


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    # The lead gets the widest column, in the middle.
    order = [job.painting.pictures[1], job.painting.pictures[0], job.painting.pictures[2]]
    edges = [-SLANT, 0.31, 0.69, 1 + SLANT]
    foot = BAND + 0.06
    for index, picture in enumerate(order):
        x0, x1 = edges[index], edges[index + 1]
        box = Box(x=x0 - SLANT / 2, y=0, width=x1 - x0 + SLANT, height=foot)
        points = (
            (x0 + SLANT / 2 + GUTTER / 2, 0.0),
            (x1 + SLANT / 2 - GUTTER / 2, 0.0),
            (x1 - SLANT / 2 - GUTTER / 2, foot),
            (x0 - SLANT / 2 + GUTTER / 2, foot),
        )
        sheet.add(
            picture_in(job, f"picture-{index}", picture, box, (0.5, 0.46), finish=False,
                       mask=Mask(shape="polygon", points=points))
        )  # fmt: skip
    margin = job.margin_x
    sheet.add(
        bar("band", Box(x=0, y=BAND, width=1, height=1 - BAND), scheme.back),
        bar("edge", Box(x=0, y=BAND, width=1, height=0.014), scheme.accent),
    )
    if job.brief.kicker:
        pad = 0.018
        line = Box(x=margin + PLATE_SIDE * pad / job.aspect, y=BAND - 0.016, width=0.6, height=0.046)
        plate = Plate(colour=scheme.accent, pad=pad, radius=0.006)
        sheet.words(
            job.brief.kicker, line, KICKER, scheme.accent_ink, role="kicker", valign="middle", plate=plate
        )
    column = sheet.free(Box(x=margin, y=BAND + 0.085, width=1 - 2 * margin, height=0.95 - BAND - 0.085))
    manner = Manner("oswald", caps=True, tracking=0.005, leading=0.26, max_lines=2, spread=1.4, max_px=0.24)
    sheet.words(job.brief.headline, column, manner, scheme.words, emphasis=scheme.emphasis)
    return sheet.design("triptych", scheme.back)


LAYOUT = Layout(
    "triptych",
    "cover",
    suits,
    arrange,
    idea="several",
    title={"ru": "Три кадра", "en": "Three stills"},
    about={
        "ru": "Три кадра над полосой с заголовком. Когда в ролике много разных мест.",
        "en": "Three stills over a band with the headline. When a video goes to many places.",
    },
)
