"""Beginnings of names are found by an index, in both databases."""

from __future__ import annotations

from peewee import Database

from portal.database import db, is_sqlite
from portal.domain.desk import reach, search
from tests import factories
from tests.queries import recorded


def test_a_beginning_is_found_by_the_index_whatever_the_order_of_letters_is(database: Database) -> None:
    """PostgreSQL sorts as people do, which says nothing about beginnings."""
    rem = factories.make_rem()
    for number in range(30):
        factories.make_account(holder=f"Гончар{number}")
    factories.make_account(holder="Гончар-Бойко Ніна")
    factories.make_account(holder="Ґудзь Ніна")
    actor = factories.make_user(role="operator", rem=rem)
    with recorded() as statements:
        accounts = search._find("гончар-", reach.rems(actor)).accounts
    assert [one.holder_name for one in accounts] == ["Гончар-Бойко Ніна"]
    sql, params = next((sql, params) for sql, params in statements if "holder_folded" in sql)
    if is_sqlite():
        plan = " ".join(str(row[3]) for row in db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall())
        assert "account_rem_id_holder_folded (rem_id=? AND holder_folded>? AND holder_folded<?)" in plan
    else:
        db.execute_sql("SET enable_seqscan = off")
        plan = " ".join(str(row[0]) for row in db.execute_sql(f"EXPLAIN {sql}", params).fetchall())
        assert "Index Cond: ((rem_id" in plan
        assert "holder_folded)::text >=" in plan
