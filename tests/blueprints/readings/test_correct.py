"""Correcting and taking back, while the operator has not processed the reading."""

from datetime import date

import pytest

from portal.models import Submission
from tests import factories
from tests.page import PageClient

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def sent(client: PageClient) -> Submission:
    user, _account, meter = factories.make_home()
    client.sign_in(user)
    return factories.make_submission(meter, date(2026, 12, 1), 32198, status="new")


def test_a_correction_replaces_and_keeps_the_trail(client: PageClient, sent: Submission) -> None:
    page = client.get(f"/readings/{sent.uuid}/correction").page
    assert page.h1 == "Виправити показ"
    assert page.value("taken_1") == "32198"
    answer = client.post("/readings", {**page.form_values("/readings"), "taken_1": "32199"}, follow=True)
    words = answer.page.words(answer.page.one("main"))
    assert "32199" in words
    assert "виправлено, було 32198" in words
    assert Submission.get_by_id(sent.id).status_name == "replaced"


def test_in_place_by_htmx_only_the_form_comes(client: PageClient, sent: Submission) -> None:
    answer = client.get(f"/readings/{sent.uuid}/correction", headers=HTMX)
    assert not answer.page.is_whole
    assert answer.page.one("div", id="sending") is not None


def test_two_browsers_correct_the_same_reading(
    client: PageClient, another_client: PageClient, sent: Submission
) -> None:
    owner = factories.User.get()
    another_client.sign_in(owner)
    forms = [
        one.get(f"/readings/{sent.uuid}/correction").page.form_values("/readings")
        for one in (client, another_client)
    ]
    assert client.post("/readings", {**forms[0], "taken_1": "32199"}).status_code == 303
    late = another_client.post("/readings", {**forms[1], "taken_1": "32200"})
    assert late.status_code == 409
    assert late.page.value("taken_1") == "32200"
    assert "тим часом" in late.page.words()
    assert Submission.select().where(Submission.status == "new").count() == 1


def test_a_processed_one_can_not_be_corrected(client: PageClient, sent: Submission) -> None:
    Submission.update(status="accepted").where(Submission.id == sent.id).execute()
    answer = client.get(f"/readings/{sent.uuid}/correction", follow=True)
    assert "виправити вже не можна" in answer.page.words()
    assert client.post(f"/readings/{sent.uuid}/withdrawal").status_code == 409


def test_taking_back(client: PageClient, sent: Submission) -> None:
    answer = client.post(f"/readings/{sent.uuid}/withdrawal", follow=True)
    assert "Показ відкликано" in answer.page.words()
    assert Submission.get_by_id(sent.id).status_name == "withdrawn"


def test_taking_back_by_htmx_swaps_the_history(client: PageClient, sent: Submission) -> None:
    answer = client.post(f"/readings/{sent.uuid}/withdrawal", headers=HTMX)
    assert answer.page.one("section", id="history") is not None
    assert "Показів ще не було" in answer.page.words()


def test_it_is_not_there_for_others(client: PageClient, another_client: PageClient, sent: Submission) -> None:
    another_client.sign_in(factories.make_user())
    operator = factories.make_user(role="operator", rem=factories.make_rem())
    client.sign_in(operator)
    for one in (another_client, client):
        assert one.get(f"/readings/{sent.uuid}/correction").status_code == 404
        assert one.post(f"/readings/{sent.uuid}/withdrawal").status_code == 404
    assert Submission.get_by_id(sent.id).status_name == "new"


def test_the_operators_reason_stands_in_the_history(client: PageClient, sent: Submission) -> None:
    Submission.update(status="rejected", reason="Не збігається з фото").where(Submission.id == sent.id).execute()
    words = client.get("/readings").page.words()
    assert "Відхилені" in words
    assert "Не збігається з фото" in words


def test_the_preview_of_a_correction_looks_back_past_what_is_corrected(
    client: PageClient, sent: Submission
) -> None:
    factories.make_submission(sent.meter, date(2026, 11, 1), 32100)
    form = client.get(f"/readings/{sent.uuid}/correction").page.form_values("/readings")
    words = client.post("/readings/preview", {**form, "taken_1": "32190"}, headers=HTMX).page.words()
    assert "+90 кВт·год за 30 днів" in words


def test_a_correction_that_is_asked_about_stays_a_correction(client: PageClient, sent: Submission) -> None:
    factories.make_submission(sent.meter, date(2026, 11, 1), 32100)
    form = client.get(f"/readings/{sent.uuid}/correction").page.form_values("/readings")
    asked = client.post("/readings", {**form, "taken_1": "31000"})
    assert asked.status_code == 422
    assert asked.page.h1 == "Виправити показ"
    words = asked.page.words()
    assert "Було 32100, стало 31000" in words
    assert "Попередній, 1 листопада 2026 32100" in words
    assert "Дата зняття показів лишиться та сама: 1 грудня 2026" in words
    assert client.post("/readings", asked.page.form_values("/readings")).status_code == 303


def test_taking_back_too_late_by_htmx_keeps_the_history(client: PageClient, sent: Submission) -> None:
    Submission.update(status="accepted").where(Submission.id == sent.id).execute()
    answer = client.post(f"/readings/{sent.uuid}/withdrawal", headers=HTMX)
    assert answer.status_code == 409
    words = answer.page.words(answer.page.one("section", id="history"))
    assert "уже має статус «Оброблені" in words
    assert "32198" in words


def test_without_scripts_taking_back_is_asked_about(client: PageClient, sent: Submission) -> None:
    page = client.get(f"/readings/{sent.uuid}/withdrawal").page
    assert page.h1 == "Відкликати показ на 1 грудня 2026?"
    assert "32198" in page.words()
    assert Submission.get_by_id(sent.id).status_name == "new"


def test_what_a_replaced_meter_showed_can_be_taken_back_but_not_corrected(
    client: PageClient, sent: Submission
) -> None:
    factories.Meter.update(removed_on=date(2026, 11, 30)).execute()
    factories.make_meter(sent.account)
    page = client.get("/readings").page
    links = [link.get("href", "") for link in page.all("a")]
    assert not any(link.endswith("/correction") for link in links)
    assert any(link.endswith("/withdrawal") for link in links)


def test_the_same_form_after_taking_back_is_not_called_taken(client: PageClient, sent: Submission) -> None:
    form = {**client.get("/readings").page.form_values("/readings"), "taken_1": "32300"}
    client.post("/readings", form)
    kept = Submission.get(Submission.status == "new")
    client.post(f"/readings/{kept.uuid}/withdrawal")
    words = client.post("/readings", form, follow=True).page.words()
    assert "Ці покази вже надсилали" in words
    assert "статус: «Відкликані»" in words, words[300:900]
