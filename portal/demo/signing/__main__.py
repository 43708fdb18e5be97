"""``python -m portal.demo.signing FILE``: the PDF signed by the demo's person, beside it as FILE.signed.pdf."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from portal.demo.signing import people
from portal.demo.signing.pdfs import sign_pdf


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m portal.demo.signing")
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", choices=people.KINDS, default="dstu")
    asked = parser.parse_args()
    target = asked.file.with_suffix(".signed.pdf")
    target.write_bytes(sign_pdf(asked.file.read_bytes(), people.ivan(asked.key), datetime.now(UTC)))
    print(target)


if __name__ == "__main__":
    main()
