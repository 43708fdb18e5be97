"""Mails: how a message of the outbox becomes one, and the line to the mail server.

Flask is not needed here: the errands render mails in a process of their own.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from email_validator import validate_email
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from portal.clock import KYIV
from portal.config import Settings
from portal.domain.identity import links
from portal.domain.readings import reminders
from portal.formatting import FILTERS
from portal.language import gettext, ngettext
from portal.models import Message

TEMPLATES = Path(__file__).parent / "templates"
SUBJECT = "Тема:"
# Where the mails end that a person asked to be told by; the rest of the path is the ref of what was asked for.
STOP_PATH = "/outages/stop/"
STOP_PATHS = dict.fromkeys((reminders.OPENS, reminders.CLOSES), "/readings/reminders/stop/")
# Each step of a talk with the mail server may take so long; whoever waits holds a thread of the errands.
TIMEOUT_SECONDS = 10
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


class Undeliverable(ValueError):
    """The recipient's address can't be written on an envelope, however often it is tried."""


def render(message: Message, settings: Settings) -> EmailMessage:
    """The mail that a message stands for: the same for every attempt, Message-ID included.

    Raises:
        Undeliverable: the recipient is not an address.
    """
    context = {**message.data, "base_url": settings.base_url}
    if "link_ref" in message.data:
        context["link"] = _link(message.data["link_ref"], message.data["purpose"], settings)
    if "code_ref" in message.data:
        context["code"] = links.code(message.data["code_ref"], settings.secret_key)
    if "stop" in message.data:
        context["stop_link"] = f"{settings.base_url}{_stop_path(message.template)}{message.data['stop']}"
    subject, lines = written(f"mail/{message.template}.txt", context)
    context["subject"] = subject

    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = settings.mail_from
    mail["To"] = _address(message.recipient)
    mail["Date"] = format_datetime(message.created_at.astimezone(KYIV))
    mail["Message-ID"] = message_id(message.key, settings.base_url)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "uk"
    if "stop" in message.data:
        # One click in the mail program itself (RFC 8058): it posts, without opening anything.
        mail["List-Unsubscribe"] = f"<{context['stop_link']}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(_environment().get_template("mail/layout.txt").render(context, lines=lines))
    html = _environment().get_template(f"mail/{message.template}.html").render(context)
    mail.add_alternative(html, subtype="html")
    return mail


def written(template: str, context: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The subject and the other lines of a text template."""
    return _split(_environment().get_template(template).render(context))


def message_id(key: str, base_url: str) -> str:
    """Names the mail by its row, so that a repeated one is recognised as the same."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{urlsplit(base_url).hostname}>"


@contextmanager
def transport(smtp_url: str, greeting: str | None = None) -> Iterator[smtplib.SMTP]:
    """A line to the mail server: ``smtp://``, ``smtps://`` or ``smtp+starttls://``, with user:password if needed.

    ``greeting`` is the name that we call ourselves by; without it the name of the machine is looked up, which
    may take as long as a DNS server that is away.
    """
    parts = urlsplit(smtp_url)
    host, tls = parts.hostname or "", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, greeting, timeout=TIMEOUT_SECONDS, context=tls)
    else:
        server = smtplib.SMTP(
            host, parts.port or (587 if parts.scheme == "smtp+starttls" else 25), greeting, TIMEOUT_SECONDS
        )
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=tls)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
    finally:
        _hang_up(server)


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _stop_path(template: str) -> str:
    return STOP_PATHS.get(template, STOP_PATH)


def _link(ref: str, purpose: str, settings: Settings) -> str:
    """The address in the mail. It is made here: a copy of the database alone opens nothing."""
    return links.address(settings.base_url, purpose, links.token(ref, purpose, settings.secret_key))


def _split(text: str) -> tuple[str, list[str]]:
    """The subject and the other lines of a rendered text template, whose first line is the subject."""
    first, *lines = text.strip().splitlines()
    if not first.startswith(SUBJECT):
        raise ValueError(f"the first line of a mail's text must begin with «{SUBJECT}»")
    return first.removeprefix(SUBJECT).strip(), "\n".join(lines).strip("\n").splitlines()


def _address(recipient: str) -> Address:
    """The recipient for a header and an envelope; a Cyrillic domain in the letters that mail servers know."""
    try:
        # Not the codec of the standard library: by its rules of 2003 «straße.de» is «strasse.de».
        found = validate_email(recipient, check_deliverability=False, allow_smtputf8=False, strict=True)
        return Address(addr_spec=found.ascii_email or "")
    except (ValueError, IndexError, MessageError) as error:
        raise Undeliverable("the recipient is not an address") from error


def _plain(value: Any) -> Any:
    """A value for a text: a line break in it would begin a line that we did not write."""
    made_here = isinstance(value, Markup)
    return _CONTROL.sub(" ", value) if isinstance(value, str) and not made_here else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_plain,
    )
    environment.filters.update({function.__name__: function for function in FILTERS})
    environment.filters["iso_day"] = date.fromisoformat
    environment.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
    return environment
