"""The same outbox in Firefox and in WebKitGTK: the form without a network, a photo kept, sent once."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import pytest

from tests.browser.offline.conftest import HOST, Place, place, wire
from tests.browser.others.remote import PATIENCE, Crashed, Firefox, Remote, WebKit, until
from tests.wire import Wire

__all__ = ["place", "wire"]

BROWSERS = 5
MINI_BROWSER = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
TYPE = """(() => {
  for (const [key, value] of Object.entries(%s)) {
    const input = document.getElementById(key);
    input.value = value;
    input.dispatchEvent(new Event("input", {bubbles: true}));
  }
  return true;
})()"""
PHOTOGRAPH = """(async () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [1800, 1350];
  const drawn = canvas.getContext("2d");
  for (let line = 0; line < 60; line++) {
    drawn.fillStyle = `rgb(${line * 4}, ${255 - line * 4}, 90)`;
    drawn.fillRect(line * 30, 0, 30, 1350);
  }
  drawn.font = "200px sans-serif";
  drawn.fillText("32198", 500, 700);
  const blob = await new Promise(resolve => canvas.toBlob(resolve, "image/jpeg", 0.95));
  const carried = new DataTransfer();
  carried.items.add(new File([blob], "лічильник.jpg", {type: "image/jpeg"}));
  const input = document.getElementById("photos");
  input.files = carried.files;
  input.dispatchEvent(new Event("change", {bubbles: true}));
  return true;
})()"""
SEND_NOW = """(async () => {
  for (const {uuid} of await portal.allDrafts()) await portal.changeDraft(uuid, draft => { draft.nextAt = 0 });
  await portal.flush();
  return true;
})()"""


def absent(what: str) -> NoReturn:
    """Left out where a browser is not installed; in CI that is a failure."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"for want of {what}")


@contextmanager
def started(kind: str, folder: Path) -> Iterator[Remote]:
    """A fresh browser."""
    made: Remote
    if kind == "firefox":
        executable = shutil.which("firefox-esr") or shutil.which("firefox")
        if not executable:
            absent("Firefox: apt install firefox-esr")
        made = Firefox(executable, folder)
    else:
        driver = shutil.which("WebKitWebDriver")
        if not driver or not MINI_BROWSER or not shutil.which("Xvfb"):
            absent("WebKitGTK: apt install webkit2gtk-driver xvfb")
        made = WebKit(driver, str(MINI_BROWSER[-1]), folder)
    try:
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("kind", ["firefox", "webkit"])
def test_without_a_network_a_reading_and_its_photo_are_kept_and_sent_once(
    kind: str, wire: Wire, place: Place
) -> None:
    for _number in range(BROWSERS):
        try:
            # A short name: sockets lie in it, whose addresses have at most 108 characters.
            with (
                TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as folder,
                started(kind, Path(folder)) as remote,
            ):
                take_a_reading(remote, wire, place)
            return
        except Crashed:
            wire.calm()  # with the browser goes all that it kept: somebody else tries in another one
    pytest.fail(f"{BROWSERS} browsers crashed")


def sign_in(remote: Remote, address: str, name: str, value: str) -> None:
    """WebKit puts a cookie into its jar a little later than it says, and on a busy machine it may lose one."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        remote.cookie(address, name, value)
        remote.goto(f"{address}/readings")
        if remote.evaluate("Boolean(document.body.dataset.user)"):
            return
        time.sleep(0.2)
    pytest.fail("the browser did not take the cookie of the session")


def take_a_reading(remote: Remote, wire: Wire, place: Place) -> None:
    """The whole way, by somebody who has sent nothing yet."""
    home = place.next_home()
    address = f"http://{HOST}:{wire.port}"
    name, _equals, value = home.cookie.partition("=")
    sign_in(remote, address, name, value)
    until(remote, "portal.keep(document.body.dataset.user).then(portal.kept).then(Boolean)")
    until(remote, "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)")
    wire.cut()
    remote.goto(f"{address}/readings")
    until(remote, "document.querySelector('form[data-draft=offline] [data-digits]') !== null")
    remote.evaluate(TYPE % home.values)
    until(remote, "document.querySelector('[data-meaning]').textContent.includes('кВт·год')")
    remote.evaluate(PHOTOGRAPH)
    until(remote, "document.querySelectorAll('.photo').length === 1")
    (draft,) = remote.evaluate("portal.allDrafts()")
    (photo,) = draft["photos"]
    assert 0 < photo["size"] <= 300_000
    remote.goto(f"{address}/readings")
    until(remote, "document.querySelectorAll('.photo').length === 1")
    assert remote.evaluate("document.getElementById('taken_1').value") == str(home.values["taken_1"])
    remote.evaluate("document.querySelector('form[data-draft] [type=submit]').click()")
    until(remote, "document.querySelector('#main').textContent.includes('Збережено на телефоні')")
    assert place.sent(home) == []
    wire.mend()
    wire.double_next(b"PUT /api/v1/readings/")
    remote.evaluate(SEND_NOW)
    until(remote, "portal.allDrafts().then(all => all.length === 0)")
    assert place.sent(home) == [(home.values["taken_1"], "new")]
    assert place.files(home) == [(photo["sha256"], 1)]
