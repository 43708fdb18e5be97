"""Which passwords are taken: 8 to 128 characters of any kind, only not the ones that are guessed first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

from portal.domain.errors import Refused
from portal.domain.identity import passwords
from portal.language import gettext as _
from portal.models import User

SHORTEST = 8
LONGEST = 128
WEAKEST_SCORE = 2
# zxcvbn refuses longer ones; what is strong in its first part is strong.
LOOKED_AT = 72
# It tries every way to read the digits and signs of a password as letters: with twenty of them that takes seconds.
MOST_READ_AS_LETTERS = 8

WORDS = Path(__file__).parents[2] / "data" / "common-passwords-uk.txt"
# What comes out when Ukrainian words are typed with the Latin layout switched on.
_LAYOUT = str.maketrans("йцукенгшщзхїфівапролджєячсмитьбюґ", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
_PIECES = re.compile(r"\w+")
_estimating = Lock()


def refuse_weak(password: str, *, field: str, known: Iterable[str] = ()) -> None:
    """Let a password pass that is worth the name; ``known`` is what others know of the person.

    Raises:
        Refused: about ``field``, with what to do instead.
    """
    refuse_unfit(password, field=field)
    text = unicodedata.normalize("NFC", password)
    if _score(text[:LOOKED_AT], _pieces(known)) < WEAKEST_SCORE:
        raise Refused(
            fields={field: _("Цей пароль легко вгадати. Візьміть довший або кілька не пов'язаних слів")},
            code="weak_password",
        )


def refuse_unfit(password: str, *, field: str) -> None:
    """The part of :func:`refuse_weak` that is known at once: length and damaged characters.

    Raises:
        Refused: about ``field``.
    """
    text = unicodedata.normalize("NFC", password[: passwords.LONGEST + 1])
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Refused(fields={field: _("У паролі є пошкоджені символи. Введіть його ще раз")})
    if len(text) < SHORTEST:
        raise Refused(fields={field: _("Закороткий пароль: потрібно щонайменше 8 символів")})
    if len(text) > LONGEST or len(password) > passwords.LONGEST:
        raise Refused(fields={field: _("Задовгий пароль: щонайбільше 128 символів")})


def known_of(user: User) -> list[str]:
    """What others know of this person."""
    return [user.email, user.surname, user.given_name, user.patronymic, user.phone]


def _score(password: str, known: list[str]) -> int:
    from zxcvbn import matching, zxcvbn  # megabytes of words, needed only where a password is chosen

    _teach_ukrainian()
    # It keeps what it is told about the person in a table of the module: one at a time, then forgotten.
    with _estimating, _read_as_letters(password, matching.L33T_TABLE):
        try:
            return int(zxcvbn(password, user_inputs=known)["score"])
        finally:
            matching.RANKED_DICTIONARIES["user_inputs"] = {}


@contextmanager
def _read_as_letters(password: str, table: dict[str, list[str]]) -> Iterator[None]:
    """Take the digits and signs of a password for nothing but themselves if they are too many kinds.

    Such a password is scored all the same: «1234567890» is one of them.
    """
    kept = dict(table)
    if len(set(password) & {sign for signs in kept.values() for sign in signs}) > MOST_READ_AS_LETTERS:
        table.clear()
    try:
        yield
    finally:
        table.update(kept)


@cache
def _teach_ukrainian() -> None:
    from zxcvbn.matching import add_frequency_lists

    lines = WORDS.read_text(encoding="utf-8").splitlines()
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    typed_in_latin = [word.translate(_LAYOUT) for word in words]
    add_frequency_lists({"ukrainian": words, "ukrainian_in_latin": typed_in_latin})


def _pieces(known: Iterable[str]) -> list[str]:
    """The words in what is known: names, both parts of an address, digits of a phone."""
    return [piece.casefold() for text in known for piece in (text, *_PIECES.findall(text)) if len(piece) > 2]
