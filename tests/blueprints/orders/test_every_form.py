"""Each kind by plain forms, as a browser without scripts sends them: nothing here knows a kind by its name."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from portal.domain.orders import catalogue
from portal.domain.orders.definition import VIDEOS, Field, Files, Kind, Several, every_item
from portal.models import Order, OrderFile
from tests.blueprints.orders.conftest import Ivan
from tests.domain.files import samples
from tests.domain.orders.filling import typed_for
from tests.page import PageClient

EVERY = pytest.mark.parametrize("kind", catalogue.KINDS, ids=lambda kind: kind.slug)


def begin(ivan: Ivan, kind: Kind) -> str:
    """Press «Почати»; the address of the first step."""
    page = ivan.client.get(f"/orders/new/{kind.slug}").page
    answer = ivan.client.post(f"/orders/new/{kind.slug}", page.form_values(f"/orders/new/{kind.slug}"))
    assert answer.status_code == 303
    return urlsplit(answer.location).path


def a_file(place: Files) -> tuple[io.BytesIO, str]:
    assert place.takes[0] != VIDEOS
    return io.BytesIO(samples.jpeg((64, 48))), "скан.jpg"


def typed(page: Any, action: str, kind: Kind, step_name: str) -> dict[str, Any]:
    """The form as it is drawn, with everything in it filled in."""
    values = page.form_values(action)
    step = kind.step(step_name)
    assert step is not None
    freeing = {item.unless for item in every_item(step.items) if isinstance(item, Field)}
    for item in every_item(step.items):
        if isinstance(item, Several):
            for inner in item.items:
                if isinstance(inner, Field):
                    values[f"{item.name}-0-{inner.name}"] = typed_for(inner)
        elif isinstance(item, Field) and item.name not in freeing:
            values[item.name] = typed_for(item)
    for field in page.all("input", type="file"):
        place = next(
            one
            for top in step.items
            for one in (top.items if isinstance(top, Several) else (top,))
            if isinstance(one, Files) and field.get("name", "").endswith(one.name)
        )
        values[field.get("name")] = a_file(place)
    return values


def fill_in(ivan: Ivan, kind: Kind) -> Order:
    """All steps, one after the other, up to the page where it is looked over."""
    address = begin(ivan, kind)
    for step in kind.steps:
        assert address.endswith(f"/steps/{step.name}")
        page = ivan.client.get(address).page
        answer = ivan.client.post(
            address, typed(page, address, kind, step.name), content_type="multipart/form-data"
        )
        assert answer.status_code == 303, answer.page.words()
        address = urlsplit(answer.location).path
    assert address.endswith("/review")
    return Order.get(Order.ref == address.split("/")[2])


@EVERY
def test_from_the_first_page_to_the_operator(ivan: Ivan, kind: Kind) -> None:
    order = fill_in(ivan, kind)
    review = ivan.client.get(f"/orders/{order.ref}/review").page
    assert "Ще не все заповнено" not in review.words()
    wanted = {purpose for purpose, *_rest in _places(kind, order)}
    assert {row.purpose for row in OrderFile.select().where(OrderFile.order == order)} == wanted
    answer = ivan.client.post(f"/orders/{order.ref}/submission", {"consent": "y"})
    assert urlsplit(answer.location).path == f"/orders/{order.ref}"
    shown = ivan.client.get(f"/orders/{order.ref}").page
    assert order.number in shown.words()
    assert ("Формуємо заяву" if kind.signed else "чекає на реєстрацію") in shown.words()
    listed = ivan.client.get("/orders").page
    assert order.number in listed.words()
    assert order.number not in ivan.client.get("/orders?state=closed").page.words()


@EVERY
def test_without_the_consent_it_does_not_go(ivan: Ivan, kind: Kind) -> None:
    order = fill_in(ivan, kind)
    answer = ivan.client.post(f"/orders/{order.ref}/submission", {})
    assert answer.status_code == 422
    assert "Без згоди" in answer.page.error_of("consent")
    assert Order.get_by_id(order.id).status_name == "draft"


@EVERY
def test_an_empty_form_says_what_is_missing_and_keeps_what_is_not(ivan: Ivan, kind: Kind) -> None:
    address = begin(ivan, kind)
    first = kind.steps[0]
    page = ivan.client.get(address).page
    values = {name: "" for name in page.form_values(address) if name != "csrf_token" and not name.endswith("-id")}
    answer = ivan.client.post(address, values)
    assert answer.status_code == 422
    for item in first.items:
        if isinstance(item, Field) and item.is_needed and not item.options:
            assert str(item.missing) in answer.page.error_of(item.name)
    assert str(kind.short) in answer.page.words()


@EVERY
def test_its_first_page_is_for_guests_as_well(ivan: Ivan, another_client: PageClient, kind: Kind) -> None:
    answer = another_client.get(f"/orders/new/{kind.slug}")
    assert answer.status_code == 200
    assert answer.page.h1 == str(kind.title)
    assert "Увійти, щоб подати заяву" in answer.page.words()
    assert another_client.post(f"/orders/new/{kind.slug}", {}).status_code == 401
    sample = another_client.get(f"/orders/new/{kind.slug}/sample")
    assert sample.data.startswith(b"%PDF-")
    assert sample.headers["Content-Disposition"].startswith("attachment")


@EVERY
def test_another_consumer_finds_nothing(ivan: Ivan, stranger: PageClient, kind: Kind) -> None:
    order = fill_in(ivan, kind)
    for address in (
        f"/orders/{order.ref}",
        f"/orders/{order.ref}/review",
        f"/orders/{order.ref}/state",
        f"/orders/{order.ref}/discard",
        f"/orders/{order.ref}/withdrawal",
        f"/orders/{order.ref}/files?purpose=scans",
        f"/orders/{order.ref}/steps/{kind.steps[0].name}",
    ):
        assert stranger.get(address).status_code == 404, address
    for address in (
        f"/orders/{order.ref}/steps/{kind.steps[0].name}",
        f"/orders/{order.ref}/steps/{kind.steps[0].name}/return",
        f"/orders/{order.ref}/steps/{kind.steps[0].name}/draft",
        f"/orders/{order.ref}/submission",
        f"/orders/{order.ref}/discard",
        f"/orders/{order.ref}/withdrawal",
        f"/orders/{order.ref}/correction",
        f"/orders/{order.ref}/clarification",
        f"/orders/{order.ref}/signed",
    ):
        assert stranger.post(address, {"consent": "y", "answer": "x"}).status_code == 404, address
    assert order.number not in stranger.get("/orders").page.words()
    assert Order.get_by_id(order.id).status_name == "draft"


def _places(kind: Kind, order: Order) -> list[tuple[str, Files]]:
    from portal.domain.orders import answering

    return [(purpose, place) for purpose, place, _key in answering.places(kind, order.filled)]


def test_personal_numbers_never_come_back_to_the_browser(ivan: Ivan) -> None:
    kind = next(one for one in catalogue.KINDS if any(_sealed(one)))
    order = fill_in(ivan, kind)
    pages = [ivan.client.get(f"/orders/{order.ref}/steps/{step.name}").page.text for step in kind.steps]
    pages.append(ivan.client.get(f"/orders/{order.ref}/review").page.text)
    ivan.client.post(f"/orders/{order.ref}/submission", {"consent": "y"})
    pages.append(ivan.client.get(f"/orders/{order.ref}").page.text)
    kept = str(order.filled) + str(Order.get_by_id(order.id).answers)
    for field in _sealed(kind):
        secret = re.sub(r"\W", "", typed_for(field))
        for text in (*pages, kept):
            assert secret not in re.sub(r"[\s-]", "", text), field.name


def _sealed(kind: Kind) -> list[Field]:
    return [
        item
        for step in kind.steps
        for item in every_item(step.items)
        if isinstance(item, Field) and item.sealed and typed_for(item)[-1].isdigit()
    ]
