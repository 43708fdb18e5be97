"""Where there is no power: what the desk tells of, what people say, and what no source could make sense of."""

from __future__ import annotations

from flask import Response, flash

from portal import clock
from portal.access import staff_required, the_person
from portal.blueprints.desk import bp
from portal.blueprints.desk.place import place, whole_number
from portal.domain import paging
from portal.domain.desk import reach
from portal.domain.errors import Conflict, Refused
from portal.domain.outages import emergencies, planned, prepared, reports, standing
from portal.domain.outages.places import matching
from portal.extensions import settings
from portal.forms.desk_outages import OutageForm, outage_form
from portal.language import gettext as _
from portal.models import Rem
from portal.rendering import go, page

FORM = "desk/outages/new.html"


@bp.get("/outages")
@staff_required
def outages() -> Response:
    person, now = the_person(), clock.now()
    missing, following = matching.look_at_missing(person, after=whole_number("after") or 0, now=now)
    return page(
        "desk/outages/index.html",
        works=emergencies.visible(person, now),
        streets=reports.by_street(person, now),
        missing=missing,
        following=following,
        sources=standing.asked(),
        unread=planned.unread(person, now),
        now=now,
    )


@bp.get("/outages/new")
@staff_required
def new_outage() -> Response:
    rems = reach.rems(the_person())
    return page(FORM, form=outage_form(rems, begins=clock.now()), rems=rems)


@bp.post("/outages/new")
@staff_required
def report_outage() -> Response:
    here = place()
    form = outage_form(here.rems)
    is_valid = form.validate()
    if here.rem is None:
        form.take(Refused(fields={"rem": _("Оберіть РЕМ")}))
    if not is_valid or here.rem is None:
        return page(FORM, 422, form=form, rems=here.rems)
    try:
        _report(form, here.rem)
    except Refused as error:
        form.take(error)
        return page(FORM, 422, form=form, rems=here.rems)
    _make_anew()
    flash(_("Про відключення повідомлено"), "success")
    return go("desk.outages")


@bp.post("/outages/<number>/end")
@staff_required
def end_outage(number: str) -> Response:
    works = emergencies.find(the_person(), paging.row_id(number) or 0)
    try:
        emergencies.end(works, actor=the_person(), now=clock.now())
    except Conflict as error:
        flash(str(error), "warning")
    else:
        _make_anew()
        flash(_("Відключення завершено: світло є"), "success")
    return go("desk.outages")


def _report(form: OutageForm, rem: Rem) -> None:
    emergencies.report(
        the_person(),
        rem,
        form.kind.data or "",
        settlement=form.settlement.data or "",
        houses=form.houses.data or "",
        reason=form.reason.data or "",
        starts_at=form.begins,
        ends_at=form.ends,
        now=clock.now(),
    )


def _make_anew() -> None:
    """What everybody sees of light is made again, by whoever asks next."""
    prepared.forget(settings().run_dir / prepared.FOLDER)
