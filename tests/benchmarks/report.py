"""Tables for the terminal, and bench.json for everything else."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BENCH_JSON = Path(__file__).resolve().parents[2] / "bench.json"


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; numbers stand to the right."""
    cells = [[_text(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    print(f"\n{title}", flush=True)
    for row in cells:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join([first, *others]).rstrip(), flush=True)


def write(part: str, figures: Mapping[str, Any], target: Path = BENCH_JSON) -> None:
    """Put a part into bench.json and leave the others as they are."""
    kept = json.loads(target.read_text("utf-8")) if target.exists() else {}
    unfinished = target.with_suffix(".part")
    unfinished.write_text(json.dumps({**kept, part: figures}, indent=2) + "\n", "utf-8")
    unfinished.replace(target)


def machine() -> str:
    """What the figures were measured on, and when."""
    return f"{os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}"


def _text(cell: object) -> str:
    if cell is None:
        return "–"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
