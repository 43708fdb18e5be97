"""A reading arrives once, whole and under the right date, whatever else happens at the same time."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.readings import history, meters, processing, submission
from portal.domain.readings.submission import Sending
from portal.models import Account, Consumption, Event, Message, Meter, Reading, Submission, User
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")
FIRST = date(2026, 12, 1)


def send(
    home: tuple[User, Account, Meter],
    *values: int,
    at: datetime = NOW,
    uuid: UUID | None = None,
    **options: object,
) -> submission.Receipt:
    user, account, _meter = home
    meter = meters.meter_in_use(account)
    assert meter is not None
    keys = [register.key for register in meter.in_order]
    named = {"meter": meter.number, **options}
    sending = Sending(uuid or uuid4(), values=dict(zip(keys, values, strict=True)), **named)  # type: ignore[arg-type]
    return submission.submit(sending, account, actor=user, now=at)


def test_a_reading_its_event_and_its_message_are_kept_together() -> None:
    home = factories.make_home()
    kept = send(home, 32198).submission
    assert (kept.status_name, kept.reading_date, kept.in_window, kept.way) == ("new", FIRST, True, "web")
    assert [reading.value for reading in Reading.select()] == [32198]
    assert Event.get().name == "reading_sent"
    message = Message.get()
    assert (message.template, message.recipient) == ("reading_received", home[0].email)
    assert message.data["values"] == [["Покази", 32198]]


def test_no_receipt_for_those_who_do_not_want_one() -> None:
    send(factories.make_home(factories.make_user(settings={"reading_receipts": False})), 1)
    assert Message.select().count() == 0


@pytest.mark.parametrize(
    ("zones", "generation", "keys"),
    [
        (1, False, ["taken_1"]),
        (2, False, ["taken_1", "taken_2"]),
        (3, False, ["taken_1", "taken_2", "taken_3"]),
        (1, True, ["taken_1", "given_1"]),
        (2, True, ["taken_1", "taken_2", "given_1", "given_2"]),
    ],
)
def test_all_registers_are_asked_for(zones: int, generation: bool, keys: list[str]) -> None:
    home = factories.make_home(zones=zones, generation=generation)
    meter = meters.meter_in_use(home[1])
    assert meter is not None
    assert [register.key for register in meter.in_order] == keys
    send(home, *range(10, 10 + len(keys)))
    assert Reading.select().count() == len(keys)
    incomplete = Sending(uuid4(), meter.number, dict.fromkeys(keys[:-1], 5))
    with pytest.raises(Refused) as refused:
        submission.submit(incomplete, home[1], actor=home[0], now=NOW)
    assert list(refused.value.fields) == keys[-1:]


@pytest.mark.parametrize("value", [-1, 100000])
def test_a_value_that_the_register_can_not_show_is_refused(value: int) -> None:
    with pytest.raises(Refused) as refused:
        send(factories.make_home(), value)
    assert list(refused.value.fields) == ["taken_1"]


def test_a_register_that_the_meter_does_not_have_is_refused() -> None:
    user, account, meter = factories.make_home()
    sending = Sending(uuid4(), meter.number, {"taken_1": 1, "taken_2": 2})
    with pytest.raises(Refused) as refused:
        submission.submit(sending, account, actor=user, now=NOW)
    assert refused.value.code == "registers"


def test_a_repeat_answers_the_same_and_keeps_nothing_new() -> None:
    home, uuid = factories.make_home(), uuid4()
    first = send(home, 100, uuid=uuid)
    again = send(home, 100, uuid=uuid, at=NOW + timedelta(days=30))
    assert again.repeated
    assert again.submission == first.submission
    assert (Submission.select().count(), Event.select().count(), Message.select().count()) == (1, 1, 1)


def test_the_uuid_with_other_content_or_by_another_person_is_a_conflict() -> None:
    home, uuid = factories.make_home(), uuid4()
    send(home, 100, uuid=uuid)
    with pytest.raises(Conflict):
        send(home, 101, uuid=uuid)
    other = factories.make_user()
    factories.link(other, home[1])
    with pytest.raises(Conflict):
        send((other, home[1], home[2]), 100, uuid=uuid)
    assert Submission.select().count() == 1


def test_a_second_reading_for_the_date_replaces_the_new_one() -> None:
    home = factories.make_home()
    first = send(home, 100).submission
    second = send(home, 105, at=NOW + timedelta(hours=1)).submission
    first = Submission.get_by_id(first.id)
    assert (first.status_name, first.replaced_by) == ("replaced", second)
    [line], _next = history.page(home[1])
    assert (line.values, line.replaced) == ([("Покази", 105)], [[("Покази", 100)]])


def test_of_two_for_one_date_the_one_taken_later_wins_whatever_arrives_first() -> None:
    home = factories.make_home()
    later = send(home, 105).submission
    late = send(home, 100, taken_at=NOW - timedelta(hours=20), at=NOW + timedelta(hours=1), way="offline")
    assert late.superseded
    assert late.submission.status_name == "replaced"
    assert late.submission.replaced_by == later
    assert Submission.get_by_id(later.id).status_name == "new"


def test_nothing_is_added_to_a_date_that_was_processed() -> None:
    home = factories.make_home()
    processing.accept(send(home, 100).submission, actor=None, now=NOW)
    with pytest.raises(submission.AlreadyProcessed, match="Оброблені"):
        send(home, 105)
    assert Submission.select().count() == 1


def test_a_rejected_date_can_be_sent_again() -> None:
    home = factories.make_home()
    processing.reject(send(home, 100).submission, "Не збігається з фото", actor=None, now=NOW)
    assert send(home, 105).submission.status_name == "new"


def test_a_smaller_value_is_taken_only_when_it_is_confirmed() -> None:
    home = factories.make_home()
    factories.make_submission(home[2], date(2026, 11, 1), 99999)
    with pytest.raises(submission.NeedsConfirmation, match="Було 99999, стало 12"):
        send(home, 12)
    assert Submission.select().where(Submission.status == "new").count() == 0
    kept = send(home, 12, confirmed=frozenset({"less_than_previous"})).submission
    assert kept.warnings == ["less_than_previous"]


def test_a_jump_against_the_usual_use_is_asked_about() -> None:
    home = factories.make_home()
    factories.make_use(home[2], 12, 90_000)
    factories.make_submission(home[2], date(2026, 11, 1), 1000)
    assert send(home, 1200).submission.warnings == []
    with pytest.raises(submission.NeedsConfirmation) as asked:
        send(home, 1400)
    assert [found.code for found in asked.value.warnings] == ["jump"]


def test_a_standing_meter_is_asked_about_after_two_months() -> None:
    home = factories.make_home()
    for day in (date(2026, 10, 1), date(2026, 11, 1)):
        factories.make_submission(home[2], day, 500)
    with pytest.raises(submission.NeedsConfirmation) as asked:
        send(home, 500)
    assert [found.code for found in asked.value.warnings] == ["no_use"]


def test_the_previous_value_is_the_latest_before_the_date() -> None:
    home = factories.make_home()
    factories.make_submission(home[2], date(2026, 11, 1), 300)
    factories.make_submission(home[2], date(2026, 10, 1), 900)  # an older, larger one does not matter
    factories.make_submission(home[2], date(2026, 11, 15), 999, status="rejected")
    assert send(home, 310).submission.warnings == []


def test_a_correction_keeps_the_date_of_what_it_corrects() -> None:
    home = factories.make_home()
    outside = datetime(2026, 11, 10, 8, 0, tzinfo=NOW.tzinfo)
    first = send(home, 100, at=outside).submission
    assert (first.reading_date, first.in_window) == (date(2026, 11, 10), False)
    corrected = send(home, 101, replaces=first.uuid, at=outside + timedelta(days=2)).submission
    assert corrected.reading_date == date(2026, 11, 10)
    assert Submission.get_by_id(first.id).status_name == "replaced"


def test_of_two_corrections_of_one_reading_the_second_is_told() -> None:
    home = factories.make_home()
    first = send(home, 100).submission
    send(home, 101, replaces=first.uuid)
    with pytest.raises(Conflict, match="тим часом"):
        send(home, 102, replaces=first.uuid)
    assert [line.values for line in history.page(home[1])[0]] == [[("Покази", 101)]]


def test_a_processed_reading_can_not_be_corrected_or_taken_back() -> None:
    home = factories.make_home()
    first = send(home, 100).submission
    processing.accept(Submission.get_by_id(first.id), actor=None, now=NOW)
    with pytest.raises(submission.AlreadyProcessed):
        send(home, 101, replaces=first.uuid)
    with pytest.raises(Conflict):
        submission.withdraw(first, actor=home[0], now=NOW)  # this copy still believes that it is new
    with pytest.raises(Conflict, match="Оброблені"):
        submission.withdraw(Submission.get_by_id(first.id), actor=home[0], now=NOW)


def test_a_correction_of_another_meters_reading_is_a_conflict() -> None:
    foreign = send(factories.make_home(), 100).submission
    with pytest.raises(Conflict):
        send(factories.make_home(), 101, replaces=foreign.uuid)


def test_taking_back_leaves_the_trail() -> None:
    home = factories.make_home()
    kept = send(home, 100).submission
    submission.withdraw(kept, actor=home[0], now=NOW)
    assert history.page(home[1]) == ([], None)
    assert [event.name for event in Event.select().order_by(Event.id)] == [
        "reading_sent",
        "reading_withdrawn",
    ]
    assert send(home, 101).submission.status_name == "new"


def test_an_account_of_another_operator_takes_no_readings() -> None:
    user, account, meter = factories.make_home()
    Account.update(operator="ukrzaliznytsia").where(Account.id == account.id).execute()
    with pytest.raises(Refused) as refused:
        send((user, Account.get_by_id(account.id), meter), 1)
    assert refused.value.code == "not_served"


def test_the_meter_in_use_is_the_one_that_was_not_removed() -> None:
    user, account, old = factories.make_home()
    Meter.update(removed_on=date(2026, 6, 1)).where(Meter.id == old.id).execute()
    new = factories.make_meter(account, zones=2)
    factories.make_submission(old, date(2026, 11, 1), 90000)
    kept = send((user, account, new), 3, 4).submission  # the old meter's last value says nothing about this one
    assert kept.meter == new
    assert kept.warnings == []


def test_rejecting_needs_a_reason_and_tells_the_person() -> None:
    home = factories.make_home()
    kept = send(home, 100).submission
    with pytest.raises(Refused):
        processing.reject(kept, "  ", actor=None, now=NOW)
    processing.reject(kept, "Не збігається з фото", actor=None, now=NOW)
    assert Submission.get_by_id(kept.id).reason == "Не збігається з фото"
    assert (
        Message.select().where(Message.template == "reading_rejected").get().data["reason"]
        == "Не збігається з фото"
    )


def test_history_goes_page_by_page_without_gaps() -> None:
    _user, account, meter = factories.make_home()
    days = [date(2024 + (month // 12), month % 12 + 1, 1) for month in range(30)]
    for value, day in enumerate(days):
        factories.make_submission(meter, day, value)
    seen, cursor = [], None
    while True:
        lines, cursor = history.page(account, cursor)
        seen += [line.submission.reading_date for line in lines]
        if cursor is None:
            break
    assert seen == sorted(days, reverse=True)
    assert history.page(account, "broken")[0][0].submission.reading_date == max(days)


def test_values_of_a_meter_that_was_replaced_meanwhile_are_not_booked_on_the_new_one() -> None:
    user, account, old = factories.make_home()
    drawn = Sending(uuid4(), old.number, {"taken_1": 90100})
    Meter.update(removed_on=date(2026, 11, 29)).where(Meter.id == old.id).execute()
    factories.make_meter(account)
    with pytest.raises(Refused) as refused:
        submission.submit(drawn, account, actor=user, now=NOW)
    assert refused.value.code == "meter_replaced"
    assert Submission.select().count() == 0


def test_a_repeat_is_answered_the_same_also_after_the_meter_was_replaced() -> None:
    home = factories.make_home()
    user, account, old = home
    sending = Sending(uuid4(), old.number, {"taken_1": 100})
    first = submission.submit(sending, account, actor=user, now=NOW)
    Meter.update(removed_on=date(2026, 12, 5)).where(Meter.id == old.id).execute()
    factories.make_meter(account)
    again = submission.submit(sending, account, actor=user, now=NOW + timedelta(days=30))
    assert again.repeated
    assert again.submission == first.submission


def test_panels_that_give_nothing_in_winter_are_no_standing_meter() -> None:
    home = factories.make_home(generation=True)
    for day, taken in ((date(2026, 10, 1), 500), (date(2026, 11, 1), 600)):
        factories.make_submission(home[2], day, taken, 40)
    assert send(home, 700, 40).submission.warnings == []


def test_a_standing_meter_is_seen_however_often_readings_are_sent() -> None:
    home = factories.make_home()
    for number in range(30):
        factories.make_submission(home[2], date(2026, 8, 1) + timedelta(days=4 * number), 500)
    with pytest.raises(submission.NeedsConfirmation) as asked:
        send(home, 500)
    assert [found.code for found in asked.value.warnings] == ["no_use"]


def test_zones_together_can_not_use_more_than_the_connection_carries() -> None:
    home = factories.make_home(zones=2)  # 5 kW: 3600 kWh in 30 days
    factories.make_submission(home[2], date(2026, 11, 1), 1000, 1000)
    with pytest.raises(submission.NeedsConfirmation) as asked:
        send(home, 1000 + 2000, 1000 + 2000)
    assert [found.code for found in asked.value.warnings] == ["over_capacity"]


@pytest.mark.parametrize(("power_w", "codes"), [(5000, ["over_capacity"]), (None, ["jump"])])
def test_99999_after_00012(power_w: int | None, codes: list[str]) -> None:
    user, account, meter = factories.make_home()
    Account.update(power_w=power_w).where(Account.id == account.id).execute()
    factories.make_use(meter, 12, 90_000)
    factories.make_submission(meter, date(2026, 11, 1), 12)
    with pytest.raises(submission.NeedsConfirmation) as asked:
        send((user, Account.get_by_id(account.id), meter), 99999)
    assert [found.code for found in asked.value.warnings] == codes


def test_use_of_another_number_of_zones_says_nothing() -> None:
    home = factories.make_home(zones=2)
    factories.make_use(home[2], 12, 30_000)
    Consumption.delete().where(Consumption.zone == 2).execute()  # as a one-zone meter would have left it
    factories.make_submission(home[2], date(2026, 11, 1), 1000, 1000)
    assert send(home, 1400, 1100).submission.warnings == []


def test_the_trail_of_corrections_is_shown_whole() -> None:
    home = factories.make_home()
    for value in (100, 101, 102):
        send(home, value)
    [line], _next = history.page(home[1])
    assert line.values == [("Покази", 102)]
    assert line.replaced == [[("Покази", 100)], [("Покази", 101)]]


def test_the_rejection_says_what_was_rejected() -> None:
    home = factories.make_home(zones=2)
    processing.reject(send(home, 100, 50).submission, "Не збігається з фото", actor=None, now=NOW)
    data = Message.get(Message.template == "reading_rejected").data
    assert data["values"] == [["День", 100], ["Ніч", 50]]


@pytest.mark.parametrize("uuid", ["no-uuid", "", "8b0a6c0e-6f2e-4b46-9f0c-0d8f2f8f1d11"])
def test_what_names_no_submission_is_not_found(uuid: str) -> None:
    with pytest.raises(NotFound):
        processing.by_uuid(uuid)
