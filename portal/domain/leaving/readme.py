"""What stands in the README of an archive: what each of its files is."""

from __future__ import annotations

from datetime import datetime

from portal.clock import KYIV
from portal.language import gettext as _
from portal.language import lazy_gettext
from portal.models import User

FILES = {
    "person.json": lazy_gettext("хто ви: ім'я, пошта, телефон, налаштування, надані згоди, способи входу"),
    "sessions.json": lazy_gettext("пристрої, на яких ви ввійшли"),
    "history.json": lazy_gettext("що відбувалося з кабінетом"),
    "accounts.json": lazy_gettext("особові рахунки, які є або були в кабінеті; лічильники тих, що є"),
    "consumption.json": lazy_gettext("споживання цих рахунків за місяцями, кВт·год"),
    "inspections.json": lazy_gettext("контрольні огляди лічильників цих рахунків"),
    "documents.json": lazy_gettext("технічні перевірки й документи точок обліку, з назвами файлів"),
    "readings.json": lazy_gettext("покази, які ви передали, і ті, що внесено з бази оператора"),
    "orders.json": lazy_gettext("замовлення: ваші відповіді, що відбулося, які файли"),
    "remembered.json": lazy_gettext("відповіді, які кабінет пропонує в наступній заяві"),
    "notifications.json": lazy_gettext("які листи ви хочете отримувати"),
    "outages.json": lazy_gettext("про що вас попереджали і коли ви повідомляли, що немає світла"),
    "mails.json": lazy_gettext("листи від кабінету за останні місяці, без їхніх текстів"),
    "files.json": lazy_gettext("перелік файлів із теки files"),
    "files/": lazy_gettext("ваші фото, відео й документи, документи від РЕМ і точок обліку"),
}


def text(user: User, now: datetime) -> str:
    """In lines of the length that every editor shows, with the ends of lines that Windows needs."""
    lines = [
        _("Кабінет побутового споживача АТ «Житомиробленерго»"),
        _(
            "Дані кабінету %(email)s станом на %(moment)s (за Києвом)",
            email=user.email,
            moment=now.astimezone(KYIV).strftime("%d.%m.%Y %H:%M"),
        ),
        "",
        *(f"{name:<20} {words}" for name, words in FILES.items()),
        "",
        _("Файли JSON — це текст (UTF-8): їх відкриє будь-який браузер або редактор."),
        _("Час — за Києвом, із зсувом від UTC; покази — цілі кВт·год; суми — гривні."),
        _("Лічильник: A+ — взято з мережі, A- — віддано в мережу; zone — номер зони."),
        _("Паролів тут немає: кабінет їх не зберігає. Немає й даних інших людей: того,"),
        _("що передали за вашим рахунком вони, і рахунків, яких у кабінеті вже немає."),
        "",
        _("В архіві можуть бути паспортні дані й РНОКПП, які ви вказали в заявах."),
        _("Бережіть його, як бережете документи."),
        "",
    ]
    return "\r\n".join(lines)
