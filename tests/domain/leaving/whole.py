"""Onysym, whose name, address and phone stand nowhere but in his cabinet, and all that he has done there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from portal.crypto import random_ref
from portal.domain.accounts import linking
from portal.domain.files import attaching, keeping, uploads
from portal.domain.identity import email_change, passwords, profile, registration, sessions
from portal.domain.orders import catalogue, drafts, processing
from portal.domain.outages import reports, watching
from portal.domain.readings import reminders, submission
from portal.models import (
    Account,
    File,
    Identity,
    Inspection,
    LinkingAttempt,
    Meter,
    Order,
    OutageNotice,
    PointDocument,
    Submission,
    TechnicalCheck,
    TotpUse,
    User,
)
from portal.storage import Storage
from tests import factories
from tests.conftest import NOW
from tests.domain.files import samples
from tests.domain.files.papers import pdf
from tests.domain.identity.people import SECRET, details, last_token
from tests.domain.orders import filling
from tests.domain.orders.filling import VAULT

PASSWORD = "бульба-над-тетеревом"
# What nobody may find anywhere when the cabinet is deleted, in small letters.
TRACES = ("бараболь", "онисим", "сидорович", "onysym", "380509876543", "9876543", "argon2")


@dataclass
class Whole:
    """The person, the account that is theirs and the one that was, another person with the same account, and the
    orders: sent, waiting for a signature, begun."""

    user: User
    account: Account
    former: Account
    meter: Meter
    other: User
    sent: Order
    unsigned: Order
    draft: Order
    photo: File
    loose: File

    def anew(self) -> User:
        """The row as it is now."""
        found: User = User.get_by_id(self.user.id)
        return found


def make_whole(store: Storage, spool: Path, folder: Path) -> Whole:
    """By the verbs that pages call, as far as there are such."""
    user = _registered()
    account, former = factories.make_account(), factories.make_account()
    meter = factories.make_meter(account)
    factories.make_use(meter, 3, 120_000)
    factories.link(user, account)
    factories.link(user, former)
    other = factories.make_user("neighbour@example.com", surname="Сусіденко")
    factories.link(other, account)
    User.update(chosen_account=account).where(User.id == user.id).execute()
    photo, loose, alone = (_photo(user, store, folder, size) for size in (64, 72, 80))
    _send(user, meter, account, photo)
    attaching.attach_to_account(account, [alone.sha256], actor=user, now=NOW)
    factories.make_submission(meter, date(2026, 10, 1), 1000)
    theirs = factories.make_submission(meter, date(2026, 9, 1), 900)
    Submission.update(user=other).where(Submission.id == theirs.id).execute()
    sent = _order_at_the_desk("complaint", user, account)
    unsigned = filling.submitted(catalogue.kind_of("change-of-owner"), user, account)
    draft = drafts.begin(
        catalogue.kind_of("complaint"), account, uuid=uuid.uuid4(), actor=user, now=NOW + timedelta(hours=1)
    )
    _watch(user, account)
    _point(account, store, folder)
    _point(former, store, folder)
    begun = uploads.create(user, length=100, name="бараболя.jpg", taken_at=None, sha256=None, now=NOW)
    uploads.append(begun, 0, [b"onysym"], checksum=None, spool=spool, now=NOW)
    _unlink(user, former)
    return Whole(User.get_by_id(user.id), account, former, meter, other, sent, unsigned, draft, photo, loose)


def _point(account: Account, store: Storage, folder: Path) -> None:
    """What billing knows of the supply point."""
    path = folder / "passport.pdf"
    path.write_bytes(pdf())
    file = keeping.keep_of_account(path, account=account.id, name="passport.pdf", storage=store, now=NOW)
    Inspection.create(account=account, on=date(2026, 10, 5), meter_number="1", zone_1=900)
    TechnicalCheck.create(ref=random_ref(), account=account, on=date(2026, 5, 5))
    PointDocument.create(
        ref=random_ref(),
        account=account,
        kind="passport",
        title="Паспорт точки розподілу",
        issued_on=date(2026, 3, 1),
        file=file,
    )


def _registered() -> User:
    filled = details(
        email="onysym-staryi@example.com",
        surname="Барабольченко",
        given_name="Онисим",
        patronymic="Сидорович",
        phone="050 987 65 43",
        password=PASSWORD,
    )
    registration.send_again("onysym-b@example.com", now=NOW)  # he tried this address first
    registration.register(filled, now=NOW)
    user = registration.confirm(last_token(), PASSWORD, secret_key=SECRET, now=NOW)
    email_change.request("onysym-b@example.com", PASSWORD, actor=user, now=NOW)
    email_change.confirm(last_token(), actor=user, secret_key=SECRET, now=NOW)
    user = User.get_by_id(user.id)
    profile.update(
        surname="Барабольченко",
        given_name="Онисим",
        patronymic="Сидорович",
        phone="0509876543",
        actor=user,
        now=NOW,
    )
    sessions.start(user, remembered=True, device="Firefox", now=NOW)
    # A subject in the clear, as one that an earlier mistake may have left, goes as well.
    Identity.create(
        user=user,
        provider="idgov",
        subject="tax:onysym-9876543",
        number=VAULT.encrypt("3098765432"),
        way="diia_id",
        connected_at=NOW,
    )
    LinkingAttempt.create(user=user, digits="01010101", at=NOW)
    TotpUse.create(user=user, step=1)
    assert passwords.verify(PASSWORD, user.password_hash)
    return user


def _photo(user: User, store: Storage, folder: Path, size: int) -> File:
    path = folder / "received"
    path.write_bytes(samples.jpeg((size, 64)))
    return keeping.keep(
        path,
        user=user,
        name="Онисим біля лічильника.jpg",
        taken_at=None,
        claimed_sha256=None,
        storage=store,
        now=NOW,
    )


def _send(user: User, meter: Meter, account: Account, photo: File) -> None:
    sending = submission.Sending(uuid.uuid4(), str(meter.number), {"taken_1": 1200})
    receipt = submission.submit(sending, account, actor=user, now=NOW)
    attaching.attach(receipt.submission, [photo.sha256], actor=user, now=NOW)


def _order_at_the_desk(slug: str, user: User, account: Account) -> Order:
    """Sent, registered, and with a question that was asked."""
    order = filling.at_the_desk(catalogue.kind_of(slug), user, account)
    operator = factories.make_user(role="operator", rem=account.rem, surname="Савчук", given_name="Олена")
    found = processing.order_for_desk(operator, order.ref)
    processing.register(found, "1187", revision=found.revision, actor=operator, now=NOW)
    return order


def _watch(user: User, account: Account) -> None:
    watching.choose({"changes": True, "before": 30}, actor=user)
    reminders.choose({"reading_reminders": True}, actor=user)
    reports.report(account, "1.1", actor=user, now=NOW)
    OutageNotice.create(user=user, account=account, change="-", at=NOW)


def _unlink(user: User, account: Account) -> None:
    linking.unlink(account, actor=user, now=NOW)


def everything(store_folder: Path) -> bytes:
    """All bytes of a folder."""
    return b"".join(path.read_bytes() for path in sorted(store_folder.rglob("*")) if path.is_file())
