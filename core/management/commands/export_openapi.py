"""`manage.py export_openapi`: writes the contract to openapi.json, or checks that it is fresh."""

from __future__ import annotations

import difflib
import io
import itertools
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

DIFF_LINES = 60


def contract() -> str:
    """The OpenAPI document of the site as JSON text; warnings of the generator are errors."""
    out = io.StringIO()
    # Descriptions must not depend on the language of whoever runs this.
    with translation.override("en"):
        call_command("spectacular", format="openapi-json", validate=True, fail_on_warn=True, stdout=out)
    return out.getvalue().rstrip() + "\n"


class Command(BaseCommand):
    help = "Write openapi.json; with --check, fail when the committed one differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--file", type=Path, default=settings.ROOT / "openapi.json")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        new = contract()
        if not options["check"]:
            path.write_text(new, encoding="utf-8")
            self.stdout.write(f"{path} written")
            return
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == new:
            self.stdout.write(f"{path} is fresh")
            return
        changes = difflib.unified_diff(
            old.splitlines(), new.splitlines(), "committed", "generated", lineterm="", n=1
        )
        shown = "\n".join(itertools.islice(changes, DIFF_LINES))
        raise CommandError(f"{path.name} is not fresh; run manage.py export_openapi\n{shown}")
