"""Commands for the server: readings and operators, until the desk is there."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from portal.models import Audit, Message, Submission, User
from tests import factories


@pytest.fixture
def waiting(app: Flask) -> Submission:
    _user, _account, meter = factories.make_home()
    return factories.make_submission(meter, date(2026, 12, 1), 32198, status="new")


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(arguments))
    return result.exit_code, result.output


def test_waiting_readings_are_listed_and_accepted(app: Flask, waiting: Submission) -> None:
    code, output = run(app, "readings", "waiting")
    assert code == 0
    assert str(waiting.uuid) in output
    assert "32198" in output
    assert run(app, "readings", "accept", str(waiting.uuid))[0] == 0
    assert Submission.get_by_id(waiting.id).status_name == "accepted"
    assert Audit.get().actor_label == "command line"
    assert run(app, "readings", "waiting") == (0, "")


def test_rejecting_needs_a_reason(app: Flask, waiting: Submission) -> None:
    assert run(app, "readings", "reject", str(waiting.uuid))[0] != 0
    assert run(app, "readings", "reject", str(waiting.uuid), "--reason", " ")[0] != 0
    assert Submission.get_by_id(waiting.id).status_name == "new"
    assert run(app, "readings", "reject", str(waiting.uuid), "--reason", "Не збігається з фото")[0] == 0
    assert Submission.get_by_id(waiting.id).reason == "Не збігається з фото"


@pytest.mark.parametrize("uuid", ["8b0a6c0e-6f2e-4b46-9f0c-0d8f2f8f1d11", "no-uuid"])
def test_what_is_not_there_is_said(app: Flask, waiting: Submission, uuid: str) -> None:
    code, output = run(app, "readings", "accept", uuid)
    assert code == 1
    assert "Таких показів немає" in output


def test_accepting_twice_is_said(app: Flask, waiting: Submission) -> None:
    run(app, "readings", "accept", str(waiting.uuid))
    code, output = run(app, "readings", "accept", str(waiting.uuid))
    assert code == 1
    assert "Оброблені" in output


def test_operators_are_added_here_and_get_a_link(app: Flask) -> None:
    factories.make_rem()
    code, output = run(
        app,
        "operators",
        "add",
        "op@example.com",
        "--surname",
        "Коваль",
        "--given-name",
        "Інна",
        "--rem",
        "Житомирський РЕМ",
    )
    assert code == 0
    operator = User.get(User.email == "op@example.com")
    assert operator.role == "operator"
    assert operator.totp_secret not in output
    assert "otpauth://" in output
    assert Message.get().recipient == "op@example.com"


@pytest.mark.parametrize("more", [[], ["--rem", "Немає такого"], ["--rem", "Житомирський РЕМ", "--supervisor"]])
def test_an_operator_has_one_place(app: Flask, more: list[str]) -> None:
    factories.make_rem()
    code, output = run(app, "operators", "add", "op@example.com", "--surname", "К", "--given-name", "І", *more)
    assert code != 0
    assert output
    assert User.select().count() == 0


def test_somebody_of_the_desk_is_switched_off_and_on(app: Flask) -> None:
    operator = factories.make_user("op@example.com", role="operator", rem=factories.make_rem())
    factories.make_user("ivan@example.com")
    assert run(app, "operators", "off", "OP@example.com") == (0, "off op@example.com\n")
    assert User.get_by_id(operator.id).disabled_at is not None
    assert [row.actor_label for row in Audit.select()] == ["command line"]
    for email, words in (("op@example.com", "вже вимкнено"), ("ivan@example.com", "немає"), ("x", "немає")):
        code, output = run(app, "operators", "off", email)
        assert (code, words in output) == (1, True)
    assert run(app, "operators", "on", "op@example.com") == (0, "on op@example.com\n")
    assert User.get_by_id(operator.id).disabled_at is None
