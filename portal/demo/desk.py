"""New readings for the desk's queue of the demo: some plain, some worth a look. All of it is made up."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.clock import kyiv_date
from portal.crypto import Vault, random_ref
from portal.demo import homes, pasts, photos
from portal.demo.people import OLIIVKA, TWO_ZONES, ZHYTOMYR, Home, made_eic, made_tax_number
from portal.domain.readings import checks, meters, window
from portal.models import Account, File, Reading, Submission, SubmissionFile
from portal.models.file import FILE_STATES
from portal.storage import Storage, new_key

REM = "Житомирський РЕМ"
THUMBNAIL = ".thumb"
# One came in every so often, the last of them shortly before the demo began.
EVERY = timedelta(minutes=23)
ON_THE_PHONE = timedelta(hours=5)


@dataclass(frozen=True)
class Waiting:
    """A home, and what its new reading means: so many ``times`` the usual use, and ``less`` kWh."""

    home: Home
    times: float = 1.0
    less: int = 0
    warnings: tuple[str, ...] = ()
    way: str = "web"
    photo: bool = False


def _home(
    number: str,
    holder: str,
    street: str,
    house: str,
    newest: tuple[int, ...],
    month: tuple[int, ...],
    *,
    flat: str = "",
    settlement: str = ZHYTOMYR,
) -> Home:
    digits = "".join(character for character in number if character.isdigit())
    return Home(
        number_shown=number,
        contract_number=digits,
        holder=holder,
        tax_number=made_tax_number(digits[-8:].zfill(8) + "3"),
        eic=_eic(digits),
        settlement=settlement,
        street=street,
        house=house,
        flat=flat,
        rem=REM,
        meter=f"09{digits[-5:]}",
        newest=newest,
        month=month,
        zones=TWO_ZONES if len(month) > 1 else 1,
        subqueue="3.1",
    )


def _eic(digits: str) -> str:
    """The first code from this number on whose check character is none that EIC forbids."""
    number = int(digits) * 10
    while made_eic(str(number)).endswith("-"):
        number += 1
    return made_eic(str(number))


WAITING = (
    Waiting(
        _home("01-03/114/027", "Гончар Олег Тарасович", "вул. Лятошинського", "12", (8410,), (241,)),
        times=6.4,
        warnings=(checks.JUMP,),
        way="offline",
        photo=True,
    ),
    Waiting(
        _home("01-04/020/202", "Петренко Марія Василівна", "пров. Тихий", "3", (71004,), (118,)),
        times=0,
        warnings=(checks.NO_USE,),
    ),
    Waiting(
        _home("01-07/220/001", "Бондаренко Степан Петрович", "вул. Київська", "77", (99931,), (150,), flat="14"),
        warnings=(checks.LESS,),
    ),
    Waiting(_home("01-02/018/330", "Мельник Тетяна Андріївна", "вул. Покровська", "6", (15220,), (92,))),
    Waiting(
        _home("08-081/414", "Ткаченко Лідія Гнатівна", "вул. Садова", "21", (4118,), (137,), settlement=OLIIVKA),
        way="offline",
        photo=True,
    ),
    Waiting(_home("01-05/301/090", "Шевчук Андрій Ілліч", "вул. Перемоги", "9", (60771,), (128,))),
    Waiting(_home("01-01/044/512", "Кравчук Володимир Остапович", "вул. Михайлівська", "2", (22015,), (90,))),
    Waiting(
        _home("01-06/112/408", "Лук’яненко Ніна Іллівна", "вул. Хлібна", "19", (18240, 9920), (130, 80), flat="5")
    ),
    Waiting(
        _home("01-02/077/115", "Ярошенко Віталій Юрійович", "вул. Чуднівська", "104", (33871,), (160,), flat="32"),
        less=412,
        warnings=(checks.LESS,),
        photo=True,
    ),
    Waiting(_home("01-03/009/871", "Дідух Оксана Романівна", "вул. Велика Бердичівська", "41", (12507,), (84,))),
    Waiting(_home("01-08/540/033", "Іваницький Юрій Маркович", "вул. Леха Качинського", "8", (47210,), (105,))),
)


def fill(now: datetime, vault: Vault, storage: Storage | None) -> None:
    """Put them into the queue, each with two years behind it."""
    for waiting in WAITING:
        homes.add_home(waiting.home, vault)
        homes.add_past(waiting.home, None, None, now)
    for number, waiting in enumerate(WAITING):
        _send(waiting, now - EVERY * (len(WAITING) - number), storage)


def _send(waiting: Waiting, received_at: datetime, storage: Storage | None) -> None:
    account = homes.account_of(waiting.home)
    meter = meters.meter_in_use(account)
    if meter is None:
        raise LookupError(waiting.home.meter)
    taken_at = received_at - ON_THE_PHONE if waiting.way == "offline" else received_at
    dating = window.date_a_reading(taken_at, received_at)
    submission = Submission.create(
        uuid=uuid.uuid5(homes.NAMES, f"{waiting.home.number_shown} waits"),
        content_hash=hashlib.sha256(f"{waiting.home.number_shown} waits".encode()).hexdigest(),
        account=account,
        meter=meter,
        taken_at=dating.taken_at,
        received_at=received_at,
        reading_date=dating.reading_date,
        status="new",
        in_window=dating.in_window,
        warnings=list(waiting.warnings),
        way=waiting.way,
        rem=account.rem_id,
        attention=bool(waiting.warnings),
    )
    before = pasts.newest_first_of_month(kyiv_date(received_at))
    days = max(1, (dating.reading_date - before).days)
    values = []
    for register, newest, month in zip(meter.in_order, waiting.home.newest, waiting.home.month, strict=True):
        used = round(month * days / 30 * waiting.times) - waiting.less
        values.append((newest + used) % register.capacity)
        Reading.create(submission=submission, register=register, value=values[-1])
    if waiting.photo and storage is not None:
        _add_photo(submission, account, values[0], waiting.home.digits, taken_at, storage)


def _add_photo(
    submission: Submission, account: Account, value: int, digits: int, taken_at: datetime, storage: Storage
) -> None:
    made, thumbnail = photos.meter(value, digits)
    key = new_key()
    storage.put(key, made)
    storage.put(key + THUMBNAIL, thumbnail)
    file = File.create(
        ref=random_ref(),
        sha256=hashlib.sha256(made).hexdigest(),
        size=len(made),
        type="image/jpeg",
        storage_key=key,
        name="лічильник.jpg",
        taken_at=taken_at,
        created_at=submission.received_at,
        account=account,
        state=FILE_STATES[1],
    )
    SubmissionFile.create(submission=submission, file=file)
