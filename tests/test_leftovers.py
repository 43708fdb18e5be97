"""Nothing is carried along that nobody uses: icons, classes, mails."""

from __future__ import annotations

import re
from pathlib import Path

PORTAL = Path(__file__).resolve().parent.parent / "portal"
TEMPLATES = PORTAL / "templates"


def text(folder: Path, *patterns: str) -> str:
    """All files of the folder that match, one after the other."""
    paths = [path for pattern in patterns for path in sorted(folder.rglob(pattern))]
    assert paths, f"nothing in {folder}"
    return "\n".join(path.read_text("utf-8") for path in paths)


def test_every_icon_is_drawn_somewhere() -> None:
    drawing = TEMPLATES / "components" / "icon.html"
    icons = re.findall(r"^  '(\w+)': '", drawing.read_text("utf-8"), re.MULTILINE)
    assert len(icons) > 10
    users = text(TEMPLATES, "*.html").replace(drawing.read_text("utf-8"), "")
    users += (PORTAL / "navigation.py").read_text("utf-8")
    assert [name for name in icons if not re.search(rf"""['"]{name}['"]""", users)] == []


def test_every_class_is_worn_by_something() -> None:
    sheets = re.sub(
        r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", text(PORTAL / "static" / "css", "*.css"), flags=re.DOTALL
    )
    classes = set(re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", sheets))
    assert len(classes) > 50
    users = text(TEMPLATES, "*.html") + text(PORTAL / "static" / "js", "*.js") + text(PORTAL, "*.py")
    endings = set(re.findall(r"[\w-]+-(?=\{\{)", users))  # button-{{ variant }}
    unused = [
        name
        for name in sorted(classes)
        if not re.search(rf"(?<![\w-]){name}(?![\w-])", users)
        and not any(name.startswith(beginning) for beginning in endings)
    ]
    assert unused == []


def test_every_mail_is_posted_by_somebody() -> None:
    mails = {path.stem for path in (TEMPLATES / "mail").iterdir()} - {"layout"}
    # The names of what happened are told apart by the module that keeps them.
    lines = [line for line in text(PORTAL / "domain", "*.py").splitlines() if "events." not in line]
    posted = re.findall(r'"(\w+)"', "\n".join(lines))
    assert sorted(mails - set(posted)) == []
