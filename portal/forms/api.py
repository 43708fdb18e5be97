"""What the phone's outbox sends, as JSON: read strictly, refused with a code that its page can act on."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from portal.domain.errors import Refused
from portal.domain.files import attaching
from portal.domain.readings.submission import OFFLINE, Sending
from portal.forms.base import uuid_or_none
from portal.language import gettext as _

Kind = TypeVar("Kind")
MOST_REGISTERS = 6
_SHA256 = re.compile(r"[0-9a-f]{64}")


def sending(uuid: UUID, body: Any) -> tuple[str, Sending, list[str]]:
    """(ref of the account, the sending, hashes of the photos).

    ``{account, meter, taken_at, values: {register: kWh}, confirmed: [code], replaces: uuid?, photos: [sha256]}``;
    ``taken_at`` is ISO 8601 with a zone.

    Raises:
        Refused: code ``malformed`` with the name of what can't be read.
    """
    values = _part(body, "values", dict)
    if len(values) > MOST_REGISTERS or not all(_is_kwh(value) for value in values.values()):
        raise _malformed("values")
    confirmed = _part(body, "confirmed", list, default=[])
    if not all(isinstance(code, str) for code in confirmed):
        raise _malformed("confirmed")
    replaces = _part(body, "replaces", str, default="")
    if replaces and uuid_or_none(replaces) is None:
        raise _malformed("replaces")
    made = Sending(
        uuid=uuid,
        meter=_part(body, "meter", str),
        values=values,
        taken_at=_moment(_part(body, "taken_at", str)),
        confirmed=frozenset(confirmed),
        replaces=uuid_or_none(replaces),
        way=OFFLINE,
    )
    return _part(body, "account", str), made, hashes(body)


def hashes(body: Any) -> list[str]:
    """The SHA-256 of the photos, as hex, each once.

    Raises:
        Refused: code ``malformed``, or ``too_many_files``.
    """
    photos = _part(body, "photos", list, default=[])
    if not all(isinstance(one, str) and _SHA256.fullmatch(one) for one in photos):
        raise _malformed("photos")
    if len(photos) > attaching.MOST_FILES:
        raise Refused(
            _("До одного показу можна додати щонайбільше %(most)s файлів", most=attaching.MOST_FILES),
            code="too_many_files",
        )
    return list(dict.fromkeys(photos))


def about(body: Any) -> tuple[str, UUID | None]:
    """(ref of the account, uuid of the reading or None) that photos are sent for."""
    reading = _part(body, "reading", str, default="")
    if reading and uuid_or_none(reading) is None:
        raise _malformed("reading")
    return _part(body, "account", str), uuid_or_none(reading)


def _part(body: Any, name: str, kind: type[Kind], *, default: Kind | None = None) -> Kind:
    value = body.get(name) if isinstance(body, dict) else None
    if value is None and default is not None:
        return default
    if not isinstance(value, kind):
        raise _malformed(name)
    return value


def _is_kwh(value: Any) -> bool:
    return type(value) is int and 0 <= value < 10**9


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _malformed("taken_at") from None
    if moment.tzinfo is None or not 2000 < moment.year < 2200:
        raise _malformed("taken_at")
    return moment


def _malformed(name: str) -> Refused:
    return Refused(_("Не вдалося прочитати надіслане: %(name)s", name=name), code="malformed")
