"""One of a series: always the same frame in the same colours, only picture, number and words change."""

from __future__ import annotations

from studio.design.document import Design, ShapeLayer
from studio.design.geometry import main_faces
from studio.design.layout import Layout
from studio.design.layouts.parts import picture_in
from studio.design.scheme import ACCENTS
from studio.design.sheet import Align, Commission, Manner, Sheet, bar
from studio.design.typeset import is_rtl
from studio.design.wording import episode_of, without_episode
from studio.paint.colour import contrast, hex_luminance
from studio.values import Box, Hex

EDGE = 0.026
BAR = 0.275
# The number's own field, as a share of the canvas's height.
FIELD = 0.300
FIGURE = Manner("oswald", tracking=-0.01, max_lines=1, min_px=0.08, max_px=0.30)
WORD = Manner("golos", caps=True, tracking=0.06, max_lines=1, min_px=0.026, max_px=0.048)
TITLE = Manner(
    "montserrat", caps=True, tracking=-0.01, leading=0.28, max_lines=2, max_px=0.135, narrow="oswald"
)
# A frame is the same for every episode: without a brand no picture has a say in its colours.
GROUND: Hex = "#14161c"


def suits(job: Commission) -> float:
    return 1.0 if episode_of(job.brief) else 0.0


def arrange(job: Commission) -> Design:
    episode = episode_of(job.brief)
    assert episode is not None
    sheet = Sheet(job)
    frame, ground, ink = _colours(job)
    frame_ink = "#ffffff" if contrast(hex_luminance(frame), 1.0) >= 4.5 else "#14161a"
    edge = EDGE / job.aspect
    view = Box(x=edge, y=EDGE, width=1 - 2 * edge, height=1 - EDGE - BAR)
    picture = picture_in(
        job, "picture", job.lead, view, (0.5, 0.47), fill=0.68 if main_faces(job.lead) else None
    )
    field = Box(x=0, y=1 - FIELD, width=max(FIELD / job.aspect, 0.17), height=FIELD)
    sheet.add(
        picture,
        ShapeLayer(id="frame-edge", box=Box(x=0, y=0, width=1, height=1), colour=frame, line=EDGE),
        bar("frame-bar", Box(x=0, y=1 - BAR, width=1, height=BAR), ground),
        bar("frame-line", Box(x=0, y=1 - BAR, width=1, height=0.012), frame),
        bar("frame-field", field, frame),
    )
    _number(sheet, field, episode.word, episode.number, frame_ink)
    x = field.x + field.width + 0.032
    room = Box(x=x, y=1 - BAR + 0.050, width=1 - job.margin_x - x, height=BAR - 0.092)
    align: Align = "right" if is_rtl(job.brief.headline) else "left"
    sheet.words(without_episode(job.brief.headline), sheet.free(room), TITLE, ink, align=align)
    return sheet.design("episode", ground)


def _number(sheet: Sheet, field: Box, word: str, number: str, ink: Hex) -> None:
    pad_x, pad_y = 0.10 * field.width, 0.15 * field.height
    x, width = field.x + pad_x, field.width - 2 * pad_x
    top, height = field.y + pad_y, field.height - 2 * pad_y
    if word:
        label = Box(x=x, y=top, width=width, height=0.042)
        sheet.words(word, label, WORD, ink, role="note", align="centre", valign="top")
        top, height = top + 0.072, height - 0.072
    figure = Box(x=x, y=top, width=width, height=height)
    sheet.words(number, figure, FIGURE, ink, role="number", align="centre")


def _colours(job: Commission) -> tuple[Hex, Hex, Hex]:
    """(frame, ground, words): the brand's, else always the same."""
    accent, ground, ink = (job.brand.colour(role) for role in ("accent", "ground", "ink"))
    ground = ground or GROUND
    light = contrast(hex_luminance(ground), 1.0)
    plain = "#ffffff" if light >= 4.5 else "#14161a"
    readable = ink and contrast(hex_luminance(ink), hex_luminance(ground)) >= 4.5
    return job.accent or accent or ACCENTS["yellow"], ground, ink if ink and readable else plain


LAYOUT = Layout(
    "episode",
    "cover",
    suits,
    arrange,
    idea="picture",
    title={"ru": "Выпуск", "en": "Episode"},
    about={
        "ru": "Когда видео — часть серии: рамка и номер всегда на одном месте, меняется только кадр.",
        "en": "When the video is one of a series: frame and number stay put, only the still changes.",
    },
)
