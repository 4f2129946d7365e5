"""E-mail in the embedded default: to the console, and kept for the outbox page."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as ConsoleBackend

from accounts.models import OutboxMessage


class OutboxBackend(ConsoleBackend):
    """Prints every message and keeps it as an `OutboxMessage`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for recipient in message.recipients():
                OutboxMessage.objects.create(
                    to=recipient, subject=str(message.subject), body=str(message.body)
                )
        return super().send_messages(email_messages) or 0
