"""The journal, for supervisors."""

from __future__ import annotations

from flask import Response, request

from portal import clock
from portal.access import supervisor_required, the_person
from portal.blueprints.desk import bp
from portal.blueprints.desk.place import whole_number
from portal.domain.desk import audit_log as journal
from portal.domain.errors import NotFound, Refused
from portal.domain.identity import operators
from portal.forms.audit import AuditForm
from portal.language import gettext as _
from portal.models import User
from portal.rendering import page


@bp.get("/audit")
@supervisor_required
def audit_log() -> Response:
    people = operators.everybody()
    form = AuditForm.of(request.args, people)
    status = 200
    lines: list[journal.Line] = []
    following = None
    try:
        lines, following = journal.page(
            actor=the_person(),
            person=_chosen(people, form.person.data or ""),
            number=form.account.data or "",
            before=whole_number("before"),
            now=clock.now(),
        )
    except Refused as error:
        form.take(error)
        status = 422
    return page("desk/audit/index.html", status, form=form, lines=lines, following=following)


def _chosen(people: list[User], ref: str) -> User | None:
    found = [one for one in people if ref and one.ref == ref]
    if ref and not found:
        raise NotFound(_("Такого працівника немає"))
    return found[0] if found else None
