"""Take readings in: once, whole, and under the right date.

A sending is named by a uuid that its maker chose. The same uuid with the same content is the same sending,
however often it arrives; with other content it is a conflict. Submission, readings, event and the message to
the person are one transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID

from portal.clock import kyiv_date
from portal.database import db
from portal.domain import events, outbox
from portal.domain.errors import Conflict, DomainError, Refused
from portal.domain.readings import checks, lifecycle, meters, past, window, wording
from portal.language import gettext as _
from portal.models import Account, Meter, Reading, Submission, User
from portal.models.meter import FROM_GRID
from portal.models.prepared import Prepared, columns, insertion

# The ways that a sending comes: by the form of a page, or by the phone's outbox.
WEB = "web"
OFFLINE = "offline"

_by_uuid = Prepared(
    lambda value: Submission.select(*columns(Submission)).where(Submission.uuid == value("uuid", Submission.uuid))
)
_counting = Prepared(
    lambda value: Submission.select(*columns(Submission)).where(
        Submission.meter == value("meter", Submission.meter),
        Submission.reading_date == value("day", Submission.reading_date),
        Submission.status.in_(["new", "accepted"]),
    )
)
_insert_submission = insertion(Submission)
_insert_reading = insertion(Reading)


@dataclass(frozen=True)
class Sending:
    """What a person sends for the meter of this number: ``values`` in whole kWh by register key, ``taken_at`` as
    their phone says it (None when it goes off at once), ``confirmed`` the codes of warnings that they said yes
    to, ``replaces`` the uuid of the submission that this one corrects."""

    uuid: UUID
    meter: str
    values: Mapping[str, int]
    taken_at: datetime | None = None
    confirmed: frozenset[str] = field(default=frozenset())
    replaces: UUID | None = None
    way: str = WEB


@dataclass(frozen=True)
class Receipt:
    """What became of a sending; ``superseded`` when a reading taken later for the same date was there already."""

    submission: Submission
    repeated: bool = False
    superseded: bool = False
    taken_at_trusted: bool = True


class NeedsConfirmation(DomainError):
    """The numbers look wrong: show the warnings, and take them if the person says that they are right."""

    code = "needs_confirmation"

    def __init__(self, warnings: list[checks.Warning]) -> None:
        super().__init__(" ".join(wording.warning(found) for found in warnings))
        self.warnings = warnings


class AlreadyProcessed(Conflict):
    """For that date there are accepted readings: nothing can be added to them."""

    code = "already_processed"


def submit(sending: Sending, account: Account, *, actor: User, now: datetime) -> Receipt:
    """Take a sending in for the meter that the account has now.

    Raises:
        Refused: a register is missing or unknown, a value has too many digits, or nothing can be sent at all.
        NeedsConfirmation: the values look wrong and the person has not said yes to that.
        AlreadyProcessed: the date's readings have been accepted by the operator.
        Conflict: the uuid was used for something else, or the corrected reading has changed meanwhile.
    """
    content = content_hash(sending, account)
    # What billing knows does not change by this: it is looked up before others have to wait for us.
    use = past.use_by_month(account, window.reading_date(kyiv_date(now))[0])
    with db.atomic():
        _keep_others_out(account)
        earlier = _the_same(sending, account, actor)
        if earlier is not None:
            return Receipt(earlier, repeated=True)
        meter = meters.readable_meter(account)
        _check_values(sending, meter)
        original = _original(sending, meter)
        dating = _dating(sending, original, now)
        present = _of_that_date(meter, dating.reading_date)
        if original is not None and (present is None or present.id != original.id):
            raise Conflict(_("Цей показ тим часом виправили. Перевірте, що є зараз."))
        warnings = _warnings(sending.values, account, meter, use, dating.reading_date)
        if {found.code for found in warnings} - sending.confirmed:
            raise NeedsConfirmation(warnings)
        return _keep(sending, content, account, meter, dating, present, warnings, actor, now)


def withdraw(submission: Submission, *, actor: User, now: datetime) -> None:
    """Take a new reading back."""
    lifecycle.move(submission, "withdrawn", actor=actor, at=now)


def content_hash(sending: Sending, account: Account) -> str:
    """The same for a repeat, different for anything else under the same uuid."""
    content = {
        "account": account.ref,
        "meter": sending.meter,
        "values": dict(sorted(sending.values.items())),
        "taken_at": sending.taken_at.astimezone(UTC).isoformat() if sending.taken_at else None,
        "replaces": str(sending.replaces) if sending.replaces else None,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _check_values(sending: Sending, meter: Meter) -> None:
    if sending.meter != meter.number:
        raise Refused(
            _(
                "Лічильник № %(old)s замінено на № %(new)s. Оновіть сторінку й введіть покази нового.",
                old=sending.meter,
                new=meter.number,
            ),
            code="meter_replaced",
        )
    wanted = {register.key: register for register in meter.in_order}
    problems = {key: _("Введіть показ лічильника") for key in wanted if key not in sending.values}
    for key, value in sending.values.items():
        if key not in wanted:
            raise Refused(
                _("Лічильник має інші зони. Оновіть сторінку й введіть покази ще раз."), code="registers"
            )
        if not 0 <= value < wanted[key].capacity:
            problems[key] = _("Такого числа лічильник показати не може")
    if problems:
        raise Refused(fields=problems)


def _keep_others_out(account: Account) -> None:
    """One sending for an account at a time. SQLite's immediate transaction already keeps all others out."""
    if db.obj.for_update:
        Account.select(Account.id).where(Account.id == account.id).for_update().execute()


def _the_same(sending: Sending, account: Account, actor: User) -> Submission | None:
    """The submission that this sending has made already.

    The form of a page says no moment of taking. When its answer is lost, the phone repeats the sending with the
    moment that it knows, or the person presses the button once more after the phone has: that is the same sending.
    """
    earlier: Submission | None = next((one for (one,) in _by_uuid.objects((Submission,), uuid=sending.uuid)), None)
    if earlier is None:
        return None
    moments = {sending.taken_at, None} if sending.taken_at else {None, earlier.taken_at}
    same = {content_hash(replace(sending, taken_at=moment), account) for moment in moments}
    if earlier.content_hash not in same or earlier.user_id != actor.id:
        raise Conflict(_("Ці покази вже надіслано з іншими числами. Оновіть сторінку."), code="uuid_reused")
    return earlier


def _original(sending: Sending, meter: Meter) -> Submission | None:
    """The new submission that is corrected.

    A phone corrects what it has tried to send without knowing whether that ever arrived, and in which order the
    two will: an original that is not to be found or no longer new leaves the decision to the moments of taking.
    """
    if sending.replaces is None:
        return None
    original: Submission | None = Submission.get_or_none(
        Submission.uuid == sending.replaces, Submission.meter == meter
    )
    if sending.way == OFFLINE and (original is None or original.status_name != "new"):
        return None
    if original is None:
        raise Conflict(_("Показу, який ви виправляєте, вже немає"))
    if original.status_name == "accepted":
        raise AlreadyProcessed(_already_processed(original.reading_date))
    if original.status_name != "new":
        raise Conflict(_("Цей показ тим часом виправили або відкликали. Перевірте, що є зараз."))
    return original


def _dating(sending: Sending, original: Submission | None, now: datetime) -> window.Dating:
    """A correction is of what was read then: it keeps moment and date of the original."""
    if original is None:
        return window.date_a_reading(sending.taken_at, now)
    return window.Dating(original.reading_date, original.in_window, original.taken_at, True)


def _of_that_date(meter: Meter, day: date) -> Submission | None:
    """The new submission of that date, if there is one.

    Raises:
        AlreadyProcessed: there is an accepted one.
    """
    present = [one for (one,) in _counting.objects((Submission,), meter=meter.id, day=day)]
    if any(submission.status_name == "accepted" for submission in present):
        raise AlreadyProcessed(_already_processed(day))
    return present[0] if present else None


def _already_processed(day: date) -> str:
    return _(
        "Покази на %(day)s уже «Оброблені (прийняті оператором РЕМ)». "
        "Якщо в них помилка, зателефонуйте до кол-центру.",
        day=day.strftime("%d.%m.%Y"),
    )


def _warnings(
    values: Mapping[str, int], account: Account, meter: Meter, use: past.Use, day: date
) -> list[checks.Warning]:
    known = past.known(meter.in_order, past.earlier_values(meter, day), use, day)
    readings = [
        checks.Reading(
            register.key,
            register.direction == FROM_GRID,
            register.digits,
            values[register.key],
            known[register.key],
        )
        for register in meter.in_order
    ]
    return checks.find(readings, day, account.power_w)


def _keep(
    sending: Sending,
    content: str,
    account: Account,
    meter: Meter,
    dating: window.Dating,
    present: Submission | None,
    warnings: list[checks.Warning],
    actor: User,
    now: datetime,
) -> Receipt:
    superseded = present is not None and present.taken_at > dating.taken_at
    if present is not None and not superseded:
        lifecycle.move(present, "replaced", actor=actor, at=now)
    submission = Submission(
        uuid=sending.uuid,
        content_hash=content,
        account=account.id,
        meter=meter.id,
        user=actor.id,
        taken_at=dating.taken_at,
        received_at=now,
        reading_date=dating.reading_date,
        status="replaced" if superseded else "new",
        in_window=dating.in_window,
        warnings=sorted({found.code for found in warnings}),
        way=sending.way,
        replaced_by=present.id if present is not None and superseded else None,
        rem=account.rem_id,
        attention=bool(warnings),
        exported_in=None,
    )
    submission.id = _insert_submission.insert(**submission.__data__)
    for register in meter.in_order:
        _insert_reading.insert(submission=submission.id, register=register.id, value=sending.values[register.key])
    if present is not None and not superseded:
        Submission.update(replaced_by=submission.id).where(Submission.id == present.id).execute()
    events.record(submission, "reading_sent", actor=actor, at=now, values=dict(sending.values))
    if not superseded:
        _tell(submission, sending, account, meter, actor, now)
    return Receipt(submission, superseded=superseded, taken_at_trusted=dating.taken_at_trusted)


def _tell(
    submission: Submission, sending: Sending, account: Account, meter: Meter, actor: User, now: datetime
) -> None:
    """A receipt by mail, unless the person does not want them."""
    if not actor.settings.get("reading_receipts", True):
        return
    outbox.post(
        "reading_received",
        actor.email,
        key=f"reading-received:{submission.uuid}",
        at=now,
        user=actor,
        data={
            "number_shown": account.number_shown,
            "short_address": account.short_address,
            "reading_date": submission.reading_date.isoformat(),
            "in_window": submission.in_window,
            "values": [[meters.label(register), sending.values[register.key]] for register in meter.in_order],
        },
    )
