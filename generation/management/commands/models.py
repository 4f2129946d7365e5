"""`manage.py models …`: what is installed, what is missing, and bringing it. Nothing is fetched unasked."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from core.errors import DomainError
from generation.model_problems import sentence
from generation.models import InstalledModel
from generation.services import models
from studio.errors import StudioError
from studio.models.card import ControlKind, LookKind, ModelCard, ModelKind
from studio.models.fetch import Progress
from studio.models.imports import Said

_GIGABYTE = 1000**3
# On a terminal the line is rewritten this often; elsewhere a line is written for every tenth.
REWRITTEN_EVERY_S = 0.2


class Command(BaseCommand):
    help = "List, pull, import, accept, verify and remove models."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, parser_class=ArgumentParser)
        verbs.add_parser("list", help="what is installed, what is missing and which command brings it")
        pulled = verbs.add_parser("pull", help="fetch a model from the operator's source")
        pulled.add_argument("name", nargs="+")
        brought = verbs.add_parser("import", help="take a LoRA's file, or a folder with a model")
        brought.add_argument("path", type=Path)
        brought.add_argument("--name")
        brought.add_argument("--kind", choices=get_args(ModelKind))
        brought.add_argument("--family", help="sdxl, sd15, sd2, sd3, flux, qwen_image, z_image, …")
        brought.add_argument("--title")
        brought.add_argument("--licence", help="what its owner calls it")
        brought.add_argument("--control", action="append", default=[], choices=get_args(ControlKind))
        brought.add_argument("--look", action="append", default=[], choices=get_args(LookKind))
        brought.add_argument("--trigger", action="append", default=[], help="a word that calls a LoRA")
        accepted = verbs.add_parser("accept", help="say that an operator accepts a model's licence")
        accepted.add_argument("name", nargs="+")
        accepted.add_argument("--by", help="the operator's e-mail; needed where there are several")
        checked = verbs.add_parser("verify", help="hash every file again")
        checked.add_argument("name", nargs="*")
        removed = verbs.add_parser("remove", help="delete a model")
        removed.add_argument("name", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except StudioError as error:
            raise CommandError(sentence(error)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _list(self, options: dict[str, Any]) -> None:
        models.sync()
        seen = models.overview()
        self.stdout.write(f"Installed in {models.store().root}:")
        for row in seen.installed:
            self.stdout.write(
                f"  {row.name:24} {row.kind:13} {row.family:12} {_gb(row.bytes)}  {_standing(row)}"
            )
        if not seen.installed:
            self.stdout.write("  nothing yet")
        self.stdout.write("Missing:")
        for card in (missing.card for missing in seen.missing):
            begin = "*" if card.recommended else " "
            size = _gb(card.bytes) if card.bytes else " " * 8
            self.stdout.write(
                f"{begin} {card.name:24} {card.kind:13} {card.family:12} {size}  {_terms(card)}"
            )
        for fault in seen.faults:
            self.stderr.write(sentence(fault))
        self.stdout.write("* to begin with. Bring one with: manage.py models pull NAME")
        self.stdout.write(
            f"{_gb(seen.used_bytes).strip()} used, {_gb(seen.free_bytes).strip()} free on the disk."
        )

    def _pull(self, options: dict[str, Any]) -> None:
        for name in options["name"]:
            bar = _Bar(self)
            row = models.bring(name, on_progress=bar)
            bar.end()
            self._told(row)

    def _import(self, options: dict[str, Any]) -> None:
        said = Said(
            name=options["name"],
            kind=options["kind"],
            family=options["family"],
            title=options["title"],
            licence=options["licence"],
            controls=tuple(options["control"]),
            looks=tuple(options["look"]),
            trigger_words=tuple(options["trigger"]),
        )
        self._told(models.bring_in(options["path"], said))

    def _accept(self, options: dict[str, Any]) -> None:
        person = _operator(options["by"])
        models.sync()
        for name in options["name"]:
            row = models.accept_licence(name, by=person)
            self.stdout.write(f"{name}: {_standing(row)}")

    def _verify(self, options: dict[str, Any]) -> None:
        names = options["name"] or [model.name for model in models.store().installed()]
        bad = 0
        for name in names:
            damaged = models.verify(name)
            bad += bool(damaged)
            self.stdout.write(f"{name}: {'whole' if not damaged else 'damaged: ' + ', '.join(damaged)}")
        if bad:
            raise CommandError(
                "Bring damaged models again: manage.py models remove NAME, then pull or import."
            )

    def _remove(self, options: dict[str, Any]) -> None:
        models.sync()
        for name in options["name"]:
            models.remove(name)
            self.stdout.write(f"{name}: removed")

    def _told(self, row: InstalledModel) -> None:
        card = ModelCard.model_validate(row.card)
        self.stdout.write(f"{row.name}: installed ({row.kind}, {row.family}, {_gb(row.bytes).strip()}).")
        self.stdout.write(f"  Licence: {card.licence.name or 'not named'} {card.licence.url}".rstrip())
        self.stdout.write(f"  {card.licence.restrictions.en}")
        if row.licence_accepted_at is None:
            self.stdout.write(f"  Nobody paints with it before: manage.py models accept {row.name}")


class _Bar:
    """How far a pull is: one line that is rewritten on a terminal, ten lines elsewhere."""

    def __init__(self, command: BaseCommand) -> None:
        self._out = command.stdout
        self._live = sys.stdout.isatty()
        self._begun: tuple[float, int] | None = None
        self._said_at = 0.0
        self._tenth = -1

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if self._begun is None:
            self._begun = now, progress.done_bytes
        tenth = progress.done_bytes * 10 // max(progress.total_bytes, 1)
        due = now - self._said_at >= REWRITTEN_EVERY_S if self._live else tenth > self._tenth
        if not due:
            return
        self._said_at, self._tenth = now, tenth
        since, first = self._begun
        rate = (progress.done_bytes - first) / max(now - since, 1e-3)
        left = (progress.total_bytes - progress.done_bytes) / rate if rate else 0
        line = (
            f"{progress.done_bytes / max(progress.total_bytes, 1):4.0%} {_gb(progress.done_bytes)} of "
            f"{_gb(progress.total_bytes).strip()}, {rate / 1e6:.0f} MB/s, {left / 60:.0f} min left  "
            f"{progress.file}"
        )
        if self._live:
            self._out.write(f"\r\033[K{line[:110]}", ending="")
            self._out.flush()
        else:
            self._out.write(line)

    def end(self) -> None:
        if self._live and self._begun:
            self._out.write("")


def _gb(size: int) -> str:
    return f"{size / _GIGABYTE:5.1f} GB" if size >= _GIGABYTE / 10 else f"{size / 1000**2:5.1f} MB"


def _standing(row: InstalledModel) -> str:
    if row.licence_accepted_at is None:
        return f"licence not accepted: manage.py models accept {row.name}"
    who = row.licence_accepted_by.email if row.licence_accepted_by else "somebody who left"
    return f"licence accepted by {who} on {row.licence_accepted_at:%Y-%m-%d}"


def _terms(card: ModelCard) -> str:
    notes = [card.licence.name]
    if not card.licence.commercial:
        notes.append("not for earning money")
    if card.licence.gated:
        notes.append("wants a token")
    return ", ".join(notes)


def _operator(email: str | None) -> User:
    """The operator of that address, or the only one there is. Raises CommandError."""
    found = list(
        User.objects.filter(is_staff=True, is_active=True, **({"email": email.lower()} if email else {}))
    )
    if len(found) == 1:
        return found[0]
    raise CommandError("Say who accepts it: --by with the e-mail address of an operator.")
