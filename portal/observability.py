"""Structured logs without personal data: the endpoint, never the address, which may hold a link from a mail."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

from portal.config import Settings
from portal.crypto import random_ref


def configure_logging(level: str) -> None:
    """One JSON object a line on standard error; newlines in values can't begin a line of their own."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")


def init_app(app: Flask, settings: Settings) -> None:
    """Give each request an id, log its end, and send the id back so that a person can quote it."""
    configure_logging(settings.log_level)
    log = structlog.get_logger("portal.web")

    @app.before_request
    def begin() -> None:
        g.request_id = random_ref()
        g.began = time.perf_counter()

    @app.after_request
    def end(answer: Response) -> Response:
        request_id = g.get("request_id", "")
        answer.headers["X-Request-Id"] = request_id
        log.info(
            "request",
            request_id=request_id,
            endpoint=request.endpoint,
            method=request.method,
            status=answer.status_code,
            ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        )
        return answer


def log_exception(event: str, **values: Any) -> None:
    """Log the exception that is being handled, with the id that the person sees on the page."""
    structlog.get_logger("portal.web").error(
        event, request_id=g.get("request_id", ""), endpoint=request.endpoint, exc_info=True, **values
    )
