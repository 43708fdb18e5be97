"""Read or verify one file as a program of its own, within limits: a few bytes of a hostile one can ask for hours.

    python -I program.py skeleton FILE                                            prints a word, or nothing
    python -I program.py verify FILE TRUST_DIR NOW [--beside FILE] [--made FILE]  prints a report as JSON

:mod:`portal.domain.signatures.embedded` and :mod:`portal.domain.signatures.examining` start it.
"""

from __future__ import annotations

import argparse
import logging
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType

# (seconds of the processor, bytes of memory)
LIMITS = {"skeleton": (3, 768 * 1024 * 1024), "verify": (25, 1024 * 1024 * 1024)}


def main() -> None:
    import resource

    asked = _arguments()
    seconds, memory = LIMITS[asked.what]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    _leave_the_web_out()
    print(_skeleton(asked) if asked.what == "skeleton" else _report(asked), end="")


def _skeleton(asked: argparse.Namespace) -> str:
    from portal.domain.signatures import structure

    return structure.problem(asked.file.read_bytes())


def _report(asked: argparse.Namespace) -> str:
    from portal.domain.signatures import trust, verifying

    return verifying.verify(
        asked.file.read_bytes(),
        trust.load(asked.trust),
        asked.now,
        beside=asked.beside.read_bytes() if asked.beside else None,
        made=asked.made.read_bytes() if asked.made else None,
    ).to_json()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    kinds = parser.add_subparsers(dest="what", required=True)
    kinds.add_parser("skeleton").add_argument("file", type=Path)
    verify = kinds.add_parser("verify")
    verify.add_argument("file", type=Path)
    verify.add_argument("trust", type=Path)
    verify.add_argument("now", type=datetime.fromisoformat)
    verify.add_argument("--beside", type=Path)
    verify.add_argument("--made", type=Path)
    return parser.parse_args()


def _leave_the_web_out() -> None:
    """Packages of these names without their __init__: that of portal brings Flask, and half a second."""
    root = Path(__file__).resolve().parents[3]
    for name in ("portal", "portal.domain"):
        package = ModuleType(name)
        package.__path__ = [str(root.joinpath(*name.split(".")))]
        sys.modules[name] = package


if __name__ == "__main__":
    main()
