"""What may go wrong at the provider: chosen on its page and kept with the code, so each visit has its own.

A failure is ``what`` or ``what@where``; ``where`` is one of the three addresses that the portal asks by itself.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator

from flask import Response, jsonify

PLACES = ("token", "info", "logout")
# On the way back, before anything is asked.
ON_THE_WAY = {
    "denied": "людина натискає «Скасувати»",
    "state": "повертається з чужим state",
    "no-code": "повертається без коду",
    "replayed": "повертається з уже використаним кодом",
}
ANSWERS = {
    "html": "помилка сторінкою HTML зі статусом 200",
    "error": "{error, error_description}",
    "500": "500",
    "redirect": "переадресація на інший сайт",
    "type": "JSON, названий текстом",
    "broken": "обірваний JSON",
    "list": "JSON, але не об'єкт",
    "empty": "об'єкт без жодного поля",
    "huge": "відповідь без кінця",
    "hang": "мовчання",
    "slow": "по байту за раз",
    "bomb": "стиснуто, хоч не просили",
}
ENCRYPTED = "encrypted"
ALL = (
    *ON_THE_WAY,
    ENCRYPTED,
    *(f"{what}@{where}" for where, what in itertools.product(PLACES, ANSWERS)),
)
PAGE = "<html><body><h1>Помилка</h1><p>Сталася непередбачена помилка.</p></body></html>"


def labels() -> list[tuple[str, str]]:
    """All of them with words, for the page."""
    named = {"token": "обмін коду", "info": "дані людини", "logout": "вихід"}
    answers = [
        (f"{what}@{where}", f"{named[where]}: {words}") for where in PLACES for what, words in ANSWERS.items()
    ]
    return [*ON_THE_WAY.items(), (ENCRYPTED, "дані людини зашифровано (encryptedUserInfo)"), *answers]


def answer(failure: str, place: str, stopping: threading.Event, pace: float) -> Response | None:
    """The wrong answer, if this failure is of this place."""
    what, _at, where = failure.partition("@")
    if where != place:
        return None
    if what == "error":
        return jsonify(error="invalid_grant", error_description="Невірний код авторизації")
    if what == "list":
        return jsonify([])
    if what == "empty":
        return jsonify({})
    plain: dict[str, tuple[str | bytes, int, dict[str, str]]] = {
        "html": (PAGE, 200, {"Content-Type": "text/html; charset=utf-8"}),
        "500": (PAGE, 500, {"Content-Type": "text/html; charset=utf-8"}),
        "redirect": ("", 302, {"Location": "http://169.254.169.254/"}),
        "type": ('{"access_token": "a", "user_id": "1"}', 200, {"Content-Type": "text/plain"}),
        "broken": ('{"access_token": "a', 200, {"Content-Type": "application/json"}),
        "bomb": (b"\x1f\x8b", 200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}),
    }
    if what in plain:
        body, status, headers = plain[what]
        return Response(body, status, headers)
    endless = {"huge": _huge, "hang": _hang, "slow": _slow}[what]
    return Response(endless(stopping, pace), 200, {"Content-Type": "application/json"})


def _huge(stopping: threading.Event, pace: float) -> Iterator[bytes]:
    yield b'{"a": "'
    while not stopping.is_set():
        yield b"a" * 65536


def _hang(stopping: threading.Event, pace: float) -> Iterator[bytes]:
    yield b"{"
    stopping.wait(60)


def _slow(stopping: threading.Event, pace: float) -> Iterator[bytes]:
    yield b"{"
    while not stopping.wait(pace):
        yield b" "
