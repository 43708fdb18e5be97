"""What a verb of the domain may say instead of doing it.

The web turns each into an answer: :class:`NotFound` 404, :class:`Forbidden` 403, :class:`Conflict` 409,
:class:`Refused` 422, :class:`TooMany` 429. ``str(error)`` is for people, in Ukrainian.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta


class DomainError(Exception):
    """The base of all of them; ``code`` is for programs."""

    code = "error"

    def __init__(self, text: str = "", *, code: str | None = None) -> None:
        super().__init__(text)
        self.code = code or type(self).code


class NotFound(DomainError):
    """There is no such thing, or it belongs to somebody else: the answer is the same."""

    code = "not_found"


class Forbidden(DomainError):
    """The person is known and may not do this."""

    code = "forbidden"


class Conflict(DomainError):
    """Something happened in between, or the same name was used for other content."""

    code = "conflict"


class Refused(DomainError):
    """The data can't be taken; ``fields`` says what is wrong, by the name of each field."""

    code = "refused"

    def __init__(
        self, text: str = "", *, fields: Mapping[str, str] | None = None, code: str | None = None
    ) -> None:
        super().__init__(text, code=code)
        self.fields = dict(fields or {})


class TooMany(DomainError):
    """Too many tries; it may be tried again ``after``."""

    code = "too_many"

    def __init__(self, text: str, *, after: timedelta) -> None:
        super().__init__(text)
        self.after = after
