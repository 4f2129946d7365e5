"""The pictures that a kit is made of: those of its design, and more of the same films for banners."""

from __future__ import annotations

from collections.abc import Sequence

from studio.design.document import Design
from studio.errors import InvalidRequest
from studio.paint.collage.choose import choose_sets, still_side_px
from studio.paint.collage.load import load_picture
from studio.paint.protocol import PaintRequest, Picture, Source
from studio.progress import OnStep, ignore
from studio.values import ArtworkKind, Brief, PlatformImage


def kit_pictures(
    design: Design,
    brief: Brief,
    sources: Sequence[Source],
    images: Sequence[PlatformImage],
    *,
    painted: Sequence[Picture] = (),
    seed: int = 0,
    on_step: OnStep = ignore,
) -> tuple[Picture, ...]:
    """The design's pictures, as large as any of `images` shows them, then others for what shows several.

    `painted` are those that a painter made; stills are loaded from `sources`. Raises InvalidRequest
    (still_gone, still_unreadable).
    """
    kinds: set[ArtworkKind] = {image.artwork_kind for image in images if image.artwork_kind}
    side_px = max((still_side_px(kind) for kind in kinds), default=still_side_px(design.kind))
    known = {picture.id: picture for picture in painted}
    for name, origin in design.sources.items():
        if name in known:
            continue
        source = sources[origin.source] if 0 <= origin.source < len(sources) else None
        stills = source.digest.stills if source else ()
        still = next((one for one in stills if one.rank == origin.still), None)
        if source is None or still is None:
            raise InvalidRequest(
                "a still that the design shows is gone", code="still_gone", still=origin.still
            )
        known[name] = load_picture(source, origin.source, still, side_px)
    if kinds & {"banner", "avatar"} and any(source.digest.stills for source in sources):
        wanted = next(image for image in images if image.artwork_kind in ("banner", "avatar"))
        asked = brief.model_copy(update={"kind": "banner"})
        (more,) = choose_sets(PaintRequest(asked, wanted, sources, 1, seed), on_step)
        for picture in more:
            known.setdefault(picture.id, picture)
    return tuple(known.values())
