"""Looks of teams, for tests."""

from __future__ import annotations

from typing import Any

from accounts.models import Role, Team, User
from channels_app.models import BrandPreset, Channel
from channels_app.services import brands
from studio.brand import BrandPreset as Look
from tests.factories.accounts import TeamFactory, member
from tests.factories.channels import add_photo, picture, some_blob

RED = {"role": "accent", "hex": "#d02030"}


def look(**values: Any) -> Look:
    """A look with a red accent."""
    return Look.model_validate({"palette": [RED], **values})


def new_brand(team: Team | None = None, data: Look | None = None, **values: Any) -> BrandPreset:
    """A preset of `team`, made by an editor of it."""
    team = team or TeamFactory()
    name = values.pop("name", "House")
    by = values.pop("by", None) or member(team, Role.EDITOR)
    return brands.create(team, name, data or look(), by=by, **values)


def branded(channel: Channel, data: Look | None = None) -> BrandPreset:
    """A preset that `channel` has."""
    preset = new_brand(channel.team, data)
    brands.choose(preset, [channel.pk], by=member(channel.team, Role.EDITOR))
    return preset


def logo_in(team: Team, *, by: User | None = None, size: tuple[int, int] = (64, 32)) -> dict[str, Any]:
    """A logo that the team has brought, as a look names it."""
    blob = some_blob("image/png", picture(size, "PNG"))
    add_photo(team, by=by, use="logo", blob=blob, thumb=None, width_px=size[0], height_px=size[1])
    return {"sha256": blob.pk, "ground": "any", "width_px": size[0], "height_px": size[1]}
