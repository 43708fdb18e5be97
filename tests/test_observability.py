"""Logs: one JSON object a line, whoever wrote it, and nothing in it that a person typed."""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import peewee
import psycopg
import pytest
import structlog
from flask import Flask
from peewee import Database

from portal import create_app
from portal.config import Settings
from portal.models import User
from portal.observability import configure_logging
from tests import factories
from tests.page import PageClient

E_MAIL = "maria@example.com"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def logs(capsys: Capture) -> Iterator[Capture]:
    """Logs as they are set up in earnest, and as they were afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    configure_logging("INFO")
    yield capsys
    root.handlers[:], level = before
    root.setLevel(level)


def lines(logs: Capture) -> list[dict[str, Any]]:
    """What was logged; every line is an object of its own."""
    return [json.loads(line) for line in logs.readouterr().err.splitlines()]


def the_line(logs: Capture) -> tuple[dict[str, Any], str]:
    """The only line, read and as text."""
    text = logs.readouterr().err
    assert len(text.splitlines()) == 1, text
    return json.loads(text), text


def log_error(error: BaseException, logger: Any) -> None:
    try:
        raise error
    except type(error):
        logger.error("failed", exc_info=True)


LOGGERS = [lambda: structlog.get_logger("portal.test"), lambda: logging.getLogger("huey")]


@pytest.mark.parametrize("logger", LOGGERS, ids=["ours", "of the standard library"])
def test_a_value_that_is_there_twice_is_not_named(database: Database, logs: Capture, logger: Any) -> None:
    factories.make_user(E_MAIL)
    try:
        with database.atomic():
            factories.make_user(E_MAIL, surname="Унікальнопрізвищенко")
    except peewee.IntegrityError:
        logger().error("failed", exc_info=True)
    line, text = the_line(logs)
    assert "maria" not in text
    assert "Унікальнопрізвищенко" not in text
    first, second = line["exception"][:2]
    assert first["type"] == "peewee.IntegrityError"
    assert second["code"] in ("23505", "SQLITE_CONSTRAINT_UNIQUE")
    assert any(":test_a_value_that_is_there_twice_is_not_named" in frame for frame in first["frames"])


@pytest.mark.parametrize("logger", LOGGERS, ids=["ours", "of the standard library"])
@pytest.mark.parametrize("cause", [psycopg.errors.UniqueViolation, sqlite3.IntegrityError])
def test_the_detail_of_postgres_stays_out(logs: Capture, logger: Any, cause: type[Exception]) -> None:
    said = f"duplicate key value\nDETAIL:  Key (phone, email)=(+380671234567, {E_MAIL}) already exists."
    error = peewee.IntegrityError(cause(said), said)
    error.__context__ = cause(said)
    log_error(error, logger())
    _line, text = the_line(logs)
    assert E_MAIL not in text
    assert "+380671234567" not in text
    assert "DETAIL" not in text


@pytest.mark.usefixtures("database")
def test_a_look_up_that_finds_nothing_does_not_say_what_for(logs: Capture) -> None:
    with pytest.raises(User.DoesNotExist) as found:
        User.get(User.surname == "Шукана")
    log_error(found.value, structlog.get_logger("portal.test"))
    assert "Шукана" not in the_line(logs)[1]


def test_other_errors_say_why_without_addresses(logs: Capture) -> None:
    log_error(ValueError(f"no template for <{E_MAIL}>"), structlog.get_logger("portal.test"))
    line, _text = the_line(logs)
    assert line["exception"][0]["message"] == "no template for <…@…>"
    assert (line["event"], line["level"], line["logger"]) == ("failed", "error", "portal.test")


def test_an_answer_of_a_mail_server_is_logged_without_the_address(logs: Capture) -> None:
    structlog.get_logger("portal.test").warning("mail_not_sent", reason=f"550 5.1.1 <{E_MAIL}>: no such user")
    assert the_line(logs)[0]["reason"] == "550 5.1.1 <…@…>: no such user"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x0b", "\x1e", "\x85", "\u2028", "\u2029"])
def test_no_value_begins_a_line(logs: Capture, end: str) -> None:
    evil = f'agent{end}{{"event": "forged"}}'
    structlog.get_logger("portal.test").warning(evil, device=evil)
    logging.getLogger("somebody").warning("device %s", evil)
    log_error(ValueError(evil), logging.getLogger("somebody"))
    assert [line["event"] for line in lines(logs)] == [evil, f"device {evil}", "failed"]


def test_a_line_that_can_not_be_written_shows_nothing_of_itself(logs: Capture) -> None:
    with contextlib.suppress(TypeError):  # of pytest's own handler
        logging.getLogger("somebody").warning("%d", E_MAIL)
    assert the_line(logs)[0] == {"event": "log_line_lost", "logger": "somebody", "type": "TypeError"}


def test_plain_text_of_servers_is_replaced(logs: Capture) -> None:
    plain = logging.StreamHandler()
    logging.getLogger("huey").addHandler(plain)
    logging.getLogger("huey").propagate = False
    configure_logging("INFO")
    logging.getLogger("huey").warning("said once")
    assert the_line(logs)[0]["event"] == "said once"
    assert plain not in logging.getLogger("huey").handlers


def test_endless_recursion_is_cut(logs: Capture) -> None:
    def again() -> None:
        again()

    try:
        again()
    except RecursionError:
        logging.getLogger("somebody").exception("failed")
    assert len(the_line(logs)[0]["exception"][0]["frames"]) == 40


def test_a_failing_page_is_logged_with_its_id(capsys: Capture, app: Flask, client: PageClient) -> None:
    def fail() -> None:
        raise peewee.IntegrityError(f"Key (email)=({E_MAIL}) already exists.")

    app.add_url_rule("/fail", "fail", fail)
    answer = client.get("/fail")
    text = capsys.readouterr().err
    line = json.loads(text)
    assert (line["event"], line["request_id"]) == ("unexpected_error", answer.headers["X-Request-Id"])
    assert E_MAIL not in text


def test_each_request_writes_one_line_without_its_address(capsys: Capture, settings: Settings) -> None:
    app = create_app(replace(settings, log_level="INFO"))
    answer = app.test_client().get("/password-reset/secret-token-of-a-mail?next=ivan@example.com")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    line = json.loads(lines[0])
    assert (line["event"], line["endpoint"]) == ("request", "password_reset.choose")
    assert (line["method"], line["status"]) == ("GET", answer.status_code)
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert 0 < line["ms"] < 60_000
    assert "secret-token" not in lines[0]
    assert "ivan" not in lines[0]
