"""The application as a document: made once from the answers kept with the order, by an errand, and kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any

from blinker import Signal
from peewee import JOIN

from portal.clock import kyiv_date
from portal.crypto import Vault
from portal.database import db
from portal.domain.accounts import names
from portal.domain.files import keeping
from portal.domain.orders import attachments, catalogue
from portal.domain.orders.definition import Field, Files, Kind, Several, every_item
from portal.domain.orders.values import LONG_TEXT, TICK
from portal.language import gettext as _
from portal.language import ngettext
from portal.models import Account, Order, OrderFile, Rem, Settlement, User
from portal.storage import Storage

something_to_make = Signal("an application was filled in that an errand has to make a document of")

# No day of its own: the date of a sample is left to be filled in by hand.
SAMPLE_OF = date(2026, 1, 1)
# Who applies stands in the head of the document, not in a table.
IN_THE_HEAD = ("surname", "given_name", "patronymic", "phone", "email", "rem")


def waiting(limit: int = 20, *, after: int = 0) -> Sequence[Order]:
    """Orders whose document is not made yet, the oldest first; ``after`` is the row id to go on behind."""
    query = (
        Order.select(Order, Rem, User, Account, Settlement)
        .join_from(Order, Rem, on=(Order.rem == Rem.id))
        .join_from(Order, User, on=(Order.user == User.id))
        .join_from(Order, Account, JOIN.LEFT_OUTER)
        .join_from(Account, Settlement, JOIN.LEFT_OUTER)
        .where(Order.document.is_null(), Order.rem.is_null(False), Order.id > after)
    )
    return list(query.order_by(Order.id).limit(limit))


def make(order: Order, *, vault: Vault, storage: Storage, base_url: str, now: datetime) -> None:
    """Make the document and keep it; of two who do so at once one is the document, whatever the other made.

    Raises:
        DecryptionError: a key is missing that an answer was encrypted with.
        StorageAway: it can't be stored now.
    """
    from portal.domain.papers import application  # typst is large, and nobody else needs it

    made = application.render(paper_of(order, vault, base_url))
    name = _("Заява %(number)s.pdf", number=order.number)
    file = keeping.keep_made(made, user=order.user, name=name, type="application/pdf", storage=storage, now=now)
    with db.atomic():
        is_first = Order.update(document=file).where(Order.id == order.id, Order.document.is_null()).execute()
        if is_first:
            OrderFile.insert(order=order, file=file, purpose=attachments.DOCUMENT).on_conflict_ignore().execute()


@cache
def sample(slug: str) -> bytes:
    """The application of a kind with everything left to be filled in by hand: the same for everybody."""
    from portal.domain.papers.application import Application, Section, render

    kind = catalogue.kind_of(slug)
    blocks: list[tuple[str, tuple[Any, ...]]] = [
        (str(step.on_paper or step.title), step.items) for step in kind.steps
    ]
    blocks += [
        (str(item.one), item.items) for step in kind.steps for item in step.items if isinstance(item, Several)
    ]
    blank: dict[str, str] = defaultdict(lambda: "__________")
    paper = Application(
        number="",
        address="",
        title=str(kind.paper.title),
        rem="",
        applicant=tuple(
            (str(label), "")
            for label in (_("Заявник"), _("Адреса"), _("Особовий рахунок"), _("Телефон"), _("Електронна пошта"))
        ),
        text=kind.paper.text(blank),
        sections=tuple(
            Section(title, tuple((str(item.label), "") for item in fields))
            for title, items in blocks
            if (fields := [item for item in items if isinstance(item, Field) and _is_printed(item)])
        ),
        attachments=tuple(
            str(item.label) for _title, items in blocks for item in items if isinstance(item, Files)
        ),
        consents=_consents(kind),
        made_on=SAMPLE_OF,
        signed=kind.signed,
    )
    return render(paper)


def _is_printed(item: Field) -> bool:
    return item.name not in IN_THE_HEAD and item.value is not TICK


def paper_of(order: Order, vault: Vault, base_url: str) -> Any:
    """What stands in the document, from the answers as they were given."""
    from portal.domain.papers.application import Application, Section

    kind = catalogue.kind_of(order.kind)
    rem: Rem | None = order.rem
    rows = [(_heading(kind, row), row, _shown(row, vault)) for row in order.answers]
    shown = _Read({row["name"]: text for _section, row, text in rows if "files" not in row})
    request = kind.paper.text(shown)
    elsewhere = {*IN_THE_HEAD, *(_long(kind) & shown.read)}
    sections = tuple(
        Section(section, tuple((row["label"], text) for _s, row, text in group))
        for section, group in groupby(
            (row for row in rows if row[1]["name"] not in elsewhere and "files" not in row[1]),
            key=lambda row: row[0],
        )
    )
    return Application(
        number=order.number,
        address=f"{base_url}/orders/{order.ref}",
        title=str(kind.paper.title),
        rem=rem.name if rem else "",
        applicant=tuple(_head(order, shown)),
        text=request,
        sections=sections,
        attachments=tuple(_attached(kind, row) for _section, row, _text in rows if "files" in row),
        consents=_consents(kind),
        made_on=kyiv_date(order.saved_at or order.created_at),
        signed=kind.signed,
        identified=_is_identified(order),
    )


class _Read(dict[str, str]):
    """Answers that know which of them the text of the request has used."""

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__(answers)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.read.add(name)
        return super().__getitem__(name)


def _long(kind: Kind) -> set[str]:
    """The names of fields for whole paragraphs: what stands in the request is not printed a second time."""
    items = [item for step in kind.steps for item in every_item(step.items)]
    return {item.name for item in items if isinstance(item, Field) and item.value is LONG_TEXT}


def _is_identified(order: Order) -> bool:
    """Whether the applicant is the one whose names a provider of identification has confirmed."""
    user: User = order.user
    return user.names_confirmed_at is not None and names.fold(order.applicant) == names.fold(user.full_name)


def _shown(row: dict[str, Any], vault: Vault) -> str:
    if "sealed" in row:
        return vault.decrypt(row["sealed"])
    return str(row.get("shown", ""))


def _head(order: Order, shown: dict[str, str]) -> list[tuple[str, str]]:
    head = [(_("Заявник"), order.applicant)]
    account: Account | None = order.account
    if account is not None:
        head += [
            (_("Адреса"), account.address),
            (_("Особовий рахунок"), account.number_shown),
            *([(_("Код ЕІС"), str(account.eic))] if account.eic else []),
        ]
    head += [(_("Телефон"), shown.get("phone", "")), (_("Електронна пошта"), shown.get("email", ""))]
    return [(label, text) for label, text in head if text]


def _heading(kind: Kind, row: dict[str, Any]) -> str:
    step = kind.step(row["step"])
    if step is not None and step.on_paper and row["section"] == str(step.title):
        return str(step.on_paper)
    return str(row["section"])


def _attached(kind: Kind, row: dict[str, Any]) -> str:
    count = ngettext("%(num)s файл", "%(num)s файлів", row["files"]).replace(" ", "\u00a0")
    step = kind.step(row["step"])
    is_one_of_many = step is not None and row["section"] != str(step.title)
    what = f"{row['section']}. {row['label']}" if is_one_of_many else row["label"]
    return f"{what} ({count})"


def _consents(kind: Kind) -> tuple[str, ...]:
    own = tuple(str(words) for words in kind.paper.consents)
    return own or (_("Даю згоду на збір, обробку та використання моїх персональних даних."),)
