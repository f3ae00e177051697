"""Each class of trouble is a sentence of its own: what happened, what it means for the work, what to do."""

from __future__ import annotations

import pytest

from app.cli.messages import KEPT, sentence
from app.cli.present_sync import sync_messages, sync_text
from app.errors import AppError, BadReply, Offline, OutcomeUnknown, Rejected
from app.sync.result import SyncResult


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Rejected("No more clients", layer="clientary", status=426), "plan is full: No more clients. Nothing was"),
        (Rejected("number: has already been taken", layer="clientary", status=422), "Clientary refused it: number"),
        (Rejected("inputs: region", layer="membrane", status=0, key="schema"), "region. Nothing was sent"),
        (Rejected("closed", layer="membrane", status=403, key="proxy"), "only actions of its own"),
        (Rejected("Wrong input", layer="membrane", status=400), "Membrane refused it: Wrong input."),
        (Offline("slow down", status=429, retry_after=9), "pause"),
        (Offline("no route"), "cannot be reached"),
        (BadReply("x", key="lock_timeout"), "busy"),
        (BadReply("x", key="insufficient_credit"), f"console. {KEPT}"),
        (OutcomeUnknown("x", key="insufficient_credit"), "is being checked"),
        (OutcomeUnknown("x"), "do not repeat it"),
    ],
)  # fmt: skip
def test_sentences(error: AppError, words: str) -> None:
    assert words in sentence(error)


def test_what_a_sync_says() -> None:
    limited = SyncResult(state="offline", reason="too many requests", waiting=1, retry_after_s=2)
    assert sync_messages(limited) == [f"Clientary asks to wait 2 s. {KEPT}"]
    assert "nothing new" not in sync_text(limited)
    pulled = SyncResult("idle", pulled={"clients": 1, "projects": 2}, mismatches=1, requests=1)
    told = sync_text(pulled)
    assert "From Clientary: 1 client, 2 projects." in told
    assert "(1 request, " in told
