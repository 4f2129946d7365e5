from __future__ import annotations

import json
from typing import Any

import pytest

from core.management.commands.export_openapi import contract as generated


@pytest.fixture(scope="session")
def contract() -> Any:
    """The OpenAPI document as the code would write it now."""
    return json.loads(generated())
