"""The server's checks, held to the cases that the phone's are held to in the browser."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.clock import kyiv_date
from portal.domain.errors import Refused
from portal.domain.readings import checks, outlook, past, window
from portal.models import Register

CASES = json.loads((Path(__file__).parent / "readings.json").read_text("utf-8"))


def each(section: str) -> list[Any]:
    return [pytest.param(case, id=str(case.get("what", index))) for index, case in enumerate(CASES[section])]


def known_of(register: dict[str, Any], day: date) -> checks.Known:
    earlier = [(date.fromisoformat(on), value) for on, value in register["values"]]
    earlier = [(on, value) for on, value in earlier if on < day]
    return checks.Known(
        previous=earlier[0][1] if earlier else None,
        previous_on=earlier[0][0] if earlier else None,
        unchanged_since=past._unchanged_since(earlier),
        usual_wh_a_day=register["usual"][0],
        usual_days=register["usual"][1],
    )


@pytest.mark.parametrize("case", each("values"))
def test_values(case: dict[str, Any]) -> None:
    if "value" in case:
        assert checks.parse_value(case["typed"], case["digits"]) == case["value"]
    else:
        with pytest.raises(Refused) as refused:
            checks.parse_value(case["typed"], case["digits"])
        assert refused.value.code == case["code"]


@pytest.mark.parametrize("case", each("dates"))
def test_dates(case: dict[str, Any]) -> None:
    day = date.fromisoformat(case["day"])
    assert window.reading_date(day) == (date.fromisoformat(case["counts_for"]), case["in_window"])
    found = window.window_at(day)
    assert (found.closes.isoformat() if found else None) == case.get("closes")


@pytest.mark.parametrize("case", each("kyiv"))
def test_days_in_kyiv(case: dict[str, Any]) -> None:
    assert kyiv_date(datetime.fromisoformat(case["moment"])).isoformat() == case["day"]


@pytest.mark.parametrize("case", each("months_before"))
def test_months_before(case: dict[str, Any]) -> None:
    assert checks.months_before(date.fromisoformat(case["day"]), case["months"]).isoformat() == case["is"]


@pytest.mark.parametrize("case", each("warnings"))
def test_warnings(case: dict[str, Any]) -> None:
    day = date.fromisoformat(case["day"])
    readings = [
        checks.Reading(one["key"], one["from_grid"], one["digits"], value, known_of(one, day))
        for one, value in zip(case["registers"], case["values"], strict=True)
    ]
    found = checks.find(readings, day, case["power_w"])
    assert [(one.code, one.register_key, one.previous, one.value, one.use) for one in found] == [
        (one["code"], one["register"], one.get("previous"), one.get("value"), one["use"])
        for one in case["warnings"]
    ]


@pytest.mark.parametrize("case", each("meanings"))
def test_meanings(case: dict[str, Any]) -> None:
    day = date.fromisoformat(case["day"])
    one = case["register"]
    register = Register(direction="A+", zone=1, zones=1, digits=one["digits"])
    use = past.Use({("A+", date.fromisoformat(f"{month}-01")): {1: wh} for month, wh in one["months"].items()})
    found = outlook._meaning(register, case["value"], day, known_of(one, day), use)
    if case.get("none"):
        assert found is None
        return
    assert found is not None
    a_year_ago = found.a_year_ago and [f"{found.a_year_ago[0]:%Y-%m}", found.a_year_ago[1]]
    assert (found.use, found.days, found.less_by, a_year_ago) == (
        case["use"],
        case["days"],
        case["less_by"],
        case["a_year_ago"],
    )
