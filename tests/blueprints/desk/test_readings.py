"""The queue of readings: look through it, accept one or many, reject with a reason."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from portal.domain.readings import queue
from portal.models import Audit, Event, File, Message, Rem, Submission, SubmissionFile, User
from tests import factories
from tests.conftest import NOW
from tests.page import Page, PageClient
from tests.queries import full_scans, recorded

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
Waiting = Callable[..., Submission]


def status(submission: Submission) -> str:
    return Submission.get_by_id(submission.id).status_name


def ticked(page: Page) -> list[str]:
    return [
        box.get("value", "")
        for box in page.all("input", name="reading", type="checkbox")
        if "checked" in box.attrib
    ]


def test_the_desk_begins_with_the_queue(client: PageClient, operator: User) -> None:
    answer = client.get("/", follow=True)
    assert answer.request.path == "/desk/readings"
    assert answer.page.h1 == "Нові покази"
    assert "Усе опрацьовано" in answer.page.words()
    assert "О. Савчук" in answer.page.words()


def test_rows_say_what_was_what_is_and_what_is_usual(client: PageClient, operator: User, waiting: Waiting) -> None:
    plain, jump = waiting(32108, 32198), waiting(8410, 9962, "jump")
    page = client.get("/desk/readings").page
    assert page.h1.replace("\u00a0", " ") == "Нові покази на 1 грудня"
    rows = [page.words(row).replace("\u00a0", " ") for row in page.all("tr")[1:]]
    assert "Українець І.І. вул. Житомирська, 5 32 108 32 198 +90 89" in rows[0]
    assert "у 17 разів більше" in rows[1]
    assert ticked(page) == [str(plain.uuid)], "what is worth a look is not ticked"
    assert "Прийняти 1 без зауважень" in page.words()
    only = client.get("/desk/readings?attention=1").page
    assert len(only.all("tr")) == 2
    assert jump.account.number_shown in only.words()


def test_all_that_is_ticked_is_accepted_without_scripts(
    client: PageClient, operator: User, waiting: Waiting
) -> None:
    made = [waiting(), waiting(), waiting(1000, 1900, "jump")]
    chosen = ticked(client.get("/desk/readings").page)
    answer = client.post("/desk/readings/acceptance", {"reading": chosen}, follow=True)
    assert "Прийнято 2 покази" in answer.page.words()
    assert [status(one) for one in made] == ["accepted", "accepted", "new"]
    assert Audit.select().where(Audit.action == "reading_accepted", Audit.actor == operator).count() == 2
    assert Event.select().where(Event.name == "reading_accepted", Event.actor == operator).count() == 2


def test_the_next_ones_come_in_place(
    client: PageClient, operator: User, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    made = [waiting() for _number in range(3)]
    first = client.get("/desk/readings").page
    assert len(first.all("a", rel="next")) == 1
    chosen = [str(one.uuid) for one in made[:2]]
    answer = client.post("/desk/readings/acceptance", {"reading": chosen}, headers=HTMX)
    assert answer.status_code == 200
    assert not answer.page.is_whole
    assert ticked(answer.page) == [str(made[2].uuid)]
    assert answer.page.one("aside", id="detail").get("hx-swap-oob") == "true"
    assert answer.page.words(answer.page.one("strong", id="count-desk-readings")) == "1"


def test_who_comes_second_is_told(client: PageClient, operator: User, waiting: Waiting) -> None:
    made = [waiting(), waiting()]
    other = factories.make_user(role="operator", rem=operator.rem, surname="Коваль", given_name="Ірина")
    client.sign_in(other)
    client.post("/desk/readings/acceptance", {"reading": [str(made[0].uuid)]})
    client.sign_in(operator)
    answer = client.post("/desk/readings/acceptance", {"reading": [str(one.uuid) for one in made]}, headers=HTMX)
    said = answer.page.words()
    assert "Прийнято 1 показ" in said
    assert "Коваль І.І." in said
    assert Event.select().where(Event.name == "reading_accepted", Event.actor == other).count() == 1


def test_nothing_ticked_is_said(client: PageClient, operator: User, waiting: Waiting) -> None:
    waiting()
    answer = client.post("/desk/readings/acceptance", {"reading": "no-uuid"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Позначте хоча б один показ" in answer.page.words()


def test_a_closer_look_is_written_down(client: PageClient, operator: User, waiting: Waiting) -> None:
    submission = waiting(8410, 9962, "jump")
    whole = client.get(f"/desk/readings/{submission.uuid}").page
    said = whole.words().replace("\u00a0", " ")
    for words in ("8 410 → 9 962", "51,7 (звично 3)", "так: використано більше, ніж зазвичай", "1 з 1"):
        assert words in said
    part = client.get(f"/desk/readings/{submission.uuid}", headers=HTMX).page
    assert not part.is_whole
    assert part.all("aside", id="detail")
    assert [(row.action, row.subject_id) for row in Audit.select()] == [("reading_seen", submission.id)] * 2


def test_the_photo_stands_beside_the_reading(client: PageClient, operator: User, waiting: Waiting) -> None:
    submission = waiting()
    submission.way = "offline"
    submission.save()
    file = File.create(
        ref="a-photo",
        sha256="0" * 64,
        size=1,
        type="image/jpeg",
        storage_key="photo",
        name="лічильник.jpg",
        taken_at=NOW,
        created_at=NOW,
        account=submission.account,
    )
    SubmissionFile.create(submission=submission, file=file)
    part = client.get(f"/desk/readings/{submission.uuid}", headers=HTMX).page
    assert part.one("img").get("src") == "/files/a-photo/thumbnail"
    assert "Фото 30.11.2026 10:00, знято без мережі" in part.words()
    whole = client.get(f"/desk/readings/{submission.uuid}").page
    assert whole.one("img").get("src") == "/files/a-photo"


def test_a_reading_is_rejected_with_a_reason(client: PageClient, operator: User, waiting: Waiting) -> None:
    submission = waiting()
    submission.user = factories.make_user()
    submission.save()
    address = f"/desk/readings/{submission.uuid}/rejection"
    empty = client.post(address, {"words": "  "})
    assert empty.status_code == 422
    assert "Напишіть причину" in empty.page.words()
    assert status(submission) == "new"
    sent = {"ready": "photo_differs", "words": "На фото 01100."}
    answer = client.post(address, sent, follow=True)
    assert "відхилено" in answer.page.words()
    assert Submission.get_by_id(submission.id).reason == "Показ не збігається з фото. На фото 01100"
    assert Message.get().template == "reading_rejected"
    late = client.post(address, sent, headers=HTMX)
    assert late.status_code == 409
    assert "опрацьовано: Савчук О.І." in late.page.words()


def test_what_is_another_rems_is_not_there(
    client: PageClient, operator: User, waiting: Waiting, elsewhere: Rem
) -> None:
    theirs = waiting(rem=elsewhere)
    for uuid in (theirs.uuid, uuid4()):
        assert client.get(f"/desk/readings/{uuid}").status_code == 404
        assert client.post(f"/desk/readings/{uuid}/rejection", {"words": "Ні"}).status_code == 404
        assert client.post("/desk/readings/acceptance", {"reading": [str(uuid)]}).status_code == 404
    assert client.get("/desk/readings?rem=11").status_code == 404
    assert client.get("/desk/readings?rem=999").status_code == 404
    assert status(theirs) == "new"
    assert not client.get("/desk/readings").page.all("select", name="rem")


def test_a_supervisor_sees_all_or_one(
    client: PageClient, supervisor: User, waiting: Waiting, elsewhere: Rem
) -> None:
    waiting()
    theirs = waiting(rem=elsewhere)
    assert len(client.get("/desk/readings").page.all("tr")) == 3
    page = client.get("/desk/readings?rem=11").page
    assert len(page.all("tr")) == 2
    assert page.form_values("/desk/readings/acceptance")["rem"] == "11"
    assert client.get(f"/desk/readings/{theirs.uuid}").status_code == 200


@pytest.mark.parametrize("address", ["/desk/readings", "/desk/readings?attention=1"])
@pytest.mark.parametrize("role", ["operator", "supervisor"])
def test_a_page_costs_few_queries_and_reads_nothing_from_end_to_end(
    client: PageClient, waiting: Waiting, address: str, role: str
) -> None:
    for number in range(60):
        waiting(1000, 1000 if number % 2 else 1090, *(("no_use",) if number % 2 else ()))
    rem = factories.make_rem() if role == "operator" else None
    client.sign_in(factories.make_user(role=role, rem=rem))
    with recorded() as statements:
        assert client.get(address).status_code == 200
    assert len(statements) <= 10, [sql for sql, _ in statements]
    assert full_scans(statements) == []


def test_a_consumer_finds_no_desk(client: PageClient, waiting: Waiting) -> None:
    submission = waiting()
    client.sign_in(factories.make_user())
    assert client.get("/desk/readings").status_code == 404
    assert client.get(f"/desk/readings/{submission.uuid}").status_code == 404
    assert client.post("/desk/readings/acceptance", {"reading": str(submission.uuid)}).status_code == 404
    assert status(submission) == "new"
