"""A browser in words, for the list of sessions: «Chrome, Android». Rough on purpose: people know their phone."""

from __future__ import annotations

from portal.language import gettext as _

# The first that is found counts: most browsers also claim to be the ones below them.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def label(user_agent: str) -> str:
    """What to call the browser that sends this User-Agent."""
    words = [word for word in (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)) if word]
    return ", ".join(words) or _("Невідомий пристрій")


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in names if sign in user_agent), "")
