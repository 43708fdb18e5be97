"""A signed application is verified: a wrong one goes back, one that is right or doubtful goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from asn1crypto import core

from portal import storage as storages
from portal.demo.people import PETRENKO
from portal.demo.signing import people
from portal.demo.signing.certificates import Owner, Wish, issue
from portal.demo.signing.keys import identifier, sequence
from portal.demo.signing.pdfs import sign_pdf
from portal.domain.errors import Conflict
from portal.domain.files import forgetting, keeping
from portal.domain.leaving import deletion
from portal.domain.orders import (
    attachments,
    catalogue,
    deciding,
    documents,
    drafts,
    judging,
    processing,
    signing,
    wording,
)
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures import trust
from portal.models import Event, File, Judgement, Message, Order, User
from portal.storage import Storage, StorageAway
from tests import factories
from tests.conftest import NOW
from tests.domain.orders import filling
from tests.domain.orders.conftest import Scene
from tests.domain.orders.filling import CALENDAR, VAULT
from tests.domain.signatures.samples import SIGNED_AT, application, judged, signed

KIND = next(kind for kind in catalogue.KINDS if kind.slug == "change-of-owner")


@pytest.fixture
def kept(tmp_path: Path) -> Storage:
    trust.keep(people.trust_list(), tmp_path / "trust")
    return storages.connect(f"file://{tmp_path / 'files'}")


@pytest.fixture
def order(scene: Scene, kept: Storage) -> Order:
    found = filling.submitted(KIND, scene.user, scene.account)
    for one in documents.waiting():
        documents.make(one, vault=VAULT, storage=kept, base_url="http://localhost", now=NOW)
    return Order.get_by_id(found.id)


def made(order: Order, kept: Storage) -> bytes:
    with kept.open(order.document.storage_key) as file:
        return file.read()


def upload(order: Order, content: bytes, kept: Storage) -> File:
    file = keeping.keep_made(content, user=order.user, name="a.pdf", type="application/pdf", storage=kept, now=NOW)
    assert signing.sign(order, file.sha256, storage=kept, calendar=CALENDAR, actor=order.user, now=NOW)
    return file


def judge(tmp_path: Path, kept: Storage) -> None:
    for one in judging.waiting():
        judging.judge(one, vault=VAULT, storage=kept, trust_dir=tmp_path / "trust", now=NOW)


def applicant(order: Order) -> Owner:
    """Who the order says that its applicant is."""
    number = judging._tax_number(order, VAULT)
    return issue(Wish("Заявник", tax_number=number), people.key("ec", number), people.authority())


AT = NOW - timedelta(hours=1)


def test_the_applicants_signature_is_accepted(order: Order, kept: Storage, tmp_path: Path) -> None:
    upload(order, sign_pdf(made(order, kept), applicant(order), AT), kept)
    assert wording.signature(judging.of(order)) == "КЕП: очікує перевірки"
    judge(tmp_path, kept)
    found = judging.of(order)
    assert found is not None
    assert (found.outcome, found.trust_issued, found.judged_at) == ("accepted", people.ISSUED, NOW)
    assert Order.get_by_id(order.id).status_name == "submitted"
    assert wording.signature(found) == "КЕП: підпис заявника підтверджено"
    assert "Підписано саме той документ, який сформував портал." in wording.signature_in_full(found)
    assert judging._tax_number(order, VAULT) not in str(found.report), "no personal number is kept in the clear"
    assert any("••" in sentence for sentence in wording.signature_in_full(found))
    judge(tmp_path, kept)
    assert Judgement.select().count() == 1


def test_somebody_elses_goes_back_with_the_reason(order: Order, kept: Storage, tmp_path: Path) -> None:
    other = issue(Wish("Інший", tax_number=PETRENKO.tax_number), people.key("rsa", "other"), people.authority())
    wrong = sign_pdf(made(order, kept), other, AT)
    upload(order, wrong, kept)
    judge(tmp_path, kept)
    again = Order.get_by_id(order.id)
    assert (again.status_name, again.due_on, again.submitted_at) == ("awaiting_signature", None, None)
    assert attachments.SIGNED not in attachments.files_of(again)
    event = Event.select().order_by(Event.id.desc()).first()
    assert "РНОКПП у підписі інший" in wording.happened(event.name, event.details)
    assert Message.select().order_by(Message.id.desc()).first().data["tail"] == "підпис не прийнято"
    upload(again, sign_pdf(made(order, kept), applicant(order), AT), kept)
    judge(tmp_path, kept)
    assert Order.get_by_id(order.id).status_name == "submitted"
    found = judging.of(again)
    assert found is not None
    assert found.outcome == "accepted"


def test_another_document_goes_back(order: Order, kept: Storage, tmp_path: Path) -> None:
    upload(order, sign_pdf(application(), applicant(order), AT), kept)
    judge(tmp_path, kept)
    found = judging.of(order)
    assert found is not None
    assert (found.outcome, found.reason) == ("refused", "other_document")
    assert Order.get_by_id(order.id).status_name == "awaiting_signature"


def test_what_could_not_be_confirmed_goes_on(order: Order, kept: Storage, tmp_path: Path) -> None:
    number = judging._tax_number(order, VAULT)
    own = issue(Wish("Заявник", tax_number=number), people.key("ec", "nobody trusts"))
    upload(order, sign_pdf(made(order, kept), own, AT), kept)
    judge(tmp_path, kept)
    found = judging.of(order)
    assert found is not None
    assert (found.outcome, found.reason) == ("marked", "untrusted_issuer")
    assert Order.get_by_id(order.id).status_name == "submitted"
    assert wording.signature(found) == "КЕП: не вдалося підтвердити"


def test_a_file_that_is_gone(order: Order, kept: Storage, tmp_path: Path) -> None:
    file = upload(order, sign_pdf(made(order, kept), applicant(order), AT), kept)
    kept.delete(file.storage_key)
    judge(tmp_path, kept)
    assert Order.get_by_id(order.id).status_name == "awaiting_signature"


def test_decisions() -> None:
    report = judged(signed("ec"), made=application())
    said, number = report.judgements[0], people.IVANS_TAX_NUMBER
    decide = deciding.decide
    assert decide(report, number) == ("accepted", "")
    assert decide(report, "") == ("marked", "not_confirmed"), "whose it should be is not known"
    assert decide(report, "1111111111") == ("refused", "other_signer")
    assert decide(report, "1111111111", is_holders=True) == ("refused", "not_holder")
    assert decide(replace(report, document="altered"), number) == ("marked", "not_confirmed")
    assert decide(replace(report, code="took_too_long"), number) == ("refused", "took_too_long")
    assert decide(replace(report, code="too_many_signatures"), number)[0] == "marked"
    for changes, expected in (
        ({"state": "changed", "code": "content_changed"}, ("refused", "content_changed")),
        ({"state": "unverified", "code": "unknown_algorithm"}, ("marked", "unknown_algorithm")),
        ({"revocation": "revoked"}, ("refused", "revoked")),
        ({"problems": ("expired",)}, ("refused", "expired")),
    ):
        assert decide(replace(report, judgements=(replace(said, **changes),)), number) == expected  # type: ignore[arg-type]
        assert deciding.reason(expected[1]) != expected[1]


@pytest.mark.parametrize("stated", ["0000000000", "123456789", "АВ123456", "3184710692"])
def test_who_has_no_tax_number_is_not_somebody_else(stated: str) -> None:
    """Zeros or a passport stand in the certificate instead: the operator has to look who that is."""
    held = core.SetOf(contents=core.UTF8String(stated).dump(), spec=core.UTF8String).dump()
    attributes = sequence(sequence(identifier(oid.TAX_NUMBER), held))
    wish = Wish("Іван", extensions=((oid.DIRECTORY_ATTRIBUTES, False, attributes),))
    owner = issue(wish, people.key("ec", "none"), people.authority())
    report = judged(sign_pdf(application(), owner, SIGNED_AT), made=application())
    assert report.judgements[0].signer.tax_number == ""
    assert deciding.decide(report, people.IVANS_TAX_NUMBER) == ("marked", "not_confirmed")


def test_a_number_beside_zeros() -> None:
    wish = Wish("Іван", f"TINUA-{people.IVANS_TAX_NUMBER}", "0000000000")
    owner = issue(wish, people.key("ec", "beside"), people.authority())
    (said,) = judged(sign_pdf(application(), owner, SIGNED_AT)).judgements
    assert said.signer.tax_number == people.IVANS_TAX_NUMBER


def test_the_reason_is_what_fails() -> None:
    report = judged(signed("ec"), made=application())
    said = replace(report.judgements[0], problems=("untrusted_issuer", "expired"))
    decided = deciding.decide(replace(report, judgements=(said,)), people.IVANS_TAX_NUMBER)
    assert decided == ("refused", "expired")


@pytest.mark.parametrize(("before", "outcome"), [(23, "accepted"), (25, "marked")])
def test_a_time_before_the_document_was_made(
    order: Order, kept: Storage, tmp_path: Path, before: int, outcome: str
) -> None:
    """A phone's clock may be slow; a day is what somebody says who wants it to have been then."""
    upload(order, sign_pdf(made(order, kept), applicant(order), NOW - timedelta(hours=before)), kept)
    judge(tmp_path, kept)
    found = judging.of(order)
    assert found is not None
    assert found.outcome == outcome
    assert Order.get_by_id(order.id).status_name == "submitted"
    told = any("ще не сформував цієї заяви" in sentence for sentence in wording.signature_in_full(found))
    assert told == (outcome == "marked")


def test_one_that_fails_again_and_again_goes_to_the_operator(
    order: Order, kept: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a fault of ours, so the person has to do nothing; and it waits no longer, with a reason."""
    upload(order, sign_pdf(made(order, kept), applicant(order), AT), kept)

    def fail(*_any: object, **_more: object) -> None:
        raise RuntimeError("verification ended with 1")

    with monkeypatch.context() as broken:
        broken.setattr(judging.examining, "examine", fail)
        for number in range(judging.MOST_TRIES):
            found = judging.of(order)
            assert found is not None
            assert found.outcome == "waiting", number
            with pytest.raises(RuntimeError):
                judge(tmp_path, kept)
    found = judging.of(order)
    assert found is not None
    assert (found.outcome, found.reason) == ("marked", "failing")
    assert "Перевірити підпис не вдалося: кілька спроб скінчилися збоєм." in wording.signature_in_full(found)
    assert Order.get_by_id(order.id).status_name == "submitted"
    assert not judging.waiting()


def test_a_store_that_is_away_is_no_fault(
    order: Order, kept: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(order, sign_pdf(made(order, kept), applicant(order), AT), kept)

    def away(*_any: object) -> None:
        raise StorageAway("the disk is not there")

    with monkeypatch.context() as broken:
        broken.setattr(judging, "_copied", away)
        for _number in range(judging.MOST_TRIES + 1):
            with pytest.raises(StorageAway):
                judge(tmp_path, kept)
    judge(tmp_path, kept)
    found = judging.of(order)
    assert found is not None
    assert (found.outcome, found.reason) == ("accepted", "")


def give(order: Order, content: bytes, kept: Storage) -> File:
    """The operator attaches a document."""
    operator = factories.make_user(role="supervisor")
    file = keeping.keep_made(content, user=operator, name="d.pdf", type="application/pdf", storage=kept, now=NOW)
    processing.attach(order, file, revision=None, actor=operator, now=NOW)
    return file


def test_a_signed_document_of_the_operator_is_judged_for_its_reader(
    order: Order, kept: Storage, tmp_path: Path
) -> None:
    upload(order, sign_pdf(made(order, kept), applicant(order), AT), kept)
    operator = issue(Wish("Оператор", tax_number="3184710691"), people.key("ec", "op"), people.authority())
    file = give(order, sign_pdf(application(), operator, AT), kept)
    assert wording.signature_of_given(judging.of_given(order)[file.id]) == "Підпис перевіряємо"
    judge(tmp_path, kept)
    found = judging.of_given(order)[file.id]
    assert (found.outcome, wording.signature_of_given(found)) == (
        "accepted",
        "Підпис на документі підтверджено",
    )
    assert any("Оператор" in sentence for sentence in wording.signature_in_full(found))
    application_of = judging.of(order)
    assert application_of is not None
    assert application_of.file != file
    assert application_of.outcome == "accepted"


def test_a_document_without_a_signature_is_just_a_document(order: Order, kept: Storage, tmp_path: Path) -> None:
    give(order, application(), kept)
    judge(tmp_path, kept)
    assert judging.of_given(order) == {}
    assert Judgement.select().count() == 0


def test_a_changed_document_of_the_operator_sends_nobody_back(order: Order, kept: Storage, tmp_path: Path) -> None:
    upload(order, sign_pdf(made(order, kept), applicant(order), AT), kept)
    judge(tmp_path, kept)
    status = Order.get_by_id(order.id).status_name
    content = bytearray(sign_pdf(application(), applicant(order), AT))
    content[200] ^= 1
    file = give(order, bytes(content), kept)
    judge(tmp_path, kept)
    assert judging.of_given(order)[file.id].outcome in ("refused", "marked")
    assert Order.get_by_id(order.id).status_name == status


def stranger(number: str = "3141592650", name: str = "Чужий") -> Owner:
    return issue(Wish(name, tax_number=number), people.key("ec", number), people.authority())


def refused(order: Order, kept: Storage, tmp_path: Path) -> Order:
    """Signed by somebody else, and back with its person."""
    upload(order, sign_pdf(made(order, kept), stranger(), AT), kept)
    judge(tmp_path, kept)
    found: Order = Order.get_by_id(order.id)
    assert found.status_name == "awaiting_signature"
    return found


def test_whoever_mistyped_their_number_can_correct_it(order: Order, kept: Storage, tmp_path: Path) -> None:
    found = refused(order, kept, tmp_path)
    draft = drafts.anew(found, uuid=uuid4(), actor=found.user, now=NOW)
    assert draft.filled
    assert Order.get_by_id(order.id).status_name == "withdrawn"


def test_what_was_filled_in_goes_when_nobody_has_to_correct_it(
    order: Order, kept: Storage, tmp_path: Path
) -> None:
    upload(order, sign_pdf(made(order, kept), applicant(order), AT), kept)
    assert Order.get_by_id(order.id).filled
    judge(tmp_path, kept)
    assert Order.get_by_id(order.id).filled == {}


def test_the_judgement_is_of_the_file_that_was_sent(order: Order, kept: Storage, tmp_path: Path) -> None:
    first = sign_pdf(made(order, kept), stranger("3141592650"), AT)
    for content in (first, sign_pdf(made(order, kept), stranger("2717171713"), AT)):
        upload(Order.get_by_id(order.id), content, kept)
        judge(tmp_path, kept)
    upload(Order.get_by_id(order.id), first, kept)
    assert wording.signature(judging.of(Order.get_by_id(order.id))) == "КЕП: очікує перевірки"


def test_a_name_with_what_no_database_keeps(order: Order, kept: Storage, tmp_path: Path) -> None:
    signer = stranger(judging._tax_number(order, VAULT), "Зло\0вмисник")
    upload(order, sign_pdf(made(order, kept), signer, AT), kept)
    judge(tmp_path, kept)
    assert "Зловмисник" in str(Judgement.get().report)


@pytest.mark.parametrize("is_signed_after", [True, False])
def test_what_was_refused_stands_in_nobodys_way(
    order: Order, kept: Storage, tmp_path: Path, is_signed_after: bool
) -> None:
    """Neither of the cabinet that is deleted, nor of the sweep of files that belong to nothing."""
    found = refused(order, kept, tmp_path)
    if is_signed_after:
        upload(found, sign_pdf(made(order, kept), applicant(order), AT), kept)
        judge(tmp_path, kept)
    forgetting.forget_unattached(NOW + timedelta(days=400), storage=kept)
    User.update(deletion_due=NOW).where(User.id == order.user_id).execute()
    spool = tmp_path / "spool"
    spool.mkdir()
    assert deletion.delete(User.get_by_id(order.user_id), storage=kept, spool=spool, now=NOW)


def test_the_term_begins_anew_with_the_next_signature(order: Order, kept: Storage, tmp_path: Path) -> None:
    """Days that stood before it was sent back are none of the next term's."""
    other = issue(Wish("Інший", tax_number=PETRENKO.tax_number), people.key("rsa", "other"), people.authority())
    upload(order, sign_pdf(made(order, kept), other, AT), kept)
    Order.update(stood=5, extended=True).where(Order.id == order.id).execute()
    judge(tmp_path, kept)
    again = Order.get_by_id(order.id)
    assert (again.status_name, again.stood, again.extended) == ("awaiting_signature", 0, False)


def test_the_desk_waits_for_the_judgement(order: Order, kept: Storage, tmp_path: Path, scene: Scene) -> None:
    """A wrong signature takes the application back: whatever the desk had begun would be for nothing."""
    upload(order, sign_pdf(made(order, kept), stranger(), AT), kept)
    sent = Order.get_by_id(order.id)
    assert not {"register", "ask"} & processing.may(sent)
    assert {"answer", "refuse"} <= processing.may(sent)
    said = {"revision": sent.revision, "actor": scene.operator, "now": NOW}
    with pytest.raises(Conflict, match="Підпис ще перевіряється"):
        processing.register(sent, "1", **said)
    with pytest.raises(Conflict, match="Підпис ще перевіряється"):
        processing.ask(Order.get_by_id(order.id), "Хто?", **said)
    judge(tmp_path, kept)
    back = Order.get_by_id(order.id)
    assert back.status_name == "awaiting_signature"
    upload(back, sign_pdf(made(order, kept), applicant(order), AT), kept)
    judge(tmp_path, kept)
    assert {"register", "ask"} <= processing.may(Order.get_by_id(order.id))
