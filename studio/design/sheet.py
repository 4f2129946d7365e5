"""The table a layout works at: the commission it got, and helpers to lay things down."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal

from studio.brand import NO_BRAND, BrandPreset
from studio.design.branded import branded
from studio.design.document import (
    Design,
    GradientLayer,
    Layer,
    Plate,
    Setting,
    ShapeLayer,
    TextLayer,
)
from studio.design.emphasis import strongest
from studio.design.geometry import overlap
from studio.design.manners import Helps, helped, mannered
from studio.design.marks import place_logo
from studio.design.render import Darkroom
from studio.design.scheme import Scheme, scheme_for
from studio.design.setting import LARGEST_CAPS_EM, placed_layer
from studio.design.temper import Temper, room_for, tempered
from studio.design.typeset import Manner
from studio.paint.protocol import Painting, Picture
from studio.values import Box, Brief, Hex, PlatformImage, StyleName

Align = Literal["left", "centre", "right"]
VAlign = Literal["top", "middle", "bottom"]
TextRole = Literal["headline", "kicker", "monogram", "number", "note"]
MARGIN = 0.075
SMALLEST_HEADLINE = 0.046


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

    def manner(self, manner: Manner, role: TextRole = "headline") -> Manner:
        """A layout's manner as the team has it; `Sheet.words` does this by itself."""
        return mannered(manner, role, self.brand)

    def helps(self, helps: Helps, colour: Hex) -> Helps:
        """What lies under headlines of that colour, as the team has it; `Sheet.words` does so by itself."""
        return helped(helps, colour, self.brand, (self.scheme.deep, self.scheme.paper, self.scheme.accent))

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
        """Lay layers on top. An id that is taken gets a number behind it."""
        for layer in layers:
            taken = {one.id for one in self.layers}
            number = next(n for n in count(1) if _numbered(layer.id, n) not in taken)
            self.layers.append(layer.model_copy(update={"id": _numbered(layer.id, number)}))

    def design(self, layout: str, background: Hex) -> Design:
        """The finished design, with the team's logo where a layout has not laid one and there is room."""
        place_logo(self, background)
        return self.laid(layout, background)

    def laid(self, layout: str, background: Hex) -> Design:
        """The layers as they lie now, as a design."""
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
        role: TextRole = "headline",
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
        job = self.job
        manner = mannered(manner, role, job.brand)
        helps = Helps(shadow, stroke, stroke_colour, plate)
        if role == "headline":
            helps = job.helps(helps, colour)
        if role == "headline":
            box, manner = self._roomier(box, align, valign), tempered(manner, job.temper)
        wanted = emphasis if job.brand.text.emphasis else None
        stands_out = strongest(text, job.brief.keywords) if wanted and role == "headline" else ""
        layer, taken = placed_layer(
            TextLayer(
                id=name or role,
                role=role,
                text=text,
                box=box,
                face=manner.face,
                caps=manner.caps,
                align=align,
                tracking=manner.tracking,
                colour=colour,
                emphasis=stands_out,
                emphasis_colour=wanted,
                setting=_setting(manner, valign),
                lines=(),
                stroke=helps.stroke,
                stroke_colour=helps.stroke_colour,
                shadow=helps.shadow,
                plate=helps.plate,
            ),
            job.image.width_px,
            job.image.height_px,
        )
        self.add(layer)
        return taken

    def _roomier(self, box: Box, align: Align, valign: VAlign) -> Box:
        """The room for words as loud as they are to be; it grows only over what is free."""
        wanted = room_for(box, self.job.temper, align, valign)
        if self.job.temper != "bolder":
            return wanted
        edge = MARGIN / 2
        inside = (
            min(wanted.x * self.job.aspect, wanted.y) >= edge
            and (1 - wanted.x - wanted.width) * self.job.aspect >= edge
            and 1 - wanted.y - wanted.height >= edge
        )
        return wanted if inside and self.free(wanted) == wanted else box


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _setting(manner: Manner, valign: VAlign) -> Setting:
    """Manners of layouts give sizes in fractions of the canvas; their defaults in pixels mean no wish."""
    return Setting(
        leading=manner.leading,
        max_lines=manner.max_lines,
        spread=manner.spread,
        smallest=manner.min_px if manner.min_px < 1 else SMALLEST_HEADLINE,
        largest=manner.max_px if manner.max_px < LARGEST_CAPS_EM else LARGEST_CAPS_EM,
        narrow=manner.narrow,
        face=manner.face if manner.narrow else "",
        valign=valign,
    )


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
