"""Робоче місце → База обліку: a supervisor sends a small file, sees what became of it, and takes exports."""

from __future__ import annotations

from flask import Response, flash

from portal import clock, receiving
from portal.access import supervisor_required, the_person
from portal.blueprints.desk import bp
from portal.domain.billing import catalogue
from portal.domain.billing.recorded import WAITING
from portal.domain.billing.tables import Broken
from portal.domain.desk import billing as desk_billing
from portal.domain.errors import Conflict, Refused
from portal.domain.files.kinds import Kind
from portal.downloads import to_be_saved
from portal.extensions import storage, vault
from portal.forms.billing import BillingForm
from portal.language import gettext as _
from portal.rendering import go, page

CSV = Kind("text/csv", False, ".csv")


@bp.get("/billing")
@supervisor_required
def billing() -> Response:
    return _shown(BillingForm())


@bp.post("/billing")
@receiving.takes_files
@supervisor_required
def take_billing_in() -> Response:
    form = BillingForm()
    try:
        with receiving.one_file("file") as (path, name):
            done = desk_billing.take(
                path, name, actor=the_person(), vault=vault(), storage=storage(), now=clock.now()
            )
    except (Refused, Broken, Conflict) as error:
        form.form_errors.append(str(error))
        return _shown(form, 409 if isinstance(error, Conflict) else 422)
    if done.state == WAITING:
        flash(_("Файл чекає на ваше підтвердження"), "warning")
    else:
        flash(_("Файл завантажено"), "success")
    return go("desk.billing")


@bp.post("/billing/<ref>/confirmation")
@supervisor_required
def confirm_billing(ref: str) -> Response:
    try:
        desk_billing.confirm(ref, actor=the_person(), vault=vault(), storage=storage(), now=clock.now())
    except Conflict as error:
        flash(str(error), "warning")
    else:
        flash(_("Файл завантажено"), "success")
    return go("desk.billing")


@bp.post("/billing/<ref>/withdrawal")
@supervisor_required
def give_billing_up(ref: str) -> Response:
    desk_billing.give_up(ref, actor=the_person(), storage=storage())
    flash(_("Файл відкинуто, нічого не змінено"), "success")
    return go("desk.billing")


@bp.get("/billing/<ref>/wrong")
@supervisor_required
def billing_wrong_rows(ref: str) -> Response:
    return to_be_saved(desk_billing.wrong_rows(ref, actor=the_person(), storage=storage()), "помилки.csv", CSV)


@bp.post("/billing/exports")
@supervisor_required
def export_readings() -> Response:
    try:
        done = desk_billing.export(actor=the_person(), storage=storage(), now=clock.now())
    except Conflict as error:
        flash(str(error), "warning")
    else:
        flash(_("Вивантажено показів: %(rows)s", rows=done.rows), "success")
    return go("desk.billing")


@bp.get("/billing/exports/<ref>")
@supervisor_required
def export_file(ref: str) -> Response:
    opened = desk_billing.export_file(ref, actor=the_person(), storage=storage(), now=clock.now())
    return to_be_saved(opened, "покази.csv", CSV)


def _shown(form: BillingForm, status: int = 200) -> Response:
    return page(
        "desk/billing/index.html",
        status,
        form=form,
        imports=desk_billing.imports(),
        exports=desk_billing.exports(),
        titles={kind.slug: kind.title for kind in catalogue.KINDS},
        most=desk_billing.MOST_LINES,
    )
