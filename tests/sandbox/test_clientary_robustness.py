"""Whatever is sent, Clientary answers as a web application does: its own status, no crash, never half a write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.sandbox.clientary.kinds import KINDS
from app.sandbox.clientary.service import ClientaryRequest, handle
from app.sandbox.clientary.session import Session
from app.sandbox.clientary.writing import create
from app.sandbox.dialect import Dialect
from app.sandbox.store import Query, Store
from app.sandbox.wire import decode, encode

NOW = 1_760_000_000
NAMES = sorted({name for kind in KINDS.values() for name in kind.fields} | {"completed", "invoice_items_attributes"})
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.text(max_size=20)
)
dates = st.sampled_from(["2026-03-01", "2026/03/01", "2026-03-01T10:00:00Z", "2026-13-01", "today"])
values = st.one_of(
    scalars, dates, st.lists(scalars, max_size=2), st.dictionaries(st.text(max_size=5), scalars, max_size=2)
)
item = st.dictionaries(
    st.sampled_from(["id", "title", "quantity", "price", "taxable", "_destroy", "item_type"]), scalars
)
bodies = st.dictionaries(st.sampled_from(NAMES), values | st.lists(item, max_size=3), max_size=8)
paths = st.sampled_from(
    [f"/{kind}" for kind in KINDS]
    + [f"/{kind}/{{id}}" for kind in KINDS]
    + ["/projects/{id}/hours", "/clients/{id}/contacts", "/invoices/{id}/payments", "/invoices/{id}/messages"]
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = Store(tmp_path / "sandbox.sqlite3")
    session = Session(store, Dialect(), "main", 1, NOW)
    create(session, KINDS["clients"], {"name": "A"}, {})
    project = create(session, KINDS["projects"], {"name": "P", "rate": 1}, {})
    create(session, KINDS["hours"], {"hours": 1, "title": "H"}, {"project_id": project.id})
    document = {"date": "2026-01-01", "due_date": "2026-01-01", "currency_code": "EUR"}
    create(session, KINDS["invoices"], document, {})
    create(session, KINDS["estimates"], document, {})
    create(session, KINDS["tasks"], {"title": "T"}, {})
    yield session
    store.close()


def first_id(session: Session, path: str) -> int:
    records = session.store.select(Query("main", path.split("/")[1]), limit=1)
    return records[0].id if records else 1


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]), paths, bodies, st.booleans())
def test_no_request_breaks_it(session: Session, method: str, path: str, body: dict[str, Any], wrapped: bool) -> None:
    kind = path.rsplit("/", 1)[-1]
    wrapper = KINDS[kind].wrapper if kind in KINDS else KINDS[path.split("/")[1]].wrapper
    target = path.format(id=first_id(session, path))
    payload = encode({wrapper: body} if wrapped else body).encode()
    before = {name: session.store.everything(name) for name in KINDS}
    reply = handle(session, ClientaryRequest(method, target, {}, payload))
    assert reply.status in (200, 201, 204, 404, 422), reply
    if reply.status in (404, 422) or method == "GET":
        assert {name: session.store.everything(name) for name in KINDS} == before
    if reply.status == 422:
        assert decode(reply.body)["errors"]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.binary(max_size=60),
    st.dictionaries(st.sampled_from(["page", "page_size", "sort", "filter"]), st.text(max_size=9)),
)
def test_no_body_and_no_query_breaks_it(session: Session, body: bytes, query: dict[str, str]) -> None:
    assert handle(session, ClientaryRequest("POST", "/clients", query, body)).status in (201, 400, 422)
    for path in ("/clients", "/projects", "/leads", "/expenses", "/invoices"):
        extra = {**query, "updated_since": query.get("sort", ""), "from_date": query.get("filter", "")}
        assert handle(session, ClientaryRequest("GET", path, extra)).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b'{"client":{"name":"\\ud800"}}',
        b'{"client":{"name":"a","description":"\xff"}}',
        b'{"client":' + b'{"a":' * 3000,
        b'{"client":{"name":NaN}}',
    ],
)
def test_text_that_is_no_text_is_a_bad_request(session: Session, body: bytes) -> None:
    assert handle(session, ClientaryRequest("POST", "/clients", {}, body)).status == 400


def test_free_form_fields_keep_their_fractions(session: Session) -> None:
    body = b'{"client":{"name":"B","invoice_extra_fields":{"VAT id":"X1","share":0.5,"list":[1]}}}'
    shown = decode(handle(session, ClientaryRequest("POST", "/clients", {}, body)).body)
    assert shown["invoice_extra_fields"] == {"VAT id": "X1", "share": "0.5", "list": [1]}


def test_the_largest_amounts_are_added_exactly(session: Session) -> None:
    item = {"title": "x", "quantity": "999999999.999999", "price": "999999999.99"}
    body = {"date": "2026-01-01", "due_date": "2026-01-01", "currency_code": "EUR", "tax": "999999999"}
    payload = encode({"invoice": {**body, "invoice_items_attributes": [item]}}).encode()
    reply = handle(session, ClientaryRequest("POST", "/invoices", {}, payload))
    assert reply.status == 201
    project = session.store.select(Query("main", "projects"))[0].id
    payload = encode({"project_item": {"hours": 10**12, "title": "x"}}).encode()
    assert handle(session, ClientaryRequest("POST", f"/projects/{project}/hours", {}, payload)).status == 422
