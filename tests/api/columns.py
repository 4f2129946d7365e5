"""What a line of the matrix of rights is, and its usual columns: `world.ACTORS` in their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image

#           anonymous stranger viewer author editor owner moderator operator
OPEN = "        200      200    200    200    200   200       200      200"
ONESELF = "     401      200    200    200    200   200       200      200"
ONESELF_NEW = " 401      201    201    201    201   201       201      201"
MEMBERS = "     401      404    200    200    200   200       404      404"
AUTHORS = "     401      404    403    200    200   200       404      404"
AUTHORS_NEW = " 401      404    403    201    201   201       404      404"
EDITORS = "     401      404    403    403    200   200       404      404"
EDITORS_NEW = " 401      404    403    403    201   201       404      404"
OWNERS = "      401      404    403    403    403   200       404      404"
OWNERS_NEW = "  401      404    403    403    403   201       404      404"
OPERATORS = "   401      403    403    403    403   403       403      200"
OWNERS_GONE = " 401      404    403    403    403   204       404      404"
MODERATORS = "  401      403    403    403    403   403       200      403"


@dataclass(frozen=True)
class Case:
    """`{name}` in address, body and headers is filled from `World.ids`."""

    operation: str
    method: str
    address: str
    expected: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: str | bytes = ""
    # Not in the contract: what OpenAPI can't say (HEAD answers, method overrides).
    hidden: bool = False
    note: str = ""
    # A POST that only looks: what it asks about is too large for an address.
    changes: bool = True

    def __str__(self) -> str:
        return f"{self.operation}{'-' + self.note if self.note else ''}"


def photo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (32, 24), "teal").save(file, "PNG")
    return file.getvalue()
