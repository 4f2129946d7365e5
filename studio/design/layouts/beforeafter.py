"""Two stills side by side in the film's own order, each named, over a card with the headline."""

from __future__ import annotations

from studio.design.document import Design, PictureLayer, Plate, ShapeLayer
from studio.design.layout import Layout
from studio.design.layouts.parts import nearness, other_scene, picture_in
from studio.design.lettering import PLATE_SIDE
from studio.design.sheet import Align, Commission, Manner, Sheet, bar
from studio.design.typeset import is_rtl
from studio.design.wording import is_russian, tells_of_change
from studio.paint.protocol import Picture
from studio.values import Box

# Where the pictures end; a long headline gets more room.
FOOT, LONG_FOOT, LONG = 0.68, 0.60, 30
SEAM = 0.012
HANDLE, TIP = 0.13, 0.021
LABEL = Manner("golos", caps=True, tracking=0.05, max_lines=1, min_px=0.03, max_px=0.060)
LABEL_HEIGHT, LABEL_PAD = 0.046, 0.020
LONG_HEADLINE = 44
# Where nobody says that something changed, the two are only what they are: where the film begins and ends.
CHANGED = {"ru": ("До", "После"), "en": ("Before", "After")}
PASSED = {"ru": ("Начало", "Финал"), "en": ("Start", "Finish")}


def suits(job: Commission) -> float:
    second = other_scene(job)
    if second is None or second.origin.source != job.lead.origin.source or job.brief.wants_face is True:
        return 0.0
    if not tells_of_change(job.brief.headline):
        return 0.2
    return 1.0 if len(job.brief.headline) <= LONG_HEADLINE else 0.8


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    second = other_scene(job)
    assert second is not None
    first, last = sorted((job.lead, second), key=lambda picture: picture.origin.at_s)
    seam, foot = SEAM / job.aspect, _foot(job)
    sheet.add(
        _half(job, "first", first, Box(x=0, y=0, width=0.5, height=foot)),
        _half(job, "last", last, Box(x=0.5, y=0, width=0.5, height=foot)),
        bar("seam", Box(x=0.5 - seam / 2, y=0, width=seam, height=foot), "#ffffff"),
        *_handle(job),
        bar("card", Box(x=0, y=foot, width=1, height=1 - foot), scheme.card.colour),
    )
    labels = (CHANGED if tells_of_change(job.brief.headline) else PASSED)[
        "ru" if is_russian(job.brief) else "en"
    ]
    _label(sheet, labels[0], 0.0, Plate(colour="#ffffff", pad=LABEL_PAD), "#15181d", "label")
    plate = Plate(colour=scheme.accent, pad=LABEL_PAD)
    _label(sheet, labels[1], 0.5, plate, scheme.accent_ink, "label-after")
    margin = job.margin_x
    column = sheet.free(Box(x=margin, y=foot + 0.055, width=1 - 2 * margin, height=0.945 - foot - 0.055))
    manner = Manner(
        "montserrat", caps=True, tracking=-0.01, leading=0.28, max_lines=3, max_px=0.19, narrow="oswald"
    )
    align: Align = "right" if is_rtl(job.brief.headline) else "left"
    sheet.words(job.brief.headline, column, manner, scheme.card.ink, align=align)
    return sheet.design("beforeafter", scheme.card.colour)


def _foot(job: Commission) -> float:
    return LONG_FOOT if len(job.brief.headline) > LONG else FOOT


def _half(job: Commission, name: str, picture: Picture, box: Box) -> PictureLayer:
    return picture_in(job, name, picture, box, (0.5, 0.52), fill=nearness(picture, 0.62), finish=False)


def _handle(job: Commission) -> tuple[ShapeLayer, ...]:
    """The round grip of a slider, with a tip to either side."""
    y, half = _foot(job) * 0.5, HANDLE / 2
    box = Box(x=0.5 - half / job.aspect, y=y - half, width=HANDLE / job.aspect, height=HANDLE)

    def tip(name: str, way: int) -> ShapeLayer:
        near, far = 0.5 + way * 0.013 / job.aspect, 0.5 + way * (0.013 + TIP) / job.aspect
        points = ((near, y - TIP), (far, y), (near, y + TIP))
        return ShapeLayer(id=f"tip-{name}", shape="polygon", points=points, colour="#15181d")

    grip = ShapeLayer(id="grip", shape="ellipse", box=box, colour="#ffffff", shadow=0.012)
    return grip, tip("left", -1), tip("right", 1)


def _label(sheet: Sheet, text: str, x: float, plate: Plate, ink: str, name: str) -> None:
    inset = sheet.job.margin_x + PLATE_SIDE * LABEL_PAD / sheet.job.aspect
    line = Box(
        x=x + inset, y=_foot(sheet.job) - LABEL_PAD - LABEL_HEIGHT, width=0.42 - inset, height=LABEL_HEIGHT
    )
    sheet.words(text, line, LABEL, ink, role="note", name=name, valign="bottom", plate=plate)


LAYOUT = Layout(
    "beforeafter",
    "cover",
    suits,
    arrange,
    idea="several",
    title={"ru": "До и после", "en": "Before and after"},
    about={
        "ru": "Когда что-то стало другим: ремонт, путь, преображение. Нужны две сцены одного видео.",
        "en": "When something became another: a repair, a way, a makeover. Needs two scenes of one video.",
    },
)
