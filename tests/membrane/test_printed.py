"""What a failed or contradictory run of the command means for a write: never "nothing was done" by a mere likeness."""

from __future__ import annotations

import pytest

from app.errors import AppError, AuthRequired, OutcomeUnknown
from app.membrane.answers import action_reply, proxied_reply
from app.membrane.printed import membrane_answer, proxy_answer, read_printed
from app.membrane.process import Finished

STACK = "Error: socket hang up\n    at Request.<anonymous> (/opt/cli/dist/index.js:401:23)\n    at http.js:429:11\n"
ADVICE = "Error: read ECONNRESET. Check your network, or run `membrane login` again\n"
LATE = "Error: request timed out (status: 401:9)\n"


def outcomes(code: int, out: str, err: str) -> list[AppError | None]:
    """What a run that was to write means, once as `action run` and once as `request`."""
    found: list[AppError | None] = []
    printed = read_printed(Finished(code, out.encode(), err.encode()))
    for proxied in (False, True):
        try:
            if proxied:
                proxied_reply(proxy_answer(printed, write=True), "POST")
            else:
                action_reply(membrane_answer(printed, write=True), write=True)
        except AppError as error:
            found.append(error)
        else:
            found.append(None)
    return found


@pytest.mark.parametrize("err", [STACK, ADVICE, LATE])
def test_a_lost_answer_is_not_taken_for_a_missing_sign_in(err: str) -> None:
    for outcome in outcomes(1, "", err):
        assert isinstance(outcome, OutcomeUnknown)
        assert (outcome.facts["answered"], outcome.facts["late"]) == (0, 1)


@pytest.mark.parametrize(
    "err",
    [
        "Error: Request failed with status code 401",
        "Error: 401 Unauthorized",
        "HTTP 401",
        "Error: Unauthenticated",
    ],
)
def test_a_refused_sign_in_is_still_one(err: str) -> None:
    for outcome in outcomes(1, "", err):
        assert isinstance(outcome, AuthRequired)


def test_clientarys_401_in_an_error_printed_as_a_success_is_not_membranes() -> None:
    said = (
        '{"error": {"type": "connection", "message": "Request failed with status code 401",'
        ' "data": {"response": {"status": 401, "data": "HTTP Basic: Access denied."}}}}'
    )
    for outcome in outcomes(0, said, ""):
        assert isinstance(outcome, AuthRequired)
        assert (outcome.facts["layer"], outcome.detail) == ("clientary", "HTTP Basic: Access denied.")


@pytest.mark.parametrize("notice", ["warning: status 401, the token was renewed", "got status 429, trying again"])
def test_a_notice_beside_a_record_does_not_undo_it(notice: str) -> None:
    _, proxied = outcomes(0, '{"project_item": {"id": 5, "hours": 1}}', notice)
    assert isinstance(proxied, OutcomeUnknown)
    printed = read_printed(Finished(0, b'{"id": 5}', notice.encode()))
    assert proxied_reply(proxy_answer(printed, write=False), "GET").body == {"id": 5}


def test_a_page_of_a_gateway_is_no_answer_of_membrane() -> None:
    for outcome in outcomes(0, "<html><head><title>504 Gateway Time-out</title></head></html>", ""):
        assert isinstance(outcome, OutcomeUnknown)
        assert outcome.facts["answered"] == 0
