"""The demo's mail: every mail that the sink took in is a file, the newest has the greatest name."""

from __future__ import annotations

import os
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

NAME = re.compile(r"[0-9]{19,20}-[0-9a-f]{8}")
SHOWN = 100
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Mail:
    """A mail as its reader sees it; ``name`` is for its address."""

    name: str
    sender: str
    recipient: str
    subject: str
    received_at: datetime
    text: str = ""
    html: str = ""


def folder(run_dir: Path) -> Path:
    """Where the mails lie."""
    return run_dir / "mail"


def keep(content: bytes, into: Path) -> Path:
    """Write a mail down whole or not at all, as the newest."""
    into.mkdir(parents=True, exist_ok=True)
    path = into / f"{time.time_ns():019}-{secrets.token_hex(4)}.eml"
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)
    return path


def newest(run_dir: Path, limit: int = SHOWN) -> list[Mail]:
    """The newest mails, without their texts."""
    paths = sorted(folder(run_dir).glob("*.eml"), reverse=True)
    return [_mail(path, whole=False) for path in paths[:limit] if NAME.fullmatch(path.stem)]


def find(run_dir: Path, name: str) -> Mail | None:
    """One mail with its text; None for any other name, however cunning."""
    path = folder(run_dir) / f"{name}.eml"
    return _mail(path, whole=True) if NAME.fullmatch(name) and path.is_file() else None


def paragraphs(text: str, base_url: str) -> list[list[list[tuple[str, bool]]]]:
    """The text by paragraph, line and piece, each piece with whether it is a link that may be followed."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return [[pieces(line, base_url) for line in block.splitlines()] for block in blocks]


def pieces(line: str, base_url: str) -> list[tuple[str, bool]]:
    """A line in pieces. Only the links to ourselves may be followed."""
    found: list[tuple[str, bool]] = []
    position = 0
    for match in _LINK.finditer(line):
        link = match[0].rstrip(".,;:!?)»")
        if link == base_url or link.startswith(f"{base_url}/"):
            found += [(line[position : match.start()], False), (link, True)]
            position = match.start() + len(link)
    return [piece for piece in [*found, (line[position:], False)] if piece[0]]


def _mail(path: Path, *, whole: bool) -> Mail:
    with path.open("rb") as source:
        parsed = BytesParser(EmailMessage, policy=policy.default).parse(source, headersonly=not whole)
    return Mail(
        name=path.stem,
        sender=str(parsed["From"] or ""),
        recipient=str(parsed["To"] or ""),
        subject=str(parsed["Subject"] or ""),
        received_at=datetime.fromtimestamp(int(path.stem.split("-")[0]) / 1e9, UTC),
        text=_body(parsed, "plain") if whole else "",
        html=_body(parsed, "html") if whole else "",
    )


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
