"""A draft by plain forms: going back, more objects, files taken away, going on days later, throwing it away."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

from portal.domain.orders import catalogue
from portal.models import Order, OrderFile
from tests.blueprints.orders.conftest import Ivan
from tests.domain.files import samples
from tests.domain.orders import filling

BY_HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
OWNER = "/orders/new/change-of-owner"


def begin(ivan: Ivan, address: str = OWNER) -> str:
    page = ivan.client.get(address).page
    return urlsplit(ivan.client.post(address, page.form_values(address)).location).path


def at_the_objects(ivan: Ivan) -> str:
    return begin(ivan).replace("/steps/holder", "/steps/objects")


def shown(ivan: Ivan, address: str) -> dict[str, str]:
    return ivan.client.get(address).page.form_values(address)


def a_photo(name: str = "витяг.jpg", size: tuple[int, int] = (64, 48)) -> tuple[io.BytesIO, str]:
    return io.BytesIO(samples.jpeg(size)), name


def send(ivan: Ivan, address: str, values: dict[str, Any]) -> Any:
    return ivan.client.post(address, values, content_type="multipart/form-data")


def test_going_back_keeps_what_is_wrong_as_well(ivan: Ivan) -> None:
    address = begin(ivan)
    answer = send(ivan, f"{address}/return", {"previous_surname": "Петренко", "previous_number": "абв"})
    assert urlsplit(answer.location).path == "/orders"
    assert shown(ivan, address)["previous_number"] == "абв"
    again = send(ivan, address, {"previous_surname": "Петренко", "previous_number": "абв"})
    assert again.status_code == 422
    assert "код ЕІС" in again.page.error_of("previous_number")
    assert again.page.value("previous_surname") == "Петренко"


def test_what_was_typed_is_kept_silently(ivan: Ivan) -> None:
    address = begin(ivan)
    answer = ivan.client.post(
        f"{address}/draft",
        {"previous_surname": "Пет"},
        headers=BY_HTMX,
    )
    assert "Збережено о 10:00" in answer.page.words()
    assert shown(ivan, address)["previous_surname"] == "Пет"


def test_one_more_object_and_one_less(ivan: Ivan) -> None:
    address = at_the_objects(ivan)
    first = shown(ivan, address)
    first |= {"objects-0-name": "Квартира", "objects-0-address": "Житомир", "objects-0-shared": "y"}
    row = first["objects-0-id"]
    first[f"file-objects.{row}.ownership"] = a_photo()
    answer = send(ivan, f"{address}/rows", first)
    assert answer.location.startswith(address)
    two = shown(ivan, address)
    assert (two["objects-0-name"], two["objects-1-name"]) == ("Квартира", "")
    assert two["objects-0-shared"] == "y"
    order = Order.select().order_by(Order.id.desc()).get()
    assert [file.purpose for file in order.files] == [f"objects.{row}.ownership"]
    missing = send(ivan, address, {name: value for name, value in two.items() if not name.startswith("file")})
    assert missing.status_code == 422
    assert "Введіть назву об’єкта" in missing.page.error_of("objects-1-name")
    assert "згоду інших співвласників" in missing.page.words()
    send(ivan, f"{address}/rows/{row}/removal", two)
    assert list(shown(ivan, address)).count("objects-1-name") == 0
    assert OrderFile.select().where(OrderFile.order == order).count() == 0


def test_the_last_object_stays(ivan: Ivan) -> None:
    address = at_the_objects(ivan)
    row = shown(ivan, address)["objects-0-id"]
    send(ivan, f"{address}/rows/{row}/removal", shown(ivan, address))
    assert shown(ivan, address)["objects-0-id"] == row


def test_no_more_than_ten_objects(ivan: Ivan) -> None:
    address = at_the_objects(ivan)
    for _more in range(12):
        send(ivan, f"{address}/rows", shown(ivan, address))
    page = ivan.client.get(address).page
    assert "objects-9-name" in page.form_values(address)
    assert "objects-10-name" not in page.form_values(address)
    assert "Додати ще один об’єкт" not in page.words()


def test_a_file_is_taken_away_and_the_rest_of_the_form_stays(ivan: Ivan) -> None:
    address = begin(ivan).replace("/steps/holder", "/steps/documents")
    send(ivan, address, {**shown(ivan, address), "file-scans": a_photo()})
    order = Order.select().order_by(Order.id.desc()).get()
    [row] = order.files
    answer = send(
        ivan,
        f"{address}/files/{row.file.ref}/removal",
        {**shown(ivan, address), "surname": "Нова", "purpose": "scans"},
    )
    assert answer.status_code == 303
    assert list(order.files) == []
    assert shown(ivan, address)["surname"] == "Нова"


def test_a_wrong_file_is_refused_beside_its_place_and_the_others_stay(ivan: Ivan) -> None:
    address = begin(ivan).replace("/steps/holder", "/steps/documents")
    values = {**shown(ivan, address), "surname": "Нова", "file-scans": (io.BytesIO(b"MZ" + b"\0" * 100), "x.exe")}
    answer = send(ivan, address, values)
    assert answer.status_code == 422
    assert "x.exe" in answer.page.error_of("file-scans")
    assert answer.page.value("surname") == "Нова"


def test_a_draft_is_found_again_on_another_device(ivan: Ivan) -> None:
    address = begin(ivan)
    send(ivan, f"{address}/return", {"previous_surname": "Петренко"})
    ref = address.split("/")[2]
    start = ivan.client.get(OWNER).page
    assert "У вас є незавершена заява" in start.words()
    assert "продовжити чернетку" in ivan.client.get("/").page.words()
    going_on = ivan.client.get(f"/orders/{ref}").location
    assert urlsplit(going_on).path == address, "the first step is not filled in"
    page = ivan.client.get(f"/orders/{ref}/review").page
    assert "Ще не все заповнено" in page.words()
    assert "Петренко" in page.words()
    assert ivan.client.post(f"/orders/{ref}/submission", {"consent": "y"}).status_code == 422


def test_a_draft_is_thrown_away(ivan: Ivan) -> None:
    ref = begin(ivan).split("/")[2]
    assert "Видалити чернетку?" in ivan.client.get(f"/orders/{ref}/discard").page.h1
    ivan.client.post(f"/orders/{ref}/discard", {})
    assert ivan.client.get(f"/orders/{ref}").status_code == 404
    assert "Замовлень ще немає" in ivan.client.get("/orders").page.words()


def test_two_taps_on_the_button_are_one_draft(ivan: Ivan) -> None:
    values = ivan.client.get(OWNER).page.form_values(OWNER)
    first, second = (ivan.client.post(OWNER, values).location for _tap in range(2))
    assert first == second
    assert Order.select().count() == 1


def test_the_power_is_held_against_the_contract(ivan: Ivan) -> None:
    address = begin(ivan, "/orders/new/generating-unit").replace("/steps/application", "/steps/unit")
    answer = send(ivan, address, {"source": "sun", "unit_power": "12", "inverter": "x", "installer": "x"})
    assert "5 кВт" in answer.page.error_of("unit_power")


def test_a_form_of_a_year_of_reading_keeps_its_lines(ivan: Ivan) -> None:
    address = begin(ivan, "/orders/new/complaint")
    text = "Перший рядок\r\nДругий\r\n" + "й" * 3000
    send(ivan, f"{address}/return", {"subject": "Тема", "text": text})
    assert shown(ivan, address)["text"].strip() == text.replace("\r\n", "\n")


def test_a_step_that_does_not_exist(ivan: Ivan) -> None:
    address = begin(ivan)
    assert ivan.client.get(f"{address}x").status_code == 404
    assert ivan.client.post(f"{address}/rows", {}).status_code == 404
    assert ivan.client.get("/orders/new/no-such-thing").status_code == 404


def test_an_order_of_the_railway_is_not_ours(ivan: Ivan) -> None:
    type(ivan.account).update(operator="ukrzaliznytsia").execute()
    answer = ivan.client.get("/orders/new/dead-meter")
    assert "Укрзалізниц" in answer.page.words()
    assert "Почати" not in answer.page.words()


def test_nothing_that_is_sent_is_a_fault(ivan: Ivan) -> None:
    address = at_the_objects(ivan)
    row = shown(ivan, address)["objects-0-id"]
    for name in ("objects-²-name", f"objects-{'9' * 5000}-name", "objects--1-name", "objects-x-name"):
        answer = send(ivan, address, {name: "x", "objects-0-id": row})
        assert answer.status_code == 422, name
    for values in ({"objects-0-id": "a\x00b"}, {"objects-0-id": row, "objects-0-name": "а\x00б"}):
        assert send(ivan, address, values).status_code == 422
    for cursor in ("9" * 4400, "²", "-1", "abc"):
        assert ivan.client.get(f"/orders?before={cursor}").status_code == 200
    assert ivan.client.get("/orders/a%00b").status_code in (400, 404)


def test_what_is_wrong_in_a_list_of_things_is_in_the_summary(ivan: Ivan) -> None:
    """Screens below the top of the page nobody would look for it."""
    address = at_the_objects(ivan)
    answer = send(ivan, address, shown(ivan, address))
    assert answer.status_code == 422
    [summary] = answer.page.all("div", class_="error-summary")
    links = [str(link.get("href")) for link in summary.iter("a")]
    assert any(link.startswith("#objects-0-") for link in links), answer.page.words(summary)
    ids = {element.get("id") for element in answer.page.tree.iter() if element.get("id")}
    assert {link.removeprefix("#") for link in links} <= ids, "each leads to its field"


def test_a_draft_has_its_place_beside_open_orders(ivan: Ivan) -> None:
    """However many there are: what was begun would be forgotten."""
    free = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed)
    for _number in range(4):
        filling.at_the_desk(free, ivan.user, ivan.account)
    begin(ivan)
    words = ivan.client.get("/").page.words()
    assert words.count("продовжити чернетку") == 1
    assert words.count("№ 2611-") == 4, "three open ones and the draft"
