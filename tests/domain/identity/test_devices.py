"""Browsers in words."""

import pytest

from portal.domain.identity import devices

MOZILLA = "Mozilla/5.0 "
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (MOZILLA + "(Linux; Android 10; K) " + CHROME + "Mobile Safari/537.36", "Chrome, Android"),
        (
            MOZILLA + "(Linux; Android 14) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Safari/537.36",
            "Samsung Internet, Android",
        ),
        (MOZILLA + "(Windows NT 10.0; Win64; x64) " + CHROME + "Safari/537.36 Edg/140.0", "Edge, Windows"),
        (MOZILLA + "(X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            MOZILLA + "(iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.0", "Невідомий пристрій"),
        ("", "Невідомий пристрій"),
        ("<script>Firefox</script>", "Firefox"),
    ],
)
def test_a_browser_in_words(user_agent: str, words: str) -> None:
    assert devices.label(user_agent) == words
