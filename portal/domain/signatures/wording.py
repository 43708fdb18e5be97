"""What people read of a signature. Each sentence says one fact, and how far it reaches."""

from __future__ import annotations

from datetime import datetime

from portal.clock import KYIV
from portal.domain.signatures import judgement as j
from portal.domain.signatures.judgement import Judgement, Report
from portal.language import gettext as _
from portal.language import lazy_gettext

_UNREADABLE = lazy_gettext("Підпис не вдалося прочитати.")
_WEAK = lazy_gettext("Підпис зроблено застарілим алгоритмом, якому вже не можна довіряти.")
_BUSY = lazy_gettext("Файл забагато вимагає для перевірки. Підпишіть заяву ще раз у звичайній програмі.")
_BAD_PDF = lazy_gettext("PDF не вдалося прочитати: файл пошкоджений або неповний.")
_MISSING = lazy_gettext("У файлі немає електронного підпису.")

REASONS = {
    # The file.
    "too_large": lazy_gettext("Файл завеликий: щонайбільше 5 МБ."),
    "broken_pdf": _BAD_PDF,
    "locked_pdf": lazy_gettext("PDF захищено паролем."),
    "no_signature": _MISSING,
    "unknown_file": lazy_gettext("Це не PDF з підписом, не .p7s і не ASiC-E."),
    "bad_list": lazy_gettext("Довірчий список не вдалося прочитати."),
    "bad_container": lazy_gettext("Контейнер ASiC-E не вдалося прочитати."),
    "xades_not_known": lazy_gettext("Підписи XAdES не перевіряємо. Підпишіть PDF у форматі PAdES."),
    "content_missing": lazy_gettext("Підпис без документа: додайте сам документ."),
    "other_content": lazy_gettext("Підпис зроблено під іншим документом."),
    "too_many_signatures": lazy_gettext("У файлі забагато підписів, щоб їх перевірити."),
    "took_too_long": _BUSY,
    "failing": lazy_gettext("Перевірити підпис не вдалося: кілька спроб скінчилися збоєм."),
    "not_checked": lazy_gettext("Зараз не вдалося перевірити файл. Перевіримо пізніше."),
    # The content.
    "revoked": lazy_gettext("Сертифікат підписувача скасовано."),
    "content_changed": lazy_gettext("Документ змінили після підписання."),
    "later_revision": lazy_gettext("Після підписання до файлу внесли зміни."),
    "bad_range": lazy_gettext("Підпис охоплює не весь документ."),
    "document_not_signed": lazy_gettext("У контейнері є документ, якого підпис не охоплює."),
    "bad_signature": lazy_gettext("Підпис не відповідає ключу підписувача: файл або підпис змінили."),
    "signer_swapped": lazy_gettext("Сертифікат у підписі підмінили."),
    # What could not be verified.
    "bad_cms": _UNREADABLE,
    "bad_certificate": lazy_gettext("Сертифікат підписувача не вдалося прочитати."),
    "bad_key": lazy_gettext("Ключ у сертифікаті має неправильні параметри."),
    "weak_key": _WEAK,
    "weak_digest": _WEAK,
    "unknown_digest": lazy_gettext("Невідомий алгоритм гешування."),
    "unknown_algorithm": lazy_gettext("Невідомий алгоритм підпису."),
    "unknown_subfilter": lazy_gettext("Невідомий вид підпису в PDF."),
    "no_certificate": lazy_gettext("У підписі немає сертифіката підписувача."),
    "no_signed_attributes": lazy_gettext("Підпис без підписаних атрибутів не перевіряємо."),
    "no_signing_certificate": lazy_gettext("Підпис не називає свого сертифіката, як того вимагає PAdES."),
    "too_many_certificates": lazy_gettext("У підписі забагато сертифікатів, щоб їх перевірити."),
    # The certificate.
    "untrusted_issuer": lazy_gettext("Видавця сертифіката немає в довірчому списку."),
    "bad_issuer_signature": lazy_gettext("Сертифікат підписав не той, хто в ньому названий видавцем."),
    "expired": lazy_gettext("На час підписання строк чинності сертифіката вже сплив."),
    "not_yet_valid": lazy_gettext("На час підписання сертифікат ще не був чинним."),
    "not_an_authority": lazy_gettext("Сертифікат видав той, хто не має на це права."),
    "expired_since": lazy_gettext(
        "Строк чинності сертифіката вже сплив, а позначки часу, яка довела б, що підписано раніше, немає."
    ),
    "issuer_not_valid": lazy_gettext("Строк чинності сертифіката видавця не охоплює часу, за яким перевіряли."),
    "unknown_rules": lazy_gettext("У сертифікаті є обов'язкові умови, яких портал не знає."),
    "wrong_usage": lazy_gettext("Цей ключ не призначено для підписування."),
    "claimed_in_future": lazy_gettext("Підпис датовано майбутнім часом."),
    "signed_too_early": lazy_gettext(
        "Підпис датовано часом, коли портал ще не сформував цієї заяви: такому часу не віримо."
    ),
    # The time stamp, and later revisions.
    "bad_stamp": lazy_gettext("Позначку часу не вдалося перевірити."),
    "stamp_of_other": lazy_gettext("Позначка часу належить іншому підпису."),
    "stamp_untrusted": lazy_gettext("Надавача позначки часу немає в довірчому списку."),
    "stamp_revoked": lazy_gettext("Сертифікат надавача позначки часу скасовано, тому на неї не зважаємо."),
    "archived_later": lazy_gettext("Пізніше додано лише дані для тривалого зберігання підпису."),
    "signed_later": lazy_gettext("Пізніше документ підписали ще раз."),
}
_STATES = {
    j.WHOLE: lazy_gettext("Документ цілий: після підписання його не змінювали."),
    j.CHANGED: lazy_gettext("Підпис не підтверджує документа."),
    j.UNVERIFIED: lazy_gettext("Підпис не вдалося перевірити."),
}
_DOCUMENTS = {
    "same": lazy_gettext("Підписано саме той документ, який сформував портал."),
    "altered": lazy_gettext("Документ порталу перед підписанням доповнили: порівняйте його із заявою."),
    "other": lazy_gettext("Підписано не той документ, який сформував портал."),
}


def reason(code: str) -> str:
    """The sentence of a code; the code itself would be better than nothing."""
    return str(REASONS.get(code, code))


def sentences(said: Judgement) -> list[str]:
    """All that is to be said of one signature, the most important first."""
    found = [str(_STATES[said.state])]
    found += [reason(said.code)] if said.code else []
    if said.state == j.WHOLE:
        found += [_trust(said), *map(reason, said.problems), _time(said), _revocation(said)]
        found += [_("Алгоритм: %(name)s.", name=said.algorithm), *map(reason, said.remarks)]
    return [*_who(said), *found]


def document(report: Report) -> str:
    """Whether it is the portal's document; empty when there was nothing to compare with."""
    return str(_DOCUMENTS[report.document]) if report.document else ""


def lists(report: Report) -> str:
    """What the judgement rests on."""
    if report.trust_issued is None:
        return _("Довірчих списків немає.")
    date = f"{report.trust_issued.astimezone(KYIV):%d.%m.%Y}"
    return _("За довірчим списком від %(date)s; у мережі нічого не запитували.", date=date)


def _who(said: Judgement) -> list[str]:
    signer = said.signer
    found = [_("Підписувач: %(name)s.", name=signer.name)] if signer.name else []
    found += [_("РНОКПП: %(number)s.", number=signer.tax_number)] if signer.tax_number else []
    found += [_("УНЗР: %(number)s.", number=signer.register_number)] if signer.register_number else []
    return found


def _trust(said: Judgement) -> str:
    words = (
        _("Сертифікат видав %(name)s, якому довіряємо.")
        if said.is_trusted
        else _("Сертифікат видав %(name)s; довіру до нього не підтверджено.")
    )
    return words % {"name": said.issuer or _("невідомий надавач")}


def _time(said: Judgement) -> str:
    if said.time is None:
        return _("Час підписання не вказано.")
    moment = _moment(said.time)
    if said.time_source == j.STAMPED:
        return _("Підписано не пізніше %(moment)s: це засвідчує позначка часу.", moment=moment)
    return _("Підписано %(moment)s, за словами підписувача.", moment=moment)


def _moment(at: datetime) -> str:
    """By the clock of Kyiv, as everywhere where people read."""
    try:
        return f"{at.astimezone(KYIV):%d.%m.%Y %H:%M}"
    except OverflowError:  # the last hours of the year 9999
        return f"{at:%d.%m.%Y %H:%M}"


def _revocation(said: Judgement) -> str:
    if said.revocation == j.UNCHECKED:
        return _("Чи не скасовано сертифікат, не перевірено: у файлі й на сервері немає відповіді про це.")
    known = _moment(said.revocation_known_at) if said.revocation_known_at else ""
    if said.revocation == j.REVOKED:
        return _("Сертифікат скасовано %(moment)s.", moment=known)
    return _("Сертифікат не скасовано, станом на %(moment)s.", moment=known)
