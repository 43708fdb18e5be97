"""Who may come to the portal by the imitation, and what is told of them. All of them are made up."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.demo.people import BONDARENKO, CITY_FLAT, IVAN, IVANS_UNZR, KOVALENKO, OPERATOR, PETRENKO, TKACHENKO


@dataclass(frozen=True)
class Citizen:
    """``fields`` are the provider's; ``remark`` says what is special about them."""

    key: str
    remark: str
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        names = [self.fields.get(name, "") for name in ("lastname", "givenname", "middlename")]
        return " ".join(name for name in names if name) or "Без імені"


def _citizen(key: str, remark: str, names: str, **fields: str) -> Citizen:
    surname, given_name, patronymic = names.split(" ", 2)
    return Citizen(key, remark, {"lastname": surname, "givenname": given_name, "middlename": patronymic, **fields})


CITIZENS = (
    _citizen(
        "ivan",
        f"має рахунки {CITY_FLAT.number_shown} і 08-080808 та кабінет {IVAN.email}",
        IVAN.full_name,
        drfocode=CITY_FLAT.tax_number,
        unzr=IVANS_UNZR,
        email=IVAN.email,
        phone=IVAN.phone,
    ),
    _citizen(
        "olena",
        f"кабінету ще немає; на неї оформлено {PETRENKO.number_shown}",
        PETRENKO.holder.upper(),
        drfocode=PETRENKO.tax_number,
        unzr="19850730-01236",
        email="olena.petrenko@example.com",
        phone="+380501234567",
    ),
    _citizen(
        "mykola",
        "без РНОКПП, лише УНЗР; без пошти",
        KOVALENKO.holder,
        unzr="19691012-03358",
        phone="+380631234567",
    ),
    _citizen(
        "halyna",
        "замість РНОКПП паспорт, літери кириличні й латинські впереміш",
        BONDARENKO.holder,
        drfocode="BМ 246813",
        email="halyna.bondarenko@example.com",
    ),
    Citizen(
        "serhii",
        "замість імені «n/a», пошти й телефону немає",
        {
            "lastname": "n/a",
            "givenname": "n\\a",
            "middlename": "N/A",
            "drfocode": TKACHENKO.tax_number,
            "email": "n/a",
        },
    ),
    _citizen("nobody", "ні РНОКПП, ні УНЗР: так роблять деякі банки", "Мельник Тарас Богданович"),
    _citizen(
        "olena-s",
        f"працює оператором, пошта {OPERATOR.email}",
        OPERATOR.full_name,
        drfocode="3034501235",
        email=OPERATOR.email,
    ),
)
BY_KEY = {citizen.key: citizen for citizen in CITIZENS}
