"""What follows for an application from what was found out about its signatures: a pure function of the report."""

from __future__ import annotations

from collections.abc import Sequence

from portal.domain.signatures import wording
from portal.domain.signatures.judgement import Judgement, Report
from portal.language import lazy_gettext

UNSIGNED = "no_signature"
# Codes of a file that tell of us, or of what we don't know, and not that the file is wrong.
UNKNOWN = ("too_many_signatures", "too_many_certificates", "xades_not_known")
_REASONS = {
    "other_document": lazy_gettext(
        "Підписано не ту заяву. Завантажте заяву з цього замовлення, підпишіть саме її й додайте знову."
    ),
    "other_signer": lazy_gettext(
        "Заяву підписав не заявник: РНОКПП у підписі інший. Підписати має заявник, "
        "а якщо РНОКПП у заяві не питали, то власник особового рахунку."
    ),
    "not_confirmed": lazy_gettext("Підпис не вдалося підтвердити."),
    "lost": lazy_gettext("Файл не зберігся. Додайте підписану заяву ще раз."),
}


def decide(report: Report, tax_number: str) -> tuple[str, str]:
    """(accepted, marked or refused; why): ``tax_number`` is the applicant's РНОКПП, empty when it is not known."""
    if report.code:
        return ("marked" if report.code in UNKNOWN else "refused"), report.code
    if report.document == "other":
        return "refused", "other_document"
    whole = [one for one in report.signatures if one.state == "whole" and not one.fails]
    if not whole:
        wrong = next((one for one in report.signatures if one.fails), None)
        if wrong is None:
            return "marked", report.signatures[0].code
        return "refused", wrong.code or next(iter(wrong.problems), "revoked")
    own = [one for one in whole if tax_number and one.signer.tax_number == tax_number]
    if tax_number and not own and all(one.signer.tax_number for one in whole):
        return "refused", "other_signer"
    if report.document == "same" and any(one.holds for one in own):
        return "accepted", ""
    return "marked", _first_problem(whole)


def decide_given(report: Report) -> tuple[str, str]:
    """(accepted, marked or refused; why) of a document that the operator gives: nobody has to sign it again."""
    whole = [one for one in report.signatures if one.state == "whole" and not one.fails]
    if any(one.holds for one in whole):
        return "accepted", ""
    if report.code or whole:
        return "marked", report.code or _first_problem(whole)
    wrong = next((one for one in report.signatures if one.fails), None)
    if wrong is None:
        return "marked", "not_confirmed"
    return "refused", wrong.code or next(iter(wrong.problems), "revoked")


def _first_problem(found: Sequence[Judgement]) -> str:
    return next((problem for one in found for problem in one.problems), "not_confirmed")


def reason(code: str) -> str:
    """The sentence about a reason."""
    return str(_REASONS[code]) if code in _REASONS else wording.reason(code)
