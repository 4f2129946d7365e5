"""What a look's locks keep authors from. Whoever may change the look itself may also go beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Role, User
from channels_app.models import Channel
from core.errors import Invalid
from studio.brand.locks import locked_in_design, locked_wishes
from studio.brand.preset import BrandPreset as Look
from studio.brand.preset import Lock

if TYPE_CHECKING:
    from studio.design.document import Design
    from studio.paint.options import PaintOptions
    from studio.values import Wishes

LOCKED = "brand_locked"
_DECIDES: Mapping[Lock, object] = {
    "palette": gettext_lazy("The team's look decides the colours."),
    "fonts": gettext_lazy("The team's look decides the typefaces."),
    "logos": gettext_lazy("The team's look decides the logos."),
    "text": gettext_lazy("The team's look decides how words are set."),
    "layouts": gettext_lazy("The team's look decides the layouts."),
    "painter": gettext_lazy("The team's look decides how pictures are painted."),
    "words": gettext_lazy("The team's look has words that aren't used, and this is one of them."),
}


def locked_changes(before: Design, after: Design, look: Look, role: str | None) -> list[Lock]:
    """The locks of `look` that `role` breaks by making `after` out of `before`; none for editors."""
    return [] if _is_free(role) else locked_in_design(before, after, look)


def refuse_locked_wishes(
    channel: Channel, wishes: Wishes, painting: PaintOptions, look: Look, *, by: User
) -> None:
    """Raise Invalid `brand_locked`, naming the fields, for wishes that the look doesn't leave to `by`."""
    locked = locked_wishes(wishes, painting, look)
    if not locked or _is_free(role_in(channel, by)):
        return
    raise Invalid(fields={field: (LOCKED, sentence(lock)) for field, lock in locked.items()})


def sentence(lock: Lock) -> str:
    """What a lock decides and who can change that, in the active language."""
    return f"{_DECIDES[lock]} {_('An editor of the team can change it.')}"


def role_in(channel: Channel, person: User) -> str | None:
    mine = Membership.objects.filter(team=channel.team_id, user=person)
    return mine.values_list("role", flat=True).first()


def _is_free(role: str | None) -> bool:
    return role in Role.at_least(Role.EDITOR)
