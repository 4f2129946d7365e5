"""Words moved to where they may stand, set larger, made to stand out, or set in the team's typeface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from studio.check.mend.case import EDGE, Case, exchanged, is_ornament, moved, scaled, touches, with_layer
from studio.check.score import fonts_asked
from studio.design.document import BadgeLayer, Design, Plate, Setting, ShapeLayer, TextLayer
from studio.design.geometry import overlap, union
from studio.design.placing import words_boxes
from studio.design.scheme import lifted, lowered
from studio.design.setting import placed_layer, set_layer
from studio.paint.arrays import Floats
from studio.paint.colour import contrast, hex_luminance
from studio.values import Box, Hex

Words = TextLayer | BadgeLayer
Movable = Words | ShapeLayer

# The margin that layouts keep is kept where there is room for it.
MARGIN = 0.075
STEPS = 48
SCALES = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6)
# Layers nearer than this, in canvas heights, belong together and move as one.
TOGETHER = 0.09
GROWTH = (0.35, 0.7, 1.0)
GROWING_STEP = 0.01
LARGEST_EM = 0.40
NARROW = "oswald"
# Aimed for, a little above what is checked: 4.5 of WCAG 2.2.
CLEAR_CONTRAST = 5.2
DARK_GROUND = 0.18
LIGHT, DARK = "#ffffff", "#101216"
SHADOW, SHADOW_OPACITY, STROKE = 0.012, 0.85, 0.006
PLATE_PAD, PLATE_RADIUS = 0.018, 0.008
SLACK = 1.004


def move_words(case: Case) -> Iterator[Design]:
    """The words, with those beside them, at the nearest free place; smaller where there is none so large."""
    layer = _subject(case)
    groups = [_companions(layer, case)]
    if len(groups[0]) > 1:
        groups.append([layer])
    for scale in SCALES:
        for group in groups:
            for edge in (MARGIN, EDGE):
                for proposal in islice(_placed(group, scale, case, case.room(edge)), 1):
                    yield proposal
                    yield from _helped(proposal, [one for one in group if isinstance(one, TextLayer)], case)


def enlarge_words(case: Case) -> Iterator[Design]:
    """The words set anew in a larger box, as far as the room around them goes; then in a narrow face too."""
    layer = modern(case.layer_as(TextLayer))
    ink = _ink(layer, case)
    faces = [layer]
    if not case.brand.fonts.headline and layer.face != NARROW:
        faces.append(
            layer.model_copy(update={"setting": _setting(layer).model_copy(update={"narrow": NARROW})})
        )
    for kind in faces:
        for grown in _grown(ink, case, layer.id):
            for share in GROWTH:
                box = _between(ink, grown, share)
                setting = _setting(kind)
                setting = setting.model_copy(update={"largest": max(setting.largest, LARGEST_EM)})
                proposal = with_layer(
                    case.design, _set(kind.model_copy(update={"box": box, "setting": setting}), case)
                )
                yield proposal
                yield from islice(_helped(proposal, [layer], case), 2)


def clarify_words(case: Case) -> Iterator[Design]:
    """The nearest colour that reads, then a plain one with a shadow, a stroke, a plate; then larger ones."""
    layer = modern(case.layer_as(TextLayer))
    yield from _clearer(case.design, layer, case)
    yield from enlarge_words(case)


def brand_font(case: Case) -> Iterator[Design]:
    """The words in the team's typeface, in their box and in larger ones."""
    layer = modern(case.layer_as(TextLayer))
    wanted = fonts_asked(layer, case.brand)
    if not wanted:
        return
    setting = _setting(layer).model_copy(update={"face": "", "narrow": ""})
    changes: dict[str, object] = {"face": wanted, "setting": setting}
    if layer.role == "headline" and case.brand.text.caps is not None:
        changes["caps"] = case.brand.text.caps
    changed = layer.model_copy(update=changes)
    yield with_layer(case.design, _set(changed, case))
    ink = _ink(layer, case)
    for grown in _grown(ink, case, layer.id):
        for share in GROWTH:
            box = _between(ink, grown, share)
            yield with_layer(case.design, _set(changed.model_copy(update={"box": box}), case))


def modern(layer: TextLayer) -> TextLayer:
    """A layer of an older design with the colours of its lines written down as emphasis."""
    if layer.colour is not None or not layer.lines:
        return layer
    colours = [line.colour for line in layer.lines]
    common = max(dict.fromkeys(colours), key=colours.count)
    apart = [line for line in layer.lines if line.colour != common]
    changes: dict[str, object] = {"colour": common}
    if apart and not layer.emphasis:
        changes |= {"emphasis": " ".join(line.text for line in apart), "emphasis_colour": apart[0].colour}
    return layer.model_copy(update=changes)


def coloured(layer: TextLayer, colour: Hex, emphasis: Hex | None = None) -> TextLayer:
    """The words in one colour, and those that stand out in another or in the same."""
    lines = tuple(
        line.model_copy(
            update={
                "colour": emphasis if emphasis and line.colour == layer.emphasis_colour else colour,
                "spans": tuple(span.model_copy(update={"colour": emphasis or colour}) for span in line.spans),
            }
        )
        for line in layer.lines
    )
    changes: dict[str, object] = {"colour": colour, "lines": lines}
    if layer.emphasis_colour:
        changes["emphasis_colour"] = emphasis or colour
    return layer.model_copy(update=changes)


def _subject(case: Case) -> Words:
    layer = next((one for one in case.design.layers if one.id == case.finding.layer), None)
    return layer if isinstance(layer, BadgeLayer) else modern(case.layer_as(TextLayer))


def _setting(layer: TextLayer) -> Setting:
    return layer.setting or Setting()


def _set(layer: TextLayer, case: Case) -> TextLayer:
    return set_layer(layer, case.design.width_px, case.design.height_px)


def _ink(layer: TextLayer, case: Case) -> Box:
    return placed_layer(layer, case.design.width_px, case.design.height_px)[1]


def _companions(layer: Words, case: Case) -> list[Movable]:
    """The layer and what stands with it: a kicker over its headline, a number before it, a short bar."""
    group: list[Movable] = [layer]
    boxes = words_boxes(layer, case.aspect)
    for other in case.design.layers:
        if other.id == layer.id or not other.visible or other.locked:
            continue
        if not (isinstance(other, TextLayer | BadgeLayer) or is_ornament(other)):
            continue
        near = [_widened(box, TOGETHER, case.aspect) for box in _boxes_of(other, case.aspect)]
        if any(touches(box, boxes) for box in near):
            group.append(modern(other) if isinstance(other, TextLayer) else other)
    return group


def _boxes_of(layer: Movable, aspect: float) -> list[Box]:
    return [layer.box] if isinstance(layer, ShapeLayer) else words_boxes(layer, aspect)


def _widened(box: Box, by: float, aspect: float) -> Box:
    across = by / aspect
    return Box(x=box.x - across, y=box.y - by, width=box.width + 2 * across, height=box.height + 2 * by)


def _placed(group: Sequence[Movable], scale: float, case: Case, room: Box) -> Iterator[Design]:
    """The group, so much smaller, at the free places nearest to where it stands."""
    boxes = [box for layer in group for box in _boxes_of(layer, case.aspect)]
    if not boxes:
        return
    centre = union(boxes).centre
    boxes = [scaled(box, scale if scale == 1 else scale * SLACK, centre) for box in boxes]
    whole = union(boxes)
    across, down = room.width - whole.width, room.height - whole.height
    if across < 0 or down < 0:
        return
    shifts = np.stack(
        np.meshgrid(
            np.linspace(room.x - whole.x, room.x - whole.x + across, STEPS),
            np.linspace(room.y - whole.y, room.y - whole.y + down, STEPS),
        ),
        axis=-1,
    ).reshape(-1, 2)
    # Straight ways first: where one of the two need not change it does not.
    straight = [(0.0, y) for y in shifts[::STEPS, 1]] + [(x, 0.0) for x in shifts[:STEPS, 0]]
    shifts = np.concatenate([np.array([(0.0, 0.0), *straight]), shifts])
    fits = (
        (whole.x + shifts[:, 0] >= room.x - 1e-6)
        & (whole.x + whole.width + shifts[:, 0] <= room.x + room.width + 1e-6)
        & (whole.y + shifts[:, 1] >= room.y - 1e-6)
        & (whole.y + whole.height + shifts[:, 1] <= room.y + room.height + 1e-6)
    )
    free = shifts[fits]
    blocked = _blocked(boxes, case.in_the_way(frozenset(layer.id for layer in group)), free)
    if case.image.shape == "circle":
        blocked |= _outside_circle(boxes, free)
    free = free[~blocked]
    lengths = np.hypot(free[:, 0] * case.aspect, free[:, 1])
    for index in np.argsort(lengths, kind="stable"):
        dx, dy = (float(value) for value in free[index])
        yield exchanged(case.design, {one.id: _shifted(one, scale, centre, dx, dy, case) for one in group})


def _blocked(boxes: list[Box], others: list[Box], shifts: Floats) -> Floats:
    """For each shift whether a box would lie over one of the others."""
    found = np.zeros(len(shifts), bool)
    for box in boxes:
        for other in others:
            found |= (
                (box.x + shifts[:, 0] < other.x + other.width)
                & (box.x + box.width + shifts[:, 0] > other.x)
                & (box.y + shifts[:, 1] < other.y + other.height)
                & (box.y + box.height + shifts[:, 1] > other.y)
            )
    return found


def _outside_circle(boxes: list[Box], shifts: Floats) -> Floats:
    found = np.zeros(len(shifts), bool)
    for box in boxes:
        for x in (box.x, box.x + box.width):
            for y in (box.y, box.y + box.height):
                found |= np.hypot(x + shifts[:, 0] - 0.5, y + shifts[:, 1] - 0.5) > 0.49
    return found


def _shifted(
    layer: Movable, scale: float, centre: tuple[float, float], dx: float, dy: float, case: Case
) -> Movable:
    if isinstance(layer, BadgeLayer | ShapeLayer):
        return layer.model_copy(update={"box": moved(scaled(layer.box, scale, centre), dx, dy)})
    if scale == 1:
        lines = tuple(line.model_copy(update={"x": line.x + dx, "y": line.y + dy}) for line in layer.lines)
        return layer.model_copy(update={"box": moved(layer.box, dx, dy), "lines": lines})
    ink = _ink(layer, case)
    tight = scaled(ink, scale * SLACK, centre)
    setting = _setting(layer)
    largest = max(line.size for line in layer.lines) * scale if layer.lines else setting.largest
    setting = setting.model_copy(
        update={"largest": largest * SLACK, "smallest": min(setting.smallest, largest)}
    )
    return _set(layer.model_copy(update={"box": moved(tight, dx, dy), "setting": setting}), case)


def _grown(ink: Box, case: Case, layer_id: str) -> Iterator[Box]:
    """The ink's box grown until something is in the way: sideways first, and up and down first."""
    others = case.in_the_way(frozenset({layer_id}))
    wide = case.room(MARGIN)
    room = wide if overlap(ink, wide) > 0.999 * ink.area else case.room()
    for order in (("left", "right", "up", "down"), ("up", "down", "left", "right")):
        box = ink
        for way in order:
            box = _as_far(box, way, room, others)
        if box.area > ink.area * 1.02:
            yield box


def _as_far(box: Box, way: str, room: Box, others: list[Box]) -> Box:
    known = [other for other in others if overlap(box, other) <= 1e-6]
    while True:
        x, y, width, height = box.x, box.y, box.width, box.height
        if way == "left":
            x, width = x - GROWING_STEP, width + GROWING_STEP
        elif way == "right":
            width += GROWING_STEP
        elif way == "up":
            y, height = y - GROWING_STEP, height + GROWING_STEP
        else:
            height += GROWING_STEP
        next_box = Box(x=x, y=y, width=width, height=height)
        inside = overlap(next_box, room) >= overlap(box, room) + 1e-9
        if not inside or touches(next_box, known):
            return box
        box = next_box


def _between(one: Box, other: Box, share: float) -> Box:
    def mixed(a: float, b: float) -> float:
        return a + (b - a) * share

    return Box(
        x=mixed(one.x, other.x), y=mixed(one.y, other.y),
        width=mixed(one.width, other.width), height=mixed(one.height, other.height),
    )  # fmt: skip


def _helped(design: Design, layers: list[TextLayer], case: Case) -> Iterator[Design]:
    """A proposal whose words stand on another ground now, made to read there: by a shadow, by a plate."""
    names = {layer.id for layer in layers}
    texts = [text for text in design.texts() if text.id in names]
    for manner in (_shadowed, _plated):
        yield exchanged(design, {text.id: manner(text, _ground(text, case), case) for text in texts})


def _clearer(design: Design, layer: TextLayer, case: Case) -> Iterator[Design]:
    ground = _ground(layer, case)
    yield with_layer(design, _readable(layer, ground))
    for manner in (_shadowed, _stroked, _plated):
        yield with_layer(design, manner(layer, ground, case))


def _ground(layer: TextLayer, case: Case) -> float:
    reading = case.drawn.readings.get(layer.id)
    return reading.ground if reading else 0.0


def _grey(luminance: float) -> Hex:
    """The grey of a WCAG luminance."""
    value = 12.92 * luminance if luminance <= 0.0031308 else 1.055 * luminance ** (1 / 2.4) - 0.055
    byte = round(255 * min(1.0, max(0.0, value)))
    return f"#{byte:02x}{byte:02x}{byte:02x}"


def _readable(layer: TextLayer, ground: float) -> TextLayer:
    """Each colour lightened or darkened until it reads."""
    towards = lifted if ground < DARK_GROUND else lowered
    colour = layer.colour or LIGHT
    emphasis = layer.emphasis_colour
    return coloured(
        layer,
        towards(colour, _grey(ground), CLEAR_CONTRAST),
        towards(emphasis, _grey(ground), CLEAR_CONTRAST) if emphasis else None,
    )


def _shadowed(layer: TextLayer, ground: float, case: Case) -> TextLayer:
    plain, opposite = _plain(ground, case)
    return coloured(layer, plain).model_copy(
        update={"shadow": SHADOW, "shadow_colour": opposite, "shadow_opacity": SHADOW_OPACITY}
    )


def _stroked(layer: TextLayer, ground: float, case: Case) -> TextLayer:
    plain, opposite = _plain(ground, case)
    return coloured(layer, plain).model_copy(update={"stroke": STROKE, "stroke_colour": opposite})


def _plated(layer: TextLayer, ground: float, case: Case) -> TextLayer:
    plain, opposite = _plain(ground, case)
    plate = Plate(colour=opposite, pad=PLATE_PAD, radius=PLATE_RADIUS, opacity=0.94)
    return coloured(layer, plain).model_copy(update={"plate": plate, "stroke": 0.0, "shadow": 0.0})


def _plain(ground: float, case: Case) -> tuple[Hex, Hex]:
    """Words and what lies under them: the team's light and dark where they read on each other."""
    brand = case.brand
    light = brand.colour("paper") or LIGHT
    dark = brand.colour("ground") or DARK
    if float(contrast(hex_luminance(light), hex_luminance(dark))) < CLEAR_CONTRAST:
        light, dark = LIGHT, DARK
    return (light, dark) if ground < DARK_GROUND else (dark, light)
