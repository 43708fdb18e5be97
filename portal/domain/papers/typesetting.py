"""Typst: a template of ours and data make a PDF/A-2a. The data stay data: they come as JSON, not as source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "documents"
_one_at_a_time = Lock()


class NotSet(RuntimeError):
    """Typst could not make the document: a fault of the template, not of a person."""


def pdf(template: str, data: Mapping[str, Any], *, dated: date) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1 (tagged); the same data and date give the same bytes.

    ``template`` is the name of a file in templates/documents, which reads ``data`` as JSON.

    Raises:
        NotSet: whatever typst says against it.
    """
    return _compiled(template, data, dated, format="pdf", pdf_standards=["a-2a", "ua-1"])[0]


def pictures(template: str, data: Mapping[str, Any], *, dated: date, ppi: int = 100) -> list[bytes]:
    """The same pages as PNG, ``ppi`` pixels to the inch: to look at, and for tests. Raises NotSet."""
    return _compiled(template, data, dated, format="png", ppi=ppi)


def _compiled(template: str, data: Mapping[str, Any], dated: date, **options: Any) -> list[bytes]:
    """Whole pages of bytes. A crash inside typst is no Exception: it would end the thread that asked."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    moment = datetime.combine(dated, time(12), UTC)
    try:
        with _one_at_a_time:
            made = _compiler(template).compile(sys_inputs=inputs, timestamp=moment, **options)
    except Exception as error:
        raise NotSet(f"{template}: {error}") from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        _compiler.cache_clear()
        raise NotSet(f"{template}: typst crashed") from error
    assert made is not None, "typst answers with bytes unless it is told to write a file"
    return [made] if isinstance(made, bytes) else made


@cache
def _compiler(template: str) -> typst.Compiler:
    """Kept for the process: the fonts of the package are read once, fonts of the machine never."""
    import typst

    return typst.Compiler(TEMPLATES / template, root=TEMPLATES, ignore_system_fonts=True)
