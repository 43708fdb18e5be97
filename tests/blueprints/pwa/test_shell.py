"""The worker, the manifest and the pages that are the same for everybody."""

from __future__ import annotations

import io
import json
import re

import pytest
from flask import Flask
from PIL import Image

from portal import assets
from tests import factories
from tests.page import Page, PageClient

SHARED = ["/offline", "/install", "/install/invitation"]


@pytest.mark.parametrize("path", SHARED)
def test_a_shared_page_is_the_same_for_everybody_and_knows_nobody(
    app: Flask, client: PageClient, path: str
) -> None:
    guest = PageClient(app).client.get(path)
    user, account, _meter = factories.make_home()
    client.sign_in(user)
    signed_in = client.client.get(path)
    assert guest.status_code == signed_in.status_code == 200
    assert guest.get_data() == signed_in.get_data()
    assert guest.headers["Cache-Control"].startswith("public")
    for answer in (guest, signed_in):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
    text = guest.get_data(as_text=True)
    assert "csrf" not in text.lower()
    assert account.ref not in text


def test_the_pages_are_valid(client: PageClient) -> None:
    for path in ("/offline", "/install", "/drafts"):
        assert client.get(path).page.h1  # type: ignore[attr-defined]


def test_the_parts_that_scripts_draw_are_whole(client: PageClient) -> None:
    """Each part that offline.js copies is there, and each sentence has its words."""
    text = client.get("/offline").get_data(as_text=True)
    sources = "".join(
        path.read_text("utf-8")
        for path in [*(assets.SOURCE / "js" / "offline").glob("*.js"), assets.SOURCE / "js" / "offline.js"]
    )
    copied = set(re.findall(r'copy\("([\w-]+)"', sources))
    said = set(re.findall(r'\bsay\("([\w.]+)"', sources))
    counted = set(re.findall(r'sayCount\("([\w.]+)"', sources))
    assert copied
    assert said
    assert counted
    for name in copied:
        assert f'<template id="{name}">' in text, name
    for word in said:
        assert f'data-word="{word}"' in text, word
    for word in counted:
        for form in ("one", "few", "many"):
            assert f'data-word="{word}.{form}"' in text, word
    for code in ("less_than_previous", "jump", "over_capacity", "no_use"):
        assert f'data-word="warning.{code}"' in text
    assert re.search(r'data-word="error.fraction">[^<]*\{whole\}', text)
    assert re.search(r'data-word="error.too_many_digits.5">[^<]*5 цифр ', text)
    assert re.search(r'data-word="meaning.days.few">за \{count\} дні<', text)


def test_the_worker_is_served_from_the_root_and_never_kept(client: PageClient) -> None:
    answer = client.client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    text = answer.get_data(as_text=True)
    shell = json.loads(re.match(r"self\.SHELL=(.*);\n", text)[1])  # type: ignore[index]
    assert shell["page"] == "/offline"
    assert re.fullmatch(r"shell-[0-9a-f]{12}", shell["name"])
    for path in shell["files"]:
        assert client.client.get(path).status_code == 200, path
    assert re.search(r'importScripts\("/static/js/outbox\.[0-9a-f]{10}\.js"\)', text)
    again = client.client.get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_workers_source_is_short() -> None:
    lines = (assets.SOURCE / "js" / "sw.js").read_text("utf-8").splitlines()
    assert len(lines) <= 200


def test_the_manifest_names_files_that_are_there_and_as_large_as_it_says(client: PageClient) -> None:
    answer = client.client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.get_data())
    assert (manifest["lang"], manifest["display"], manifest["start_url"]) == ("uk", "standalone", "/?installed")
    pictures = [*manifest["icons"], *manifest["screenshots"]]
    assert {one.get("purpose") for one in manifest["icons"]} == {None, "maskable"}
    assert {one["form_factor"] for one in manifest["screenshots"]} == {"narrow", "wide"}
    for one in pictures:
        name = re.sub(r"^/static/(.*)\.[0-9a-f]{10}(\.png)$", r"\1\2", one["src"])
        with Image.open(assets.SOURCE / name) as picture:
            assert "{}x{}".format(*picture.size) == one["sizes"], name
            assert len(picture.convert("RGB").resize((16, 16)).getcolors() or []) > 1, f"{name} is empty"
    for shortcut in manifest["shortcuts"]:
        assert client.client.get(shortcut["url"], follow_redirects=True).status_code == 200
    assert manifest["share_target"]["action"] == "/share"


def test_sharing_without_a_worker_leads_to_the_page_for_photos(client: PageClient) -> None:
    client.sign_in(factories.make_home()[0])
    answer = client.client.post("/share", data={"photos": (io.BytesIO(b"x"), "x.jpg")})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/readings/photos")


def test_drafts_are_the_phones_own_and_the_page_is_never_kept(client: PageClient) -> None:
    client.sign_in(factories.make_home()[0])
    answer = client.get("/drafts")
    assert answer.headers["Cache-Control"] == "no-store"
    page: Page = answer.page  # type: ignore[attr-defined]
    assert page.one("body").get("data-user")


def test_pages_say_whose_they_are_to_the_phone_alone(client: PageClient) -> None:
    assert client.get("/").page.one("body").get("data-user") is None  # type: ignore[attr-defined]
    user = factories.make_home()[0]
    client.sign_in(user)
    assert client.get("/").page.one("body").get("data-user") == user.ref  # type: ignore[attr-defined]
    client.sign_in(factories.make_user(role="supervisor"))
    assert client.get("/profile").page.one("body").get("data-user") is None  # type: ignore[attr-defined]
