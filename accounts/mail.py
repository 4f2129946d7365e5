"""E-mails in plain words, in the language of whom they are for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


def send_mail(subject: str, body: str, to: str, context: dict[str, Any], *, language: str) -> None:
    """Render the templates `<subject>_subject.txt` and `<body>_message.txt` in `language` and send them."""
    with translation.override(language):
        heading = " ".join(render_to_string(f"{subject}_subject.txt", context).split())
        text = render_to_string(f"{body}_message.txt", context).strip() + "\n"
    EmailMessage(heading, text, settings.DEFAULT_FROM_EMAIL, [to]).send()
