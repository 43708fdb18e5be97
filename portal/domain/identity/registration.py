"""Registration: the same answer and the same work whoever the address belongs to.

Nobody learns here whether somebody has a cabinet: the mailbox is told, and only its owner reads it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from portal.database import db
from portal.domain import events
from portal.domain.errors import Refused
from portal.domain.identity import details as told
from portal.domain.identity import emails, links, password_rules, passwords
from portal.language import gettext as _
from portal.language import lazy_gettext
from portal.models import Consent, MailLink, Message, User

CONSENT = lazy_gettext(
    "Погоджуюся, щоб АТ «Житомиробленерго» обробляло мої персональні дані для роботи кабінету: "
    "показів, заяв і повідомлень"
)


@dataclass(frozen=True)
class Details:
    """The registration form as it was filled in."""

    email: str
    surname: str
    given_name: str
    patronymic: str
    phone: str
    password: str
    consent: bool


def register(details: Details, *, now: datetime) -> None:
    """Make a cabinet that its mailbox has to confirm.

    A known address gets a mail instead: with a new link while it is not confirmed (what was filled in last
    counts, and only the last link opens it), otherwise with the words that there is a cabinet already.

    Raises:
        Refused: ``fields`` says what can't be taken.
    """
    columns = check(details)
    columns["password_hash"] = passwords.hash_password(details.password)
    with db.atomic():
        user = _unconfirmed(columns, now)
        if user is None:
            user = User.get(User.email == columns["email"])
            _tell_owner(user, now)
        else:
            Consent.create(user=user, subject="registration", wording=str(CONSENT), given_at=now)
            _send_link(user, now)
        events.record(user, "registration_filled_in", actor=None, at=now)


def check(details: Details, *, is_complete: bool = True) -> dict[str, str]:
    """The person's columns as they will be kept; nothing is done yet.

    How easily the password is guessed takes long to find out: that comes last, when everything else is right.
    Without ``is_complete`` something is known to be wrong already.

    Raises:
        Refused: ``fields`` says everything that is wrong at once.
    """
    good: dict[str, str] = {}
    problems: dict[str, str] = {}
    try:
        good = told.checked(asdict(details), {"email": emails.parse, **told.personal_rules()})
    except Refused as error:
        problems.update(error.fields)
    try:
        password_rules.refuse_unfit(details.password, field="password")
    except Refused as error:
        problems.update(error.fields)
    if not details.consent:
        problems["consent"] = _("Без цієї згоди кабінет створити не можна")
    if problems:
        raise Refused(fields=problems)
    if is_complete:
        known = (details.email, details.surname, details.given_name, details.patronymic, details.phone)
        password_rules.refuse_weak(details.password, field="password", known=known)
    return good


def confirm(token: str, password: str, *, secret_key: str, now: datetime) -> User:
    """Take the open link as a proof that the mailbox is theirs, and the password that they filled in the form.

    Without it whoever registers somebody else's address would only have to wait until its owner, who may have
    registered as well, presses the button in the mail: and then know the cabinet's password.

    Raises:
        Refused: it is not the password of the registration; the link stays good.
        LinkUnknown, LinkUsed, LinkExpired: as :func:`links.find`.
    """
    link = find_link(token, secret_key=secret_key, now=now)
    user = links.owner(link)
    if not passwords.verify(password, user.password_hash):
        raise Refused(
            fields={"password": _("Пароль не той, що вказано під час реєстрації. Введіть його ще раз")},
            code="wrong_password",
        )
    with db.atomic():
        # A registration in between took this link with it, so the password that was checked is still theirs.
        links.use(link, now)
        User.update(confirmed_at=now).where(User.id == user.id, User.confirmed_at.is_null()).execute()
        events.record(user, "mailbox_confirmed", actor=user, at=now)
    return user


def find_link(token: str, *, secret_key: str, now: datetime) -> MailLink:
    """The link of a registration, not used yet; raises as :func:`links.find`."""
    return links.find(token, links.CONFIRM_REGISTRATION, secret_key, now)


def send_again(email: str, *, now: datetime) -> None:
    """Send the confirming link once more. The mail says what is so; the answer here is always the same.

    Raises:
        Refused: it is no address.
    """
    address = _address(email)
    user = User.get_or_none(User.email == address)
    with db.atomic():
        if user is None:
            links.send("no_such_cabinet", links.CONFIRM_REGISTRATION, address, None, now)
        elif user.confirmed_at is None:
            _send_link(user, now)
        else:
            _tell_owner(user, now)


def forget_unconfirmed(email: str) -> None:
    """Drop a registration that nobody confirmed: it holds no address against the one who reads its mail."""
    waiting = User.get_or_none(User.email == email, User.confirmed_at.is_null())
    if waiting:
        Consent.delete().where(Consent.user == waiting).execute()
        Message.update(user=None).where(Message.user == waiting).execute()
        waiting.delete_instance()


def _unconfirmed(columns: dict[str, str], now: datetime) -> User | None:
    """The person with this address as just described; None when the address was confirmed before."""
    User.insert({**columns, "created_at": now}).on_conflict_ignore().execute()
    user: User = User.get(User.email == columns["email"])
    # First the links, then the person: the same order as in confirm(), so that the two never wait for each other.
    links.void(user, now, links.CONFIRM_REGISTRATION)
    waiting = (User.id == user.id) & User.confirmed_at.is_null()
    return user if User.update(columns).where(waiting).execute() else None


def _send_link(user: User, now: datetime) -> None:
    links.send("confirm_registration", links.CONFIRM_REGISTRATION, user.email, user, now)


def _tell_owner(user: User, now: datetime) -> None:
    """They have a cabinet already: perhaps they forgot the password, so a link for a new one comes along."""
    links.send("already_registered", links.RESET_PASSWORD, user.email, user, now)


def _address(email: str) -> str:
    try:
        return emails.parse(email)
    except Refused as error:
        raise Refused(fields={"email": str(error)}) from error
