"""One case of a layout, arranged, drawn and checked as a candidate is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from studio.check import check_all
from studio.design.compose import commission
from studio.design.document import Design
from studio.design.layout import Layout
from studio.design.legibility import settle
from studio.design.render import Darkroom
from studio.gallery.brands import logos
from studio.gallery.cases import Case
from studio.gallery.material import Scene, SceneName
from studio.paint.arrays import Pixels
from studio.paint.protocol import Painting
from studio.platforms import find_image
from studio.values import Finding, PlatformImage

# A cover and an avatar are made of so many stills, a banner of all.
FEW = 3
# A layout that says it suits less is never chosen while there is another.
LEAST = 0.2
# These tell of the stills at hand and of long words, not of the layout, and are shown without failing.
OF_THE_MATERIAL = frozenset({"upscaled", "too_many_words"})


@dataclass(frozen=True)
class Print:
    """A drawn case, `(H, W, 3)` uint8 RGB; None where the layout does not suit it."""

    layout: Layout
    case: Case
    image: PlatformImage
    pixels: Pixels | None
    design: Design | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What makes the gallery fail."""
        return tuple(
            one for one in self.findings if one.severity != "info" and one.code not in OF_THE_MATERIAL
        )


def print_of(
    layout: Layout, case: Case, scenes: Mapping[SceneName, Scene], darkrooms: dict[SceneName, Darkroom]
) -> Print:
    """Draw a case; `darkrooms` keeps what was cut out of a scene's pictures for the next one."""
    image = find_image(case.platform, layout.kind)
    scene = scenes.get(case.scene)
    if scene is None:
        return Print(layout, case, image, None)
    pictures = scene.pictures if layout.kind == "banner" else scene.pictures[:FEW]
    room = darkrooms.setdefault(
        case.scene, Darkroom({picture.id: picture for picture in scene.pictures}, logos())
    )
    brand = case.preset()
    style = layout.style or case.style
    job = commission(
        case.brief(layout.kind), image, Painting(pictures, style), room, case.seed, 0, brand=brand
    )
    if layout.suits(job) < LEAST or not (layout.wordless or job.brief.headline):
        return Print(layout, case, image, None)
    drawn = settle(layout.arrange(job), room)
    return Print(layout, case, image, drawn.pixels, drawn.design, tuple(check_all(drawn, room, image, brand)))
