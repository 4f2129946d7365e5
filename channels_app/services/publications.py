"""Going live and coming down."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from channels_app.models import Artwork, Publication, Version
from channels_app.services import versions
from channels_app.states import VERSION
from core import audit
from core.errors import InvalidTransition
from core.states import transition


@transaction.atomic
def publish(version: Version, *, by: User) -> Publication:
    """Make `version` the live picture of its artwork; what was live before is retired.

    Raises NotFound, Forbidden (not an editor of the team), InvalidTransition (not approved, or live already).
    """
    version = Version.objects.select_related("artwork__channel").get_or_denied(by, Role.EDITOR, pk=version.pk)
    artwork = Artwork.objects.select_for_update(of=("self",)).get(pk=version.artwork_id)
    transition(VERSION, version, "publish", by=by, team_id=version.team_id)
    _retire_live(artwork, by=by)
    publication = Publication.objects.create(artwork=artwork, version=version, published_by=by)
    audit.record("publication.publish", publication, by=by, team_id=version.team_id, version=str(version.pk))
    versions.tell(version)
    return publication


@transaction.atomic
def retire(artwork: Artwork, *, by: User) -> None:
    """Take the live picture of `artwork` down.

    Raises NotFound, Forbidden (not an editor of the team), InvalidTransition (nothing is live).
    """
    artwork = Artwork.objects.select_for_update(of=("self",)).get_or_denied(by, Role.EDITOR, pk=artwork.pk)
    if not _retire_live(artwork, by=by):
        raise InvalidTransition


def _retire_live(artwork: Artwork, *, by: User) -> bool:
    live = artwork.publications.live().select_related("version__artwork__channel").first()
    if live is None:
        return False
    transition(VERSION, live.version, "retire", by=by, team_id=artwork.team_id)
    live.retired_at = timezone.now()
    live.retired_by = by
    live.save(update_fields=["retired_at", "retired_by"])
    audit.record("publication.retire", live, by=by, team_id=artwork.team_id, version=str(live.version_id))
    versions.tell(live.version)
    return True
