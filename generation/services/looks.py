"""A team's look in what is asked of painters: which one counts, and what it adds to the wishes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from accounts.models import Team, User
from channels_app.models import BrandPresetRevision, Channel
from channels_app.services import brand_locks, brand_revisions
from generation.services.painting import usable_cards
from studio.brand import NO_BRAND, BrandPreset
from studio.paint.options import LORAS_LIMIT, LoraUse, PaintOptions
from studio.values import Wishes


@dataclass(frozen=True)
class Look:
    """What a look says and the files of its logos; `revision` None: there is none."""

    revision: BrandPresetRevision | None = None
    preset: BrandPreset = NO_BRAND
    logos: dict[str, Path] = field(default_factory=dict)


NO_LOOK = Look()


def look_of(channel: Channel) -> Look:
    """The look that a channel's pictures have now."""
    if channel.brand_id is None:
        return NO_LOOK
    revisions = BrandPresetRevision.objects.filter(preset=channel.brand_id)
    return _look(revisions.order_by("-number").first())


def look_in(revision_id: uuid.UUID | None) -> Look:
    """The look of one revision, by its id; none where it is gone."""
    if revision_id is None:
        return NO_LOOK
    return _look(BrandPresetRevision.objects.filter(pk=revision_id).first())


def keep_to(look: Look, channel: Channel, wishes: Wishes, painting: PaintOptions, *, by: User) -> Wishes:
    """The wishes in the look's own style, where the author wants none.

    Raises Invalid `brand_locked`, naming the fields that the look doesn't leave to `by`.
    """
    brand_locks.refuse_locked_wishes(channel, wishes, painting, look.preset, by=by)
    style = look.preset.painter.style
    if wishes.style is not None or style is None:
        return wishes
    return wishes.model_copy(update={"style": style})


def with_loras(painting: PaintOptions, look: Look, *, team: Team, user: User) -> PaintOptions:
    """Checked options with those of the look's LoRAs that `user` may use with the model that paints."""
    wanted = look.preset.painter.loras
    if not wanted or painting.model is None:
        return painting
    cards = {card.name: card for card in usable_cards(user, team)}
    family = cards[painting.model].family
    named = {use.name for use in painting.loras}
    more = [
        LoraUse(name=lora.name, weight=lora.weight)
        for lora in wanted
        if lora.name not in named
        and (card := cards.get(lora.name)) is not None
        and card.kind == "lora"
        and card.family == family
    ]
    return painting.model_copy(update={"loras": (*painting.loras, *more)[:LORAS_LIMIT]})


def _look(revision: BrandPresetRevision | None) -> Look:
    if revision is None:
        return NO_LOOK
    return Look(revision, brand_revisions.look_of(revision), brand_revisions.logo_files(revision))
