"""The desk's queue of readings: look through it, accept one or many, reject with a reason."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from flask import Response, flash, request

from portal import clock
from portal.access import staff_required, the_person
from portal.blueprints.desk import bp
from portal.blueprints.desk.place import Place, place
from portal.domain import paging
from portal.domain.errors import Conflict, Refused
from portal.domain.readings import decided, looking, processing, queue, remarks
from portal.forms.base import uuid_or_none
from portal.forms.desk import RejectionForm
from portal.language import gettext as _
from portal.language import ngettext
from portal.rendering import go, page, page_or_partial, wants_fragment


@bp.get("/readings")
@staff_required
def readings() -> Response:
    return page_or_partial("desk/readings/index.html", "desk/readings/_queue.html", **_queue(place()))


@bp.get("/readings/<uuid:uuid>")
@staff_required
def reading(uuid: UUID) -> Response:
    return _look(uuid, place(), RejectionForm(formdata=None))


@bp.post("/readings/acceptance")
@staff_required
def accept_readings() -> Response:
    here = place()
    chosen = [uuid for typed in request.form.getlist("reading") if (uuid := uuid_or_none(typed))]
    try:
        outcome = processing.accept_many(chosen, actor=the_person(), now=clock.now())
    except Refused as error:
        return _answer(here, [("warning", str(error))], 422)
    said = []
    if outcome.accepted:
        said.append(("success", ngettext("Прийнято %(num)s показ", "Прийнято %(num)s показів", outcome.accepted)))
    said += [("warning", decided.told(one)) for one in outcome.earlier]
    return _answer(here, said)


@bp.post("/readings/<uuid:uuid>/rejection")
@staff_required
def reject_reading(uuid: UUID) -> Response:
    here = place()
    form = RejectionForm()
    submission = processing.of_desk(the_person(), uuid)
    try:
        if not form.validate():
            return _look(uuid, here, form, 422)
        processing.reject(submission, form.reason(), actor=the_person(), now=clock.now())
    except Refused as error:
        form.ready.errors = [*form.ready.errors, *error.fields.values()]
        return _look(uuid, here, form, 422)
    except Conflict as error:
        return _answer(here, [("warning", str(error))], 409)
    number = submission.account.number_shown
    return _answer(here, [("success", _("Показ за рахунком %(number)s відхилено", number=number))])


def _look(uuid: UUID, here: Place, form: RejectionForm, status: int = 200) -> Response:
    seen = looking.look(the_person(), uuid, now=clock.now())
    return page_or_partial(
        "desk/readings/show.html",
        "desk/readings/_detail.html",
        status,
        look=seen,
        remarks=remarks,
        place=here,
        form=form,
        position=queue.count(the_person(), rem=here.rem, attention=here.attention, up_to=seen.submission.id),
        total=queue.count(the_person(), rem=here.rem, attention=here.attention),
    )


def _answer(here: Place, said: list[tuple[str, str]], status: int = 200) -> Response:
    """The queue after a decision, with what became of it: in the place of its rows, or as the page anew."""
    if not wants_fragment():
        for tone, text in said:
            flash(text, tone)
        return go("desk.readings", **here.fields())
    return page("desk/readings/_decided.html", status, **_queue(here), said=said)


def _queue(here: Place) -> dict[str, Any]:
    """What the queue's template shows."""
    person = the_person()
    found = queue.page(person, rem=here.rem, attention=here.attention, after=paging.row_id(here.after) or 0)
    days = Counter(row.submission.reading_date for row in found.rows).most_common(1)
    return {
        "place": here,
        "rows": found.rows,
        "following": found.following,
        "worth_a_look": queue.count(person, rem=here.rem, attention=True),
        "untroubled": sum(not row.submission.attention for row in found.rows),
        # The heading is about the date of most rows; the others say theirs.
        "day": days[0][0] if days and days[0][1] * 2 > len(found.rows) else None,
        "remarks": remarks,
    }
