"""Зміна власника as a new owner does it: on a phone, on two devices, over a line that breaks, without scripts."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from portal.demo.people import CITY_FLAT, IVAN, PETRENKO
from portal.demo.signing import people as signers
from portal.demo.signing.certificates import Owner, Wish, issue
from portal.demo.signing.pdfs import sign_pdf
from tests.browser.conftest import DESKTOP, PHONE, People, sign_in
from tests.browser.test_pages import check_as_it_is


def scan(name: str = "паспорт.jpg") -> dict[str, Any]:
    written = io.BytesIO()
    Image.effect_noise((900, 600), 60).save(written, "JPEG", quality=90)
    return {"name": name, "mimeType": "image/jpeg", "buffer": written.getvalue()}


def signed(content: bytes, owner: Owner) -> dict[str, Any]:
    """The application as a service for signing gives it back; the demo trusts who issued the certificate."""
    return {
        "name": "підписана.pdf",
        "mimeType": "application/pdf",
        "buffer": sign_pdf(content, owner, datetime.now(UTC)),
    }


def begin(page: Page) -> None:
    page.goto("/orders/new/change-of-owner")
    page.get_by_role("button", name=re.compile("^Почати")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Попередній власник")


def onward(page: Page, title: str) -> None:
    page.get_by_role("button", name="Далі").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def previous_holder(page: Page) -> None:
    page.get_by_label("Прізвище попереднього власника").fill("Петренко")
    page.get_by_label("Номер особового рахунку або код ЕІС").fill("02-020202")
    onward(page, "Район електричних мереж")
    page.get_by_label("Вибір району електричних мереж").select_option("Житомирський РЕМ")
    onward(page, "Ваші документи")


def documents(page: Page, *, scripts: bool = True) -> None:
    page.get_by_text("ID-картка").click()
    page.get_by_label("Номер документа").fill("001234567")
    page.get_by_label("УНЗР").fill("19850412-01234")
    page.get_by_label("Ким виданий паспорт").fill("1801")
    page.get_by_label("Дата видачі паспорта").fill("05.03.2019")
    page.get_by_label("РНОКПП").fill(CITY_FLAT.tax_number)
    page.locator("[name='file-scans']").set_input_files(scan())  # type: ignore[arg-type]
    if scripts:
        expect(page.locator("#held-scans")).to_contain_text("паспорт.jpg")
    onward(page, "Об’єкти")


def an_object(page: Page, *, scripts: bool = True) -> None:
    page.get_by_label("Назва об’єкта").fill("Житловий будинок")
    page.get_by_label("Фізична адреса об’єкта").fill("с. Оліївка, вул. Садова, 21")
    page.locator("input[type=file]").first.set_input_files(scan("витяг.jpg"))  # type: ignore[arg-type]
    if scripts:
        expect(page.get_by_role("link", name="витяг.jpg")).to_be_visible()
    onward(page, "Як отримати договір")
    page.get_by_label("Надіслати на електронну пошту").check()
    onward(page, "Перевірте й надішліть")


def submit(page: Page) -> None:
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Сформувати заяву").click()
    expect(page.get_by_role("main")).to_contain_text("Підпишіть заяву")


def download(page: Page) -> bytes:
    """The application, as soon as it is made."""
    link = page.get_by_role("link", name=re.compile("Завантажити заяву"))
    for _look in range(60):
        if link.count():
            break
        page.wait_for_timeout(500)
        if not page.evaluate("document.documentElement.classList.contains('js')"):
            page.reload()
    address = link.get_attribute("href")
    assert address
    return page.context.request.get(address).body()


def test_on_a_phone_from_the_first_page_to_the_signed_application(people: People, ivans_cookies: Any) -> None:
    page = people.open(storage_state=ivans_cookies, viewport=PHONE)
    begin(page)
    check_as_it_is(page, "the first step")
    previous_holder(page)
    page.get_by_label("РНОКПП").fill("2984217353")
    page.get_by_role("button", name="Далі").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_text("Остання цифра не сходиться. Перевірте, чи немає описки.").first).to_be_visible()
    check_as_it_is(page, "documents with errors")
    documents(page)
    page.get_by_label("Об’єкт перебуває у співвласності").check()
    expect(page.get_by_text("Письмова згода всіх інших співвласників")).to_be_visible()
    page.get_by_label("Об’єкт перебуває у співвласності").uncheck()
    check_as_it_is(page, "objects")
    an_object(page)
    check_as_it_is(page, "review")
    submit(page)
    content = download(page)
    assert content.startswith(b"%PDF-")
    check_as_it_is(page, "to be signed")
    page.locator("[name='file-signed']").set_input_files(signed(content, signers.ivan()))  # type: ignore[arg-type]
    expect(page.get_by_role("main")).to_contain_text("Надіслано, чекає на реєстрацію")
    # The page asks by itself.
    expect(page.get_by_role("main")).to_contain_text("КЕП: підпис заявника підтверджено", timeout=30_000)
    page.get_by_text("Перевірка підпису").click()
    for sentence in (
        "Підписано саме той документ, який сформував портал.",
        f"Підписувач: {IVAN.full_name}.",
        "Чи не скасовано сертифікат, не перевірено",
    ):
        expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    check_as_it_is(page, "signed")


def test_what_somebody_else_has_signed_comes_back_with_what_to_do(people: People, ivans_cookies: Any) -> None:
    page = people.open(storage_state=ivans_cookies, viewport=PHONE)
    begin(page)
    previous_holder(page)
    documents(page)
    an_object(page)
    submit(page)
    content = download(page)
    wish = Wish("Петренко Олена Василівна", tax_number=PETRENKO.tax_number)
    other = issue(wish, signers.key("ec", "somebody else"), signers.authority())
    page.locator("[name='file-signed']").set_input_files(signed(content, other))  # type: ignore[arg-type]
    reason = "Заяву підписав не заявник: РНОКПП у підписі інший. Підпишіть заяву своїм підписом."
    expect(page.get_by_role("main")).to_contain_text(reason, timeout=30_000)
    expect(page.get_by_role("main")).to_contain_text("Очікуємо підписану заяву")
    check_as_it_is(page, "refused")
    order = page.url
    page.goto("/documents")
    card = page.locator(".needs-js .card").filter(has=page.locator(f"a[href='{urlsplit(order).path}']"))
    expect(page.get_by_role("button", name="Надіслати")).to_be_hidden()
    card.locator("[name='file-signed']").set_input_files(signed(content, signers.ivan()))  # type: ignore[arg-type]
    page.wait_for_url(order)
    expect(page.get_by_role("main")).to_contain_text("КЕП: підпис заявника підтверджено", timeout=30_000)


def test_what_is_not_signed_is_refused_in_place(people: People, ivans_cookies: Any) -> None:
    page = people.open(storage_state=ivans_cookies, viewport=PHONE)
    begin(page)
    previous_holder(page)
    documents(page)
    an_object(page)
    submit(page)
    content = download(page)
    page.locator("[name='file-signed']").set_input_files(
        {"name": "заява.pdf", "mimeType": "application/pdf", "buffer": content}  # type: ignore[arg-type]
    )
    row = page.locator("[data-uploads] .photo")
    expect(row).to_contain_text("підпис")
    row.get_by_role("button", name="Прибрати").click()
    expect(row).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("Очікуємо підписану заяву")


def test_begun_on_a_phone_and_finished_on_a_desktop(people: People, ivans_cookies: Any) -> None:
    phone = people.open(storage_state=ivans_cookies, viewport=PHONE)
    begin(phone)
    phone.get_by_label("Прізвище попереднього власника").fill("Гнатюк")
    phone.get_by_label("Номер особового рахунку або код ЕІС").fill("03-030303")
    expect(phone.locator("#saved")).to_contain_text("Збережено о")
    phone.get_by_role("button", name="Назад").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Замовлення")
    desktop = people.open(viewport=DESKTOP)
    sign_in(desktop, IVAN.email)
    desktop.goto("/orders/new/change-of-owner")
    expect(desktop.get_by_role("main")).to_contain_text("У вас є незавершена заява")
    desktop.get_by_role("link", name="Продовжити").click()
    expect(desktop.get_by_role("main")).to_contain_text("крок 3 з 6")
    desktop.get_by_role("button", name="Назад").click()
    expect(desktop.get_by_role("main")).to_contain_text("крок 2 з 6")
    desktop.get_by_role("button", name="Назад").click()
    expect(desktop.get_by_label("Прізвище попереднього власника")).to_have_value("Гнатюк")
    expect(desktop.get_by_label("Номер особового рахунку або код ЕІС")).to_have_value("03-030303")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_without_scripts(people: People, ivans_cookies: Any, size: dict[str, int]) -> None:
    page = people.open(storage_state=ivans_cookies, viewport=size, java_script_enabled=False)
    begin(page)
    previous_holder(page)
    documents(page, scripts=False)
    an_object(page, scripts=False)
    submit(page)
    content = download(page)
    page.locator("[name='file-signed']").set_input_files(signed(content, signers.ivan()))  # type: ignore[arg-type]
    page.get_by_role("button", name="Надіслати").click()
    expect(page.get_by_role("main")).to_contain_text("Надіслано, чекає на реєстрацію")
    for _look in range(60):
        if page.get_by_text("КЕП: підпис заявника підтверджено").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_role("main")).to_contain_text("КЕП: підпис заявника підтверджено")


def test_a_good_file_shows_beside_a_refused_one(people: People, ivans_cookies: Any) -> None:
    """Whoever does not see it sends it again and again."""
    page = people.open(storage_state=ivans_cookies, viewport=PHONE)
    begin(page)
    previous_holder(page)
    slot = page.locator("[name='file-scans']")
    slot.set_input_files({"name": "нотатки.txt", "mimeType": "text/plain", "buffer": b"a note"})  # type: ignore[arg-type]
    refused = page.locator("[data-uploads] .photo-wrong")
    expect(refused).to_contain_text("Такі файли не приймаємо")
    expect(refused.get_by_role("progressbar")).to_have_count(0)
    slot.set_input_files(scan())  # type: ignore[arg-type]
    expect(page.locator("#held-scans")).to_contain_text("паспорт.jpg")
    expect(refused).to_have_count(1)
    check_as_it_is(page, "a refused file")


def test_errors_among_objects_are_led_to(people: People, ivans_cookies: Any) -> None:
    page = people.open(storage_state=ivans_cookies, viewport=PHONE)
    begin(page)
    previous_holder(page)
    documents(page)
    page.get_by_role("button", name="Далі").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Назва об’єкта")).to_be_focused()


def test_a_scan_goes_on_when_the_line_is_back(people: People, ivans_cookies: Any) -> None:
    page = people.open(storage_state=ivans_cookies, viewport=PHONE)
    begin(page)
    previous_holder(page)
    page.context.set_offline(True)
    page.locator("[name='file-scans']").set_input_files(scan("без мережі.jpg"))  # type: ignore[arg-type]
    expect(page.locator("[data-uploads] .photo")).to_contain_text("без мережі.jpg")
    page.context.set_offline(False)
    page.evaluate("document.dispatchEvent(new CustomEvent('send:now'))")
    expect(page.locator("#held-scans")).to_contain_text("без мережі.jpg", timeout=20_000)
