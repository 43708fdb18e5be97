"""The operator's lists of addresses: the settlements of a РЕМ, the streets of one, the houses of one.

Somebody waits for the answer with a page, so there is little patience: without one what is kept is shown. And
every guest can make us ask, so while the site does not answer nobody does: the threads are there for all pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from portal import clock
from portal.domain import turns
from portal.domain.outages.fetching import Limits, SourceAway, Visit
from portal.domain.outages.places.listed import Group, Named
from portal.domain.outages.places.lists import NotAsked
from portal.domain.outages.sources import ztoe_json
from portal.domain.outages.sources.base import Unreadable

LIMITS = Limits(connect=2.0, read=3.0, total=4.0, visit=4.0)
# After a failure nobody on this machine asks for so long.
REST = timedelta(minutes=1)
# So many ask at once: half of the threads that README's server has.
SLOTS = 2
AWAY = "lists.away"


@dataclass(frozen=True)
class ZtoeLists:
    """As :class:`portal.domain.outages.places.lists.Lists` says.

    ``url`` is the address of their site; in ``folder`` the processes of this machine agree on who asks.
    """

    url: str
    folder: Path

    def cities(self, rem_id: str) -> list[Named]:
        """The settlements of a РЕМ."""
        return self._named("api-city.php", rem_id=rem_id)

    def streets(self, city_id: str) -> list[Named]:
        """The streets of a settlement."""
        return self._named("api-street.php", city_id=city_id)

    def addresses(self, street_id: str) -> list[Group]:
        """The groups of houses of a street; «cherga_id» and «pidcherga_id» may be missing."""
        return [
            Group(_text(row, "name"), _text(row, "cherga_id") or None, _text(row, "pidcherga_id") or None)
            for row in self._rows("api-address.php", street_id=street_id)
            if _text(row, "name")
        ]

    def _named(self, name: str, **query: str) -> list[Named]:
        rows = self._rows(name, **query)
        return [
            Named(_text(row, "id"), _text(row, "name")) for row in rows if _text(row, "id") and _text(row, "name")
        ]

    def _rows(self, name: str, **query: str) -> list[dict[str, Any]]:
        with self._turn() as is_ours:
            if not is_ours or self._rests():
                raise NotAsked
            visit = Visit(self.url, LIMITS)
            try:
                return ztoe_json.rows(visit.get(f"{ztoe_json.API}{name}", conditional=False, **query).body or b"")
            except SourceAway as error:
                (self.folder / AWAY).write_text(clock.now().isoformat())
                raise OSError(str(error)) from error
            except Unreadable as error:
                raise ValueError(str(error)) from error
            finally:
                visit.close()

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """Whether one of the slots is ours."""
        with ExitStack() as held:
            yield any(held.enter_context(turns.taken(self.folder / f"lists.{slot}.lock")) for slot in range(SLOTS))

    def _rests(self) -> bool:
        try:
            since = datetime.fromisoformat((self.folder / AWAY).read_text())
        except (OSError, ValueError):
            return False
        return clock.now() - since < REST


def _text(row: dict[str, Any], name: str) -> str:
    """Ids are strings, but a number is one, too."""
    value = row.get(name)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
