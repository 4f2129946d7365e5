"""`manage.py audit verify | export`: is the audit trail as it was written, and the trail as lines of JSON."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import sealing
from core.models import AuditEntry


class Command(BaseCommand):
    help = "Verify the chain of the audit trail, or write the trail out."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        verify = commands.add_parser("verify", help="go through the whole chain")
        verify.add_argument("--seal", help="a seal that was written down earlier and must be in the chain")
        export = commands.add_parser("export", help="lines of JSON with their seals, the oldest first")
        export.add_argument("--team", help="of one team only, by its id")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "verify":
            self._verify(options["seal"])
        else:
            entries = AuditEntry.objects.all()
            for line in sealing.exported(
                entries.filter(team_id=options["team"]) if options["team"] else entries
            ):
                self.stdout.write(line, ending="")

    def _verify(self, kept_seal: str | None) -> None:
        verdict = sealing.verify(kept_seal)
        if verdict.broken_at is not None:
            raise CommandError(
                f"the chain is broken at place {verdict.broken_at}: that entry was changed, or one before it"
                f" taken out; {verdict.sealed} entries up to there are as they were written"
            )
        if not verdict.holds:
            raise CommandError(
                f"the seal {kept_seal} is not in the chain: the trail was written anew, or cut"
            )
        self.stdout.write(
            f"{verdict.sealed} entries are as they were written, {verdict.waiting} wait for their seal;"
            f" the newest seal is {verdict.head}"
        )
