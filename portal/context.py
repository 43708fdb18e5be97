"""What every template may count on: the person, their accounts, the chosen one, the call centre."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, g
from werkzeug.local import LocalProxy

from portal import navigation
from portal.access import current_person
from portal.config import Settings
from portal.domain.accounts import cabinet
from portal.domain.identity import refs
from portal.domain.identity.idgov.ways import WAYS
from portal.domain.readings import wording
from portal.language import gettext, ngettext
from portal.models import Account

# The manual's call centre and e-mail, as people know them.
CALL_CENTRE = [
    ("(0412)-55-92-82", "+380412559282"),
    ("0800-30-92-82", "0800309282"),
    ("067-155-92-82", "+380671559282"),
    ("095-655-92-82", "+380956559282"),
]
CALL_CENTRE_MAIL = "call1@co.ztoe.com.ua"


def accounts() -> list[Account]:
    """The accounts of the person who is asking; looked up once a request, and only when something needs them."""
    if "accounts" not in g:
        person = current_person()
        g.accounts = cabinet.accounts_of(person) if person and person.role == "consumer" else []
    return cast(list[Account], g.accounts)


def chosen_account() -> Account | None:
    """The account that pages are about unless they say otherwise."""
    person = current_person()
    return cabinet.chosen(person, accounts()) if person else None


def person_ref() -> str | None:
    """What the phone of the consumer who is asking knows them by; None for others."""
    person = current_person()
    return refs.ref_of(person) if person and person.role == "consumer" else None


def init_app(app: Flask, settings: Settings, manifest: dict[str, str]) -> None:
    """Fill the environment of the templates."""

    def asset(name: str) -> str:
        return f"/static/{manifest[name]}"

    app.jinja_env.globals.update(
        asset=asset,
        _=gettext,
        ngettext=ngettext,
        menu=navigation.menu,
        bar=navigation.bar,
        desk_menu=navigation.desk_menu,
        services=navigation.services,
        call_centre=CALL_CENTRE,
        call_centre_mail=CALL_CENTRE_MAIL,
        services_and_prices=navigation.SERVICES_AND_PRICES,
        submission_statuses=wording.STATUSES,
        is_demo=settings.is_demo,
        person_ref=person_ref,
        idgov_ways=WAYS if app.extensions["portal.idgov"] else (),
    )

    @app.context_processor
    def people() -> dict[str, Any]:
        return {
            "person": current_person(),
            "accounts": LocalProxy(accounts),
            "account": LocalProxy(chosen_account),
            "chosen_account": LocalProxy(chosen_account),
        }
