"""Models: what lies in the folder, who accepted its licence, and who may paint with it.

The folder is the truth about files, the rows about people. `sync` brings the rows in step; every verb that
changes the folder ends with it.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Team, User
from core import audit
from core.errors import Forbidden, Invalid, NotFound
from generation.models import InstalledModel
from studio.models.card import InvalidCard, ModelCard, ModelKind
from studio.models.fetch import Progress, pull
from studio.models.imports import Said, import_model
from studio.models.source import Source
from studio.models.store import Installed, ModelMissing, ModelStore

log = structlog.get_logger(__name__)

KINDS = get_args(ModelKind)


class OperatorsOnly(Forbidden):
    """403: models are the operators' affair."""

    detail = _("Only operators of the site may do this.")


@dataclass(frozen=True)
class Synced:
    """Names of the models whose rows were added, changed and removed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A known model that isn't here, and the command that brings it."""

    card: ModelCard
    command: str


@dataclass(frozen=True)
class Overview:
    """What an operator sees: rows, what is missing, and how full the disk is.

    `unlisted` are models in the folder that have no row yet; `vanished` are rows whose folder is gone;
    `faults` are cards of the operator's own that can't be read.
    """

    installed: list[InstalledModel]
    missing: list[Missing]
    unlisted: list[str]
    vanished: list[str]
    faults: list[InvalidCard]
    used_bytes: int
    free_bytes: int


def store() -> ModelStore:
    """The site's models folder."""
    return ModelStore(Path(settings.MODELS_DIR))


def source() -> Source:
    """Where the operator has models come from."""
    return Source(settings.MODELS_SOURCE, settings.MODELS_TOKEN, offline=settings.OFFLINE)


def overview() -> Overview:
    """Reads only."""
    models = store()
    installed = models.installed()
    here = {model.name for model in installed}
    rows = list(InstalledModel.objects.select_related("licence_accepted_by").prefetch_related("teams"))
    listed = {row.name for row in rows}
    cards = [card for name, card in models.cards().items() if name not in here | listed]
    cards.sort(key=lambda card: (not card.recommended, KINDS.index(card.kind), card.name))
    return Overview(
        installed=rows,
        missing=[Missing(card, models.command_for(card.name)) for card in cards],
        unlisted=sorted(here - listed),
        vanished=sorted(listed - here),
        faults=models.card_faults(),
        used_bytes=sum(model.bytes for model in installed),
        free_bytes=free_bytes(),
    )


def families() -> list[str]:
    """Families of bases that are known or installed: what a LoRA can be made for."""
    return sorted({card.family for card in store().cards().values() if card.kind == "base"})


def free_bytes() -> int:
    """Room on the disk of the models folder, which may not have been made yet."""
    folder = Path(settings.MODELS_DIR)
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def sync(*, by: User | None = None) -> Synced:
    """Bring the rows in step with the folder.

    A licence that has changed must be accepted anew. Where the whole folder is away (a disk that was not
    mounted), no row is touched. Raises OperatorsOnly.
    """
    require_operator(by)
    models = store()
    if not models.root.is_dir():
        return Synced()
    here = {model.name: model for model in models.installed()}
    added, changed, removed = [], [], []
    with transaction.atomic():
        rows = {row.name: row for row in InstalledModel.objects.select_for_update()}
        for name, model in here.items():
            row = rows.get(name)
            if row is None:
                _add(model, by)
                added.append(name)
            elif (row.manifest, row.card) != (manifest_of(model), model.card.model_dump(mode="json")):
                _change(row, model, by)
                changed.append(name)
        for name in sorted(rows.keys() - here.keys()):
            audit.record("model.vanished", rows[name], by=by, name=name)
            rows[name].delete()
            removed.append(name)
    if added or changed or removed:
        log.info("models.synced", added=added, changed=changed, removed=removed)
    return Synced(tuple(added), tuple(changed), tuple(removed))


def bring(
    name: str, *, by: User | None = None, on_progress: Callable[[Progress], None] = lambda progress: None
) -> InstalledModel:
    """Pull the model of a known card. Nobody paints with it before its licence is accepted.

    Raises OperatorsOnly, StudioError (model_missing where no card has that name, and all of `pull`).
    """
    require_operator(by)
    models = store()
    card = models.cards().get(name)
    if card is None:
        command = models.command_for(name)
        raise ModelMissing(f"there is no card of the name {name}", name=name, command=command)
    pull(card, models, source(), on_progress)
    sync(by=by)
    return InstalledModel.objects.get(name=name)


def bring_in(path: Path, said: Said, *, by: User | None = None) -> InstalledModel:
    """Import a LoRA's file or a model's folder. Raises OperatorsOnly, StudioError."""
    require_operator(by)
    installed = import_model(path, said, store())
    sync(by=by)
    return InstalledModel.objects.get(name=installed.name)


@transaction.atomic
def accept_licence(name: str, *, by: User) -> InstalledModel:
    """`by` has read the licence and answers for keeping to it. Accepting again changes nothing.

    Raises OperatorsOnly, NotFound.
    """
    require_operator(by)
    row = _locked(name)
    if row.licence_accepted_at is None:
        row.licence_accepted_by, row.licence_accepted_at = by, timezone.now()
        row.save(update_fields=["licence_accepted_by", "licence_accepted_at"])
        audit.record("model.accept_licence", row, by=by, name=name, licence=row.card["licence"]["name"])
    return row


@transaction.atomic
def limit(
    name: str,
    *,
    by: User,
    least_role: str | None = None,
    teams: Sequence[uuid.UUID] | None = None,
    offered: bool | None = None,
) -> InstalledModel:
    """Who may paint with a model; None leaves what it is, no `teams` means every team.

    Raises OperatorsOnly, NotFound, Invalid (field teams: no such team).
    """
    require_operator(by)
    row = _locked(name)
    wanted = {"least_role": least_role, "offered": offered}
    changed: dict[str, Any] = {
        key: value for key, value in wanted.items() if value not in (None, getattr(row, key))
    }
    for key, value in changed.items():
        setattr(row, key, value)
    row.save(update_fields=[*changed])
    if teams is not None:
        found = list(Team.objects.filter(pk__in=teams))
        if len(found) != len(set(teams)):
            raise Invalid(fields={"teams": ("does_not_exist", _("There is no such team."))})
        if set(found) != set(row.teams.all()):
            row.teams.set(found)
            changed["teams"] = sorted(str(team.pk) for team in found)
    if changed:
        audit.record("model.limit", row, by=by, name=name, **changed)
    return row


@transaction.atomic
def remove(name: str, *, by: User | None = None) -> None:
    """Take a model away: its row now, its files when that is certain. Raises OperatorsOnly, NotFound."""
    require_operator(by)
    row = _locked(name)
    audit.record("model.remove", row, by=by, name=name, bytes=row.bytes)
    row.delete()
    transaction.on_commit(lambda: _remove_files(name))


def verify(name: str) -> tuple[str, ...]:
    """The files of a model that are missing or changed. Raises ModelMissing."""
    return store().verify(name)


def usable_models(user: User, team: Team) -> QuerySet[InstalledModel]:
    """What `user` may paint with in `team`: offered, its licence accepted, their role and team let in."""
    role = team.memberships.filter(user=user).values_list("role", flat=True).first()
    included = [rung for rung in Role.values if role in Role.at_least(Role(rung))]
    return (
        InstalledModel.objects.filter(offered=True, licence_accepted_at__isnull=False)
        .filter(least_role__in=included)
        .filter(Q(teams=None) | Q(teams=team))
        .distinct()
    )


def require_usable(name: str, user: User, team: Team, kind: ModelKind | None = None) -> InstalledModel:
    """The model called `name`, if `user` may paint with it in `team`.

    Raises Invalid (field `model`: model_missing, model_not_accepted, model_not_for_you).
    """
    rows = InstalledModel.objects.filter(name=name, **({"kind": kind} if kind else {}))
    row = usable_models(user, team).filter(pk__in=rows.values("pk")).first()
    if row is not None:
        return row
    found = rows.first()
    if found is None or not found.offered:
        problem = ("model_missing", _("This model isn't installed here. Ask whoever runs the site for it."))
    elif found.licence_accepted_at is None:
        problem = ("model_not_accepted", _("Nobody has accepted this model's licence yet. Ask the operator."))
    else:
        problem = ("model_not_for_you", _("Your role or team may not paint with this model. Choose another."))
    raise Invalid(fields={"model": problem})


def manifest_of(model: Installed) -> dict[str, Any]:
    """What a row keeps of an installed model beside its card."""
    return model.model_dump(mode="json", exclude={"folder", "card"})


def _add(model: Installed, by: User | None) -> None:
    row = InstalledModel(name=model.name)
    _write(row, model)
    row.save()
    audit.record("model.install", row, by=by, name=row.name, revision=model.revision, origin=model.origin)


def _change(row: InstalledModel, model: Installed, by: User | None) -> None:
    if row.card["licence"] != model.card.model_dump(mode="json")["licence"]:
        row.licence_accepted_by = row.licence_accepted_at = None
    _write(row, model)
    row.save()
    audit.record("model.change", row, by=by, name=row.name, revision=model.revision, origin=model.origin)


def _write(row: InstalledModel, model: Installed) -> None:
    row.kind, row.family = model.card.kind, model.card.family
    row.card, row.manifest = model.card.model_dump(mode="json"), manifest_of(model)
    row.bytes = model.bytes


def _locked(name: str) -> InstalledModel:
    row = InstalledModel.objects.select_for_update(of=("self",)).filter(name=name).first()
    if row is None:
        raise NotFound
    return row


def _remove_files(name: str) -> None:
    try:
        store().remove(name)
    except ModelMissing:
        return  # only its row was left
    except OSError as error:
        log.error("model.files_kept", name=name, reason=str(error))


def require_operator(by: User | None) -> None:
    """Who sits at the machine itself (None) may; of people only operators."""
    if by is not None and not by.is_staff:
        raise OperatorsOnly
