"""What a mender is given, and how a design's layers are exchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard, TypeVar

from studio.brand.preset import BrandPreset
from studio.design.document import BadgeLayer, Design, Layer, LogoLayer, ShapeLayer, TextLayer
from studio.design.geometry import WHOLE, overlap
from studio.design.legibility import Proof
from studio.design.placing import shown_faces, words_boxes
from studio.design.render import Darkroom
from studio.errors import InvalidRequest
from studio.values import Box, Finding, PlatformImage

# Words and logos keep this share of the canvas's shorter side free along its edges.
EDGE = 0.035
INSIDE = 0.004
FACE_AIR = 0.10
ORNAMENT_AREA = 0.012

Wanted = TypeVar("Wanted")


@dataclass(frozen=True)
class Case:
    """One finding about a drawn design, to be mended for `image` in a team's look."""

    drawn: Proof
    finding: Finding
    darkroom: Darkroom
    image: PlatformImage
    brand: BrandPreset

    @property
    def design(self) -> Design:
        return self.drawn.design

    @property
    def aspect(self) -> float:
        return self.design.width_px / self.design.height_px

    def layer_as(self, kind: type[Wanted]) -> Wanted:
        """The layer that the finding is about. Raises InvalidRequest (no_such_layer)."""
        for layer in self.design.layers:
            if layer.id == self.finding.layer and isinstance(layer, kind):
                return layer
        raise InvalidRequest(
            f"the finding is about a layer that is not there: {self.finding.layer}",
            code="no_such_layer", layer=self.finding.layer,
        )  # fmt: skip

    def room(self, edge: float = EDGE) -> Box:
        """Where words and logos may stand: the safe zone, a little off the canvas's edges."""
        zone = self.image.safe_zone or WHOLE
        side, up = edge / max(1.0, self.aspect), edge * min(1.0, self.aspect)
        left, top = max(zone.x + INSIDE, side), max(zone.y + INSIDE, up)
        right = min(zone.x + zone.width - INSIDE, 1 - side)
        bottom = min(zone.y + zone.height - INSIDE, 1 - up)
        return Box(x=left, y=top, width=right - left, height=bottom - top)

    def in_the_way(self, apart_from: frozenset[str]) -> list[Box]:
        """Badges of the platform, faces with a little air, and other layers' words and logos."""
        boxes = list(self.image.keep_clear)
        for face in shown_faces(self.design, self.darkroom):
            air = FACE_AIR
            boxes.append(
                Box(
                    x=face.x - air * face.width, y=face.y - air * face.height,
                    width=(1 + 2 * air) * face.width, height=(1 + 2 * air) * face.height,
                )
            )  # fmt: skip
        for layer in self.design.layers:
            if layer.id in apart_from or not layer.visible:
                continue
            if isinstance(layer, LogoLayer) or is_ornament(layer):
                boxes.append(layer.box)
            elif isinstance(layer, TextLayer | BadgeLayer):
                boxes += words_boxes(layer, self.aspect)
        return boxes


def is_ornament(layer: Layer) -> TypeGuard[ShapeLayer]:
    """A short bar or a dot that stands beside words and goes with them."""
    return (
        isinstance(layer, ShapeLayer)
        and layer.shape in ("rectangle", "ellipse")
        and 0 < layer.box.area < ORNAMENT_AREA
        and not layer.line
    )


def exchanged(design: Design, layers: Mapping[str, Layer]) -> Design:
    """The design with those layers in place of the ones of the same id."""
    return design.model_copy(update={"layers": tuple(layers.get(layer.id, layer) for layer in design.layers)})


def with_layer(design: Design, layer: Layer) -> Design:
    return exchanged(design, {layer.id: layer})


def touches(box: Box, others: list[Box]) -> bool:
    return any(overlap(box, other) > 1e-6 for other in others)


def moved(box: Box, dx: float, dy: float) -> Box:
    return Box(x=box.x + dx, y=box.y + dy, width=box.width, height=box.height)


def scaled(box: Box, by: float, around: tuple[float, float]) -> Box:
    """A box made larger or smaller towards a point."""
    return Box(
        x=around[0] + (box.x - around[0]) * by,
        y=around[1] + (box.y - around[1]) * by,
        width=box.width * by,
        height=box.height * by,
    )
