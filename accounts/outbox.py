"""E-mail in the embedded default: to the console, and kept for the outbox page."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as ConsoleBackend
from django.http import HttpRequest

from accounts.models import OutboxMessage

# Codes in them are good for minutes and links for days: older ones are of no use to anybody.
MOST_KEPT = 500


class OutboxBackend(ConsoleBackend):
    """Prints every message and keeps the last ones, each as an `OutboxMessage`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for recipient in message.recipients():
                OutboxMessage.objects.create(
                    to=recipient, subject=str(message.subject), body=str(message.body)
                )
        forgotten = OutboxMessage.objects.order_by("-created_at").values_list("pk", flat=True)[MOST_KEPT:]
        OutboxMessage.objects.filter(pk__in=list(forgotten)).delete()
        return super().send_messages(email_messages) or 0


def outbox_is_open_to(request: HttpRequest) -> bool:
    """Whether the outbox page may be shown: it holds every code, so only to the machine's own people.

    Somebody who lets the embedded site listen to the network must not hand out everybody's password resets.
    """
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return bool(settings.OUTBOX_ENABLED) and address.is_loopback
