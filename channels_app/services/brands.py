"""Brand presets: make, name, copy, put aside, and choose for channels. What they say: `brand_revisions`."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, Team, User
from channels_app.events import BrandChanged, ChannelChanged
from channels_app.models import BrandPreset, Channel
from channels_app.services import brand_revisions, words
from core import audit
from core.errors import Conflict, Invalid
from core.events import publish_on_commit
from studio.brand import BrandPreset as Look

NAME_LIMIT = 60


@transaction.atomic
def create(team: Team, name: str, data: Look, *, by: User, note: str = "") -> BrandPreset:
    """A new preset of `team` with its first revision.

    Raises NotFound, Forbidden (not an editor), Invalid (name taken, forbidden words, logos or typefaces that
    aren't there).
    """
    team = Team.objects.select_for_update(of=("self",)).get_or_denied(by, Role.EDITOR, pk=team.pk)
    preset = BrandPreset(team=team, name=name, created_by=by)
    _write(preset)
    brand_revisions.add(preset, data, by=by, note=note)
    audit.record("brand.create", preset, by=by, team_id=team.pk, name=name)
    return preset


@transaction.atomic
def rename(preset: BrandPreset, name: str, *, by: User) -> BrandPreset:
    """Raises NotFound, Forbidden (not an editor), Invalid (name taken, forbidden words)."""
    preset = brand_revisions.held(preset, by=by)
    before, preset.name = preset.name, name
    _write(preset)
    audit.record("brand.rename", preset, by=by, team_id=preset.team_id, before=before, after=name)
    _tell(preset, "renamed")
    return preset


@transaction.atomic
def copy(preset: BrandPreset, *, by: User, name: str = "", team: Team | None = None) -> BrandPreset:
    """A new preset that says the same, in the same team or in another one that `by` edits.

    Raises NotFound, Forbidden (doesn't see the preset, isn't an editor of the team it goes to), Invalid.
    """
    preset = BrandPreset.objects.get_or_denied(by, Role.VIEWER, pk=preset.pk)
    home = Team.objects.select_for_update(of=("self",)).get_or_denied(
        by, Role.EDITOR, pk=team.pk if team is not None else preset.team_id
    )
    current = brand_revisions.current(preset)
    copied = BrandPreset(team=home, name=name or free_name(home.pk, preset.name), created_by=by)
    _write(copied)
    brand_revisions.add(
        copied, brand_revisions.look_of(current), by=by, logos=[blob.pk for blob in current.logos.all()]
    )
    audit.record("brand.copy", copied, by=by, team_id=home.pk, source=str(preset.pk), number=current.number)
    return copied


@transaction.atomic
def choose(preset: BrandPreset, channel_ids: Collection[uuid.UUID], *, by: User) -> BrandPreset:
    """Let just these channels of the team have this look; those that had it and aren't named have none.

    Raises NotFound, Forbidden (not an editor), Conflict `brand_archived`, Invalid (channels that aren't the
    team's).
    """
    preset = brand_revisions.held(preset, by=by)
    if preset.archived_at is not None and channel_ids:
        raise Conflict(_("This look is archived. Bring it back first."), code="brand_archived")
    wanted = set(channel_ids)
    channels = {
        one.pk: one for one in Channel.objects.select_for_update(of=("self",)).filter(team=preset.team_id)
    }
    if wanted - channels.keys():
        sentence = _("There is no such channel in this team.")
        raise Invalid(fields={"channels": ("does_not_exist", sentence)})
    changed = [
        channel for channel in channels.values() if (channel.pk in wanted) != (channel.brand_id == preset.pk)
    ]
    for channel in changed:
        channel.brand = preset if channel.pk in wanted else None
        channel.save(update_fields=["brand"])
        publish_on_commit(ChannelChanged(team_id=preset.team_id, channel_id=channel.pk))
    if changed:
        named = sorted(str(one) for one in wanted)
        audit.record("brand.choose", preset, by=by, team_id=preset.team_id, channels=named)
        _tell(preset, "chosen")
    return preset


@transaction.atomic
def archive(preset: BrandPreset, *, by: User) -> BrandPreset:
    """Offer it no more; its channels have no look then. Twice is the same as once.

    Raises NotFound, Forbidden (not an editor).
    """
    preset = brand_revisions.held(preset, by=by)
    if preset.archived_at is None:
        choose(preset, [], by=by)
        preset.archived_at = timezone.now()
        preset.save(update_fields=["archived_at"])
        audit.record("brand.archive", preset, by=by, team_id=preset.team_id)
        _tell(preset, "archived")
    return preset


@transaction.atomic
def bring_back(preset: BrandPreset, *, by: User) -> BrandPreset:
    """Offer an archived one again. Raises NotFound, Forbidden (not an editor), Invalid (name taken)."""
    preset = brand_revisions.held(preset, by=by)
    if preset.archived_at is not None:
        preset.archived_at = None
        _write(preset)
        audit.record("brand.bring_back", preset, by=by, team_id=preset.team_id)
        _tell(preset, "saved")
    return preset


@transaction.atomic
def delete(preset: BrandPreset, *, by: User) -> None:
    """Remove a preset for ever.

    Raises NotFound, Forbidden (not an owner), Conflict `brand_in_use`: a version names what it said.
    """
    preset = brand_revisions.held(preset, by=by, role=Role.OWNER)
    choose(preset, [], by=by)
    audit.record("brand.delete", preset, by=by, team_id=preset.team_id, name=preset.name)
    _tell(preset, "deleted")
    try:
        with transaction.atomic():
            preset.delete()
    except models.RestrictedError as error:
        sentence = _("Pictures were made with this look, and go on naming it. Archive it instead.")
        raise Conflict(sentence, code="brand_in_use") from error


def free_name(team_id: uuid.UUID, name: str) -> str:
    """`name`, with a number behind it where the team has a preset of that name."""
    taken = set(BrandPreset.objects.in_use().filter(team=team_id).values_list("name", flat=True))
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name[: NAME_LIMIT - 5]} {number}"
    return free


def _write(preset: BrandPreset) -> None:
    words.refuse_forbidden({"name": preset.name})
    others = BrandPreset.objects.in_use().filter(team=preset.team_id, name=preset.name).exclude(pk=preset.pk)
    taken = Invalid(fields={"name": ("taken", _("The team has a look of this name already."))})
    if others.exists():
        raise taken
    try:
        with transaction.atomic():
            preset.save()
    except IntegrityError as error:
        raise taken from error


def _tell(preset: BrandPreset, what: str) -> None:
    publish_on_commit(BrandChanged(team_id=preset.team_id, brand_id=preset.pk, what=what))
