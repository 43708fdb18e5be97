"""What errands do with what waits: one after the other, and nobody is held up by one that fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from structlog.typing import FilteringBoundLogger

from portal.storage import StorageAway

Row = TypeVar("Row")


def each(
    waiting: Callable[[int], Sequence[Row]],
    do: Callable[[Row], object],
    *,
    log: FilteringBoundLogger,
    failed_as: str,
    about: Callable[[Row], dict[str, Any]],
) -> int:
    """Do it with all that waits, the oldest first; returns with how many it went well.

    ``waiting`` gives the next ones behind a row id. One that fails goes on waiting, for the next sweep: those
    behind it need not. Without the store none would go well, so the round is over then. The log gets the event
    ``failed_as``, with what ``about`` tells of the row.
    """
    done, went_well = 0, 0
    while rows := waiting(done):
        for row in rows:
            done = row.id  # type: ignore[attr-defined]
            try:
                do(row)
            except StorageAway as error:
                log.warning(failed_as, **about(row), reason=type(error).__name__)
                return went_well
            except Exception as error:
                log.error(failed_as, **about(row), reason=type(error).__name__, exc_info=True)
            else:
                went_well += 1
    return went_well
