"""Which painters there are for people to choose from, wherever they work.

The web process need not be able to paint itself: what a worker of the paint queue says of itself counts.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid
from core.texts import Said
from generation import presence
from generation.models import QueueName
from studio.models.card import Operation
from studio.paint.protocol import Capabilities

COLLAGE, DIFFUSION, RETOUCH = "collage", "diffusion", "retouch"
KNOWN_FOR_S = 2.0

_NO_LIBRARIES = Said(
    "Модели здесь не установлены. Тому, кто ведёт сайт: make diffusion, затем manage.py models pull.",
    "No models are installed here. Whoever runs the site: make diffusion, then manage.py models pull.",
)
_NO_GRAPHICS_CARD = Said(
    "Видеокарты нет: картинка будет готова через минуты, а не секунды.",
    "There is no graphics card: a picture takes minutes here, not seconds.",
)


@dataclass(frozen=True)
class Offer:
    """A painter, and whether it can be had now."""

    name: str
    capabilities: Capabilities
    available: bool
    why_not: Said | None = None
    expect: Said | None = None

    @property
    def queue(self) -> QueueName:
        return QueueName.PAINT if self.capabilities.ai_painted else QueueName.MEDIA


def offers() -> list[Offer]:
    """Every painter that makes pictures of its own accord, available or not."""
    return [offer for offer in _all() if offer.name != RETOUCH]


def default_painter() -> str:
    """Models come first only where a graphics card serves them."""
    ready = {offer.name for offer in offers() if offer.available}
    return DIFFUSION if DIFFUSION in ready and presence.painted_on() == "cuda" else COLLAGE


def require(name: str) -> Offer:
    """The painter called `name`. Raises Invalid (field `painter`): unknown_painter, painter_unavailable."""
    offer = next((offer for offer in _all() if offer.name == name), None)
    if offer is not None and offer.available:
        return offer
    code = "unknown_painter" if offer is None else "painter_unavailable"
    raise Invalid(fields={"painter": (code, _("This painter isn't available here."))})


def is_available(name: str) -> bool:
    return any(offer.name == name and offer.available for offer in _all())


def uses_models(name: str) -> bool:
    """Whether what the painter called `name` makes is painted by a model."""
    return any(offer.name == name and offer.capabilities.ai_painted for offer in _all())


def operations_of(name: str) -> tuple[Operation, ...]:
    """What the painter called `name` can be asked for."""
    return next((offer.capabilities.operations for offer in _all() if offer.name == name), ())


def shown(offer: Offer) -> dict[str, Any]:
    """An offer as the API tells it, in the active language."""
    return {
        "name": offer.name,
        "available": offer.available,
        "ai_painted": offer.capabilities.ai_painted,
        "previews": offer.capabilities.previews,
        "operations": list(offer.capabilities.operations),
        "why_not": offer.why_not.here() if offer.why_not else None,
        "expect": offer.expect.here() if offer.expect else None,
    }


def _all() -> list[Offer]:
    """Asked for every version of a list: what is known stays known for a moment."""
    return _known(int(time.monotonic() / KNOWN_FOR_S))


@lru_cache(maxsize=1)
def _known(moment: int) -> list[Offer]:
    # Imported when first asked for: painters bring OpenCV along, which the URLconf does without.
    from studio.paint import painters

    device = presence.painted_on()
    return [
        Offer(
            painter.name,
            painter.capabilities,
            available=(
                ready := painter.available() or (painter.capabilities.ai_painted and device is not None)
            ),
            why_not=None if ready else _NO_LIBRARIES,
            expect=_NO_GRAPHICS_CARD
            if ready and painter.capabilities.ai_painted and device != "cuda"
            else None,
        )
        for painter in painters()
    ]
