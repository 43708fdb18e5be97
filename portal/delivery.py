"""Send what lies in the outbox, by channel. Several may do so at once: a row is claimed before it is sent."""

from __future__ import annotations

import smtplib
import time
from contextlib import ExitStack
from enum import Enum
from typing import Protocol, Self
from urllib.parse import urlsplit

import structlog
from peewee import InterfaceError, OperationalError

from portal import clock, database, mailing
from portal.config import Settings
from portal.domain import outbox
from portal.models import Message

# So short that a consumer that is told to stop ends in peace; what is left is for the next call.
LONGEST_ROUND = 15.0
# Mail servers end a line after so many mails or some time; it is better to end it first.
MAILS_A_LINE = 50
# Seconds between tries to note that a mail went, each of which waits for the database, too. Less than the lease.
NOTING_PAUSES = (0.5, 1, 2, 4, 8)

log = structlog.get_logger("portal.delivery")


class Outcome(Enum):
    """How a round ended."""

    EMPTY = "nothing more is due"
    MORE = "time is up and there is more"
    NO_LINE = "the mail server can't be talked to; the sweep tries again"


class LineLost(Exception):
    """It is not about this message: the server does not answer, refuses to talk, or hung up."""


class NotTaken(Exception):
    """The server does not take this message, now or ever."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Way(Protocol):
    """How the messages of a channel go out, for one round."""

    channel: str

    def __init__(self, settings: Settings) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...

    def send(self, message: Message) -> None:
        """Hand one over. Raises NotTaken or LineLost."""


def deliver(settings: Settings, longest: float = LONGEST_ROUND, *, by: type[Way] | None = None) -> Outcome:
    """Send what is due by mail, or ``by`` another way.

    It ends when nothing is left, ``longest`` seconds are over, or the server is away. One bad message never stops
    the others; a server that is away stops the round, so that a thousand messages don't wait for it one after the
    other.
    """
    ends = time.monotonic() + longest
    with (by or Line)(settings) as way:
        while message := outbox.claim(clock.now(), way.channel):
            try:
                _send(message, way)
            except LineLost as error:
                _put_back(message, str(error))
                return Outcome.NO_LINE
            if time.monotonic() >= ends:
                return Outcome.MORE
    return Outcome.EMPTY


def _send(message: Message, way: Way) -> None:
    """One message to its end: sent, put back with a pause, or given up."""
    try:
        if outbox.is_stale(message, clock.now()):
            raise NotTaken("no news any more", for_good=True)
        way.send(message)
    except LineLost:
        raise
    except NotTaken as error:
        _put_back(message, str(error), for_good=error.for_good)
    except Exception as error:
        # A fault of ours, such as a template that lacks a value: the message waits for the one who mends it.
        log.error("message_not_made", message=message.id, template=message.template, exc_info=True)
        outbox.mark_failed(message, type(error).__name__, clock.now(), for_good=False)
    else:
        _note_sent(message)
        log.info(f"{way.channel}_sent", message=message.id, template=message.template, attempts=message.attempts)


def _note_sent(message: Message) -> None:
    """Write down that it went; a database that is locked or restarting is waited for, or it would go again."""
    for pause in NOTING_PAUSES:
        try:
            outbox.mark_sent(message, clock.now())
        except (OperationalError, InterfaceError) as error:
            log.warning(f"{message.channel}_sent_not_noted", message=message.id, error=type(error).__name__)
            database.release()
            time.sleep(pause)
        else:
            return
    outbox.mark_sent(message, clock.now())


def _put_back(message: Message, reason: str, *, for_good: bool = False) -> None:
    outbox.mark_failed(message, reason, clock.now(), for_good=for_good)
    log.warning(
        f"{message.channel}_not_sent",
        message=message.id,
        template=message.template,
        attempts=message.attempts,
        reason=reason,
        for_good=for_good,
    )


class Line:
    """One connection for many mails: opened by the first, renewed now and then."""

    channel = "mail"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open = ExitStack()
        self._server: smtplib.SMTP | None = None
        self._sent = 0

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()

    def send(self, message: Message) -> None:
        """Hand the mail over.

        Raises:
            NotTaken: the server does not want this one, or it has no address that could be written.
            LineLost: there is no talking to the server.
        """
        try:
            mail = mailing.render(message, self._settings)
        except mailing.Undeliverable as error:
            raise NotTaken(str(error), for_good=True) from error
        server = self._server
        if server is None or self._sent >= MAILS_A_LINE:
            server = self._connect()
        try:
            server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _refusal("recipient", code, words) from error
        except smtplib.SMTPDataError as error:
            raise _refusal("mail", error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotTaken("the server takes no such address", for_good=True) from error
        except (smtplib.SMTPException, OSError) as error:
            # A refused sender is among these: that is about MAIL_FROM, not about the one who waits for the mail.
            server.close()  # without a goodbye, which a server that hangs would not answer either
            raise LineLost(_named(error)) from error
        self._sent += 1

    def _connect(self) -> smtplib.SMTP:
        self._close()
        greeting = urlsplit(self._settings.base_url).hostname
        try:
            self._server = self._open.enter_context(mailing.transport(self._settings.smtp_url, greeting))
        except (smtplib.SMTPException, OSError) as error:
            raise LineLost(_named(error)) from error
        self._sent = 0
        return self._server

    def _close(self) -> None:
        self._server = None
        self._open.close()


def _refusal(what: str, code: int, words: bytes | str) -> Exception:
    """5xx is for good, 4xx is for now; with 421 the server says goodbye."""
    if code == 421:
        return LineLost("421 the server closes the line")
    # The server's words often repeat the address, which has no place in logs: its code says enough.
    status = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    enhanced = status.split(" ", 1)[0]
    detail = enhanced if enhanced.replace(".", "").isdigit() else ""
    return NotTaken(f"{what} refused: {code} {detail}".strip(), for_good=500 <= code < 600)


def _named(error: Exception) -> str:
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
