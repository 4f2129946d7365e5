"""Installed models for tests: real folders in the site's models folder, with rows beside them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from accounts.models import User
from generation.models import InstalledModel
from generation.services import models
from studio.models.card import Licence, ModelCard, Words
from tests.studio.models.folders import write_weights


def card_of(name: str, **values: object) -> ModelCard:
    given = {
        "kind": "base",
        "family": "sdxl",
        "title": Words(ru="Проба", en="A try"),
        "licence": Licence(name="CC0-1.0", restrictions=Words(ru="Никаких.", en="None.")),
    }
    return ModelCard.model_validate({"name": name, **given, **values})


def install_model(name: str, *, accepted_by: User | None = None, **values: object) -> InstalledModel:
    """A model of one small file, installed and listed; its licence accepted if somebody is named."""
    with tempfile.TemporaryDirectory() as folder:
        write_weights(Path(folder) / "model.safetensors")
        models.store().install_folder(card_of(name, **values), Path(folder))
    models.sync()
    if accepted_by is not None:
        models.accept_licence(name, by=accepted_by)
    return InstalledModel.objects.get(name=name)
