"""Expected failures of the site. Each has a stable `code`, an HTTP status and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Something a person or program asked for that can't be done, and why.

    `detail` may be lazy: it is put into the person's language when the answer is written.
    """

    status = 400
    code = "invalid"
    detail: object = _("This can't be done.")

    def __init__(
        self,
        detail: object = None,
        *,
        code: str | None = None,
        fields: Mapping[str, tuple[str, object]] | None = None,
    ) -> None:
        if detail is not None:
            self.detail = detail
        if code is not None:
            self.code = code
        self.fields = dict(fields or {})
        super().__init__(self.code, self.detail)

    def __str__(self) -> str:
        return str(self.detail)


class Invalid(DomainError):
    """400: a value that can't be used; `fields` maps a field to (code, sentence)."""

    code = "validation_error"
    detail = _("Some values can't be used.")


class Forbidden(DomainError):
    """403: the person can see the thing but may not do this to it."""

    status = 403
    code = "forbidden"
    detail = _("Your role doesn't allow this. Ask an owner of the team.")


class NotFound(DomainError):
    """404: it isn't there, or the person may not know that it is."""

    status = 404
    code = "not_found"
    detail = _("This isn't here, or you have no access to it.")


class Conflict(DomainError):
    """409: somebody else was quicker, or it was done already."""

    status = 409
    code = "conflict"
    detail = _("This has changed in the meantime. Look again and repeat.")


class InvalidTransition(Conflict):
    """409: the state table has no such step from where the row is now."""

    code = "invalid_transition"
    detail = _("This step isn't possible from the present state.")
