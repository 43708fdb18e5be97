"""Names, phone and the choice of mails."""

import pytest

from portal.domain.errors import Refused
from portal.domain.identity import notifications, profile
from portal.models import Event, User
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")

NAMES = {"surname": "Петренко", "given_name": "Марія", "patronymic": "", "phone": "0671234567"}


def test_names_and_phone_are_kept() -> None:
    profile.update(**NAMES, actor=factories.make_user(), now=NOW)
    user = User.get()
    assert (user.full_name, user.phone) == ("Петренко Марія", "+380671234567")
    event = Event.get()
    assert event.name == "profile_changed"
    assert event.details == {"fields": ["surname", "given_name", "patronymic", "phone"]}, "no personal data"


def test_saving_the_same_again_is_no_event() -> None:
    for _number in range(2):
        profile.update(**NAMES, actor=User.get_or_none() or factories.make_user(), now=NOW)
    assert Event.select().count() == 1


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Refused) as refused:
        profile.update(**dict.fromkeys(NAMES, "\x00"), actor=factories.make_user(), now=NOW)
    assert set(refused.value.fields) == set(NAMES)


def test_receipts_are_sent_until_somebody_does_not_want_them() -> None:
    user = factories.make_user(settings={"quiet_from": "22:00"})
    assert notifications.chosen(user) == {"reading_receipts": True}
    notifications.choose({"reading_receipts": False, "unknown": True}, actor=user)
    user = User.get()
    assert notifications.chosen(user) == {"reading_receipts": False}
    assert user.settings == {"quiet_from": "22:00", "reading_receipts": False}
