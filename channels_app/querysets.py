"""Which channels, videos, artworks and versions a person may see or change. (How lists load: `display`.)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import Membership
from accounts.querysets import Guarded

if TYPE_CHECKING:
    from accounts.models import User


class ChannelQuerySet(Guarded):
    team_path = "team"


class VideoQuerySet(Guarded):
    team_path = "channel__team"


class UploadQuerySet(Guarded):
    team_path = "video__channel__team"


class ArtworkQuerySet(Guarded):
    team_path = "channel__team"


class VersionQuerySet(Guarded):
    team_path = "artwork__channel__team"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A team sees its versions; moderators see those that were ever submitted."""
        if user.is_authenticated and user.is_moderator:
            mine = Membership.objects.filter(user=user).values("team")
            return self.filter(Q(artwork__channel__team__in=mine) | ~Q(state="draft"))
        return self._within(user)


class PhotoQuerySet(Guarded):
    team_path = "team"


class BrandPresetQuerySet(Guarded):
    team_path = "team"

    def in_use(self) -> Self:
        """Those that are not archived."""
        return self.filter(archived_at=None)


class PublicationQuerySet(Guarded):
    team_path = "artwork__channel__team"

    def live(self) -> Self:
        return self.filter(retired_at=None)


class DraftQuerySet(Guarded):
    """A draft is its owner's alone, for as long as they are in the team."""

    team_path = "version__artwork__channel__team"

    def _within(self, user: User | AnonymousUser, roles: list[str] | None = None) -> Self:
        return super()._within(user, roles).filter(owner=user.pk)

    def open(self) -> Self:
        return self.filter(closed_at=None)


class KitQuerySet(Guarded):
    team_path = "version__artwork__channel__team"
