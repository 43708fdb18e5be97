"""Documents that anybody may download."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from portal.access import public
from portal.domain.files import contents
from portal.domain.files.kinds import PDF
from portal.domain.papers import handouts
from portal.downloads import to_be_saved
from portal.extensions import storage
from portal.rendering import page

bp = Blueprint("handouts", __name__, url_prefix="/documents")


@bp.get("/contract")
@public
def contract() -> Response:
    return page("handouts/contract.html", handout=handouts.newest("contract"))


@bp.get("/contract/file")
@public
def contract_file() -> Response:
    handout = handouts.newest("contract")
    if handout is None:
        abort(404)
    return to_be_saved(contents.open_picture(handout.file, storage()), "договір-споживача.pdf", PDF)
