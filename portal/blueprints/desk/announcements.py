"""Announcements, for supervisors: list, write, change, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash

from portal import clock
from portal.access import supervisor_required, the_person
from portal.blueprints.desk import bp
from portal.blueprints.desk.place import whole_number
from portal.domain.desk import announcements as telling
from portal.domain.errors import Conflict, Refused
from portal.forms.announcements import AnnouncementForm, filled
from portal.forms.moments import typed
from portal.language import gettext as _
from portal.rendering import go, page

FORM = "desk/announcements/edit.html"


@bp.get("/announcements")
@supervisor_required
def announcements() -> Response:
    found, following = telling.page(whole_number("before"))
    now = clock.now()
    states = {one.id: telling.state(one, now) for one in found}
    return page("desk/announcements/index.html", announcements=found, states=states, following=following)


@bp.get("/announcements/new")
@supervisor_required
def new_announcement() -> Response:
    form = AnnouncementForm(formdata=None, data={"tone": "info", "starts_at": typed(clock.now())})
    return page(FORM, form=form, announcement=None)


@bp.post("/announcements/new")
@supervisor_required
def add_announcement() -> Response:
    form = AnnouncementForm()
    return _saved(
        form,
        lambda: telling.add(form.words(), actor=the_person(), now=clock.now()),
        _("Оголошення додано"),
        announcement=None,
    )


@bp.get("/announcements/<ref>")
@supervisor_required
def announcement(ref: str) -> Response:
    found = telling.find(ref)
    return page(FORM, form=filled(found), announcement=found)


@bp.post("/announcements/<ref>")
@supervisor_required
def change_announcement(ref: str) -> Response:
    form, found = AnnouncementForm(), telling.find(ref)
    return _saved(
        form,
        lambda: telling.change(found, form.words(), form.seen.data or "", actor=the_person(), now=clock.now()),
        _("Оголошення змінено"),
        announcement=found,
    )


@bp.post("/announcements/<ref>/withdrawal")
@supervisor_required
def withdraw_announcement(ref: str) -> Response:
    try:
        telling.withdraw(telling.find(ref), actor=the_person(), now=clock.now())
    except Conflict as error:
        flash(str(error), "warning")
    else:
        flash(_("Оголошення знято"), "success")
    return go("desk.announcements")


def _saved(form: AnnouncementForm, verb: Callable[[], object], done: str, **shown: Any) -> Response:
    """The list with what was done, or the form with what is wrong."""
    if not form.validate():
        return page(FORM, 422, form=form, **shown)
    try:
        verb()
    except Refused as error:
        form.take(error)
        return page(FORM, 422, form=form, **shown)
    except Conflict as error:
        form.take(error)
        form.seen.data = telling.seen(telling.find(shown["announcement"].ref))
        return page(FORM, 409, form=form, **shown)
    flash(done, "success")
    return go("desk.announcements")
