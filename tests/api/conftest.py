from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.api import world
from tests.architecture.conftest import contract
from tests.factories.designs import desk_at_work

__all__ = ["contract"]


@pytest.fixture(scope="package", autouse=True)
def a_desk(redis_server: str) -> Iterator[None]:
    """Somebody draws what the editor asks for."""
    with desk_at_work():
        yield


@pytest.fixture(scope="module")
def small_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[world.World]:
    """Built once for a module: whoever writes to it does so in `tried_out`."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)
