"""Errors as sentences for the window: what happened, what it means for the person's data, what to do.

The command line has its own in `app/cli/messages.py`; there the advice names flags, here it names buttons.
"""

from __future__ import annotations

from app.domain.refusals import Refusal, refuser
from app.errors import (
    AppError,
    AuthRequired,
    BadReply,
    Cancelled,
    DatabaseDamaged,
    DatabaseNewer,
    DocumentError,
    LockBusy,
    NotConnected,
    Offline,
    OutcomeUnknown,
    Rejected,
    StorageError,
    TransportUnavailable,
    UserInputError,
)
from ui.i18n import tr
from ui.plain import one_line, quoted

_CONTEXT = "messages"
_TOO_MANY, _PLAN_LIMIT = 429, 426
_OWN_TROUBLES = ("insufficient_credit", "configuration", "openrouter_not_configured", "lock_timeout")


def sentence(error: AppError) -> str:
    """Plain text of one or a few sentences; may hold words of the server, so show it as plain text."""
    match error:
        case DatabaseNewer():
            return tr(
                _CONTEXT,
                "These records were written by a newer version of Stint. Nothing was touched. Install the newer "
                "version to open them.",
            )
        case DatabaseDamaged():
            return tr(
                _CONTEXT,
                "The data file is damaged and was left as it is. Restore the newest backup from the folder of your "
                "data, or start with another data folder.",
            )
        case LockBusy():
            return tr(
                _CONTEXT, "Another Stint process is busy with your data. Nothing was changed; try again in a moment."
            )
        case UserInputError() | StorageError():
            return quoted(error.detail) or tr(_CONTEXT, "That cannot be done.")
        case DocumentError():
            reason = full_stop(error.detail)
            return tr(_CONTEXT, "The PDF could not be made: {reason} Nothing was written.", reason=reason)
        case Cancelled():
            return tr(_CONTEXT, "Stopped.")
        case _:
            return _transport_sentence(error)


def _transport_sentence(error: AppError) -> str:
    match error:
        case TransportUnavailable():
            return tr(
                _CONTEXT, "There is no way to Clientary right now. Your work is kept here and will be sent later."
            )
        case Offline() if error.facts.get("status") == _TOO_MANY:
            return tr(
                _CONTEXT,
                "Clientary asks for a pause, because there were too many requests at once. Your work is kept here and "
                "will be sent later.",
            )
        case Offline():
            return tr(_CONTEXT, "Clientary cannot be reached. Your work is kept here and will be sent later.")
        case NotConnected():
            return not_connected(str(error.facts.get("reason", "")))
        case AuthRequired() if error.facts.get("layer") == "clientary":
            return not_connected("reconnect")
        case AuthRequired():
            return tr(_CONTEXT, "Membrane asks you to sign in again. Your work is kept here and will be sent then.")
        case OutcomeUnknown() | BadReply() if error.facts.get("key") in _OWN_TROUBLES:
            return _own_trouble(str(error.facts["key"]))
        case OutcomeUnknown():
            return tr(
                _CONTEXT,
                "Clientary did not answer. It may or may not have done it; we are checking. Do not do it again.",
            )
        case Rejected():
            return _refusal(error)
        case BadReply():
            return tr(_CONTEXT, "Clientary's answer could not be read. Nothing was changed; we try again.")
        case _:
            return quoted(error.detail) or tr(_CONTEXT, "That cannot be done now.")


def _refusal(error: Rejected) -> str:
    reason = full_stop(error.detail) or tr(_CONTEXT, "no reason given.")
    if error.facts.get("status") == _PLAN_LIMIT:
        return tr(
            _CONTEXT,
            "The account's Clientary plan is full: {reason} Nothing was changed; make room or change the plan there.",
            reason=reason,
        )
    if error.facts.get("key") == "schema":
        return tr(
            _CONTEXT,
            "An action of this connection cannot be used: {reason} Nothing was sent; it has to be changed in Membrane.",
            reason=reason,
        )
    if error.facts.get("key") == "proxy":
        return tr(
            _CONTEXT, "This connection serves only actions of its own, and none of them does this. Nothing was sent."
        )
    match refuser(str(error.facts.get("layer", ""))):
        case "membrane":
            return tr(_CONTEXT, "Membrane refused it: {reason} Your records here are unchanged.", reason=reason)
        case "stint":
            return tr(_CONTEXT, "{reason} Your records here are unchanged.", reason=reason)
        case "clientary":
            return tr(_CONTEXT, "Clientary refused it: {reason} Your records here are unchanged.", reason=reason)


def refused(refusal: Refusal) -> str:
    """Who refused it and why, as the first sentence of a text; what was found out here is a sentence by itself."""
    reason = full_stop(refusal.words) or tr(_CONTEXT, "It gave no reason.")
    match refusal.by:
        case "membrane":
            return tr(_CONTEXT, "Membrane refused it: {reason}", reason=reason)
        case "stint":
            return reason
        case "clientary":
            return tr(_CONTEXT, "Clientary refused it: {reason}", reason=reason)


def _own_trouble(key: str) -> str:
    match key:
        case "insufficient_credit":
            return tr(
                _CONTEXT,
                "Membrane has no credit left for this workspace. Your work is kept here; add credit in Membrane's "
                "console.",
            )
        case "lock_timeout":
            return tr(
                _CONTEXT, "Membrane is busy with another request of this account. Your work is kept here; we try again."
            )
        case _:
            return tr(
                _CONTEXT,
                "The connection is not configured rightly in Membrane. Your work is kept here; look at the connection "
                "in Membrane's console.",
            )


def not_connected(reason: str) -> str:
    """Why there is no connection, by the reason of `NotConnected` or of a sync state."""
    match reason:
        case "several":
            return tr(_CONTEXT, "There are several Clientary connections; choose yours. Your work is kept here.")
        case "reconnect":
            return tr(
                _CONTEXT,
                "Clientary no longer accepts the connection. Reconnect it; your work is kept here and will be sent "
                "then.",
            )
        case "another_account":
            return tr(
                _CONTEXT,
                "This is another Clientary account than the one these records belong to. Nothing was exchanged.",
            )
        case _:
            return tr(_CONTEXT, "Not connected to Clientary. Your work is kept here.")


def sync_state(state: str, reason: str | None) -> str:
    """Why sync stands where it does; empty where nothing is wrong."""
    match state:
        case "idle" | "syncing" | "paused":
            return ""
        case "offline":
            return tr(_CONTEXT, "Clientary cannot be reached. Your work is kept here and will be sent later.")
        case "sign_in_needed":
            return tr(_CONTEXT, "Membrane asks you to sign in again. Your work is kept here and will be sent then.")
        case "not_connected":
            return not_connected(reason or "")
        case _:
            return tr(
                _CONTEXT,
                "The last sync was stopped by an error: {reason} Your work is kept here.",
                reason=full_stop(reason or "") or tr(_CONTEXT, "see the program log."),
            )


def bug(kind: str) -> str:
    """After an unexpected error; `kind` is the name of the exception's type."""
    return tr(
        _CONTEXT,
        "Something unexpected happened in Stint ({kind}). What you had saved is safe. The program log says more.",
        kind=kind,
    )


def full_stop(text: str) -> str:
    """`text` as a sentence."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def as_sentence(text: str) -> str:
    """Words of a server or of a log on one line, with a capital letter and a full stop; empty stays empty."""
    line = full_stop(one_line(text))
    return line[:1].upper() + line[1:]


def still_saving() -> str:
    """While another program writes."""
    return tr("saving", "Saving: your data is still being written to. What you did follows when that is through.")
