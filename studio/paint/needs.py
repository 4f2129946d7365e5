"""Finding the installed model that a piece of work needs."""

from __future__ import annotations

import hashlib

from studio.models.card import ModelKind, known_cards
from studio.models.store import Installed, ModelMissing, ModelStore


def one_of_kind(store: ModelStore, kind: ModelKind, name: str | None = None) -> Installed:
    """The installed model of a kind: the one named, or the first.

    Raises ModelMissing, whose command brings the first known card of that kind.
    """
    if name is not None:
        return store.find(name, kind)
    installed = store.of_kind(kind)
    if installed:
        return installed[0]
    wanted = next((card.name for card in known_cards().values() if card.kind == kind), kind)
    command = store.command_for(wanted)
    raise ModelMissing(
        f"no model of the kind {kind} is installed; bring one with: {command}", name=wanted, command=command
    )


def fingerprint(model: Installed) -> str:
    """Which weights exactly: two installations of one name differ where any of their files does."""
    return hashlib.sha256(repr(sorted(model.files.items())).encode()).hexdigest()
