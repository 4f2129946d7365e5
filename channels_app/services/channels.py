"""Channels: make, change, delete."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Role, Team, User
from channels_app.events import ChannelChanged
from channels_app.models import Channel
from channels_app.services import artworks, words
from core import audit
from core.errors import Invalid
from core.events import publish_on_commit
from studio.platforms import platforms

# ISO 9-like, as addresses of Russian sites are usually written.
_LATIN = dict(zip("абвгдезийклмнопрстуфхыэё", "abvgdeziyklmnoprstufhyee", strict=True)) | {
    "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
}  # fmt: skip


@transaction.atomic
def create(team: Team, *, by: User, **values: object) -> Channel:
    """A new channel of `team` with its empty avatar and banner; without a handle one is made from the title.

    Raises Forbidden (not an editor), Invalid (unknown platform, handle taken, forbidden words).
    """
    # Locked, so that the team isn't deleted around the new channel.
    team = Team.objects.select_for_update(of=("self",)).get_or_denied(by, Role.EDITOR, pk=team.pk)
    channel = Channel(team=team, created_by=by)
    values.setdefault("handle", _free_handle(str(values["title"])))
    _write(channel, values)
    artworks.make_for_channel(channel)
    audit.record("channel.create", channel, by=by, team_id=team.pk, handle=channel.handle)
    _tell(channel)
    return channel


@transaction.atomic
def update(channel: Channel, *, by: User, **changes: object) -> Channel:
    """Change title, handle, platform, description or links. Raises as `create`."""
    channel = Channel.objects.select_for_update(of=("self",)).get_or_denied(by, Role.EDITOR, pk=channel.pk)
    _write(channel, changes)
    audit.record("channel.update", channel, by=by, team_id=channel.team_id, fields=sorted(changes))
    _tell(channel)
    return channel


@transaction.atomic
def delete(channel: Channel, *, by: User) -> None:
    """Remove a channel with its videos, versions and publications. Raises Forbidden (not an owner)."""
    channel = Channel.objects.get_or_denied(by, Role.OWNER, pk=channel.pk)
    audit.record("channel.delete", channel, by=by, team_id=channel.team_id, handle=channel.handle)
    _tell(channel)
    channel.delete()


def _write(channel: Channel, changes: dict[str, object]) -> None:
    for name, value in changes.items():
        setattr(channel, name, value)
    if channel.platform not in platforms():
        raise Invalid(fields={"platform": ("unknown_platform", _("This platform isn't in the table."))})
    words.refuse_forbidden({"title": channel.title, "description": channel.description})
    taken = Invalid(fields={"handle": ("taken", _("Another channel has this handle already."))})
    if Channel.objects.filter(handle=channel.handle).exclude(pk=channel.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError as error:
        raise taken from error


def _free_handle(title: str) -> str:
    """A handle that nobody has, from a title in Latin or Cyrillic letters."""
    latin = "".join(_LATIN.get(letter, letter) for letter in title.lower())
    stem = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:50] or "channel"
    handle, number = stem, 1
    while Channel.objects.filter(handle=handle).exists():
        number += 1
        handle = f"{stem}-{number}"
    return handle


def _tell(channel: Channel) -> None:
    publish_on_commit(ChannelChanged(team_id=channel.team_id, channel_id=channel.pk))
