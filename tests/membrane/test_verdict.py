"""What each answer means for a read and for a write."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import AuthRequired, BadReply, Offline, OutcomeUnknown, Rejected, TransportError
from app.membrane.answers import action_reply, proxied_reply
from app.membrane.verdict import Answer, Unreadable, judge, parse_body, retry_after_s, unanswered

HTML = Unreadable("not JSON", "<!DOCTYPE html><html><head><title>x</title></head><body><h1>Oops</h1></body></html>")
TORN = Unreadable("the answer is cut")


def envelope(kind: str, key: str | None = None, cause: Any = None, **data: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"type": kind, "message": f"about {kind}"}
    if key:
        body["key"] = key
    if data:
        body["data"] = data
    if cause:
        body["causedByError"] = cause
    return body


def failed_run(status: int, data: Any, **more: Any) -> dict[str, Any]:
    """A run whose call to Clientary failed, its reply one level down the chain."""
    inner = envelope("connection", response={"status": status, "data": data, **more}, request={"url": "u"})
    return envelope("action_run", cause=inner)


def verdict(answer: Answer, *, write: bool) -> TransportError | None:
    try:
        judge(answer, write=write)
    except TransportError as error:
        return error
    return None


PROXIED = [
    # status, body, type for a write, type for a read, some facts
    (200, {"id": 1}, None, None, {}),
    (201, {"id": 1}, None, None, {}),
    (201, None, None, BadReply, {}),
    (204, None, None, BadReply, {}),
    (200, None, OutcomeUnknown, BadReply, {"answered": 1}),
    (200, HTML, OutcomeUnknown, BadReply, {"answered": 0}),
    (200, TORN, OutcomeUnknown, BadReply, {"answered": 1}),
    (200, {"error": "no"}, OutcomeUnknown, BadReply, {}),
    (302, HTML, OutcomeUnknown, BadReply, {"answered": 1}),
    (401, Unreadable("x", "HTTP Basic: Access denied."), AuthRequired, AuthRequired, {"layer": "clientary"}),
    (401, {"error": "You need to sign in."}, AuthRequired, AuthRequired, {"layer": "clientary"}),
    (403, None, Rejected, Rejected, {"status": 403, "layer": "clientary"}),
    (404, HTML, Rejected, Rejected, {"status": 404, "layer": "clientary", "html": 1}),
    (404, {"error": "gone"}, Rejected, Rejected, {"status": 404, "html": 0}),
    (405, None, Rejected, Rejected, {"status": 405}),
    (406, HTML, Rejected, Rejected, {"status": 406}),
    (409, {"message": "locked"}, Rejected, Rejected, {"status": 409}),
    (
        422,
        {"errors": {"title": ["can't be blank"]}},
        Rejected,
        Rejected,
        {"status": 422, "layer": "clientary", "field": "title"},
    ),
    (422, {"base": ["is locked"], "number": ["is taken"]}, Rejected, Rejected, {"status": 422, "field": "number"}),
    (422, {"errors": ["Title can't be blank"]}, Rejected, Rejected, {"status": 422}),
    (400, envelope("insufficient_credit"), OutcomeUnknown, BadReply, {"key": "insufficient_credit"}),
    (409, envelope("concurrency", "lock_timeout"), OutcomeUnknown, BadReply, {"key": "lock_timeout"}),
    (400, envelope("configuration"), OutcomeUnknown, BadReply, {"key": "configuration"}),
    (426, {"error": "plan"}, Rejected, Rejected, {"status": 426}),
    (408, None, OutcomeUnknown, BadReply, {"answered": 0}),
    (200, {"success": False, "message": "no"}, OutcomeUnknown, None, {"answered": 1}),
    (200, "could not be deleted", OutcomeUnknown, None, {"answered": 1}),
    (0, {"message": "Record not found"}, OutcomeUnknown, None, {"answered": 1}),
    (0, {"base": ["is locked"]}, OutcomeUnknown, None, {"answered": 1}),
    (0, {"success": True, "message": "gone"}, None, None, {}),
    (520, HTML, OutcomeUnknown, BadReply, {"answered": 0}),
    (524, None, OutcomeUnknown, BadReply, {"answered": 0}),
    (429, {"error": "slow down"}, Offline, Offline, {"status": 429}),
    (500, HTML, OutcomeUnknown, BadReply, {"status": 500, "answered": 1}),
    (502, HTML, OutcomeUnknown, BadReply, {"answered": 0}),
    (503, None, OutcomeUnknown, BadReply, {"answered": 0}),
    (504, HTML, OutcomeUnknown, BadReply, {"answered": 0}),
    # Membrane's envelope on the proxy
    (401, envelope("bad_request", "not_authenticated"), AuthRequired, AuthRequired, {"layer": "membrane"}),
    (403, envelope("bad_request", "access_denied"), Rejected, Rejected, {"layer": "membrane", "key": "access_denied"}),
    (404, envelope("bad_request", "not_found"), Rejected, Rejected, {"layer": "membrane", "key": "not_found"}),
    (429, envelope("bad_request", "rate_limit_exceeded"), Offline, Offline, {}),
    (400, envelope("connection", "connection_is_defunct"), AuthRequired, AuthRequired, {"layer": "clientary"}),
    (400, envelope("connection", "access_token_expired"), AuthRequired, AuthRequired, {"layer": "clientary"}),
    (401, envelope("connection"), AuthRequired, AuthRequired, {"layer": "clientary"}),
    (500, envelope("internal", "internal", errorId="e"), OutcomeUnknown, BadReply, {"answered": 1}),
]

MEMBRANE = [
    (200, {"output": {"id": 1}}, None, None, {}),
    (200, {"items": []}, None, None, {}),
    (200, None, OutcomeUnknown, BadReply, {"answered": 1}),
    (200, HTML, OutcomeUnknown, BadReply, {"answered": 0}),
    (401, None, AuthRequired, AuthRequired, {"layer": "membrane"}),
    (401, HTML, AuthRequired, AuthRequired, {"layer": "membrane"}),
    (429, None, Offline, Offline, {}),
    (404, HTML, OutcomeUnknown, BadReply, {}),
    (400, envelope("bad_request"), Rejected, Rejected, {"layer": "membrane", "status": 400}),
    (400, failed_run(422, {"errors": {"number": ["taken"]}}), Rejected, Rejected,
     {"layer": "clientary", "status": 422}),
    (400, failed_run(401, "HTTP Basic: Access denied."), AuthRequired, AuthRequired, {"layer": "clientary"}),
    (400, failed_run(404, None), Rejected, Rejected, {"layer": "clientary", "status": 404}),
    (400, failed_run(429, None, headers={"Retry-After": "7"}), Offline, Offline, {"retry_after": 7}),
    (400, failed_run(500, "<html><body>x</body></html>"), OutcomeUnknown, BadReply, {"answered": 1}),
    (400, failed_run(503, None), OutcomeUnknown, BadReply, {"answered": 0}),
    (400, failed_run(201, {"id": 1}), OutcomeUnknown, BadReply, {"answered": 1}),
    (400, envelope("action_run"), OutcomeUnknown, BadReply, {"answered": 1}),
    (404, envelope("action_run", "not_found"), OutcomeUnknown, BadReply, {"answered": 1}),
    (409, envelope("custom_code", "already_exists"), OutcomeUnknown, BadReply, {"answered": 1}),
    (400, envelope("connection"), OutcomeUnknown, BadReply, {}),
    (400, envelope("action_run", cause=envelope("connection", "connection_is_defunct")), AuthRequired, AuthRequired,
     {"layer": "clientary"}),
    (400, envelope("connection", "rate_limit_exceeded"), Offline, Offline, {}),
    (400, envelope("insufficient_credit"), OutcomeUnknown, BadReply, {}),
    (409, envelope("concurrency", "lock_timeout"), OutcomeUnknown, BadReply, {}),
    (400, envelope("something_new", "unheard_of"), OutcomeUnknown, BadReply, {}),
    (503, HTML, OutcomeUnknown, BadReply, {"answered": 0}),
    (400, {"error": envelope("bad_request", "not_found")}, Rejected, Rejected, {"key": "not_found"}),
    (200, envelope("bad_request", "not_authenticated"), AuthRequired, AuthRequired, {"layer": "membrane"}),
    (400, envelope("action_run", code="CONNECTION_DISCONNECTED"), AuthRequired, AuthRequired, {"layer": "clientary"}),
]  # fmt: skip


@pytest.mark.parametrize(("proxied", "case"), [(True, c) for c in PROXIED] + [(False, c) for c in MEMBRANE])
def test_what_an_answer_means(proxied: bool, case: tuple[int, Any, Any, Any, dict[str, Any]]) -> None:
    status, body, for_write, for_read, facts = case
    for write, expected in ((True, for_write), (False, for_read)):
        error = verdict(Answer(status, body, proxied), write=write)
        assert (None if error is None else type(error)) is expected
        if error is not None and (write or expected is not BadReply):
            assert facts.items() <= error.facts.items()


def test_a_deletion_says_so_by_its_status_or_by_a_body() -> None:
    for status, body in ((204, None), (200, {}), (200, {"id": 3}), (0, {})):
        assert proxied_reply(Answer(status, body, proxied=True), "DELETE").body is None


@pytest.mark.parametrize("status", [200, 202, 0])
def test_an_empty_answer_to_a_deletion_is_unknown(status: int) -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        proxied_reply(Answer(status, None, proxied=True), "DELETE")
    assert caught.value.facts["answered"] == 1


@pytest.mark.parametrize("output", [None, "", {"output": None}])
def test_a_run_without_output_is_no_believed_write(output: Any) -> None:
    answer = Answer(200, {"output": output, "actionRunId": "r"}, proxied=False)
    with pytest.raises(OutcomeUnknown) as caught:
        action_reply(answer, write=True)
    assert caught.value.facts["answered"] == 1
    with pytest.raises(BadReply):
        action_reply(answer, write=False)


def test_an_http_wrapper_inside_the_output_is_judged_as_clientarys_own() -> None:
    def run(status: int, data: Any) -> Any:
        wrapped = {"status": status, "headers": {"Location": "/hours/5"}, "data": data}
        return action_reply(Answer(200, {"output": wrapped}, proxied=False), write=True)

    reply = run(201, {"id": 5})
    assert (reply.body, reply.status, reply.location) == ({"id": 5}, 201, "/hours/5")
    with pytest.raises(Rejected) as caught:
        run(422, {"errors": {"date": ["is missing"]}})
    assert caught.value.detail == "date: is missing"
    with pytest.raises(OutcomeUnknown):
        run(500, None)


def test_the_words_are_clientarys_and_safe_to_show() -> None:
    error = verdict(Answer(422, {"errors": {"title": ["<b>is</b>\x00 bad\x1b[31m", "too long"]}}, True), write=True)
    assert error is not None
    assert error.detail == "title: is bad [31m; too long"
    long = verdict(Answer(422, {"error": "x" * 5000}, True), write=True)
    assert long is not None
    assert len(long.detail) == 500


def test_no_answer_after_a_byte_was_sent() -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        unanswered("reset", write=True)
    assert caught.value.facts["answered"] == 0
    with pytest.raises(Offline):
        unanswered("reset", write=False)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), (None, None), ("soon", None), ("99999999", 86400), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_retry_after(header: str | None, seconds: int | None) -> None:
    assert retry_after_s(header) == seconds


def test_a_body_that_is_not_json_is_kept_for_its_words() -> None:
    body = parse_body(b"HTTP Basic: Access denied.\n")
    assert isinstance(body, Unreadable)
    assert not body.html
    assert parse_body(b"  \n") is None
    assert parse_body(b'{"a": 0.10}') is not None
