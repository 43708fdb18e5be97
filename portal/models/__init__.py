"""The tables, a file a noun. ``ALL`` lists them in the order in which they can be created."""

from __future__ import annotations

from peewee import Model

from portal.models.account import Account
from portal.models.account_link import AccountLink
from portal.models.base import Table
from portal.models.file import File, SubmissionFile, Upload
from portal.models.journal import Audit, Event
from portal.models.message import Message
from portal.models.meter import Consumption, Meter, Register
from portal.models.order import Order, OrderFile, OrderStatus
from portal.models.outage import NoLightReport, OutageNotice, OutageSource, SubqueueDay, Works
from portal.models.submission import Reading, Submission, SubmissionStatus
from portal.models.territory import Rem, Settlement
from portal.models.user import Consent, Identity, LinkingAttempt, MailLink, Session, TotpUse, User

ALL: list[type[Model]] = [
    Rem,
    Settlement,
    Account,
    User,
    Identity,
    Session,
    MailLink,
    Consent,
    LinkingAttempt,
    TotpUse,
    AccountLink,
    Meter,
    Register,
    Consumption,
    SubmissionStatus,
    Submission,
    Reading,
    File,
    Upload,
    SubmissionFile,
    OrderStatus,
    Order,
    OrderFile,
    Event,
    Audit,
    Message,
    OutageSource,
    SubqueueDay,
    Works,
    OutageNotice,
    NoLightReport,
]

__all__ = ["ALL", *(model.__name__ for model in ALL)]
