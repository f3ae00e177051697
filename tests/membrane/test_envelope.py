"""Every form A to F of the Membrane reference, section 8, comes to the same records."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import BadReply
from app.membrane.envelope import id_of, output_of, page_of, record_of, wrapped_http

CLIENTS = [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]
COUNTS = {"page_count": 3, "page_size": 2, "total_count": 5}
A = {**COUNTS, "clients": CLIENTS}

LISTS: list[Any] = [
    A,
    {"output": A, "actionRunId": "r"},
    {"output": {"output": A}},
    {"output": '{"page_count":3,"page_size":2,"total_count":5,"clients":[{"id":1,"name":"A"},{"id":2,"name":"B"}]}'},
    {"pageCount": 3, "pageSize": 2, "totalCount": "5", "clients": CLIENTS},
    {**COUNTS, "records": [{"id": "1", "rawFields": CLIENTS[0]}, {"id": "2", "rawFields": CLIENTS[1]}]},
    {**COUNTS, "records": [{"id": 1, "fields": {"name": "A"}}, {"id": 2, "fields": {"name": "B"}}]},
    {"items": CLIENTS, "pagination": COUNTS},
    {"data": CLIENTS, "meta": {"total_pages": 3, "per_page": 2, "total": 5}},
    {"data": A},
    {"results": CLIENTS, **COUNTS},
    {"status": 200, "headers": {}, "data": A},
    {"status": 200, "headers": {}, "body": A},
    {"output": {"statusCode": 200, "headers": {}, "data": {"data": A}}},
    {**COUNTS, "clients": [{"client": one} for one in CLIENTS]},
]


@pytest.mark.parametrize("body", LISTS)
def test_lists(body: Any) -> None:
    page = page_of(body, "clients")
    assert [dict(record) for record in page.records] == CLIENTS
    assert (page.page_count, page.page_size, page.total_count) == (3, 2, 5)


def test_a_bare_array_has_no_counts() -> None:
    page = page_of({"output": CLIENTS}, "clients")
    assert (len(page.records), page.page_count, page.total_count) == (2, None, None)
    assert page_of({"items": [], "cursor": "next"}, "actions").cursor == "next"


@pytest.mark.parametrize("body", [None, {}, "text", 7, {"error": "no"}, {"errors": ["x"]}, {"clients": [1, 2]}])
def test_what_is_no_list(body: Any) -> None:
    with pytest.raises(BadReply):
        page_of(body, "clients")


RECORD = {"id": 7, "hours": 1, "client": {"id": 3}}
SINGLE: list[Any] = [
    RECORD,
    {"project_item": RECORD},
    {"output": RECORD},
    {"output": {"record": {"id": "7", "rawFields": RECORD}}},
    {"record": RECORD},
    {"data": RECORD},
    {"data": {"project_item": RECORD}},
    {"anything": RECORD},
    {"status": 201, "headers": {}, "data": {"project_item": RECORD}},
    [RECORD],
]


@pytest.mark.parametrize("body", SINGLE)
def test_single_records(body: Any) -> None:
    assert record_of(body, ("project_item", "hour")) == RECORD


def test_ids() -> None:
    assert id_of(record_of({"output": {"id": "12"}}, ("invoice",))) == "12"
    assert id_of(record_of({}, ("invoice",))) is None
    assert id_of(None) is None


def test_a_record_with_a_status_is_no_http_wrapper() -> None:
    assert wrapped_http({"id": 1, "status": 200, "data": {}}) is None
    assert wrapped_http({"status": 4, "data": {}}) is None
    wrapped = wrapped_http({"status": "422", "body": '{"error": "x"}'})
    assert wrapped is not None
    assert (wrapped.status, wrapped.body) == (422, {"error": "x"})


def test_output_that_is_a_field_of_a_record_stays() -> None:
    assert output_of({"id": 1, "output": "loud"}) == {"id": 1, "output": "loud"}
