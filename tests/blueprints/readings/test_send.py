"""Показники → Передати, as a plain form: taken, refused with words, asked about, sent twice."""

import io
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from portal import clock
from portal.clock import KYIV
from portal.domain.files import uploads
from portal.extensions import storage
from portal.models import File, Reading, Submission
from portal.storage import StorageAway
from tests import factories
from tests.conftest import NOW
from tests.domain.files import samples
from tests.page import Page, PageClient


@pytest.fixture
def home(client: PageClient) -> tuple:
    made = factories.make_home()
    client.sign_in(made[0])
    return made


def filled(client: PageClient, *values: str, address: str = "/readings") -> dict[str, str]:
    """The form as it was drawn, with these values in the registers' fields."""
    page: Page = client.get(address).page
    form = page.form_values("/readings")
    for key, value in zip([key for key in form if key.startswith(("taken", "given"))], values, strict=True):
        form[key] = value
    return form


def test_a_reading_is_taken_and_stands_in_the_history(client: PageClient, home: tuple) -> None:
    factories.make_submission(home[2], date(2026, 11, 1), 32108)
    answer = client.post("/readings", filled(client, "32198"))
    assert answer.status_code == 303
    page = client.get(answer.location).page
    words = page.words(page.one("main"))
    assert "Зарахуємо як показ на 01.12.2026" in words
    assert "Нові (чекають на обробку)" in words
    assert "32198" in words
    assert "01.12.2026" in words


def test_the_page_says_before_sending_what_the_date_will_be(client: PageClient, home: tuple) -> None:
    words = client.get("/readings").page.words()
    assert "Зарахуємо як показ на 1 грудня 2026" in words
    with clock.frozen(datetime(2026, 11, 15, 10, 0, tzinfo=KYIV)):
        words = client.get("/readings").page.words()
    assert "поза періодом передачі" in words
    assert "15 листопада 2026" in words
    assert "з 29 листопада до 3 грудня" in words


def test_the_manuals_notices_and_columns_are_there(client: PageClient, home: tuple) -> None:
    factories.make_submission(home[2], date(2026, 11, 1), 32108)
    page = client.get("/readings").page
    words = page.words()
    for column in (
        "Дата і час подання показів",
        "Покази електролічильника",
        "Дата зняття показів",
        "Статус показів",
        "Оброблені (прийняті оператором РЕМ)",
        "Українець І.І.",
        "Житомирський РЕМ",
        "ТОВ «ЖОЕК»",
        "за два календарні дні до кінця місяця",
    ):
        assert column in words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Введіть показ"),
        ("1234567", "У лічильника лише 5 цифр до коми"),
        ("-5", "від’ємним"),
        ("32108,5", "лише цифри до коми: 32108"),
        ("тридцять", "цифрами"),
        ("<b>1</b>", "цифрами"),
        ("1🔌", "цифрами"),
        ("9" * 5000, "5 цифр"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(client: PageClient, home: tuple, typed: str, words: str) -> None:
    answer = client.post("/readings", filled(client, typed))
    assert answer.status_code == 422
    assert words in answer.page.error_of("taken_1")
    assert answer.page.value("taken_1") == typed
    assert Submission.select().count() == 0


@pytest.mark.parametrize(("typed", "value"), [("00012", 12), ("0", 0), (" 32 198 ", 32198), ("\u202e77\x00", 77)])
def test_ways_to_write_a_number(client: PageClient, home: tuple, typed: str, value: int) -> None:
    assert client.post("/readings", filled(client, typed)).status_code == 303
    assert Reading.get().value == value


def test_a_smaller_one_is_asked_about_with_the_numbers(client: PageClient, home: tuple) -> None:
    factories.make_submission(home[2], date(2026, 11, 1), 99999)
    asked = client.post("/readings", filled(client, "12"))
    assert asked.status_code == 422
    assert "Було 99999, стало 12" in asked.page.words()
    assert Submission.select().where(Submission.status == "new").count() == 0
    again = asked.page.form_values("/readings")
    assert client.post("/readings", again).status_code == 303
    assert Submission.get(Submission.status == "new").warnings == ["less_than_previous"]


def test_a_yes_is_for_the_number_that_was_asked_about(client: PageClient, home: tuple) -> None:
    factories.make_submission(home[2], date(2026, 11, 1), 32108)
    form = client.post("/readings", filled(client, "31990")).page.form_values("/readings")
    changed = client.post("/readings", {**form, "taken_1": "31000"})
    assert changed.status_code == 422
    assert "стало 31000" in changed.page.words()
    assert client.post("/readings", {**form, "taken_1": "32198"}).status_code == 303


def test_the_same_form_sent_twice_is_one_reading(client: PageClient, home: tuple) -> None:
    form = filled(client, "100")
    assert client.post("/readings", form).status_code == 303
    assert client.post("/readings", form).status_code == 303
    assert Submission.select().count() == 1


def test_back_and_another_number_is_said_and_can_be_sent(client: PageClient, home: tuple) -> None:
    form = filled(client, "100")
    client.post("/readings", form)
    answer = client.post("/readings", {**form, "taken_1": "105"})
    assert answer.status_code == 409
    assert answer.page.value("taken_1") == "105"
    assert client.post("/readings", answer.page.form_values("/readings")).status_code == 303
    assert Submission.select().where(Submission.status == "new").count() == 1


def test_a_broken_uuid_in_the_form_loses_nothing(client: PageClient, home: tuple) -> None:
    assert client.post("/readings", {**filled(client, "100"), "uuid": "broken"}).status_code == 303
    assert Submission.select().count() == 1


def test_zones_and_directions_have_their_fields(client: PageClient) -> None:
    user = factories.make_user()
    account = factories.link(user, factories.make_account())
    factories.make_meter(account, zones=3, generation=True)
    client.sign_in(user)
    page = client.get("/readings").page
    labels = [page.words(label) for label in page.all("label")]
    for name in ("Пік", "Напівпік", "Ніч", "Пік, віддано в мережу"):
        assert any(label.startswith(name) for label in labels)
    answer = client.post("/readings", {**filled(client, "1", "2", "3", "4", "5", ""), "given_3": ""})
    assert answer.status_code == 422
    assert answer.page.error_of("given_3")
    assert client.post("/readings", filled(client, "1", "2", "3", "4", "5", "6")).status_code == 303
    assert [reading.value for reading in Reading.select().order_by(Reading.id)] == [1, 2, 3, 4, 5, 6]


def test_the_form_is_for_the_account_it_was_drawn_for(client: PageClient, home: tuple) -> None:
    user, first, _meter = home
    form = filled(client, "100")
    second = factories.link(user, factories.make_account())
    factories.make_meter(second)
    client.post(f"/accounts/{second.ref}/choice")  # in another tab
    client.post("/readings", form)
    assert Submission.get().account == first


def test_nobody_sends_for_another_persons_account(client: PageClient, home: tuple) -> None:
    form = filled(client, "100")
    client.sign_in(factories.make_user())
    assert client.post("/readings", form).status_code == 404
    assert client.post("/readings/preview", form).status_code == 404
    assert Submission.select().count() == 0


def test_a_processed_date_takes_nothing_and_says_so(client: PageClient, home: tuple) -> None:
    factories.make_submission(home[2], date(2026, 12, 1), 100, status="accepted")
    answer = client.post("/readings", filled(client, "105"))
    assert answer.status_code == 409
    assert "уже «Оброблені (прийняті оператором РЕМ)»" in answer.page.words()
    assert answer.page.value("taken_1") == "105"


def test_an_account_without_a_meter_says_whom_to_call(client: PageClient, app: object) -> None:
    user = factories.make_user()
    factories.link(user, factories.make_account())
    client.sign_in(user)
    assert "не знайдено лічильника" in client.get("/readings").page.words()


def test_older_readings_come_page_by_page(client: PageClient, home: tuple) -> None:
    for number in range(30):
        factories.make_submission(home[2], date(2024 + number // 12, number % 12 + 1, 1), number)
    seen, address = 0, "/readings"
    while address:
        page = client.get(address).page
        seen += len(page.one("tbody").findall("tr"))
        links = page.all("a", rel="next")
        address = links[0].get("href") if links else None
    assert seen == 30


def test_meaning_while_typing(client: PageClient, home: tuple) -> None:
    factories.make_submission(home[2], date(2026, 11, 1), 32108)
    factories.make_use(home[2], 14, 84_000)
    form = filled(client, "32198")
    answer = client.post("/readings/preview", form, headers={"HX-Request": "true"})
    words = answer.page.words()
    assert "+90 кВт·год за 30 днів" in words
    assert "Торік у листопаді було 84" in words
    assert len(answer.get_data()) < 2000
    assert client.post("/readings/preview", {**form, "taken_1": "abc"}).status_code == 200


def test_sent_by_htmx_the_form_gives_way_to_a_receipt(client: PageClient, home: tuple) -> None:
    form = filled(client, "32198")
    answer = client.post("/readings", form, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert answer.status_code == 200
    assert answer.page.one("div", id="sending") is not None
    assert answer.page.one("section", id="history").get("hx-swap-oob") == "true"
    assert "HX-Request" in answer.headers["Vary"]


def test_pages_are_kept_by_nobody(client: PageClient, home: tuple) -> None:
    assert client.get("/readings").headers["Cache-Control"] == "no-store"


def test_a_phone_far_from_its_time_zone_still_gets_kyivs_dates(client: PageClient, home: tuple) -> None:
    with clock.frozen(NOW + timedelta(days=3, hours=13, minutes=59)):  # 3 December, 23:59 in Kyiv
        client.sign_in(home[0])
        client.post("/readings", filled(client, "100"))
    assert Submission.get().reading_date == date(2026, 12, 1)


def send_with_a_photo(client: PageClient, *values: str) -> Page:
    """The plain form with a file in it, and where it leads."""
    form = {**filled(client, *values), "photos": (io.BytesIO(samples.jpeg()), "лічильник.jpg")}
    answer = client.post("/readings", form, content_type="multipart/form-data", follow=True)
    assert answer.status_code == 200
    return answer.page


def test_a_store_that_is_away_loses_the_photo_and_not_the_numbers(
    app: Flask, client: PageClient, home: tuple, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object) -> None:
        raise StorageAway("away")

    with app.app_context():
        monkeypatch.setattr(storage(), "put", away)
    page = send_with_a_photo(client, "32198")
    assert "Покази передано, а файл — ні. лічильник.jpg: зараз не вдається зберегти" in page.words()
    assert "Зарахуємо як показ на 01.12.2026" in page.words()
    assert Submission.select().count() == 1
    assert File.select().count() == 0


def test_files_of_plain_forms_have_a_limit_a_day_too(
    client: PageClient, home: tuple, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES_A_DAY", 10)
    page = send_with_a_photo(client, "32198")
    assert "Покази передано, а файл — ні. лічильник.jpg: Забагато файлів за добу" in page.words()
    assert (Submission.select().count(), File.select().count()) == (1, 0)
