"""Why a signature could not be verified, as a code; :mod:`wording` has the words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")


class Unverifiable(Exception):
    """Nothing can be said of it: it can't be read, or by rules that are not known here."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class Broken(Exception):
    """It was read and is wrong: what was signed has changed, or was signed by another key."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def guarded(reading: Callable[[], _Result], code: str) -> _Result:
    """What ``reading`` gives; whatever a parser raises at bytes that were made to hurt it becomes ``code``.

    But for a lack of memory: that is said of the whole file.
    """
    try:
        return reading()
    except (Unverifiable, Broken, MemoryError):
        raise
    except Exception as error:
        raise Unverifiable(code, str(error)[:200]) from error
