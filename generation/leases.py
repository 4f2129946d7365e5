"""Leases: of several processes that could act, one does; another takes over when it falls silent."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from generation.models import Lease


@transaction.atomic
def hold(name: str, *, holder: str, seconds: float) -> bool:
    """Take or renew the lease called `name`. False while somebody else holds it."""
    now = timezone.now()
    until = now + timedelta(seconds=seconds)
    Lease.objects.get_or_create(name=name, defaults={"holder": holder, "expires_at": until})
    lease = Lease.objects.select_for_update().get(pk=name)
    if lease.holder != holder and lease.expires_at > now:
        return False
    lease.holder, lease.expires_at = holder, until
    lease.save()
    return True


def release(name: str, *, holder: str) -> None:
    """Let another process have the lease at once."""
    Lease.objects.filter(name=name, holder=holder).delete()
