"""Files of orders: the person sees what the operator added, the desk what its РЕМ is asked; none is forgotten."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from portal.domain.errors import NotFound
from portal.domain.files import contents, finding, forgetting, keeping
from portal.models import File, Handout, OrderFile, User
from portal.storage import Storage
from tests import factories
from tests.conftest import NOW
from tests.domain.files import papers, samples
from tests.domain.files.test_keeping import keep

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def operator(database: object) -> User:
    return factories.make_user(role="operator", rem=factories.make_rem())


def found(user: User, file: File) -> bool:
    try:
        return bool(finding.file_of(user, file.ref).id == file.id)
    except NotFound:
        return False


def seen(staff: User, file: File) -> bool:
    try:
        return bool(finding.file_for_staff(staff, file.ref, now=NOW).id == file.id)
    except NotFound:
        return False


def test_what_the_portal_made_is_kept_once(user: User, store: Storage) -> None:
    given = {"name": "заява-2611-0048.pdf", "type": "application/pdf", "storage": store, "now": NOW}
    file = keeping.keep_made(papers.pdf(), user=user, **given)
    assert (file.name, file.type, file.state, file.user_id) == (given["name"], given["type"], "ready", user.id)
    assert file.size == len(papers.pdf())
    with contents.open_picture(file, store) as opened:
        assert opened.read() == papers.pdf()
    assert keeping.keep_made(papers.pdf(), user=user, **given).id == file.id
    assert keeping.keep_made(papers.pdf(), user=factories.make_user(), **given).id != file.id


@pytest.mark.parametrize("way", ["document", "invoice", "attached"])
def test_a_persons_order_brings_its_files_along(
    user: User, operator: User, store: Storage, tmp_path: Path, way: str
) -> None:
    file = keep(operator, papers.pdf(), store, tmp_path)
    assert not found(user, file)
    order = papers.make_order(user, rem=operator.rem)
    if way == "attached":
        OrderFile.create(order=order, file=file, purpose="answer")
    else:
        setattr(order, way, file)
        order.save()
    assert found(user, file)
    assert not found(factories.make_user(), file)
    assert seen(operator, file)
    assert not seen(factories.make_user(role="operator", rem=factories.make_rem("Коростенський РЕМ", 9)), file)
    assert seen(factories.make_user(role="supervisor"), file)


def test_the_desk_sees_the_files_of_its_orders_but_of_no_draft(
    user: User, operator: User, store: Storage, tmp_path: Path
) -> None:
    file = keep(user, samples.jpeg(), store, tmp_path)
    order = papers.make_order(user, rem=operator.rem, status="draft")
    OrderFile.create(order=order, file=file, purpose="meter")
    assert not seen(operator, file)
    order.status = "submitted"
    order.save()
    assert seen(operator, file)


def test_files_of_orders_and_of_everybody_are_never_forgotten(user: User, store: Storage, tmp_path: Path) -> None:
    alone, attached, made, invoice, given = (
        keep(user, samples.jpeg((64, 48), seed=seed), store, tmp_path) for seed in range(5)
    )
    order = papers.make_order(user, document=made, invoice=invoice)
    OrderFile.create(order=order, file=attached, purpose="meter")
    Handout.create(slug="contract", file=given, actor=user, at=NOW)
    assert forgetting.forget_unattached(NOW + timedelta(days=400), storage=store) == 1
    assert {file.id for file in File.select()} == {attached.id, made.id, invoice.id, given.id}
    with contents.open_picture(attached, store) as opened:
        assert opened.read()
    assert alone.id not in {file.id for file in File.select()}
