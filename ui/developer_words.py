"""Errors of calls made by hand, as sentences: nobody settles these but whoever made them."""

from __future__ import annotations

from app.errors import AppError, BadReply, Offline, OutcomeUnknown, Rejected
from ui.i18n import tr
from ui.messages import as_sentence, sentence

_CONTEXT = "developer"


def call_sentence(error: AppError) -> str:
    """What happened to a call made by hand, and what to do; may hold words of the server."""
    match error:
        case OutcomeUnknown():
            return tr(
                _CONTEXT, "No answer came. It may or may not have been done: look in Clientary before you do it again."
            )
        case Rejected():
            reason = as_sentence(error.detail) or tr(_CONTEXT, "No reason was given.")
            return tr(_CONTEXT, "Refused, and nothing was done. {reason}", reason=reason)
        case BadReply():
            return tr(_CONTEXT, "The answer could not be read. {reason}", reason=as_sentence(error.detail))
        case Offline() if not error.detail:
            return tr(_CONTEXT, "Clientary cannot be reached.")
        case Offline():
            return tr(_CONTEXT, "Clientary cannot be reached. {reason}", reason=as_sentence(error.detail))
        case _:
            return sentence(error)


def problem_sentence(text: str) -> str:
    """What `app.services.action_inputs` has against a value, for below its field."""
    known = {
        "is required": tr(_CONTEXT, "This is required."),
        "a text is expected": tr(_CONTEXT, "A text is expected."),
        "a number is expected": tr(_CONTEXT, "A number is expected, as 12 or 12.50."),
        "a whole number is expected": tr(_CONTEXT, "A whole number is expected."),
        "true or false is expected": tr(_CONTEXT, "Yes or no is expected."),
        "a date like 2026-01-31 is expected": tr(_CONTEXT, "A date is expected, as 2026-01-31."),
        "an object is expected": tr(_CONTEXT, "A JSON object is expected."),
        "a list is expected": tr(_CONTEXT, "A JSON list is expected."),
    }
    return known.get(text) or as_sentence(text)
