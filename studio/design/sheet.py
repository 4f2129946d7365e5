"""The table a layout works at: the commission it got, and helpers to lay things down."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Literal

from studio.brand import NO_BRAND, BrandPreset
from studio.design.branded import branded
from studio.design.document import (
    Design,
    GradientLayer,
    Layer,
    Plate,
    ShapeLayer,
    TextLayer,
    TextLine,
)
from studio.design.geometry import overlap
from studio.design.render import Darkroom
from studio.design.scheme import Scheme, scheme_for
from studio.design.typeset import Block, Manner, cap_ratio, set_text
from studio.fonts import face_for
from studio.paint.protocol import Painting, Picture
from studio.values import Box, Brief, Hex, PlatformImage, StyleName

Align = Literal["left", "centre", "right"]
VAlign = Literal["top", "middle", "bottom"]
Temper = Literal["calmer", "plain", "bolder"]
MARGIN = 0.075
SMALLEST_HEADLINE = 0.046
WORTH_NARROWING = 1.28


@dataclass(frozen=True)
class Commission:
    """What a layout is asked for: this brief, in these colours, out of these pictures, on this canvas.

    `accent` is a colour the author asked for, `brand` the team's look, `temper` how loud it is to be.
    """

    brief: Brief
    image: PlatformImage
    painting: Painting
    scheme: Scheme
    darkroom: Darkroom
    seed: int
    chance: random.Random
    accent: Hex | None = None
    brand: BrandPreset = NO_BRAND
    temper: Temper = "plain"

    @property
    def lead(self) -> Picture:
        return self.painting.pictures[0]

    @property
    def aspect(self) -> float:
        return self.image.width_px / self.image.height_px

    @property
    def margin_x(self) -> float:
        return MARGIN / self.aspect if self.aspect > 1 else MARGIN

    def restyled(self, style: StyleName) -> Commission:
        """The same work in another style and its colours."""
        painting = replace(self.painting, style=style)
        palette = self.lead.palette or self.brief.palette
        scheme = scheme_for(palette, style, self.brief.mood, self.chance, self.accent)
        scheme = branded(scheme, self.brand, self.seed, wished=self.accent is not None)
        return replace(self, painting=painting, scheme=scheme)

    def px(self, box: Box) -> tuple[float, float]:
        """Width and height of a canvas box in pixels."""
        return box.width * self.image.width_px, box.height * self.image.height_px


@dataclass
class Sheet:
    """Layers laid so far, lowest first, and what no word may cover."""

    job: Commission
    layers: list[Layer] = field(default_factory=list)
    obstacles: list[Box] = field(default_factory=list)

    def add(self, *layers: Layer) -> None:
        self.layers.extend(layers)

    def design(self, layout: str, background: Hex) -> Design:
        used = {layer.source for layer in self.layers if layer.type in ("picture", "cutout")}
        return Design(
            kind=self.job.brief.kind,
            layout=layout,
            style=self.job.painting.style,
            width_px=self.job.image.width_px,
            height_px=self.job.image.height_px,
            background=background,
            layers=tuple(self.layers),
            sources={p.id: p.origin for p in self.job.painting.pictures if p.id in used},
            seed=self.job.seed,
        )

    def free(self, box: Box) -> Box:
        """The box cut back from the badge and from what is in the way, losing as little as may be."""
        for obstacle in [*self.job.image.keep_clear, *self.obstacles]:
            if overlap(box, obstacle) > 1e-6:
                box = _cut_back(box, obstacle)
        return box

    def words(
        self,
        text: str,
        box: Box,
        manner: Manner,
        colour: Hex,
        *,
        role: Literal["headline", "kicker", "monogram", "number", "note"] = "headline",
        name: str = "",
        align: Align = "left",
        valign: VAlign = "middle",
        emphasis: Hex | None = None,
        stroke: float = 0.0,
        stroke_colour: Hex = "#000000",
        shadow: float = 0.0,
        plate: Plate | None = None,
    ) -> Box:
        """Set `text` as large as `box` lets it and lay it down; gives the box of its ink.

        `name` is the layer's id, its role where there is no other of that role.
        """
        height = self.job.image.height_px
        face, manner, block = _set(text, self.job.px(box), manner, height)
        lines, taken = _place(block, box, self.job, align, valign, face)
        if emphasis and len(lines) > 1:
            lines = _emphasise(lines, emphasis)
        self.add(
            TextLayer(
                id=name or role,
                role=role,
                text=text,
                box=box,
                face=face,
                caps=manner.caps,
                align=align,
                tracking=manner.tracking,
                lines=tuple(
                    line if line.colour else line.model_copy(update={"colour": colour}) for line in lines
                ),
                stroke=stroke,
                stroke_colour=stroke_colour,
                shadow=shadow,
                plate=plate,
            )
        )
        return taken


def _set(text: str, room_px: tuple[float, float], manner: Manner, height: int) -> tuple[str, Manner, Block]:
    """Set in the manner's face, or in its narrow one where that makes the capitals much taller."""
    face = face_for(text, manner.face)
    chosen = _in_pixels(manner, face, height)
    block = set_text(text, *room_px, chosen)
    if not manner.narrow or face_for(text, manner.narrow) != manner.narrow:
        return face, chosen, block
    slim = _in_pixels(manner, manner.narrow, height)
    other = set_text(text, *room_px, slim)
    gain = _smallest_cap(other, manner.narrow) / _smallest_cap(block, face)
    better = gain > WORTH_NARROWING or (block.broken and not other.broken)
    return (manner.narrow, slim, other) if better else (face, chosen, block)


def _smallest_cap(block: Block, face: str) -> float:
    return min(line.size_px for line in block.lines) * cap_ratio(face)


def _in_pixels(manner: Manner, face: str, height: int) -> Manner:
    """Manners give sizes in fractions of the canvas; typesetting wants pixels."""
    smallest = manner.min_px if manner.min_px < 1 else SMALLEST_HEADLINE
    largest = manner.max_px if manner.max_px < 5 else 5.0
    return Manner(
        face,
        manner.caps,
        manner.tracking,
        manner.leading,
        manner.max_lines,
        manner.spread,
        smallest * height,
        largest * height,
    )


def _place(
    block: Block, box: Box, job: Commission, align: Align, valign: VAlign, face: str
) -> tuple[list[TextLine], Box]:
    width, height = job.image.width_px, job.image.height_px
    room = box.height * height - block.height_px
    top = box.y * height + {"top": 0.0, "middle": room / 2, "bottom": room}[valign]
    lines = []
    for line in block.lines:
        spare = box.width * width - line.width_px
        x = box.x * width + {"left": 0.0, "centre": spare / 2, "right": spare}[align]
        lines.append(
            TextLine(
                text=line.text,
                x=x / width,
                y=(top + line.baseline_px) / height,
                size=line.size_px / height,
                colour="",
                width=line.width_px / width,
            )
        )
    left = min(line.x for line in lines)
    taken = Box(
        x=left,
        y=top / height,
        width=max(line.x + line.width for line in lines) - left,
        height=block.height_px / height,
    )
    return lines, taken


def _emphasise(lines: list[TextLine], colour: Hex) -> list[TextLine]:
    """One line in the accent: the one with a number, else the largest, else the last."""

    def weight(index: int) -> tuple[bool, float, int]:
        line = lines[index]
        return (any(letter.isdigit() for letter in line.text), round(line.size, 3), index)

    chosen = max(range(len(lines)), key=weight)
    return [
        line.model_copy(update={"colour": colour}) if index == chosen else line
        for index, line in enumerate(lines)
    ]


def _cut_back(box: Box, obstacle: Box) -> Box:
    gap = 0.012
    right, bottom = box.x + box.width, box.y + box.height
    ways = [
        Box(x=box.x, y=box.y, width=obstacle.x - gap - box.x, height=box.height),
        Box(x=box.x, y=box.y, width=box.width, height=obstacle.y - gap - box.y),
        Box(
            x=obstacle.x + obstacle.width + gap,
            y=box.y,
            width=right - obstacle.x - obstacle.width - gap,
            height=box.height,
        ),
        Box(
            x=box.x,
            y=obstacle.y + obstacle.height + gap,
            width=box.width,
            height=bottom - obstacle.y - obstacle.height - gap,
        ),
    ]
    usable = [way for way in ways if way.width > 0.08 and way.height > 0.08]
    return max(usable, key=lambda way: way.area) if usable else box


def fade(name: str, colour: Hex, angle: float, *stops: tuple[float, float], box: Box | None = None
         ) -> GradientLayer:  # fmt: skip
    """A scrim of one colour; `stops` are (place, opacity)."""
    return GradientLayer(
        id=f"scrim-{name}",
        angle=angle,
        stops=tuple((place, colour, opacity) for place, opacity in stops),
        box=box or Box(x=0, y=0, width=1, height=1),
    )


def bar(name: str, box: Box, colour: Hex, **options: float) -> ShapeLayer:
    return ShapeLayer(id=name, box=box, colour=colour, **options)
