"""What the phone's outbox talks to. Versioned: a page of last month goes on sending to the addresses it knows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, request
from flask_wtf.csrf import generate_csrf

from portal import clock
from portal.access import current_session, stay_signed_in, the_person
from portal.api_guard import api_signed_in, json_error
from portal.blueprints.throttling import person_key
from portal.context import accounts, chosen_account
from portal.domain.accounts import cabinet
from portal.domain.errors import Refused
from portal.domain.files import attaching
from portal.domain.identity import refs
from portal.domain.orders import attachments, signing
from portal.domain.orders import history as orders
from portal.domain.orders import kept as kept_orders
from portal.domain.outages import kept as kept_light
from portal.domain.push import devices
from portal.domain.readings import history, kept, submission, wording
from portal.extensions import calendar, limiter, settings, storage
from portal.forms import api as reading
from portal.language import gettext as _

bp = Blueprint("api", __name__, url_prefix="/api/v1")

# Each is sent a notice at once.
DEVICES_OF_A_PERSON = "20 per hour"
LARGEST_BODY = 64 * 1024


@bp.get("/session")
@api_signed_in
def session() -> Response:
    """Who is signed in, and a fresh token: asked for before something is sent."""
    return jsonify(user=refs.ref_of(the_person()), csrf=generate_csrf())


@bp.get("/kept")
@api_signed_in
def keep() -> Response:
    """All that the person's phone keeps for the time without a network."""
    chosen = chosen_account()
    today = clock.today()
    answer = jsonify(
        shape=kept.SHAPE,
        user=refs.ref_of(the_person()),
        chosen=chosen.ref if chosen else None,
        accounts=[kept.picture(account, today) for account in accounts()],
        cards=[*kept_light.pictures(accounts(), clock.now()), *kept_orders.pictures(the_person())],
    )
    answer.add_etag(weak=True)
    answer.headers["Cache-Control"] = "no-store"
    answer.make_conditional(request)
    return answer


@bp.put("/readings/<uuid:uuid>")
@api_signed_in
def put_reading(uuid: UUID) -> Response:
    """Take a reading in, once, however often it comes; say which of its photos are here."""
    ref, sending, photos = reading.sending(uuid, _body())
    account = cabinet.account_of(the_person(), ref)
    now = clock.now()
    try:
        receipt = submission.submit(sending, account, actor=the_person(), now=now)
    except submission.NeedsConfirmation as asked:
        return json_error(
            422,
            "needs_confirmation",
            str(asked),
            warnings=[{"code": found.code, "register": found.register_key} for found in asked.warnings],
        )
    except Refused as error:
        return json_error(422, error.code, str(error) or _in_words(error), fields=error.fields)
    held = attaching.attach(receipt.submission, photos, actor=the_person(), now=now)
    _counts, heading, text = wording.receipt(receipt)
    answer = jsonify(
        status=receipt.submission.status_name,
        reading_date=receipt.submission.reading_date.isoformat(),
        heading=heading,
        message=text,
        photos=held,
    )
    answer.status_code = 200 if receipt.repeated else 201
    return answer


@bp.put("/photos/<uuid:uuid>")
@api_signed_in
def put_photos(uuid: UUID) -> Response:
    """Tie uploaded photos and videos to an account, and to one of its readings if one is named."""
    body = _body()
    ref, of_reading = reading.about(body)
    photos = reading.hashes(body)
    account = cabinet.account_of(the_person(), ref)
    now = clock.now()
    if of_reading is None:
        held = attaching.attach_to_account(account, photos, actor=the_person(), now=now)
    else:
        _account, line = history.line_of(the_person(), of_reading)
        held = attaching.attach(line.submission, photos, actor=the_person(), now=now)
    return jsonify(photos=held)


@bp.put("/orders/<ref>/files/<purpose>")
@api_signed_in
def put_order_files(ref: str, purpose: str) -> Response:
    """Put uploaded files into a place of an order; the signed application is one of them, and sends the order."""
    photos = reading.hashes(_body())
    order = orders.order_of(the_person(), ref)
    now = clock.now()
    if purpose != attachments.SIGNED:
        held = attachments.attach(order, purpose, photos, actor=the_person(), now=now)
        return jsonify(photos=held, message=_("Файли додано."))
    said = dict.fromkeys(photos, "refused")
    for sha256 in photos[:1]:
        is_here = signing.sign(order, sha256, storage=storage(), calendar=calendar(), actor=the_person(), now=now)
        said[sha256] = "held" if is_here else "missing"
    return jsonify(photos=said, message=_("Підписану заяву надіслано."))


def _body() -> Any:
    request.max_content_length = LARGEST_BODY
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    if body is None:
        raise Refused(_("Не вдалося прочитати надіслане"), code="malformed")
    return body


def _in_words(error: Refused) -> str:
    return " ".join(error.fields.values())


@bp.put("/device")
@api_signed_in
@limiter.limit(DEVICES_OF_A_PERSON, key_func=person_key)
def put_device() -> Response:
    """Push notices to this browser; the body is its PushSubscription as JSON. Again: the newest one counts."""
    if not settings().vapid_private_key:
        return json_error(404, "not_found", _("Такої сторінки немає"))
    try:
        devices.add(current_session(), _body(), actor=the_person(), now=clock.now())
    except Refused as error:
        return json_error(422, error.code, str(error))
    stay_signed_in()
    return make_response("", 204)
