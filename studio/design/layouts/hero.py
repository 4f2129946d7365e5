"""The person cut out with a paper edge, large, before their own blurred world in two inks."""

from __future__ import annotations

from studio.design.document import CutoutLayer, Design, Layer, Mask, PictureLayer, Plate, TextureLayer
from studio.design.geometry import WHOLE, crop_for, focus, main_faces, placed
from studio.design.layout import Layout
from studio.design.layouts.parts import (
    UPRIGHT_WORDS,
    body_edges,
    cut_sides,
    head_boxes,
    is_upright,
    picture_in,
    quieter_side,
    standing,
)
from studio.design.sheet import Align, Commission, Manner, Sheet, fade
from studio.design.stack import stack
from studio.design.temper import nearer
from studio.paint.colour import mix
from studio.paint.matte import Alpha
from studio.values import Box

HEAD_FILL, HEAD_AT = 0.58, 0.37
# On an upright canvas.
UPRIGHT_FILL, UPRIGHT_HEAD_AT = 0.46, 0.31
WORDS_NEED, WORDS_LIKE, AIR = 0.47, 0.60, 0.025
TITLE = Manner(
    "montserrat", caps=True, tracking=-0.015, leading=0.27, max_lines=5, spread=1.35, max_px=0.22,
    narrow="oswald",
)  # fmt: skip


def suits(job: Commission) -> float:
    matte = job.darkroom.matte(job.lead.id) if main_faces(job.lead) else None
    if matte is None:
        return 0.0
    left, right = cut_sides(matte[1])
    return 0.7 if left and right else 1.0


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    matte = job.darkroom.matte(job.lead.id)
    assert matte is not None
    left_cut, right_cut = cut_sides(matte[1])
    # A side that the film cut must stand at the canvas's own edge, so words go to the other one.
    side: Align = "left" if right_cut else ("right" if left_cut else quieter_side(job.lead))
    if is_upright(job):
        return _upright(sheet, matte[1])
    ground = picture_in(job, "ground", job.lead, WHOLE, (0.7 if side == "left" else 0.3, 0.5), reach=0.3)
    sheet.add(*_scenery(ground, job, 0.0 if side == "left" else 180.0))
    cutout = _person(job, matte[1], side, left_cut, right_cut)
    cutout, edge = _apart(cutout, matte[1], job, side)
    sheet.add(cutout)
    sheet.obstacles += head_boxes(ground.model_copy(update={"crop": cutout.crop, "box": WHOLE}), job.lead)
    margin = job.margin_x
    if side == "left":
        column = Box(x=margin, y=0.09, width=edge - margin, height=0.82)
    else:
        column = Box(x=edge, y=0.09, width=1 - margin - edge, height=0.82)
    _say(sheet, sheet.free(column))
    return sheet.design("hero", scheme.back)


def _upright(sheet: Sheet, alpha: Alpha) -> Design:
    """The person in the middle, words over their chest."""
    job, scheme = sheet.job, sheet.job.scheme
    ground = picture_in(job, "ground", job.lead, WHOLE, (0.5, 0.4), reach=0.3)
    crop = crop_for(
        job.lead, job.px(WHOLE), at=(0.5, UPRIGHT_HEAD_AT), fill=nearer(UPRIGHT_FILL, job.temper), reach=1.0
    )
    cutout = _cutout(job, standing(job.lead, alpha, crop, UPRIGHT_HEAD_AT), melt=any(cut_sides(alpha)))
    foot = fade("foot", scheme.back, 90, (0.40, 0), (0.66, 0.72), (1, 0.97))
    sheet.add(*_scenery(ground, job, 270.0), cutout, foot)
    margin, chins = job.margin_x, [placed(face.box, cutout.crop, WHOLE) for face in main_faces(job.lead)]
    top = min(0.72, max([UPRIGHT_WORDS, *(chin.y + chin.height + AIR for chin in chins)]))
    _say(sheet, Box(x=margin, y=top, width=1 - 2 * margin, height=0.94 - top))
    return sheet.design("hero", scheme.back)


def _say(sheet: Sheet, column: Box) -> None:
    scheme = sheet.job.scheme
    stack(
        sheet, column, TITLE, scheme.words, emphasis=scheme.emphasis, kicker_colour=scheme.accent_ink,
        kicker_plate=Plate(colour=scheme.accent, pad=0.018, radius=0.008),
        shadow=0.012 if scheme.ground == "dark" else 0.0,
        valign="bottom" if is_upright(sheet.job) else "middle",
    )  # fmt: skip


def _scenery(ground: PictureLayer, job: Commission, away: float) -> tuple[Layer, ...]:
    """The person's own world behind them: two dark inks and a screen of dots, or a wash on paper."""
    scheme = job.scheme
    side = fade("side", scheme.back, away, (0, 0.90), (0.42, 0.74), (0.72, 0.0))
    blurred = {"style": "duotone", "blur": 0.022, "finish": False}
    if scheme.ground == "light":
        inks = (mix(scheme.card.line, scheme.paper, 0.35), scheme.paper)
        wash = ground.model_copy(update=blurred | {"tones": inks})
        return wash, side, TextureLayer(id="paper", pattern="paper", opacity=0.16)
    inks = (scheme.deep, mix(scheme.accent, scheme.deep, 0.35))
    dots = TextureLayer(
        id="dots", pattern="dots", colour=scheme.accent, opacity=0.22, scale=0.026, angle=away
    )
    return ground.model_copy(update=blurred | {"tones": inks}), dots, side


def _apart(cutout: CutoutLayer, alpha: Alpha, job: Commission, side: Align) -> tuple[CutoutLayer, float]:
    """The person moved outwards until the words have room; and where that room ends, as a canvas x.

    Only the rows where words stand count, and the head stays on the canvas.
    """
    body = body_edges(alpha, cutout.crop, job.aspect, 0.16, 0.88)
    if body is None:
        return cutout, 0.5
    start, end = body
    head = placed(focus(job.lead), cutout.crop, WHOLE)
    if side == "left":
        move = min(max(0.0, WORDS_NEED + AIR - start), max(0.0, 0.985 - head.x - head.width))
        edge = min(start + move - AIR, WORDS_LIKE)
    else:
        move = -min(max(0.0, end - (1 - WORDS_NEED - AIR)), max(0.0, head.x - 0.015))
        edge = max(end + move + AIR, 1 - WORDS_LIKE)
    edge = min(max(edge, 1 - WORDS_LIKE), WORDS_LIKE)
    crop = cutout.crop
    moved = Box(x=crop.x - move * crop.width, y=crop.y, width=crop.width, height=crop.height)
    return cutout.model_copy(update={"crop": moved}), edge


def _person(job: Commission, alpha: Alpha, side: Align, left_cut: bool, right_cut: bool) -> CutoutLayer:
    """The person as large as the face allows, standing on the lower edge, cut sides at the canvas's."""
    at = (0.72, HEAD_AT) if side == "left" else (0.28, HEAD_AT)
    crop = crop_for(job.lead, job.px(WHOLE), at=at, fill=nearer(HEAD_FILL, job.temper), reach=1.0)
    crop = standing(job.lead, alpha, crop, HEAD_AT)
    x = crop.x
    if side == "left" and right_cut:
        x = min(1 - crop.width, x) if x + crop.width > 1 else x
    if side == "right" and left_cut:
        x = max(0.0, x)
    framed = Box(x=x, y=crop.y, width=crop.width, height=crop.height)
    return _cutout(job, framed, melt=left_cut and right_cut)


def _cutout(job: Commission, crop: Box, *, melt: bool) -> CutoutLayer:
    """The person as a layer: with a paper edge, or with a glow where the film cut them off."""
    return CutoutLayer(
        id="person",
        source=job.lead.id,
        crop=crop,
        box=WHOLE,
        style=job.painting.style,
        tones=job.scheme.tones,
        outline=0.0 if melt else 0.011,
        outline_colour="#ffffff",
        glow=0.02 if melt else 0.0,
        glow_colour=job.scheme.accent,
        shadow=0.028,
        mask=Mask(),
    )


LAYOUT = Layout(
    "hero",
    "cover",
    suits,
    arrange,
    idea="person",
    title={"ru": "Герой", "en": "Cut-out hero"},
    about={
        "ru": "Человек вырезан крупно перед размытым миром своего кадра. Нужно лицо, которое можно вырезать.",
        "en": "A person cut out, large, before their own blurred world. Needs a face to cut out.",
    },
)
