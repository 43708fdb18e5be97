"""Spellings of one settlement, street or house are equal, and those of two are not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.outages.places import addresses, houses
from portal.domain.outages.places.addresses import (
    fold_house,
    fold_settlement,
    fold_street,
    is_like_street,
    parse_houses,
)

LETTERS = st.text(alphabet="абвїєґ'’-.,/ 0123456789АКкорпвулaoiI№()\u0301", max_size=40)
DATA = Path(addresses.__file__).parents[3] / "data"


@pytest.mark.parametrize(
    "spellings",
    [
        ("м. Житомир", "місто Житомир", "Житомир", "м.Житомир", "ЖИТОМИР м.", "Житoмиp"),
        ("с. Оліївка", "село Оліївка", "Оліївка", "с.Оліївка", "Oліївка", "с. Оліївка (Оліївська ТГ)"),
        ("смт Нова Борова", "с-ще Нова Борова", "селище Нова-Борова", "селище міського типу Нова Борова"),
        ("с. Кам’янка", "с. Кам'янка", "Камянка", "Кам`янка", "Камʼянка"),
        ("с. Великі Коровинці", "Великі  коровинці"),
    ],
)
def test_one_settlement(spellings: tuple[str, ...]) -> None:
    assert len({fold_settlement(one) for one in spellings}) == 1


def test_settlements_that_are_two() -> None:
    assert fold_settlement("с. Нова Борова") != fold_settlement("с. Борова")
    assert fold_settlement("с. Село") == "село"
    assert fold_settlement("") == ""


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("місто Житомир", "city"),
        ("м.Житомир", "city"),
        ("смт Нова Борова", "town"),
        ("с-ще Нова Борова", "town"),
        ("с. Оліївка", "village"),
        ("Житомир", None),
        ("", None),
    ],
)
def test_the_type_of_a_settlement(name: str, wanted: str | None) -> None:
    assert addresses.settlement_type(name) == wanted


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "вул. Вільський Шлях",
            "вулиця Вільський шлях",
            "Вільський Шлях",
            "ВУЛ.ВІЛЬСЬКИЙ ШЛЯХ",
            "вул Biльський Шлях",
        ),
        (
            "вул. Лесі Українки",
            "вул. Українки Лесі",
            "вулиця Л́есі Українки",
            "Лесі Українки, вул.",
            "ул. Лесі Українки",
        ),
        ("вул. В’ячеслава Чорновола", "вул. Вячеслава Чорновола", "Чорновола В`ячеслава", "В*ячеслава Чорновола"),
        (
            "1-й пров. Шевченка",
            "провулок 1-й Шевченка",
            "пров. Шевченка 1-й",
            "пров.1 Шевченка",
            "Перший пров. Шевченка",
        ),
        ("просп. Миру", "проспект Миру", "пр-т Миру", "Миру пр-т.", "пр-кт Миру"),
        ("бульв. Новий", "Новий бульвар", "б-р Новий", "бул. Новий"),
        ("пл. Соборна", "площа Соборна", "Соборна площа"),
        ("Соборний майдан", "майдан Соборний"),
        ("Київське шосе", "шосе Київське", "вул. Київське шосе"),
        ("проїзд Садовий", "пр-д Садовий"),
        ("кв-л 5", "квартал 5", "5-й квартал"),
        ("мкр. Маликова", "мікрорайон Маликова", "мкр-н Маликова"),
        ("вул. 8 Березня", "вул. 8-го Березня", "8-Березня"),
        ("вул. 30-річчя Перемоги", "вул. 30 річчя Перемоги"),
        ("вул. Карпенка-Карого", "вул. Карпенка Карого"),
        ("вул. Ґонти", "вул. Гонти"),
        ("вул. Перша", "вул. 1-а", "1 вулиця"),
        ("вул. Площа", "Площа"),
    ],
)
def test_one_street(spellings: tuple[str, ...]) -> None:
    assert len({fold_street(one) for one in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("вул. Шевченка", "пров. Шевченка"),
        ("1-й пров. Шевченка", "2-й пров. Шевченка"),
        ("вул. Набережна", "вул. Нова Набережна"),
        ("пр. Миру", "просп. Миру"),
        ("вул. Бр. Кличків", "бульв. Кличків"),
        ("вул. Ш. Алейхема", "шосе Алейхема"),
    ],
)
def test_streets_that_are_two(one: str, other: str) -> None:
    assert fold_street(one) != fold_street(other)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("вул. Л. Українки", "вул. Лесі Українки", True),
        ("вул. Українки", "вул. Лесі Українки", True),
        ("пр. Миру", "проспект Миру", True),
        ("м-н Соборний", "майдан Соборний", True),
        ("вул. Набережна", "вул. Нова Набережна", True),
        ("вул. О. Українки", "вул. Лесі Українки", False),
        ("вул. Українки", "пров. Лесі Українки", False),
        ("1-й пров. Шевченка", "пров. Шевченка", False),
        ("вул. Л.", "вул. Лесі Українки", False),
        ("", "вул. Лесі Українки", False),
    ],
)
def test_what_is_only_alike(one: str, other: str, alike: bool) -> None:
    assert is_like_street(one, other) is alike
    assert is_like_street(other, one) is alike


@pytest.mark.parametrize(
    ("wanted", "spellings"),
    [
        ("31А", ("31a", "31А", "31-А", "31 а", '31 "А"', "31 «А»", "31/а", "буд. 31А", "буд.№ 31-a", "031А")),
        ("14 К1", ("14, корп. 1", "14 корпус 1", "14к1", "14 к. 1", "14/корп.1", "14 корп.1")),
        ("12/3", ("12/3", "12 / 3", "№12/3")),
        ("12/3А", ("12/3а", "12/3-A")),
        ("12А/2", ("12-А/2",)),
        ("14К", ("14К", "14 к", "14k")),
        ("5Б К2А", ("5-Б, корпус 2а",)),
        ("", ("", "  ", ".")),
    ],
)
def test_one_house(wanted: str, spellings: tuple[str, ...]) -> None:
    assert {fold_house(one) for one in spellings} == {wanted}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("14, 15", {"14", "15"}),
        ("31a, 31А", {"31А"}),
        ("14, корп. 1, 16", {"14 К1", "16"}),
        ("14, корп. 1, корп. 2, 3", {"14 К1", "14 К2", "3"}),
        ("12/3, 5-А", {"12/3", "5А"}),
        ("2-5", {"2", "3", "4", "5"}),
        ("2 – 5", {"2", "3", "4", "5"}),
        ("з 2 по 4", {"2", "3", "4"}),
        ("2-8 (парні)", {"2", "4", "6", "8"}),
        ("2-7 непарні", {"3", "5", "7"}),
        ("12-3", {"12-3"}),
        ("1-999", {"1-999"}),
        ("14 15 16а", {"14", "15", "16А"}),
        ("14;15\n16.", {"14", "15", "16"}),
        ("буд. 14, буд.15", {"14", "15"}),
        ("усі", set()),
        (",,, ;", set()),
        ("", set()),
    ],
)
def test_lists_of_houses(text: str, wanted: set[str]) -> None:
    assert parse_houses(text) == wanted


def test_the_list_of_the_brief_page() -> None:
    found = parse_houses("14, 15, 31a, 31А, 14, корп. 1, 2-10, 12/3, 5-А")
    assert found == {"14", "15", "31А", "14 К1", "12/3", "5А", *map(str, range(2, 11))}


def test_what_is_named_is_surer_than_a_range() -> None:
    assert houses.read_houses("2-4, 9") == houses.Houses(frozenset({"9"}), frozenset({"2", "3", "4"}))
    assert houses.read_houses("Усі").whole
    assert houses.base_number("14 К1") == "14"
    assert houses.base_number("усі") == ""


@given(LETTERS | st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    for fold in (fold_settlement, fold_street, fold_house):
        once = fold(text)
        assert fold(once) == once


@given(LETTERS | st.text(max_size=200), LETTERS | st.text(max_size=60))
def test_nothing_raises(text: str, other: str) -> None:
    parse_houses(text)
    addresses.settlement_type(text)
    addresses.street_beginning(text)
    assert is_like_street(text, other) == is_like_street(other, text)


@given(st.lists(st.integers(1, 300).map(str) | st.sampled_from(["5А", "12/3", "14 К1", "7Б/2"]), max_size=30))
def test_a_list_of_normalised_houses_is_read_as_it_is(listed: list[str]) -> None:
    assert parse_houses(", ".join(listed)) == set(listed)


@pytest.mark.parametrize("name", ["renamed-streets.csv", "renamed-settlements.csv"])
def test_the_old_names_are_written_properly(name: str) -> None:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    fold = fold_street if "streets" in name else fold_settlement
    assert rows
    for row in rows:
        assert None not in row.values()
        assert fold(row["old"]) != fold(row["new"])
        assert row["since"].isdigit()
