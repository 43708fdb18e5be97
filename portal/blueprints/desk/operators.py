"""Those who work at the desk, for supervisors: add, a new code, off and on again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash

from portal import clock
from portal.access import supervisor_required, the_person
from portal.blueprints.desk import bp
from portal.domain import qr
from portal.domain.desk import reach
from portal.domain.errors import Conflict, Refused
from portal.domain.identity import operators as staff
from portal.domain.identity import refs
from portal.extensions import vault
from portal.forms.operators import operator_form
from portal.language import gettext as _
from portal.models import User
from portal.rendering import go, page


@bp.get("/operators")
@supervisor_required
def operators() -> Response:
    people = [(refs.ref_of(one), one) for one in staff.everybody()]
    return page("desk/operators/index.html", people=people)


@bp.get("/operators/new")
@supervisor_required
def new_operator() -> Response:
    return page("desk/operators/new.html", form=operator_form(reach.rems(the_person()), blank=True))


@bp.post("/operators/new")
@supervisor_required
def add_operator() -> Response:
    form = operator_form(reach.rems(the_person()))
    if not form.validate():
        return page("desk/operators/new.html", 422, form=form)
    try:
        made = staff.add(
            form.email.data or "",
            form.surname.data or "",
            form.given_name.data or "",
            form.patronymic.data or "",
            rem_name=form.rem_name,
            vault=vault(),
            actor=the_person(),
            now=clock.now(),
        )
    except Refused as error:
        form.take(error)
        return page("desk/operators/new.html", 422, form=form)
    except Conflict as error:
        form.take(Refused(fields={"email": str(error)}))
        return page("desk/operators/new.html", 409, form=form)
    return _told(made)


@bp.post("/operators/<ref>/code-renewal")
@supervisor_required
def renew_code(ref: str) -> Response:
    return _told(staff.renew(staff.find(ref), vault=vault(), actor=the_person(), now=clock.now()))


@bp.post("/operators/<ref>/deactivation")
@supervisor_required
def switch_off(ref: str) -> Response:
    return _switched(ref, lambda one: staff.switch_off(one, actor=the_person(), now=clock.now()), _("вимкнено"))


@bp.post("/operators/<ref>/activation")
@supervisor_required
def switch_on(ref: str) -> Response:
    return _switched(ref, lambda one: staff.switch_on(one, actor=the_person(), now=clock.now()), _("увімкнено"))


def _switched(ref: str, verb: Callable[[User], None], done: str) -> Response:
    one = staff.find(ref)
    try:
        verb(one)
    except Conflict as error:
        flash(str(error), "warning")
    else:
        flash(f"{one.full_name}: {done}", "success")
    return go("desk.operators")


def _told(made: staff.NewOperator) -> Response:
    """The secret, shown this once: as a picture for the app, and as letters for typing."""
    return page("desk/operators/secret.html", made=made, code=qr.draw(made.provisioning_uri))
