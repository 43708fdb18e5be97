"""The tables, a file a noun. ``ALL`` lists them in the order in which they can be created."""

from __future__ import annotations

from peewee import Model

from portal.models.account import Account
from portal.models.account_link import AccountLink
from portal.models.base import Table
from portal.models.billing import BillingExport, BillingImport
from portal.models.file import File, SubmissionFile, Upload
from portal.models.journal import Audit, Event
from portal.models.judgement import Judgement
from portal.models.leaving import ReadingReminder, TakeOut
from portal.models.message import Message
from portal.models.meter import Consumption, Meter, Register
from portal.models.metering import Inspection, PointDocument, TechnicalCheck
from portal.models.order import Order, OrderCounter, OrderFile, OrderStatus, Remembered
from portal.models.outage import LightWatch, NoLightReport, OutageNotice, OutageSource, SubqueueDay, Works
from portal.models.place import Place, SourceCity, SourceStreet
from portal.models.publication import Announcement, Handout
from portal.models.push import PushDevice
from portal.models.submission import Reading, Submission, SubmissionStatus
from portal.models.territory import Rem, Settlement
from portal.models.user import Consent, Identity, LinkingAttempt, MailLink, Session, TotpUse, User

ALL: list[type[Model]] = [
    Rem,
    Settlement,
    SourceCity,
    SourceStreet,
    Place,
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
    BillingImport,
    BillingExport,
    Submission,
    Reading,
    File,
    Upload,
    SubmissionFile,
    OrderStatus,
    OrderCounter,
    Order,
    OrderFile,
    Remembered,
    Judgement,
    Announcement,
    Handout,
    Event,
    Audit,
    Message,
    OutageSource,
    SubqueueDay,
    Works,
    OutageNotice,
    NoLightReport,
    LightWatch,
    Inspection,
    TechnicalCheck,
    PointDocument,
    PushDevice,
    TakeOut,
    ReadingReminder,
]

__all__ = ["ALL", *(model.__name__ for model in ALL)]
