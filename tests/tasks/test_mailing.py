"""What a message looks like as a mail."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jinja2 import DictLoader, Environment

from portal import mailing
from portal.config import Settings
from portal.domain.identity import links
from portal.models import Message
from tests.conftest import NOW

ACCOUNT = {"number_shown": "01-01/010/101", "short_address": "Житомир, вул. Житомирська, 5"}
READING = {**ACCOUNT, "reading_date": "2026-12-01", "values": [["День", 120], ["Ніч", 45]], "in_window": True}

ORDER = {
    "number": "2611-0048",
    "ref": "some-ref",
    "title": "Перехід на зонний облік",
    "status": "Виконано",
    "tail": "виконано",
    "text": "Ваше замовлення виконано.",
    "due_on": "2026-12-10",
    "address": "Житомир, вул. Житомирська, 5",
    "subqueue": "3.2",
    "earlier": "1.1",
    "when": "о 22:00",
    "hours": "18:00–22:00",
    "lasts": "4 години",
    "stop": "a-ref-of-their-wish",
    "kind": "emergency",
    "who": "Петренко Олена Василівна",
    "way": "Портал Дія",
    "code": "12345678",
    "reason": "Обірвано провід",
    "starts": "о 09:40",
    "ends": "",
    "until": "2026-12-03",
    "due": "2026-12-30",
    "opens": "2026-11-29",
    "closes": "2026-12-03",
    "counts_for": "2026-12-01",
    "accounts": [["01-01/010/101", "Житомир, вул. Житомирська, 5"]],
    "account": "some-account",
    "days": [["Сьогодні, 30.11", ["18:00–22:00"], True], ["Завтра, 01.12", [], False]],
}


def message(template: str = "reading_received", data: dict[str, Any] | None = None, **columns: Any) -> Message:
    defaults = {"key": "reading-received:1", "recipient": "ivan@example.com", "created_at": NOW, "channel": "mail"}
    return Message(template=template, data=READING if data is None else data, **{**defaults, **columns})


def parts(mail: Any) -> tuple[str, str]:
    return tuple(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[return-value]


def test_a_mail_has_both_parts_and_honest_headers(settings: Settings) -> None:
    mail = mailing.render(message(), settings)
    text, html = parts(mail)
    assert mail["Subject"].replace("\u00a0", " ") == "Покази на 1 грудня 2026 отримано"
    assert mail["To"] == "ivan@example.com"
    assert mail["From"] == "Кабінет споживача <cabinet@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Mon, 30 Nov 2026 10:00:00 +0200"
    for body in (text, html):
        assert "01-01/010/101" in body
        assert "День" in body
        assert "45" in body
        assert "http://localhost/readings" in body
    assert "Тема:" not in text
    assert "<img" not in html, "nothing is fetched, so nothing tells when it was read"
    assert text.startswith("Дякуємо")
    assert "0800-30-92-82" in text


def test_a_repeat_is_the_same_mail(settings: Settings) -> None:
    first, second = (mailing.render(message(), settings) for _ in range(2))
    assert list(first.items()) == list(second.items())
    assert parts(first) == parts(second)
    assert first["Message-ID"].endswith("@localhost>")
    assert mailing.render(message(key="reading-received:2"), settings)["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("reading_received", READING),
        ("reading_rejected", {**READING, "reason": "Фото нерозбірливе"}),
        ("reading_rejected", {**ACCOUNT, "reading_date": "2026-12-01", "reason": "Фото нерозбірливе"}),
        ("account_linked_elsewhere", ACCOUNT),
    ],
)
def test_a_mail_about_an_account_names_it(settings: Settings, name: str, data: dict[str, Any]) -> None:
    text, html = parts(mailing.render(message(name, data), settings))
    for body in (text, html):
        assert "01-01/010/101" in body
        assert "{{" not in body
        assert "None" not in body
    assert "Фото нерозбірливе" in text or "reason" not in data


def test_a_reading_outside_the_window_says_so(settings: Settings) -> None:
    outside = mailing.render(message(data={**READING, "in_window": False}), settings)
    assert "за середньодобовим споживанням" in parts(outside)[0]
    assert "за середньодобовим споживанням" not in parts(mailing.render(message(), settings))[0]


def test_the_mail_program_can_end_what_was_asked_for(settings: Settings) -> None:
    mail = mailing.render(message("light_goes", ORDER), settings)
    link = f"{settings.base_url}/outages/stop/a-ref-of-their-wish"
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(link in part for part in parts(mail))
    assert "List-Unsubscribe" not in mailing.render(message(), settings)


@pytest.mark.parametrize("evil", ["a\r\nBcc: all@example.com", "a\nBcc: x@example.com", "a\u2028Bcc: x", "a\x00b"])
def test_data_add_no_header_and_no_line(settings: Settings, evil: str) -> None:
    data = {**ACCOUNT, "number_shown": evil}
    mail = mailing.render(message("account_linked_elsewhere", data), settings)
    assert "Bcc" not in mail
    assert mail["Subject"].count("\n") == 0
    assert not any(line.startswith("Bcc") for line in parts(mail)[0].splitlines())
    assert "\x00" not in parts(mail)[0]


def test_markup_in_data_stays_text(settings: Settings) -> None:
    data = {**READING, "reason": "<script>alert(1)</script>"}
    _text, html = parts(mailing.render(message("reading_rejected", data), settings))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "recipient",
    ["", "nobody", "a@b@c.example", "a@example.com\nBcc: b@example.com", "a@x.example, b@y.example", "@"],
)
def test_what_is_no_address_is_undeliverable(settings: Settings, recipient: str) -> None:
    with pytest.raises(mailing.Undeliverable):
        mailing.render(message(recipient=recipient), settings)


def test_a_cyrillic_domain_is_written_as_servers_know_it(settings: Settings) -> None:
    mail = mailing.render(message(recipient="ivan@приклад.укр"), settings)
    assert mail["To"] == "ivan@xn--80aikifvh.xn--j1amh"


def test_a_german_domain_is_not_somebody_elses(settings: Settings) -> None:
    """By the rules of 2003 it would be strasse.de."""
    assert mailing.render(message(recipient="a@straße.de"), settings)["To"] == "a@xn--strae-oqa.de"


def test_every_mail_has_a_subject_and_both_forms() -> None:
    names = {path.stem for path in (mailing.TEMPLATES / "mail").iterdir()} - {"layout"}
    for name in names:
        text = (mailing.TEMPLATES / "mail" / f"{name}.txt").read_text("utf-8")
        html = (mailing.TEMPLATES / "mail" / f"{name}.html").read_text("utf-8")
        assert text.startswith(mailing.SUBJECT), name
        assert "{% extends 'mail/layout.html' %}" in html.replace('"', "'"), name
        assert "{% extends" not in text, f"{name}: the words around a text are added to it"


def test_a_link_is_made_when_the_mail_is(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "_environment", lambda: _ONE_LINK)
    link = {"link_ref": "some-ref", "purpose": links.RESET_PASSWORD}
    text, html = parts(mailing.render(message("any", link), settings))
    token = links.token("some-ref", links.RESET_PASSWORD, settings.secret_key)
    assert f"http://localhost/password-reset/{token}" in text
    assert f'href="http://localhost/password-reset/{token}"' in html
    assert token not in str(link)


_ONE_LINK = Environment(
    loader=DictLoader(
        {
            "mail/any.txt": "Тема: Посилання\n\n{{ link }}",
            "mail/any.html": '<a href="{{ link }}">Відкрити</a>',
            "mail/layout.txt": "{{ lines|join('\n') }}",
        }
    ),
    autoescape=True,
)


ALL_MAILS = sorted(path.stem for path in (mailing.TEMPLATES / "mail").glob("*.txt") if path.stem != "layout")


@pytest.mark.parametrize("name", ALL_MAILS)
def test_every_mail_renders(settings: Settings, name: str) -> None:
    link = {"link_ref": "some-ref", "purpose": links.CONFIRM_EMAIL}
    mail = mailing.render(message(name, {**READING, **ORDER, **link, "reason": "Фото нерозбірливе"}), settings)
    text, html = parts(mail)
    assert mail["Subject"]
    assert "{{" not in text + html
    for anchor in re.findall(r'href="([^"]+)"', html):
        assert anchor.startswith("http://localhost"), "links lead to ourselves alone"
        assert anchor in text or anchor == "http://localhost", "the text leads to the same places"
