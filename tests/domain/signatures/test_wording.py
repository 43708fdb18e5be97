"""Every code has its words, and nothing is called just «дійсний»."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from portal.demo.people import IVANS_UNZR
from portal.demo.signing import people
from portal.demo.signing.pdfs import sign_pdf
from portal.domain.signatures import judgement, wording
from tests.domain.signatures.samples import SIGNED_AT, application, judged, signed

SOURCES = Path(judgement.__file__).parent


def test_every_code_has_its_words() -> None:
    told = set()
    for path in SOURCES.glob("*.py"):
        if path.name not in ("embedded.py", "structure.py"):
            text = path.read_text("utf-8")
            told |= set(re.findall(r'(?:Unverifiable|Broken)\(\s*"(\w+)"', text))
            told |= set(re.findall(r'(?:append|guarded)\([^"\n]*"([a-z]+_[a-z_]+)"', text))
    assert len(told) > 20
    assert told - {"bad_answer"} <= set(wording.REASONS)


def test_all_that_there_is_to_say() -> None:
    content = sign_pdf(application(), people.ivan(), SIGNED_AT, stamped_by=people.time_authority())
    report = judged(content, made=application())
    assert wording.sentences(report.judgements[0]) == [
        "Підписувач: Українець Іван Іванович.",
        f"РНОКПП: {people.IVANS_TAX_NUMBER}.",
        f"УНЗР: {IVANS_UNZR}.",
        "Документ цілий: після підписання його не змінювали.",
        "Сертифікат видав Тестовий надавач, якому довіряємо.",
        "Підписано не пізніше 20.11.2026 11:30: це засвідчує позначка часу.",
        "Чи не скасовано сертифікат, не перевірено: у файлі й на сервері немає відповіді про це.",
        "Алгоритм: ДСТУ 4145 з ГОСТ 34.311.",
    ]
    assert wording.document(report) == "Підписано саме той документ, який сформував портал."
    assert wording.lists(report) == "За довірчим списком від 01.11.2026; у мережі нічого не запитували."


def test_what_is_not_known_is_said() -> None:
    report = judged(signed("ec"))
    said = replace(report.judgements[0], is_trusted=False, time=None, issuer="", problems=("untrusted_issuer",))
    text = " ".join(wording.sentences(said))
    assert "довіру до нього не підтверджено" in text
    assert "Час підписання не вказано" in text
    assert "дійсний" not in text
    assert wording.lists(replace(report, trust_issued=None)) == "Довірчих списків немає."
