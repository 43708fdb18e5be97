"""What all forms do with what was typed."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from wtforms import StringField

from portal.domain.identity import emails
from portal.forms.base import LengthAtMost, PortalForm, stripped

# In this order they have to be sorted, which takes the square of their number.
MARKS = "\u0301\u0316"


class Form(PortalForm):
    email = StringField("Електронна пошта", [LengthAtMost(emails.LONGEST)], filters=[stripped])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("  Петренко\u200b\x07 ", "Петренко"),
        ("\u200b Петренко \ufeff", "Петренко"),
        ("и\u0306", "й"),
        ("и\u200b\u0306", "й"),
        ("9" * 5000, "9" * 5000),
        (" " * 5000 + "Петренко" + " " * 5000, "Петренко"),
    ],
)
def test_only_what_was_typed_stays(typed: str | None, kept: str) -> None:
    assert stripped(typed) == kept


def test_a_heap_of_marks_is_too_long_at_once(app: Flask) -> None:
    began = time.process_time()
    with app.test_request_context("/", method="POST", data={"email": "a" + MARKS * 40_000}):
        form = Form()
        assert not form.validate()
        assert "Задовго" in str(form.email.errors)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"email": "ivan@example.com"}},
        {"json": {"email": 5}},
        {"json": [1]},
        {"json": None},
        {"query_string": {"email": "ivan@example.com"}},
    ],
)
def test_only_fields_of_a_form_are_read(app: Flask, sent: dict) -> None:
    with app.test_request_context("/", method="POST", **sent):
        assert Form().email.data == ""


def test_a_file_is_no_text(app: Flask) -> None:
    import io

    with app.test_request_context("/", method="POST", data={"email": (io.BytesIO(b"x"), "email.txt")}):
        assert Form().email.data == ""
