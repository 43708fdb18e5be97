"""Structured logs without personal data: the endpoint, never the address, which may hold a link from a mail."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g, request

from portal import clock
from portal.config import Settings
from portal.crypto import random_ref

# Their messages carry what people typed: PostgreSQL's DETAIL, peewee's parameters of a look-up that found nothing.
DATABASE_MODULES = {"peewee", "playhouse", "psycopg", "psycopg_pool", "sqlite3"}
# Servers that log for themselves: their lines go the way of ours.
OTHERS = ("_granian", "huey")
# Enough to find the place, also of an endless recursion.
FRAMES = 40
E_MAIL = re.compile(r"[^\s<>\"'(]+@[^\s<>\"')]+")
# What JSON leaves as it is, and what nevertheless begins a line in some readers of logs.
LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}


def configure_logging(level: str) -> None:
    """One JSON object a line on standard error, of ours and of others; no value can begin a line of its own."""
    common: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(lambda raised: [*_explained(raised[1])]),
        _hide_addresses,
    ]
    structlog.configure(
        processors=[*common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = _StandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_one_line),
            ],
            foreign_pre_chain=common,
        )
    )
    root = logging.getLogger()
    for name in ("", *OTHERS):
        _take_over(logging.getLogger(name))
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("portal").setLevel(level)


class _StandardError(logging.StreamHandler):
    """Writes to what standard error is now."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr

    def handleError(self, record: logging.LogRecord) -> None:
        """Without the values of the line, which logging would print as they came."""
        problem = {"event": "log_line_lost", "logger": record.name, "type": type(sys.exception()).__name__}
        with contextlib.suppress(Exception):
            self.stream.write(json.dumps(problem) + self.terminator)


def _take_over(logger: logging.Logger) -> None:
    """Away with handlers that write plain text to a stream; a subclass is somebody's purpose, such as a test's."""
    for handler in [*logger.handlers]:
        if type(handler) in (logging.StreamHandler, _StandardError):
            logger.removeHandler(handler)
    logger.propagate = True


def _explained(error: BaseException) -> Iterator[dict[str, Any]]:
    """An exception and those that it came from, last one first: what and where, without the values of people."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield _told(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _told(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    told: dict[str, Any] = {"type": f"{kind.__module__}.{kind.__qualname__}"}
    if any(base.__module__.partition(".")[0] in DATABASE_MODULES for base in kind.__mro__):
        told["code"] = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    else:
        told["message"] = str(error)
    told["frames"] = _frames(error.__traceback__)
    return _without_addresses(told)


def _frames(raised: TracebackType | None) -> list[str]:
    """Where it happened, outermost first: ``file:line:function``, without the source and without variables."""
    walked = [
        f"{frame.f_code.co_filename}:{line}:{frame.f_code.co_name}" for frame, line in traceback.walk_tb(raised)
    ]
    return walked[-FRAMES:]


def _hide_addresses(logger: Any, method: str, event: Any) -> Any:
    """An answer of a mail server names whom the mail was for; nobody needs to know that from a log."""
    return _without_addresses(event)


def _without_addresses(values: Any) -> Any:
    return {name: E_MAIL.sub("…@…", value) if isinstance(value, str) else value for name, value in values.items()}


def _one_line(event: Any, **options: Any) -> str:
    return json.dumps(event, ensure_ascii=False, **options).translate(LINE_ENDS)


def init_app(app: Flask, settings: Settings) -> None:
    """Give each request an id, log its end, and send the id back so that a person can quote it."""
    configure_logging(settings.log_level)
    is_logged = logging.getLevelNamesMapping()[settings.log_level] <= logging.INFO

    @app.before_request
    def begin() -> None:
        g.request_id = random_ref()
        g.began = time.perf_counter()

    @app.after_request
    def end(answer: Response) -> Response:
        request_id = g.get("request_id", "")
        answer.headers["X-Request-Id"] = request_id
        if is_logged:
            _log_request(request_id, answer.status_code, g.get("began"))
        return answer


def _log_request(request_id: str, status: int, began: float | None) -> None:
    """The one line that every request writes, in the form of all others. Nothing in it needs to be hidden, and the
    way through structlog would be a tenth of the whole cost of a request."""
    line = {
        "event": "request",
        "request_id": request_id,
        "endpoint": request.endpoint,
        "method": request.method,
        "status": status,
        "ms": round((time.perf_counter() - began) * 1000, 1) if began else None,
        "level": "info",
        "logger": "portal.web",
        "timestamp": clock.now().isoformat(),
    }
    sys.stderr.write(_one_line(line) + "\n")


def log_exception(event: str, **values: Any) -> None:
    """Log the exception that is being handled, with the id that the person sees on the page."""
    structlog.get_logger("portal.web").error(
        event, request_id=g.get("request_id", ""), endpoint=request.endpoint, exc_info=True, **values
    )
