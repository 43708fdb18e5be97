"""Where in the queue an operator is: the address of a page carries it, and every form on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from portal.access import the_person
from portal.domain import paging
from portal.domain.desk import reach
from portal.domain.errors import NotFound
from portal.language import gettext as _
from portal.models import Rem


@dataclass(frozen=True)
class Place:
    """The РЕМ (None is all of them) out of those that may be chosen, whether only what is worth a look, and the
    place behind which the page begins: a row id, or a day and a row; empty on the first."""

    rem: Rem | None
    rems: list[Rem]
    attention: bool
    after: str

    def fields(self, **changed: Any) -> dict[str, Any]:
        """As query or as hidden fields; what says nothing is left out."""
        wanted = {
            "rem": self.rem.source_id if self.rem and len(self.rems) > 1 else None,
            "attention": 1 if self.attention else None,
            "after": self.after or None,
            **changed,
        }
        return {name: value for name, value in wanted.items() if value is not None}


def place() -> Place:
    """As the request says; without a РЕМ it is all of them for a supervisor, and their own for an operator.

    Raises:
        NotFound: the РЕМ is not theirs, or there is none.
    """
    rems, wanted = reach.rems(the_person()), whole_number("rem")
    chosen = [rem for rem in rems if rem.source_id == wanted]
    if wanted is not None and not chosen:
        raise NotFound(_("Такого РЕМ немає"))
    rem = chosen[0] if chosen else rems[0] if the_person().role == "operator" else None
    return Place(rem, rems, request.values.get("attention") == "1", _after())


def _after() -> str:
    typed = request.values.get("after", "")
    is_place = paging.row_id(typed) is not None or paging.day_and_row(typed) is not None
    return typed if is_place else ""


def whole_number(name: str) -> int | None:
    """A field of query or form as a number that a row id can have; None where it is none."""
    return paging.row_id(request.values.get(name))
