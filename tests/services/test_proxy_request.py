"""A request as a person words it: placeholders, query, headers and body, checked before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import UserInputError
from app.membrane.transport import RawBody
from app.services.proxy_request import ProxyRequest, pair, ready

JSON = {"Content-Type": "application/json"}


def test_placeholders_of_both_kinds_become_one_segment_each() -> None:
    asked = ProxyRequest("projects/{id}/hours/:entry", path_parameters={"id": "7/../8", "entry": "a b"})
    assert ready(asked).path == "/projects/7%2F..%2F8/hours/a%20b"


def test_the_path_may_bring_a_query() -> None:
    asked = ready(ProxyRequest("/clients?page=2&sort=", query=[("page", "3"), ("x", "a&b")]))
    assert (asked.path, asked.query) == ("/clients", (("page", "2"), ("sort", ""), ("page", "3"), ("x", "a&b")))


@pytest.mark.parametrize(
    ("given", "body", "headers"),
    [
        ({"data": ' {"a": 1.50} '}, RawBody(' {"a": 1.50} '), JSON),
        ({"data": "plain words"}, RawBody("plain words"), {}),
        ({"data": '{"a":1}', "untouched": True}, RawBody('{"a":1}', untouched=True), {}),
        ({"data": "{}", "headers": {"content-type": "text/plain"}}, RawBody("{}"), {"content-type": "text/plain"}),
        ({"json_body": ' {"a": 1.50} '}, RawBody('{"a":1.50}'), JSON),
        ({"json_body": "null"}, RawBody("null"), JSON),
    ],
)
def test_bodies(given: dict[str, Any], body: RawBody, headers: dict[str, str]) -> None:
    asked = ready(ProxyRequest("/clients", "post", **given))
    assert (asked.method, asked.body, asked.headers) == ("POST", body, headers)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"path": "/clients", "method": "HEAD"}, "method"),
        ({"path": "/clients", "data": "x"}, "method"),
        ({"path": "/clients/{id}"}, "pathParam"),
        ({"path": "/clients", "path_parameters": {"id": "1"}}, "pathParam"),
        ({"path": "https://elsewhere.example/clients"}, "path"),
        ({"path": "//elsewhere.example"}, "path"),
        ({"path": "/clients/../self"}, "path"),
        ({"path": "/clients", "headers": {"Authorization": "Bearer x"}}, "header"),
        ({"path": "/clients", "headers": {"X-A": "1\r\nHost: x"}}, "header"),
        ({"path": "/clients", "method": "POST", "json_body": "{"}, "json_body"),
        ({"path": "/clients", "method": "POST", "json_body": "{}", "data": ""}, "data"),
        ({"path": "/clients", "method": "POST", "untouched": True}, "data"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_its_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(UserInputError) as refused:
        ready(ProxyRequest(**given))
    assert refused.value.facts["field"] == field


def test_pairs() -> None:
    assert pair("a=b=c", "query") == ("a", "b=c")
    assert pair("Accept:  text/html ", "header", ":") == ("Accept", "text/html")
    with pytest.raises(UserInputError):
        pair("nothing", "query")
