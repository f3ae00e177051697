"""Each expected error is a sentence that names no code, and says something of the person's data."""

from __future__ import annotations

import pytest

from app import errors
from app.errors import (
    AppError,
    AuthRequired,
    BadReply,
    NotConnected,
    Offline,
    OutcomeUnknown,
    Rejected,
    UserInputError,
)
from ui.messages import bug, sentence, sync_state

ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AppError)]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_has_its_words(kind: type[AppError]) -> None:
    text = sentence(kind())
    assert text[0].isupper()
    assert text.endswith(".")
    assert kind.code not in text or "_" not in kind.code


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("The end is before the start.", "The end is before the start."),
        ('There is no project "Say "hi"" ("x", "").', "There is no project “Say “hi”” (“x”, “”)."),
        ('"27" monitor" is negative.', '"27" monitor" is negative.'),
    ],
)
def test_what_a_person_typed_wrong_is_said_as_it_is(detail: str, said: str) -> None:
    assert sentence(UserInputError(detail, field="to")) == said


def test_a_refusal_has_the_words_of_the_server() -> None:
    text = sentence(Rejected("Number <b>has been taken</b> {0}", status=422))
    assert "Number <b>has been taken</b> {0}." in text


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (NotConnected(reason="several"), "several"),
        (NotConnected(reason="reconnect"), "Reconnect"),
        (NotConnected(reason="another_account"), "another Clientary account"),
        (AuthRequired(layer="membrane"), "sign in"),
        (AuthRequired(layer="clientary"), "Reconnect"),
        (Rejected("No more clients", layer="clientary", status=426), "change the plan"),
        (Rejected("inputs: region", layer="membrane", key="schema"), "region. Nothing was sent"),
        (Rejected("closed", layer="membrane", key="proxy"), "Nothing was sent"),
        (Rejected("Wrong input", layer="membrane", status=400), "Membrane refused it"),
        (Offline("slow down", status=429), "pause"),
        (BadReply("", key="lock_timeout"), "busy"),
        (OutcomeUnknown("", key="insufficient_credit"), "credit"),
    ],
)
def test_the_way_out_is_named(error: AppError, word: str) -> None:
    assert word in sentence(error)


@pytest.mark.parametrize("state", ["offline", "sign_in_needed", "not_connected", "error", "something new"])
def test_a_sync_that_stopped_says_what_becomes_of_the_work(state: str) -> None:
    assert "kept here" in sync_state(state, None)


@pytest.mark.parametrize("state", ["idle", "syncing", "paused"])
def test_nothing_is_said_while_all_is_well(state: str) -> None:
    assert sync_state(state, None) == ""


def test_a_bug_is_owned_up_to() -> None:
    assert "KeyError" in bug("KeyError")
