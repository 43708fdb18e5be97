"""PDFs whole, broken and locked, and orders that files go with."""

from __future__ import annotations

import io
import itertools
import uuid
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from portal.crypto import random_ref
from portal.domain.papers.application import render
from portal.models import Order, User
from tests.conftest import NOW
from tests.domain.papers import samples

_serial = itertools.count(1)


def pdf() -> bytes:
    """A whole one, of some 35 kB."""
    return render(samples.SHORT)


def locked_pdf() -> bytes:
    """The same behind a password."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf())))
    writer.encrypt(owner_pass="owner", user_pass="secret")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def make_order(user: User, **columns: Any) -> Order:
    """A submitted order of this person."""
    defaults = {
        "uuid": uuid.uuid4(),
        "ref": random_ref(),
        "number": f"2611-{next(_serial):04}",
        "kind": "complaint",
        "definition_version": 1,
        "status": "submitted",
        "created_at": NOW,
    }
    return Order.create(user=user, **{**defaults, **columns})
