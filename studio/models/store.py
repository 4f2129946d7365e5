"""The folder of installed models: one folder each, its manifest beside its files.

A model appears whole or not at all: its files are gathered under `.incoming` and moved into place by one
rename. The manifest, written last, holds the card and the hash of every file.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from studio.errors import StudioError
from studio.models.card import NAME_PATTERN, InvalidCard, ModelCard, ModelKind, known_cards, read_card
from studio.models.weights import UnusableWeights, is_pickled, read_header
from studio.values import Value

ROOT = Path(__file__).resolve().parent.parent.parent
MANIFEST = "manifest.json"
INCOMING = ".incoming"
OWN_CARDS = "cards"
# Names of folders and addresses beside those of models.
RESERVED = frozenset({OWN_CARDS, "loras", "sync"})
WEIGHTS_SUFFIX = ".safetensors"
# Configurations, tokenizers (SentencePiece keeps its own in `.model`), chat templates, licences.
PLAIN_SUFFIXES = frozenset({".json", ".txt", ".model", ".jinja", ".md"})
# What the system says of a full disk, and of a full quota.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
Origin = Literal["pulled", "imported", "built"]
_LOG = logging.getLogger(__name__)


class ModelMissing(StudioError):
    """A model that isn't installed. Code: model_missing; params: name, command (which brings it)."""

    code = "model_missing"


class UnusableModel(StudioError):
    """A folder that can't be a model here.

    Codes: model_empty, model_part_missing, model_checksum, model_name_invalid, model_exists,
    model_kind_unknown, model_family_unknown, model_single_file, disk_full. Params: name, file.
    """

    code = "model_empty"


class Installed(Value):
    """A model in the store. `files` maps paths inside its folder to their sha256; `revision` is a commit's
    hash, or "" for what was imported or built; `folder` is where it lies now.
    """

    schema_version: Literal[1] = 1
    card: ModelCard
    revision: str = ""
    files: dict[str, str]
    bytes: int
    origin: Origin = "imported"
    folder: Path

    @property
    def name(self) -> str:
        return self.card.name

    def part(self, name: str) -> Path:
        """Where a part named by the card lies. Raises UnusableModel (model_part_missing)."""
        inside = self.card.parts.get(name)
        path = self.folder / inside if inside else None
        if path is None or not path.exists():
            raise UnusableModel(
                f"{self.name} has no {name}: {inside or 'its card names none'}",
                code="model_part_missing",
                name=self.name,
                file=inside or name,
            )
        return path

    def weights_file(self) -> Path:
        """The one file of a LoRA or a checkpoint: the part "weights", or the only safetensors there is.

        Raises UnusableModel (model_part_missing).
        """
        if "weights" not in self.card.parts:
            files = [file for file in self.files if file.endswith(WEIGHTS_SUFFIX)]
            if len(files) == 1:
                return self.folder / files[0]
        return self.part("weights")


def models_dir() -> Path:
    """Where models lie: MASTHEAD_MODELS_DIR, or `var/models` of the project."""
    named = os.environ.get("MASTHEAD_MODELS_DIR")
    return Path(named) if named else ROOT / "var" / "models"


class ModelStore:
    """The models under `root`. Reading never writes; the folder is made when something is installed."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or models_dir()

    def cards(self) -> dict[str, ModelCard]:
        """Every card known here: those of the studio, the operator's own (`cards/*.toml` under the root),
        and those of installed models; later ones win. A card that can't be read is passed over."""
        installed = [model.card for model in self.installed()]
        return known_cards() | {card.name: card for card in [*self._own_cards()[0], *installed]}

    def card_faults(self) -> list[InvalidCard]:
        """What is wrong with cards of the operator's own."""
        return self._own_cards()[1]

    def _own_cards(self) -> tuple[list[ModelCard], list[InvalidCard]]:
        cards, faults = [], []
        for path in sorted((self.root / OWN_CARDS).glob("*.toml")):
            try:
                cards.append(read_card(path))
            except InvalidCard as fault:
                faults.append(fault)
        return cards, faults

    def installed(self) -> list[Installed]:
        """Everything installed, by name. A folder whose manifest can't be read is passed over."""
        return list(self._walk())

    def of_kind(self, kind: ModelKind, family: str | None = None) -> list[Installed]:
        """What is installed of a kind, by name; `family` None: of any."""
        return [
            model
            for model in self._walk()
            if model.card.kind == kind and (family is None or model.card.family == family)
        ]

    def find(self, name: str, kind: ModelKind | None = None) -> Installed:
        """The installed model of that name (and kind). Raises ModelMissing."""
        model = self._read(self.root / name) if re.match(NAME_PATTERN, name) else None
        if model is None or (kind is not None and model.card.kind != kind):
            command = self.command_for(name)
            raise ModelMissing(
                f"the model {name} is not installed; bring it with: {command}", name=name, command=command
            )
        return model

    def command_for(self, name: str) -> str:
        """What an operator types to bring a model."""
        card = known_cards().get(name) or self.cards().get(name)
        if card is not None and card.source:
            return f"manage.py models pull {name}"
        return f"manage.py models import PATH --name {name}"

    def install_folder(
        self,
        card: ModelCard,
        folder: Path,
        *,
        revision: str = "",
        origin: Origin = "imported",
    ) -> Installed:
        """Copy what a model needs out of `folder` and put it in place of what had its name.

        Only safetensors and plain text are taken. Raises UnusableWeights (model_pickled, model_truncated,
        model_corrupted), UnusableModel (model_empty, model_checksum, model_part_missing, disk_full).
        """
        copies = {path.relative_to(folder).as_posix(): path for path in self.wanted(folder)}
        return self._install(card, copies, revision=revision, origin=origin)

    def install_file(self, card: ModelCard, file: Path) -> Installed:
        """Copy one file of weights to where the card's part "weights" says. Raises as `install_folder`."""
        return self._install(card, {card.parts["weights"]: file}, revision="", origin="imported")

    def _install(
        self, card: ModelCard, copies: dict[str, Path], *, revision: str, origin: Origin
    ) -> Installed:
        with self.staging(card.name) as staging:
            try:
                for inside, path in copies.items():
                    target = staging / inside
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target)
                return self.adopt(card, staging, revision=revision, origin=origin)
            except OSError as error:
                if error.errno not in NO_ROOM:
                    raise
                raise UnusableModel(
                    f"the disk of {self.root} is full", code="disk_full", name=card.name
                ) from error

    @contextmanager
    def staging(self, name: str) -> Iterator[Path]:
        """A fresh folder on the same disk as the models, gone at the end unless it was adopted."""
        folder = self._aside(name)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def adopt(
        self,
        card: ModelCard,
        staging: Path,
        *,
        revision: str = "",
        origin: Origin = "imported",
    ) -> Installed:
        """Move a folder under the root into its place, once every file has been judged and hashed.

        Raises as `install_folder`; the folder then stays where it was.
        """
        if card.name in RESERVED:
            raise UnusableModel(
                f"{card.name} can't be a model's name", code="model_name_invalid", name=card.name
            )
        files = self._judged(card, staging)
        size = sum((staging / file).stat().st_size for file in files)
        place = self.root / card.name
        model = Installed(card=card, revision=revision, files=files, bytes=size, origin=origin, folder=place)
        for part in card.parts:
            model.model_copy(update={"folder": staging}).part(part)
        text = model.model_dump_json(indent=2, exclude={"folder"})
        (staging / MANIFEST).write_text(text + "\n", encoding="utf-8")
        retired = self._aside(card.name)
        if place.exists():
            place.rename(retired)
        staging.rename(place)
        shutil.rmtree(retired, ignore_errors=True)
        return model

    def remove(self, name: str) -> None:
        """Delete an installed model. Raises ModelMissing."""
        model = self.find(name)
        # Out of sight by one rename, so that nobody finds half a model.
        retired = self._aside(name)
        model.folder.rename(retired)
        shutil.rmtree(retired)

    def verify(self, name: str) -> tuple[str, ...]:
        """Hash every file again; the paths of those that are missing or changed. Raises ModelMissing."""
        model = self.find(name)
        return tuple(
            file
            for file, sha256 in model.files.items()
            if not (model.folder / file).is_file() or sha256_of(model.folder / file) != sha256
        )

    def holding(self, sha256: str) -> Path | None:
        """A file of an installed model with that hash, if there is one."""
        for model in self._walk():
            for file, held in model.files.items():
                if held == sha256 and (model.folder / file).is_file():
                    return model.folder / file
        return None

    @staticmethod
    def wanted(folder: Path) -> list[Path]:
        """The files of a folder (or the file itself) that a model is made of, pickles and programs left out.

        Raises UnusableWeights (model_pickled) where a folder's weights are pickled only, UnusableModel
        (model_empty) where there are none.
        """
        every = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _hidden(path, folder)]
        weights = [path for path in every if path.suffix == WEIGHTS_SUFFIX]
        rooms = {path.parent for path in weights}
        for path in every:
            if path.suffix != WEIGHTS_SUFFIX and path.parent not in rooms and is_pickled(path):
                raise UnusableWeights(
                    f"{path.relative_to(folder)} is pickled, and there is no safetensors beside it",
                    code="model_pickled",
                    file=str(path.relative_to(folder)),
                )
        if not weights:
            raise UnusableModel(f"there are no safetensors in {folder.name}", name=folder.name)
        return [*weights, *(path for path in every if is_plain(path))]

    def _judged(self, card: ModelCard, folder: Path) -> dict[str, str]:
        """Every wanted file's path and sha256. Raises as `install_folder`."""
        files: dict[str, str] = {}
        for path in self.wanted(folder):
            inside = path.relative_to(folder).as_posix()
            if path.suffix == WEIGHTS_SUFFIX:
                read_header(path)
            files[inside] = sha256_of(path)
            known = card.sha256.get(inside)
            if known and known != files[inside]:
                raise UnusableModel(
                    f"{inside} of {card.name} is not the file that its card describes",
                    code="model_checksum",
                    name=card.name,
                    file=inside,
                )
        return files

    def _walk(self) -> Iterator[Installed]:
        if not self.root.is_dir():
            return
        for folder in sorted(self.root.iterdir()):
            if re.match(NAME_PATTERN, folder.name) and (model := self._read(folder)):
                yield model

    def _aside(self, name: str) -> Path:
        """A path of its own under `.incoming`, on the disk of the models."""
        incoming = self.root / INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        return incoming / f"{name}-{uuid.uuid4().hex[:8]}"

    @staticmethod
    def _read(folder: Path) -> Installed | None:
        try:
            values = json.loads((folder / MANIFEST).read_bytes())
            model = Installed.model_validate({**values, "folder": folder})
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            _LOG.warning("the manifest of the model %s can't be read: %s", folder.name, error)
            return None
        return model if model.name == folder.name else None


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_plain(path: Path) -> bool:
    """Whether a file is text that goes with weights: a configuration, a tokenizer, a licence."""
    if path.name == MANIFEST:
        return False
    return path.suffix.lower() in PLAIN_SUFFIXES or path.name.upper().startswith(("LICENSE", "NOTICE"))


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
