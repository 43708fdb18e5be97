"""A client that behaves like a browser without JavaScript, and lints every page on the way."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from portal import clock
from portal.domain.identity import sessions
from portal.models import User

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
ALWAYS_TOLERATED = {"expected-doctype-but-got-start-tag"}


class Page:
    """A fetched page or fragment, ready to be asked about."""

    def __init__(self, text: str) -> None:
        self.text = text
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.is_whole = text.lstrip().lower().startswith("<!doctype")
        self.tree = parser.parse(text) if self.is_whole else parser.parseFragment(text)
        self.syntax_errors = [code for _position, code, _data in parser.errors if code not in ALWAYS_TOLERATED]

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of this tag with these attributes (class_ matches one of the classes)."""
        return [element for element in self.tree.iter(tag) if _matches(element, attributes)]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements <{tag}> with {attributes}"
        return found[0]

    def words(self, element: Element | None = None) -> str:
        """The text a person reads, with single spaces."""
        root = self.tree if element is None else element
        pieces: list[str] = []
        _gather(root, pieces)
        return re.sub(r"\s+", " ", " ".join(pieces)).strip()

    @property
    def h1(self) -> str:
        return self.words(self.one("h1"))

    def value(self, name: str) -> str:
        """What stands in the input, select or textarea of this name."""
        for tag in ("input", "textarea"):
            for element in self.all(tag, name=name):
                return element.get("value") or (element.text or "")
        raise AssertionError(f"no field {name}")

    def form_values(self, action: str) -> dict[str, str]:
        """The fields of the form with this action as a browser would send them, without buttons."""
        form = next(form for form in self.all("form") if urlsplit(form.get("action") or "").path == action)
        values = {}
        for element in form.iter("input"):
            kind = element.get("type", "text")
            if element.get("name") and kind not in ("submit", "checkbox", "radio"):
                values[element.get("name", "")] = element.get("value", "")
            elif kind in ("checkbox", "radio") and element.get("checked") is not None:
                values[element.get("name", "")] = element.get("value", "y")
        for element in form.iter("textarea"):
            values[element.get("name", "")] = element.text or ""
        for element in form.iter("select"):
            chosen = [option for option in element.iter("option") if option.get("selected") is not None]
            values[element.get("name", "")] = (chosen[0] if chosen else element[0]).get("value", "")
        return values

    def error_of(self, name: str) -> str:
        """The words of the error beside the field of this name."""
        field = next(element for element in self.tree.iter() if element.get("name") == name)
        wanted = (field.get("aria-describedby") or "").split()
        return " ".join(
            self.words(element)
            for element in self.tree.iter()
            if (element.get("id") or "") in wanted and (element.get("id") or "").endswith("-error")
        )


class PageClient:
    """A browser: keeps cookies, sends the CSRF token of the last page, lints what it gets."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self._token = ""

    def get(self, url: str, *, follow: bool = False, **options: Any) -> TestResponse:
        return self._take(self.client.get(url, follow_redirects=follow, **options))

    def post(
        self,
        url: str,
        data: dict[str, Any] | None = None,
        *,
        follow: bool = False,
        csrf: bool = True,
        **options: Any,
    ) -> TestResponse:
        """Send a form as the page would; ``csrf`` adds the token, fetched from Головна if none was seen."""
        # Browsers say whose page a form was on; over HTTPS Flask-WTF wants to know.
        origin = str(options.get("base_url", "http://localhost")).rstrip("/")
        options["headers"] = {"Origin": origin, "Referer": f"{origin}/", **options.get("headers", {})}
        sent = dict(data or {})
        if csrf:
            sent["csrf_token"] = self._token or self.fresh_token()
        return self._take(self.client.post(url, data=sent, follow_redirects=follow, **options))

    def fresh_token(self) -> str:
        """A CSRF token for the present session."""
        self._token = ""
        page = Page(self.client.get("/profile", follow_redirects=True).get_data(as_text=True))
        tokens = page.all("input", name="csrf_token")
        self._token = (tokens[0].get("value") or "") if tokens else ""
        return self._token

    def sign_in(self, user: User, *, remembered: bool = False) -> PageClient:
        """As after the sign-in form, without its 20 ms of hashing."""
        token = sessions.start(user, remembered=remembered, device="Firefox", now=clock.now())
        with self.client.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = token
            cookie["_fresh"] = True
            cookie.permanent = remembered
        self._token = ""
        return self

    def forget_token(self) -> None:
        """As after sign-in: the old token is void."""
        self._token = ""

    def _take(self, response: TestResponse) -> TestResponse:
        if response.headers.get("Set-Cookie"):
            self._token = ""
        is_way_on = response.status_code in (301, 302, 303, 307, 308)
        if response.mimetype == "text/html" and response.get_data() and not is_way_on:
            page = Page(response.get_data(as_text=True))
            lint(page)
            response.page = page  # type: ignore[attr-defined]
            tokens = page.all("input", name="csrf_token")
            if tokens:
                self._token = tokens[0].get("value") or ""
        return response


def lint(page: Page) -> None:
    """What holds for every page: valid HTML, one h1, a title, labels, unique ids, nothing inline."""
    assert not page.syntax_errors, f"invalid HTML: {page.syntax_errors[:5]}"
    ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted({one for one in ids if ids.count(one) > 1})}"
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.get("style") is None, f"inline style on <{element.tag}>"
        handlers = [name for name in element.attrib if name.lower().startswith("on") or "hx-on" in name]
        assert not handlers, f"inline handler {handlers} on <{element.tag}>"
        assert element.tag != "style", "an inline style sheet"
        if element.tag == "script":
            assert element.get("src"), "an inline script"
        if element.tag == "a":
            assert element.get("href"), f"a link to nothing: {page.words(element)}"
        if element.tag == "img":
            assert element.get("alt") is not None, "a picture without alt"
        if element.tag == "button":
            assert page.words(element) or element.get("aria-label"), "a button without words"
    _lint_labels(page)
    known = set(ids)
    for element in page.tree.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for", "aria-controls"):
            for wanted in (element.get(attribute) or "").split():
                assert wanted in known, f"{attribute}={wanted} names nothing"
    if page.is_whole:
        assert page.one("html").get("lang") == "uk"
        assert (page.one("title").text or "").strip(), "no title"
        assert len(page.all("h1")) == 1, f"{len(page.all('h1'))} h1"
        assert page.h1, "an empty h1"
        assert len(page.all("main")) == 1, "not one main"


def _lint_labels(page: Page) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    wrapped = {id(inside) for label in page.all("label") for inside in label.iter()}
    for tag in ("input", "select", "textarea"):
        for element in page.all(tag):
            if element.get("type") in ("hidden", "submit"):
                continue
            named = element.get("id") in labelled or id(element) in wrapped
            assert named or element.get("aria-label") or element.get("aria-labelledby"), (
                f"<{tag} name={element.get('name')}> has no label"
            )


def _matches(element: Element, attributes: dict[str, str]) -> bool:
    for name, wanted in attributes.items():
        if name == "class_":
            if wanted not in (element.get("class") or "").split():
                return False
        elif element.get(name.replace("_", "-") if name not in ("csrf_token",) else name) != wanted:
            return False
    return True


def _gather(element: Element, pieces: list[str]) -> None:
    if element.tag in ("script", "svg", "title", "head") or not isinstance(element.tag, str):
        pass
    else:
        if element.text:
            pieces.append(element.text)
        for child in element:
            _gather(child, pieces)
            if child.tail:
                pieces.append(child.tail)
