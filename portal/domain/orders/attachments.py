"""The files of an order: each lies in a place of it, which its purpose names.

Places of a draft come from its definition. Besides there are: «signed» while the signed application is awaited,
«clarification» while a question is open, «clarification.1» and so on once it is answered, and those of the desk:
«invoice», «answer». «document» is the application as the portal made it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from portal.database import db
from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.orders import answered, answering, catalogue
from portal.domain.orders.definition import ANYTHING, PDFS, Files
from portal.language import gettext as _
from portal.language import lazy_gettext
from portal.models import File, Order, OrderFile, User

CLARIFICATION = "clarification"
SIGNED = "signed"
INVOICE = "invoice"
ANSWER = "answer"
DOCUMENT = "document"
SIGNED_PLACE = Files(
    SIGNED,
    lazy_gettext("Підписана заява (тільки PDF)"),
    missing=lazy_gettext("Виберіть файл"),
    takes=(PDFS,),
    most=1,
)
_CLARIFYING = Files(CLARIFICATION, lazy_gettext("Файли до відповіді"), takes=ANYTHING)


def attach(order: Order, purpose: str, sha256s: Sequence[str], *, actor: User, now: datetime) -> dict[str, str]:
    """Put the actor's files with these hashes into a place: {SHA-256: held, missing or refused}.

    A repeat changes nothing.

    Raises:
        NotFound: nobody asks for files there now.
        Refused: ``unsupported_type`` or ``too_many_files``.
    """
    with db.atomic():
        _look_anew(order)
        place = place_of(order, purpose)
        files = list(File.select().where(File.user == actor, File.sha256.in_(list(sha256s))))
        there = {row.file_id for row in _rows(order, purpose)}
        new = [file for file in files if file.id not in there and file.state != "refused"]
        for file in new:
            if not str(file.type).startswith(place.takes):
                raise Refused(wrong_type(place), code="unsupported_type")
        if len(there) + len(new) > place.most:
            raise Refused(
                _("Сюди можна додати щонайбільше файлів: %(most)s", most=place.most), code="too_many_files"
            )
        for file in new:
            OrderFile.insert(order=order, file=file, purpose=purpose).on_conflict_ignore().execute()
        if new:
            Order.update(saved_at=now).where(Order.id == order.id).execute()
    return _told(sha256s, files)


def put_by_the_answer(order: Order) -> None:
    """The files of a question that is answered make room for those of the next one; call it in a transaction."""
    numbered = {row.purpose for row in OrderFile.select(OrderFile.purpose).where(OrderFile.order == order)}
    number = 1 + sum(purpose.startswith(f"{CLARIFICATION}.") for purpose in numbered)
    OrderFile.update(purpose=f"{CLARIFICATION}.{number}").where(
        OrderFile.order == order, OrderFile.purpose == CLARIFICATION
    ).execute()


def leave_only(order: Order, asked: set[str]) -> None:
    """Files of a place that nobody asks for any more, since a tick was taken back, do not go with the draft."""
    OrderFile.delete().where(OrderFile.order == order, OrderFile.purpose.not_in(asked)).execute()


def detach(order: Order, purpose: str, ref: str) -> None:
    """Take a file out of its place; it belongs to nothing then, and goes after a while."""
    with db.atomic():
        _look_anew(order)
        place_of(order, purpose)
        file: File | None = File.get_or_none(File.ref == ref)
        if file is not None:
            OrderFile.delete().where(
                OrderFile.order == order, OrderFile.purpose == purpose, OrderFile.file == file
            ).execute()


def place_of(order: Order, purpose: str) -> Files:
    """The place of this purpose, if files are asked for there now.

    Raises:
        NotFound: there is none.
        Conflict: there was one while the order was a draft.
    """
    if purpose == CLARIFICATION and order.status_name == "clarification":
        return _CLARIFYING
    kind = catalogue.kind_of(order.kind)
    found = next((place for one, place, _key in answering.places(kind, order.filled) if one == purpose), None)
    if found is None:
        raise NotFound(_("Сюди файли зараз не додають"))
    if order.status_name != "draft":
        raise Conflict(_("Цю заяву вже надіслано"), code="not_a_draft")
    return found


def held(order: Order) -> Counter[str]:
    """How many good files lie in each place."""
    rows = OrderFile.select(OrderFile.purpose).join(File).where(OrderFile.order == order, File.state != "refused")
    return Counter(row.purpose for row in rows)


def files_of(order: Order) -> dict[str, list[File]]:
    """The files of an order by their place, in one query."""
    found: dict[str, list[File]] = defaultdict(list)
    rows = OrderFile.select(OrderFile, File).join(File).where(OrderFile.order == order).order_by(OrderFile.id)
    for row in rows:
        found[row.purpose].append(row.file)
    return dict(found)


def label_of(order: Order, purpose: str) -> str:
    """What the files of a place are called."""
    own = {
        DOCUMENT: _("Заява"),
        SIGNED: _("Підписана заява"),
        INVOICE: _("Рахунок"),
        ANSWER: _("Документи від РЕМ"),
        CLARIFICATION: _("Файли до відповіді"),
    }
    name, _dot, number = purpose.partition(".")
    if name in own:
        return f"{own[name]} {number}".strip() if number != "1" else own[name]
    for row in order.answers:
        if row.get("purpose") == purpose:
            return answered.label(row, order.answers)
    return _("Додатки")


def wrong_type(place: Files) -> str:
    """What is taken there, in words."""
    words = {
        "image/": _("фото (JPEG, PNG, HEIC)"),
        "video/": _("відео (MP4, MOV, WebM)"),
        "application/pdf": "PDF",
    }
    return _("Сюди можна додати: %(kinds)s", kinds=", ".join(words[kind] for kind in place.takes))


def _told(sha256s: Sequence[str], files: Sequence[File]) -> dict[str, str]:
    states = {file.sha256: file.state for file in files}
    return {sha256: {None: "missing", "refused": "refused"}.get(states.get(sha256), "held") for sha256 in sha256s}


def _rows(order: Order, purpose: str) -> list[OrderFile]:
    return list(OrderFile.select().where(OrderFile.order == order, OrderFile.purpose == purpose))


def _look_anew(order: Order) -> None:
    """What the order is now, with others kept out until the end of the transaction."""
    query = Order.select(Order.status, Order.filled).where(Order.id == order.id)
    if db.obj.for_update:
        query = query.for_update()
    now = query.get()
    order.status, order.filled = now.status_name, now.filled
