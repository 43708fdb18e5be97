"""Pages and forms that are about one account: the one that they name, or the chosen one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request

from portal.access import the_person
from portal.context import chosen_account
from portal.domain.accounts import cabinet
from portal.models import Account
from portal.rendering import go, page


def account_of_the_form() -> Account:
    """The one that a form was drawn for.

    Raises:
        NotFound: it is not in the person's cabinet.
    """
    return cabinet.account_of(the_person(), request.form.get("account", ""))


def about_an_account(view: Callable[..., Response]) -> Callable[..., Response]:
    """Give the view its account; without one lead to adding one, and say whose it is where it is not ours."""

    @wraps(view)
    def found(**values: Any) -> Response:
        ref = request.args.get("account")
        account = cabinet.account_of(the_person(), ref) if ref else chosen_account()
        if account is None:
            return go("accounts.new")
        if not account.is_served:
            return page("accounts/not_served.html", account=account)
        return view(account, **values)

    return found
