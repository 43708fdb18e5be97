"""The demo's mail: kept whole, listed newest first, read without danger."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from portal.demo import mailbox
from tests.tasks.mail_server import wait_for

ROOT = Path(__file__).resolve().parent.parent.parent


def mail(subject: str, text: str = "Вітаємо!") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "cabinet@example.com", "ivan@example.com", subject
    made.set_content(text)
    made.add_alternative(f"<p>{text}</p>", subtype="html")
    return made


def keep(run_dir: Path, *subjects: str) -> list[str]:
    folder = mailbox.folder(run_dir)
    return [mailbox.keep(mail(subject).as_bytes(), folder).stem for subject in subjects]


def test_the_newest_stands_first(tmp_path: Path) -> None:
    assert mailbox.newest(tmp_path) == []
    keep(tmp_path, "перший", "другий", "третій")
    assert [one.subject for one in mailbox.newest(tmp_path)] == ["третій", "другий", "перший"]
    assert [one.subject for one in mailbox.newest(tmp_path, limit=1)] == ["третій"]


def test_a_mail_is_read_whole(tmp_path: Path) -> None:
    (name,) = keep(tmp_path, "Підтвердження")
    found = mailbox.find(tmp_path, name)
    assert found is not None
    assert (found.sender, found.recipient, found.subject) == (
        "cabinet@example.com",
        "ivan@example.com",
        "Підтвердження",
    )
    assert found.text.strip() == "Вітаємо!"
    assert "<p>Вітаємо!</p>" in found.html


@pytest.mark.parametrize("name", ["", "..", "../secrets", "1", "%2e%2e", "1" * 19 + "-0000000g", "a\x00b"])
def test_no_other_file_can_be_named(tmp_path: Path, name: str) -> None:
    keep(tmp_path, "перший")
    (tmp_path / "secrets.eml").write_text("secret")
    assert mailbox.find(tmp_path, name) is None


def test_unfinished_and_strange_files_are_not_listed(tmp_path: Path) -> None:
    (name,) = keep(tmp_path, "перший")
    folder = mailbox.folder(tmp_path)
    (folder / "1700000000000000000-00000000.part").write_text("half")
    (folder / "note.eml").write_text("Subject: note\n\n")
    assert [one.name for one in mailbox.newest(tmp_path)] == [name]


def test_only_links_to_ourselves_may_be_followed() -> None:
    base = "http://127.0.0.1:8000"
    ours = f"Ідіть сюди: {base}/register/confirmation/abc."
    theirs = f"Або https://evil.example/ чи {base}.evil.example/x"
    text = f"{ours}\n{theirs}\n\nДо зустрічі"
    first, second = mailbox.paragraphs(text, base)
    assert first[0] == [("Ідіть сюди: ", False), (f"{base}/register/confirmation/abc", True), (".", False)]
    assert first[1] == [(theirs, False)]
    assert second == [[("До зустрічі", False)]]


def test_the_sink_keeps_what_it_is_sent(tmp_path: Path) -> None:
    sink = subprocess.Popen(
        [sys.executable, "-m", "portal.demo.sink", str(mailbox.folder(tmp_path))], cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        assert sink.stdout is not None
        port = int(sink.stdout.readline())
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
            line.send_message(mail("Через мережу"))
        wait_for(lambda: len(mailbox.newest(tmp_path)) == 1, "kept")
        assert mailbox.newest(tmp_path)[0].subject == "Через мережу"
    finally:
        sink.terminate()
        assert sink.wait(10) == 0
        sink.stdout.close()  # type: ignore[union-attr]
