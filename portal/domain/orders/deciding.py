"""What follows for an application from what was found out about its signatures: a pure function of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from portal.domain.signatures import wording
from portal.domain.signatures.judgement import FAILURES, Judgement, Report
from portal.language import lazy_gettext

UNSIGNED = "no_signature"
# Verifying it failed again and again: a fault of ours, that nobody has to sign again for.
FAILING = "failing"
# Nobody signs what is not made yet; so much may a phone's clock be slow.
SLOW_CLOCK = timedelta(hours=24)
# Codes of a file that tell of us, or of what we don't know, and not that the file is wrong.
UNKNOWN = ("too_many_signatures", "too_many_certificates", "xades_not_known", FAILING)
_REASONS = {
    "other_document": lazy_gettext(
        "Підписано не ту заяву. Завантажте заяву з цього замовлення, підпишіть саме її й додайте знову."
    ),
    "other_signer": lazy_gettext(
        "Заяву підписав не заявник: РНОКПП у підписі інший. Підпишіть заяву своїм підписом."
    ),
    # Where the application does not ask for a number, it is the holder's of the account that is compared.
    "not_holder": lazy_gettext(
        "Заяву підписав не власник особового рахунку: РНОКПП у підписі інший. Підписати має власник."
    ),
    "not_confirmed": lazy_gettext("Підпис не вдалося підтвердити."),
    "lost": lazy_gettext("Файл не зберігся. Додайте підписану заяву ще раз."),
}


def dated(report: Report, made_at: datetime) -> Report:
    """The report, with the problem of signatures that are of a time when their document was not made yet."""
    return replace(
        report,
        judgements=tuple(
            replace(one, problems=(*one.problems, "signed_too_early"))
            if one.time is not None and one.time < made_at - SLOW_CLOCK
            else one
            for one in report.judgements
        ),
    )


def decide(report: Report, tax_number: str, *, is_holders: bool = False) -> tuple[str, str]:
    """(accepted, marked or refused; why): ``tax_number`` is the applicant's РНОКПП, empty when it is not known.

    ``is_holders``: it was not asked for, and is that of the account's holder.
    """
    if report.code:
        return ("marked" if report.code in UNKNOWN else "refused"), report.code
    if report.document == "other":
        return "refused", "other_document"
    whole = [one for one in report.signatures if one.state == "whole" and not one.fails]
    if not whole:
        wrong = next((one for one in report.signatures if one.fails), None)
        if wrong is None:
            return "marked", report.signatures[0].code
        return "refused", _failure(wrong)
    own = [one for one in whole if tax_number and one.signer.tax_number == tax_number]
    if tax_number and not own and all(one.signer.tax_number for one in whole):
        return "refused", "not_holder" if is_holders else "other_signer"
    if report.document == "same" and any(one.holds for one in own):
        return "accepted", ""
    return "marked", _first_problem(own or whole)


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
    return "refused", _failure(wrong)


def _failure(wrong: Judgement) -> str:
    """Why it fails: not for the problems that it has besides."""
    return wrong.code or next((one for one in wrong.problems if one in FAILURES), "revoked")


def _first_problem(found: Sequence[Judgement]) -> str:
    return next((problem for one in found for problem in one.problems), "not_confirmed")


def reason(code: str) -> str:
    """The sentence about a reason."""
    return str(_REASONS[code]) if code in _REASONS else wording.reason(code)
