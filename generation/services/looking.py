"""Which models listen, look and write for a team, and who works with them."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import Team, User
from generation import presence
from generation.models import InstalledModel, QueueName
from generation.services.models import store, usable_models
from studio.models.card import ModelKind
from studio.models.store import Installed
from studio.words.installed import model_of


def names_of(kind: ModelKind, team: Team, user: User | None = None) -> set[str]:
    """The models of a kind that may be used for a team; with `user`, by that person."""
    if user is not None:
        rows = usable_models(user, team)
    else:
        accepted = InstalledModel.objects.filter(offered=True, licence_accepted_at__isnull=False)
        rows = accepted.filter(Q(teams=None) | Q(teams=team)).distinct()
    return set(rows.filter(kind=kind).values_list("name", flat=True))


def can_find_words(team: Team) -> bool:
    """Whether a model could listen to a video of the team, or look at its stills."""
    return bool(names_of("speech", team) or names_of("captioner", team))


def model_for(kind: ModelKind, team: Team) -> Installed | None:
    """The model to use, as far as this process can load one. Called by workers."""
    return model_of(kind, store(), names_of(kind, team))


def queue() -> QueueName:
    """Where a painter works it has libraries and device; else the worker that watches videos tries."""
    return QueueName.PAINT if presence.painted_on() is not None else QueueName.MEDIA
