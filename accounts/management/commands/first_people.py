"""`manage.py first_people`: makes the first owner and a moderator, and shows their passwords once."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts.services.first_people import create_first_people


class Command(BaseCommand):
    help = "Make the first owner and a moderator if they are missing; their passwords are shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
        parser.add_argument("--language", choices=["ru", "en"], default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, **options: Any) -> None:
        people = create_first_people(options["language"])
        if options["json"]:
            self.stdout.write(json.dumps({"people": [asdict(person) for person in people]}))
            return
        for person in people:
            secret = person.password or "(password unchanged)"
            self.stdout.write(f"{person.part:10} {person.email:40} {secret}")
