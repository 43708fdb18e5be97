"""Put an account to its place: by itself where the address is found, by the person, or not at all.

What the person chose is never changed by itself, and neither is «моєї адреси немає», which is for the desk to look
into: what was matched before may be what they found wrong. It is over when they choose a place.
"""

from __future__ import annotations

from datetime import datetime

from peewee import SQL, IntegrityError

from portal.database import db
from portal.domain import events, paging
from portal.domain.desk import reach
from portal.domain.errors import NotFound as NoSuchThing
from portal.domain.errors import Refused
from portal.domain.outages.places import finding, lists, lookup
from portal.domain.outages.places.finding import Ambiguous, Found, Match
from portal.language import gettext as _
from portal.models import Account, AccountLink, Place, Rem, Settlement, User
from portal.models.account import AUTO, CHOSEN, NONE, SAID_MISSING

# Rows of a page of the desk's list.
PAGE = 50
# Links that are looked through after one was added: there may have come some at once.
LATEST = 50


def match_account(account: Account, *, now: datetime, source: lists.Lists | None = None) -> Match:
    """Find the account's place and keep it, asking ``source`` for the lists on the way if they are due.

    An account that has a place keeps it; to somebody who said that theirs is missing it is only offered. Safe to
    call twice, and for many accounts: a street is asked for once.
    """
    if account.place is not None:
        return Found(account.place)
    known = _load(account, source, now) if source is not None and account.is_served else None
    match = finding.find(account, known)
    if not isinstance(match, Found):
        return match
    if account.place_how == NONE:
        return Ambiguous([match.place])
    _keep(account, match.place, now)
    return match


def match_linked(source: lists.Lists, *, now: datetime) -> int:
    """Find the homes that came into cabinets last and have no place yet; returns how many were found.

    What is not found now is found, or asked about, when its person looks for it.
    """
    latest = AccountLink.select(AccountLink.account).order_by(AccountLink.id.desc()).limit(LATEST)
    homeless = (
        Account.select(Account, Settlement, Rem)
        .join_from(Account, Settlement)
        .join_from(Account, Rem, on=(Account.rem == Rem.id))
        .where(
            Account.id.in_([link.account_id for link in latest]),
            Account.place.is_null(),
            Account.place_how.is_null(),
        )
        .order_by(Account.id)
    )
    return sum(isinstance(match_account(one, now=now, source=source), Found) for one in homeless)


def choose(account: Account, ref: str, *, actor: User, now: datetime) -> Place:
    """The person says which place it is. The account has been looked up through its owner.

    Raises:
        Refused: there is no such place (any more).
    """
    try:
        with db.atomic():
            place = lookup.place_of(ref)
            _put(account, place, CHOSEN)
            events.record(account, "account_place_chosen", actor=actor, at=now, place=ref, subqueue=place.subqueue)
    # The source's lists may change just now, and the place may go between the look and the choice.
    except (NoSuchThing, IntegrityError) as error:
        raise Refused(fields={"place": _("Оберіть будинки зі списку")}, code="no_such_place") from error
    return place


def say_missing(account: Account, *, actor: User, now: datetime) -> None:
    """«Моєї адреси немає»: the account stands in the desk's list until a place is chosen."""
    with db.atomic():
        is_new = (
            Account.update(place=None, place_how=NONE)
            .where(Account.id == account.id, Account.place_how.is_null() | (Account.place_how != NONE))
            .execute()
        )
        if is_new:
            events.record(account, "account_place_missing", actor=actor, at=now)
    account.place, account.place_how = None, NONE


def look_at_missing(actor: User, *, after: int, now: datetime) -> tuple[list[Account], int | None]:
    """(a page of :func:`missing_addresses`, the row id that the next page begins after); that the actor saw
    somebody's is written down.

    Raises:
        Forbidden: the actor does not work at the desk.
    """
    shown, last = paging.cut(missing_addresses(actor, after=after, most=PAGE + 1), PAGE)
    if shown:
        with db.atomic():
            events.audit(actor, "missing_addresses_seen", actor=actor, at=now, found=len(shown))
    return shown, last.id if last else None


def missing_addresses(actor: User, *, after: int = 0, most: int = PAGE) -> list[Account]:
    """Accounts within the actor's reach whose address is in no list, as their people say: a page of them by row,
    those ``after`` a row's id.

    Raises:
        Forbidden: the actor does not work at the desk.
    """
    rems = [rem.id for rem in reach.rems(actor)]
    return list(
        Account.select(Account, Settlement)
        .join_from(Account, Settlement)
        .where(Account.rem.in_(rems), SQL(SAID_MISSING), Account.id > after)
        .order_by(Account.id)
        .limit(most)
    )


def _load(account: Account, source: lists.Lists, now: datetime) -> finding.Known:
    """Bring the lists on the account's way up to date; returns what was found on it."""
    lists.load_cities(account.rem, source, now=now)
    towns = finding.cities_of(account)
    for town in towns:
        lists.load_streets(town, source, now=now)
    streets = finding.streets_of(account, towns)
    for street in streets:
        lists.load_street(street, source, now=now)
    return towns, streets


def _keep(account: Account, place: Place, now: datetime) -> None:
    """Unless somebody chose in between."""
    with db.atomic():
        done = (
            Account.update(place=place.id, place_how=AUTO)
            .where(Account.id == account.id, Account.place.is_null(), Account.place_how.is_null())
            .execute()
        )
        if done:
            account.place, account.place_how = place, AUTO
            events.record(account, "account_place_matched", actor=None, at=now, place=place.ref)


def _put(account: Account, place: Place, how: str) -> None:
    Account.update(place=place.id, place_how=how).where(Account.id == account.id).execute()
    account.place, account.place_how = place, how
