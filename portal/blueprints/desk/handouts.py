"""Робоче місце → Документи для всіх: a supervisor lays out the contract."""

from __future__ import annotations

from typing import Any

from flask import Response, flash

from portal import clock, receiving
from portal.access import supervisor_required, the_person
from portal.blueprints.desk import bp
from portal.domain.errors import Refused
from portal.domain.papers import handouts
from portal.extensions import storage
from portal.forms.handouts import HandoutForm
from portal.language import gettext as _
from portal.rendering import go, page


@bp.get("/handouts", endpoint="handouts")
@supervisor_required
def index() -> Response:
    return page("desk/handouts.html", **_shown(HandoutForm()))


@bp.post("/handouts", endpoint="publish_handout")
@receiving.takes_files
@supervisor_required
def publish() -> Response:
    form = HandoutForm()
    try:
        with receiving.one_file("file") as (path, name):
            handouts.publish(
                form.slug.data or "",
                path,
                name=name,
                actor=the_person(),
                storage=storage(),
                now=clock.now(),
            )
    except Refused as error:
        form.take(error)
        return page("desk/handouts.html", 422, **_shown(form))
    flash(_("Документ опубліковано"), "success")
    return go("desk.handouts")


def _shown(form: HandoutForm) -> dict[str, Any]:
    places = [(slug, title, handouts.newest(slug)) for slug, title in handouts.SLUGS.items()]
    return {"form": form, "places": places}
