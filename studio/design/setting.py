"""Setting the words of a text layer in its box, at first and whenever one of the two has changed."""

from __future__ import annotations

from itertools import pairwise

from studio.design.document import Setting, TextLayer, TextLine
from studio.design.emphasis import emphasised
from studio.design.runs import runs
from studio.design.typeset import Block, Manner, cap_ratio, set_text
from studio.errors import Undrawable
from studio.fonts import TYPEFACES, face_for
from studio.values import Box, Hex

WORTH_NARROWING = 1.28
LARGEST_CAPS_EM = 5.0
# For designs of before settings were written down.
OLD_COLOUR: Hex = "#ffffff"


def set_layer(layer: TextLayer, width_px: int, height_px: int) -> TextLayer:
    """The layer with its `text` set anew in its `box`, by its `setting`, on a canvas of that size.

    Words go as large as box and setting let them, in a narrow face where that makes them much larger, and
    `emphasis` stands out. A layer without a setting gets the one its lines show. No text: no lines.

    Raises Undrawable: font_missing for a typeface that there is not, text_undrawable where no typeface of
    ours has a single letter of the text. Such letters among others are left out.
    """
    return placed_layer(layer, width_px, height_px)[0]


def placed_layer(layer: TextLayer, width_px: int, height_px: int) -> tuple[TextLayer, Box]:
    """What `set_layer` gives, and the box of its ink."""
    setting = layer.setting or _as_it_was(layer)
    colour = layer.colour or (layer.lines[0].colour if layer.lines else OLD_COLOUR)
    kept = {"setting": setting, "colour": colour}
    if not layer.text.strip():
        empty = Box(x=layer.box.x, y=layer.box.y, width=0.0, height=0.0)
        return layer.model_copy(update={**kept, "lines": ()}), empty
    wanted = setting.face or layer.face
    if layer.face not in (wanted, setting.narrow):
        # Somebody picked another face since: that one, and no narrow one in its stead.
        wanted, setting = layer.face, setting.model_copy(update={"face": "", "narrow": ""})
    for name in (wanted, setting.narrow):
        if name and name not in TYPEFACES:
            raise Undrawable(
                f"layer {layer.id!r}: there is no typeface {name!r}",
                code="font_missing", layer=layer.id, font=name,
            )  # fmt: skip
    letters = layer.text.split()
    if not any(runs(word, wanted) for word in letters):
        raise Undrawable(
            f"layer {layer.id!r}: no typeface of ours has these letters",
            code="text_undrawable", layer=layer.id, letters="".join(letters)[:20],
        )  # fmt: skip
    room = (layer.box.width * width_px, layer.box.height * height_px)
    face, block = _fitted(layer, setting, wanted, room, height_px)
    lines, taken = _laid(block, layer, setting, width_px, height_px, colour)
    if layer.emphasis and layer.emphasis_colour:
        lines = emphasised(lines, layer.emphasis, layer.emphasis_colour)
    setting = setting.model_copy(update={"face": wanted if setting.narrow else ""})
    return layer.model_copy(
        update={"setting": setting, "colour": colour, "face": face, "lines": tuple(lines)}
    ), taken


def _fitted(
    layer: TextLayer, setting: Setting, wanted: str, room: tuple[float, float], height_px: int
) -> tuple[str, Block]:
    """Set in the wanted face, or in the narrow one where that makes the capitals much taller."""
    face = face_for(layer.text, wanted)
    block = set_text(layer.text, *room, _manner(layer, setting, face, height_px))
    narrow = setting.narrow
    if not narrow or face_for(layer.text, narrow) != narrow:
        return face, block
    other = set_text(layer.text, *room, _manner(layer, setting, narrow, height_px))
    gain = _smallest_cap(other, narrow) / _smallest_cap(block, face)
    better = gain > WORTH_NARROWING or (block.broken and not other.broken)
    return (narrow, other) if better else (face, block)


def _manner(layer: TextLayer, setting: Setting, face: str, height_px: int) -> Manner:
    return Manner(
        face,
        layer.caps,
        layer.tracking,
        setting.leading,
        setting.max_lines,
        setting.spread,
        setting.smallest * height_px,
        min(setting.largest, LARGEST_CAPS_EM) * height_px,
        hyphenate=setting.hyphenate,
    )


def _smallest_cap(block: Block, face: str) -> float:
    return min(line.size_px for line in block.lines) * cap_ratio(face)


def _laid(
    block: Block, layer: TextLayer, setting: Setting, width: int, height: int, colour: Hex
) -> tuple[tuple[TextLine, ...], Box]:
    """A block's lines where the layer's box and its alignment have them, and the box of their ink."""
    box = layer.box
    room = box.height * height - block.height_px
    top = box.y * height + {"top": 0.0, "middle": room / 2, "bottom": room}[setting.valign]
    lines = []
    for line in block.lines:
        spare = box.width * width - line.width_px
        x = box.x * width + {"left": 0.0, "centre": spare / 2, "right": spare}[layer.align]
        lines.append(
            TextLine(
                text=line.text,
                x=x / width,
                y=(top + line.baseline_px) / height,
                size=line.size_px / height,
                colour=colour,
                width=line.width_px / width,
            )
        )
    left = min(line.x for line in lines)
    right = max(line.x + line.width for line in lines)
    taken = Box(x=left, y=top / height, width=right - left, height=block.height_px / height)
    return tuple(lines), taken


def _as_it_was(layer: TextLayer) -> Setting:
    """The setting that the lines of an older design show."""
    lines = layer.lines
    if not lines or layer.face not in TYPEFACES:
        return Setting()
    cap = cap_ratio(layer.face)
    sizes = [line.size for line in lines]
    gaps = [
        (below.y - above.y - cap * below.size) / (cap * min(above.size, below.size))
        for above, below in pairwise(lines)
    ]
    top, foot = lines[0].y - cap * lines[0].size - layer.box.y, layer.box.y + layer.box.height - lines[-1].y
    near = "top" if top < foot / 3 else "bottom" if foot < top / 3 else "middle"
    return Setting(
        leading=min(0.6, max(0.1, min(gaps))) if gaps else 0.30,
        max_lines=max(4, len(lines)),
        spread=max(sizes) / min(sizes),
        valign=near,
    )
