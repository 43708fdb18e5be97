"""Signatures are verified, by an errand, after a file was taken: of applications, and of what the operator gives.

A wrong one of an application is refused at once: the order goes back to its person with the reason. One that could
not be confirmed goes on to the operator with that mark and is not lost. Of the operator's documents the person is
told what was found.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from blinker import Signal
from peewee import Case

from portal.crypto import DecryptionError, Vault
from portal.database import db
from portal.domain import identifiers
from portal.domain.files import contents
from portal.domain.orders import attachments, deadlines, deciding, lifecycle
from portal.domain.signatures import examining
from portal.domain.signatures.judgement import Judgement as SignatureJudgement
from portal.domain.signatures.judgement import Report
from portal.models import File, Judgement, Order, OrderFile
from portal.storage import Missing, Storage, StorageAway

something_to_judge = Signal("a signed application was taken that an errand has to verify")

# The machine could not do it; the next sweep asks again.
LATER = "not_checked"
# A file that our program fails at, a sweep after another, is given to the operator: it would wait for ever.
MOST_TRIES = 5
_TRIED = "tried:"


def ask_for(order: Order, file: File) -> None:
    """Have this file judged, also if it was before; call it in the transaction that takes it."""
    Judgement.insert(order=order, file=file).on_conflict(
        conflict_target=[Judgement.order, Judgement.file], update={"outcome": "waiting", "reason": ""}
    ).execute()
    db.after_commit(lambda: something_to_judge.send())


def waiting(limit: int = 20, *, after: int = 0) -> Sequence[Judgement]:
    """What is still to be judged, the oldest first, once the portal's own document is made."""
    query = (
        Judgement.select(Judgement, Order, File)
        .join_from(Judgement, Order, on=(Judgement.order == Order.id))
        .join_from(Judgement, File, on=(Judgement.file == File.id))
        .where(
            Judgement.outcome == "waiting",
            Judgement.id > after,
            Order.document.is_null(False) | Judgement.file.in_(_given(Judgement.order)),
        )
    )
    return list(query.order_by(Judgement.id).limit(limit))


def judge(one: Judgement, *, vault: Vault, storage: Storage, trust_dir: Path, now: datetime) -> None:
    """Verify the file and draw the consequence; safe to be killed and called again.

    Raises:
        StorageAway: the file can't be read now.
        Exception: a fault of ours; it goes on waiting, and the last time it goes to the operator with that mark.
    """
    try:
        _judge(one, vault, storage, trust_dir, now)
    except StorageAway:
        raise
    except Exception:
        _count_try(one, now)
        raise


def _judge(one: Judgement, vault: Vault, storage: Storage, trust_dir: Path, now: datetime) -> None:
    order: Order = one.order
    is_given = _is_given(one)
    try:
        report = _examined(one.file, None if is_given else order.document, storage, trust_dir, now)
    except Missing:
        _conclude(one, "refused", "lost", None, now)
        return
    if report.code == LATER:
        return
    if is_given and report.code == deciding.UNSIGNED:
        Judgement.delete().where(Judgement.id == one.id).execute()
        return
    if order.document is not None and not is_given:
        report = deciding.dated(report, order.document.created_at)
    outcome, reason = (
        deciding.decide_given(report)
        if is_given
        else deciding.decide(report, _tax_number(order, vault), is_holders=not _answered_number(order))
    )
    _conclude(one, outcome, reason, report, now)


def _count_try(one: Judgement, now: datetime) -> None:
    tries = int(one.reason.removeprefix(_TRIED) or 0) + 1
    if tries < MOST_TRIES:
        waits = (Judgement.id == one.id, Judgement.outcome == "waiting")
        Judgement.update(reason=f"{_TRIED}{tries}").where(*waits).execute()
    else:
        failing = Report("", one.file.sha256, code=deciding.FAILING, checked_at=now)
        _conclude(one, "marked", deciding.FAILING, failing, now)


def of(order: Order) -> Judgement | None:
    """The judgement of an order's application: of the file that it was sent with, else of the latest one."""
    own = (Judgement.order == order) & Judgement.file.not_in(_given(order))
    sent = Judgement.file.in_(_files(order, attachments.SIGNED))
    query = Judgement.select().where(own).order_by(Case(None, [(sent, 0)], 1), Judgement.id.desc())
    found: Judgement | None = query.first()
    return found


def is_under_way(order: Order) -> bool:
    """Whether it is not known yet if an application that was just sent comes back to its person."""
    judged = of(order) if order.status_name == "submitted" else None
    return judged is not None and judged.outcome == "waiting"


def done_of(order: Order) -> int:
    """How many of its files have been judged: whoever shows them asks whether there is news."""
    query = Judgement.select().where(Judgement.order == order, Judgement.outcome != "waiting")
    return int(query.count())


def of_given(order: Order) -> dict[int, Judgement]:
    """{id of a file: its judgement} of the documents that the operator gave."""
    rows = Judgement.select().where(Judgement.order == order, Judgement.file.in_(_given(order)))
    return {row.file_id: row for row in rows}


def _is_given(one: Judgement) -> bool:
    return bool(_given(one.order_id).where(OrderFile.file == one.file_id).exists())


def _given(order: Any) -> Any:
    """A query for the ids of the operator's documents of an order."""
    return _files(order, attachments.ANSWER)


def _files(order: Any, purpose: str) -> Any:
    return OrderFile.select(OrderFile.file).where(OrderFile.order == order, OrderFile.purpose == purpose)


def _conclude(one: Judgement, outcome: str, why: str, report: Report | None, now: datetime) -> None:
    held = json.loads(_masked(report).to_json()) if report else {}
    with db.atomic():
        done = (
            Judgement.update(
                outcome=outcome,
                reason=why,
                report=held,
                trust_issued=report.trust_issued if report else None,
                judged_at=now,
            )
            .where(Judgement.id == one.id, Judgement.outcome == "waiting")
            .execute()
        )
        order = Order.get_by_id(one.order_id)
        if not done or _is_given(one):
            return
        if outcome == "refused" and order.status_name == "submitted":
            _send_back(order, one.file, deciding.reason(why), now)
        else:
            # It was kept for a correction, which nobody needs any more.
            Order.update(filled={}).where(Order.id == order.id).execute()


def _masked(report: Report) -> Report:
    """Without personal numbers in the clear: they were compared, and are kept encrypted with the order."""
    return replace(report, judgements=tuple(_without_numbers(one) for one in report.judgements))


def _without_numbers(one: SignatureJudgement) -> SignatureJudgement:
    numbers = {
        name: identifiers.masked(number)
        for name in ("tax_number", "register_number")
        if (number := getattr(one.signer, name))
    }
    return replace(one, signer=replace(one.signer, **numbers))


def _send_back(order: Order, file: File, why: str, now: datetime) -> None:
    """It waits for a signature again, and the wrong file goes with it no longer."""
    OrderFile.delete().where(
        OrderFile.order == order, OrderFile.file == file, OrderFile.purpose == attachments.SIGNED
    ).execute()
    lifecycle.move(
        order,
        "awaiting_signature",
        "order_signature_refused",
        actor=None,
        at=now,
        details={"reason": why},
        submitted_at=None,
        due_on=None,
        queue_on=deadlines.NO_DATE,
        # The term begins anew with the next signature.
        stood=0,
        extended=False,
    )


def _examined(signed: File, made: File | None, storage: Storage, trust_dir: Path, now: datetime) -> Report:
    with tempfile.TemporaryDirectory(prefix="portal-judged-") as folder:
        paths = [_copied(file, Path(folder) / f"{file.id}.pdf", storage) for file in (signed, made) if file]
        return examining.examine(paths[0], trust_dir, now, made=paths[1] if made else None)


def _copied(file: File, path: Path, storage: Storage) -> Path:
    with path.open("wb") as copy:
        contents.copy(file, copy, storage)
    return path


def _tax_number(order: Order, vault: Vault) -> str:
    """The applicant's РНОКПП: as it was answered, else the account holder's of the billing base."""
    sealed = _answered_number(order)
    if not sealed and order.account is not None and order.account.holder_tax_number:
        sealed = [order.account.holder_tax_number]
    try:
        return vault.decrypt(sealed[0]) if sealed else ""
    except DecryptionError:
        return ""


def _answered_number(order: Order) -> list[str]:
    """The РНОКПП that the application asked for, encrypted; none where it did not, or where there is none."""
    return [row["sealed"] for row in order.answers if row.get("name") == "tax_number" and "sealed" in row]
