"""The accounts that are or were in the cabinet, and the use of those that are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.domain.leaving.contents.source import Source, day, in_batches, moment
from portal.models import Account, AccountLink, Consumption, Meter, Register, Rem, Settlement


def accounts(source: Source) -> Iterator[dict[str, Any]]:
    """Each link with its times; an account that is no longer theirs with its number only."""
    links = (
        AccountLink.select(AccountLink, Account, Settlement, Rem)
        .join(Account)
        .join_from(Account, Settlement)
        .join_from(Account, Rem, on=(Account.rem == Rem.id))
        .where(AccountLink.user == source.user)
    )
    for link in in_batches(links):
        account = link.account
        yield {
            "number": account.number_shown,
            "linked_at": moment(link.linked_at),
            "unlinked_at": moment(link.unlinked_at),
            "proof": link.proof,
            "is_chosen": account.id == source.user.chosen_account_id,
            **({} if link.unlinked_at else _details(account)),
        }


def consumption(source: Source) -> Iterator[dict[str, Any]]:
    """What the accounts used by month, in kWh."""
    rows = Consumption.select(Consumption, Account).join(Account).where(Consumption.account.in_(source.linked))
    for one in in_batches(rows):
        yield {
            "account": one.account.number_shown,
            "meter": one.meter_number,
            "direction": one.direction,
            "zone": one.zone,
            "month": f"{one.period:%Y-%m}",
            "kwh": one.wh / 1000,
        }


def _details(account: Account) -> dict[str, Any]:
    return {
        "contract_number": account.contract_number,
        "eic": account.eic,
        "holder": account.holder_name,
        "address": account.address,
        "rem": account.rem.name,
        "supplier": account.supplier,
        "power_kw": account.power_w / 1000 if account.power_w else None,
        "subqueue": account.subqueue_in_force,
        "outage_place": _place(account),
        "meters": [_meter(one) for one in Meter.select().where(Meter.account == account).order_by(Meter.id)],
    }


def _place(account: Account) -> str | None:
    return f"{account.place.street_address}: {account.place.houses}" if account.place else None


def _meter(meter: Meter) -> dict[str, Any]:
    registers = Register.select().where(Register.meter == meter).order_by(Register.id)
    return {
        "number": meter.number,
        "installed_on": day(meter.installed_on),
        "removed_on": day(meter.removed_on),
        "registers": [{"direction": one.direction, "zone": one.zone, "digits": one.digits} for one in registers],
    }
