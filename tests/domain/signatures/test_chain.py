"""The way up to an authority that is trusted, and ways that lead nowhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.demo.signing import people
from portal.demo.signing.certificates import BEGINS, ENDS, Owner, Wish, issue
from portal.domain.signatures import chain
from portal.domain.signatures.certificates import Certificate
from portal.domain.signatures.chain import Chain
from portal.domain.signatures.trust import Service, Trust, TrustList, of_certificates
from tests.domain.signatures.samples import NOW, trusted

AUTHORITY = {"usages": ("key_cert_sign",), "is_authority": True}


def trusting(*held: Certificate) -> Trust:
    return Trust((of_certificates("some", NOW, [one.raw for one in held]),))


def built(owner: Owner, trust: Trust | None = None, at: datetime = NOW) -> Chain:
    return chain.build(owner.certificate, owner.above, trust or trusted(), at)


def test_three_steps() -> None:
    way = built(people.ivan(), trusting(people.root().certificate))
    assert way.is_trusted
    assert [one.name for one in way.path] == [people.IVAN, "Тестовий надавач", "Тестовий ЦЗО"]


def test_the_first_that_is_trusted_is_the_end() -> None:
    assert len(built(people.ivan()).path) == 2


def test_of_several_keys_of_one_name_the_right_one() -> None:
    """One name has many keys: the authority before, and after its certificate was renewed."""
    wish = Wish("Тестовий надавач", "UA-00000000-2026", **AUTHORITY)  # type: ignore[arg-type]
    others = [issue(wish, people.key("ec", f"renewed {number}")).certificate for number in range(5)]
    way = chain.build(people.ivan().certificate, (*others, people.authority().certificate), trusted(), NOW)
    assert way.is_trusted


def test_a_certificate_of_the_same_name_is_not_the_trusted_one() -> None:
    wish = Wish("Тестовий надавач", "UA-00000000-2026", **AUTHORITY)  # type: ignore[arg-type]
    false = issue(wish, people.key("ec", "false authority"))
    owner = issue(Wish("Хтось"), people.key("ec", "of a false one"), false)
    assert built(owner).problems == ("untrusted_issuer",)


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        (Wish("Не ЦСК", usages=("digital_signature",)), "not_an_authority"),
        (Wish("Не ЦСК", usages=("digital_signature",), is_authority=True), "not_an_authority"),
        (Wish("Глибше, ніж можна", longest_path=0, **AUTHORITY), "not_an_authority"),  # type: ignore[arg-type]
    ],
)
def test_who_may_not_issue(wish: Wish, problem: str) -> None:
    """A person's certificate under the trusted authority makes nobody an authority; nor deeper than allowed."""
    free = issue(Wish("Вільний надавач", **AUTHORITY), people.key("ec", "free"))  # type: ignore[arg-type]
    middle = issue(wish, people.key("ec", wish.name), free)
    if wish.longest_path == 0:
        middle = issue(Wish("Нижчий", **AUTHORITY), people.key("ec", "lower"), middle)  # type: ignore[arg-type]
    owner = issue(Wish("Хтось"), people.key("ec", "somebody below"), middle)
    assert built(owner, trusting(free.certificate)).problems == (problem,)


@pytest.mark.parametrize(
    ("at", "problems"),
    [
        (BEGINS, ()),
        (ENDS, ()),
        (BEGINS - timedelta(seconds=1), ("not_yet_valid",)),
        (ENDS + timedelta(seconds=1), ("expired",)),
    ],
)
def test_at_its_time(at: datetime, problems: tuple[str, ...]) -> None:
    assert built(people.ivan(), at=at).problems == problems


def test_a_rule_that_is_not_known() -> None:
    wish = Wish("Хтось", extensions=(("1.2.3.4", True, b"\x05\x00"),))
    assert built(issue(wish, people.key("ec", "rule"), people.authority())).problems == ("unknown_rules",)
    wish = Wish("Хтось", extensions=(("1.2.3.4", False, b"\x05\x00"),))
    assert built(issue(wish, people.key("ec", "no rule"), people.authority())).is_trusted


@pytest.mark.parametrize("is_expired_first", [True, False])
def test_a_key_with_an_expired_and_a_renewed_certificate(is_expired_first: bool) -> None:
    """Either may be on the lists, and be found first."""
    authority = people.authority()
    ends = NOW - timedelta(days=9)
    wish = Wish("Тестовий надавач", "UA-00000000-2026", ends=ends, **AUTHORITY)  # type: ignore[arg-type]
    expired = issue(wish, authority.key, people.root()).certificate
    held = [expired, authority.certificate] if is_expired_first else [authority.certificate, expired]
    assert built(people.ivan(), trusting(*held)).is_trusted
    way = chain.build(people.ivan().certificate, (), trusting(expired), NOW)
    assert (way.is_trusted, way.problems) == (False, ("issuer_not_valid",)), "no fault of who signed"


def test_a_way_that_ends_is_left_for_another() -> None:
    """Of two certificates of one key, the first leads to nobody who is trusted."""
    lower = people.key("ec", "two ways")
    wish = Wish("Проміжний", **AUTHORITY)  # type: ignore[arg-type]
    nowhere = issue(Wish("Нікому не відомий", **AUTHORITY), people.key("ec", "nowhere"))  # type: ignore[arg-type]
    known = issue(Wish("Відомий", **AUTHORITY), people.key("ec", "known"))  # type: ignore[arg-type]
    first, second = issue(wish, lower, nowhere), issue(wish, lower, known)
    owner = issue(Wish("Хтось"), people.key("ec", "below two ways"), first)
    pool = [first.certificate, nowhere.certificate, second.certificate]
    assert chain.build(owner.certificate, pool, trusting(known.certificate), NOW).is_trusted


def test_a_ring() -> None:
    """Two that issued each other."""
    one, two = people.key("ec", "ring one"), people.key("ec", "ring two")
    first = issue(Wish("Один", **AUTHORITY), one)  # type: ignore[arg-type]
    second = issue(Wish("Два", **AUTHORITY), two, first)  # type: ignore[arg-type]
    back = issue(Wish("Один", **AUTHORITY), one, second)  # type: ignore[arg-type]
    owner = issue(Wish("Хтось"), people.key("ec", "in a ring"), back)
    way = chain.build(owner.certificate, [back.certificate, second.certificate, first.certificate], trusted(), NOW)
    assert way.problems == ("untrusted_issuer",)


def test_a_thousand_candidates() -> None:
    wish = Wish("Тестовий надавач", "UA-00000000-2026", **AUTHORITY)  # type: ignore[arg-type]
    key = people.key("ec", "many names")
    many = [issue(wish, key).certificate for _number in range(2)]
    assert chain.build(people.ivan().certificate, many * 500, Trust(), NOW).problems == ("untrusted_issuer",)


@pytest.mark.parametrize(
    ("statuses", "is_trusted"),
    [
        ((), True),
        (((datetime(2020, 1, 1, tzinfo=UTC), "granted"),), True),
        (((datetime(2027, 1, 1, tzinfo=UTC), "granted"),), False),
        (((datetime(2020, 1, 1, tzinfo=UTC), "granted"), (datetime(2026, 1, 1, tzinfo=UTC), "withdrawn")), False),
        (((datetime(2020, 1, 1, tzinfo=UTC), "granted"), (datetime(2027, 1, 1, tzinfo=UTC), "withdrawn")), True),
    ],
)
def test_the_status_at_that_time(statuses: tuple[tuple[datetime, str], ...], is_trusted: bool) -> None:
    service = Service("x", "CA/QC", people.authority().certificate.raw, statuses)
    assert built(people.ivan(), Trust((TrustList("x", NOW, (service,)),))).is_trusted == is_trusted
