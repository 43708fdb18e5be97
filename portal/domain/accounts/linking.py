"""Bring an account into a cabinet by its number and a proof from the paper invoice, and take it out again."""

from __future__ import annotations

from datetime import datetime, timedelta

from blinker import Signal

from portal.clock import kyiv_date
from portal.crypto import Vault
from portal.database import db
from portal.domain import events, outbox
from portal.domain.accounts import cabinet, names, numbers
from portal.domain.errors import Conflict, Refused, TooMany
from portal.domain.identity.idgov import known
from portal.language import gettext as _
from portal.models import Account, AccountLink, LinkingAttempt, Meter, Rem, Settlement, User

WRONG_PER_PERSON = 5
PERSON_PAUSE = timedelta(hours=1)
WRONG_PER_NUMBER = 10
NUMBER_PAUSE = timedelta(days=1)
BY_IDENTITY = "identity"

account_linked = Signal("an account came into a cabinet, and its house may be looked for")


class NotServed(Refused):
    """The home hangs on the network of АТ «Укрзалізниця»: the portal has nothing to offer for it."""

    code = "not_served"


def link(number: str, proof: str, *, actor: User, now: datetime, vault: Vault | None = None) -> Account:
    """Put the account with this number into the actor's cabinet and choose it.

    ``proof`` is the holder's surname or the meter's number, as they stand in the paper invoice; with a ``vault``,
    whoever is the holder by id.gov.ua needs none. A wrong number and a wrong proof get the same answer, so that
    nobody learns which accounts there are.

    Raises:
        Refused: the number can't be one, or number and proof don't fit together.
        TooMany: too many wrong tries by this person, or about this number.
        Conflict: the account is in the cabinet already.
        NotServed: it belongs to АТ «Укрзалізниця».
    """
    try:
        digits = numbers.account_digits(number)
    except Refused as error:
        raise Refused(fields={"number": str(error)}, code=error.code) from error
    held = _held(digits, actor, vault) if vault else None
    if held is not None:
        return _served(held, BY_IDENTITY, actor, now)
    if not proof.strip():
        raise Refused(fields={"proof": _("Введіть прізвище власника або номер лічильника")})

    account, kind = _proved(digits, proof, actor, now)
    if account is None or kind is None:
        raise Refused(
            _(
                "Номер рахунку й підтвердження не збігаються з нашими даними. "
                "Перевірте обидва за рахунком на оплату."
            ),
            code="no_match",
        )
    return _served(account, kind, actor, now)


def unlink(account: Account, *, actor: User, now: datetime) -> None:
    """Take the account out of the actor's cabinet; its readings stay with the operator."""
    with db.atomic():
        done = (
            AccountLink.update(unlinked_at=now)
            .where(AccountLink.user == actor, AccountLink.account == account, AccountLink.unlinked_at.is_null())
            .execute()
        )
        if not done:
            return
        if actor.chosen_account_id == account.id:
            rest = cabinet.accounts_of(actor)
            User.update(chosen_account=rest[0].id if rest else None).where(User.id == actor.id).execute()
        events.record(account, "account_unlinked", actor=actor, at=now)


def _held(digits: str, actor: User, vault: Vault) -> Account | None:
    """The account, if its holder's РНОКПП is the actor's."""
    number = known.tax_number(actor, vault)
    account = _account_by_digits(digits) if number else None
    is_theirs = account and number and account.holder_tax_hash in vault.keyed_hashes(number)
    return account if is_theirs else None


def _served(account: Account, kind: str, actor: User, now: datetime) -> Account:
    if not account.is_served:
        raise NotServed(_("Ваш оператор системи розподілу — АТ «Укрзалізниця»"))
    return put_in(account, kind, actor=actor, now=now)


def _proved(digits: str, proof: str, actor: User, now: datetime) -> tuple[Account | None, str | None]:
    """The account, and by what it is proved to be theirs; a wrong try is noted.

    One after the other for each person: tries sent all at once would otherwise each be the first.
    """
    with db.atomic():
        if db.obj.for_update:  # SQLite has no row locks: there the transaction itself keeps others out
            User.select(User.id).where(User.id == actor.id).for_update().execute()
        _refuse_after_too_many(digits, actor, now)
        account = _account_by_digits(digits)
        kind = _kind_of_proof(account, proof)
        if account is None or kind is None:
            LinkingAttempt.create(user=actor, digits=digits, at=now)
    return account, kind


def _account_by_digits(digits: str) -> Account | None:
    account: Account | None = (
        Account.select(Account, Settlement, Rem)
        .join_from(Account, Settlement)
        .join_from(Account, Rem)
        .where(Account.digits == digits)
        .first()
    )
    return account


def _kind_of_proof(account: Account | None, proof: str) -> str | None:
    """By what the account is proved to be theirs. For a number that does not exist the same work is done, so
    that the time of the answer tells nothing."""
    account_id = account.id if account else 0
    in_use = list(Meter.select(Meter.number).where(Meter.account == account_id, Meter.removed_on.is_null()))
    typed = numbers.meter_digits(proof)
    if names.same_surname(proof, account.holder_name if account else ""):
        return "surname"
    if typed and any(numbers.meter_digits(meter.number) == typed for meter in in_use):
        return "meter"
    return None


def _refuse_after_too_many(digits: str, actor: User, now: datetime) -> None:
    """Five wrong tries in an hour close linking for the person; ten a day close it for the number."""
    limits = (
        (LinkingAttempt.user == actor, WRONG_PER_PERSON, PERSON_PAUSE),
        (LinkingAttempt.digits == digits, WRONG_PER_NUMBER, NUMBER_PAUSE),
    )
    for whose, most, pause in limits:
        recent = (
            LinkingAttempt.select(LinkingAttempt.at)
            .where(whose, LinkingAttempt.at > now - pause)
            .order_by(LinkingAttempt.at.desc())
            .limit(most)
        )
        moments = [attempt.at for attempt in recent]
        if len(moments) == most:
            raise TooMany(
                _("Забагато невдалих спроб. Спробуйте пізніше або зателефонуйте до кол-центру."),
                after=moments[-1] + pause - now,
            )


def put_in(account: Account, kind: str, *, actor: User, now: datetime) -> Account:
    """Put an account into the cabinet that was proved to be theirs, and choose it.

    Raises:
        Conflict: it is there already.
    """
    with db.atomic():
        already = (
            AccountLink.insert(user=actor.id, account=account.id, proof=kind, linked_at=now)
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        ) == 0
        if already:
            raise Conflict(_("Цей рахунок уже є у вашому кабінеті"))
        _tell_earlier_cabinets(account, actor, now)
        cabinet.choose(account, actor=actor)
        events.record(account, "account_linked", actor=actor, at=now, proof=kind)
        db.after_commit(lambda: account_linked.send())
    return account


def _tell_earlier_cabinets(account: Account, actor: User, now: datetime) -> None:
    """Whoever had the account first learns by e-mail that another cabinet has it now, too."""
    earlier = (
        User.select(User)
        .join(AccountLink)
        .where(AccountLink.account == account, AccountLink.unlinked_at.is_null(), User.id != actor.id)
    )
    for user in earlier:
        outbox.post(
            "account_linked_elsewhere",
            user.email,
            key=f"linked-elsewhere:{account.ref}:{user.id}:{actor.id}:{kyiv_date(now)}",
            at=now,
            user=user,
            data={"number_shown": account.number_shown, "short_address": account.short_address},
        )
