"""Errors as sentences for the command line: what happened, what it means for the work, what to do."""

from __future__ import annotations

from app.errors import (
    AppError,
    AuthRequired,
    BadReply,
    Cancelled,
    LockBusy,
    NotConnected,
    Offline,
    OutcomeUnknown,
    Rejected,
    StorageError,
    TransportUnavailable,
    UserInputError,
)

KEPT = "Your work is kept here and will be sent later."

TOO_MANY, _PLAN_STATUS = 429, 426

_OWN_TROUBLES = {
    "insufficient_credit": "Membrane has no credit left for this workspace; add some in Membrane's console.",
    "configuration": "The connection is not configured rightly in Membrane; look at it in Membrane's console.",
    "openrouter_not_configured": "The connection is not configured rightly in Membrane; look at it there.",
    "lock_timeout": "Membrane is busy with another request of this account.",
}
_NOT_CONNECTED = {
    "none": "There is no Clientary connection on this account yet; make one: stint connect --new.",
    "not_listed": (
        "The connection that is asked for (STINT_CONNECTION_ID, or the setting) is not on this account; "
        "see those that are: stint connections."
    ),
    "several": "There are several Clientary connections; choose one: stint connect --connection ID.",
    "reconnect": "The connection to Clientary no longer works; connect it anew: stint connect --reconnect.",
    "another_account": "This is another Clientary account than the one this data belongs to; nothing was exchanged.",
}
_SIGN_IN = {
    "membrane": "Membrane asks you to sign in again: stint connect.",
    "clientary": "Clientary no longer accepts the connection's credentials; renew them: stint connect --reconnect.",
}
_NO_KEYRING = "use the membrane command instead (stint connect --cli), or set MEMBRANE_TOKEN."
_NOBODY = {
    "none_kept": "Nobody is signed in to Membrane; sign in: stint connect.",
    "none_no_keyring": f"This computer has no keyring that would keep a sign-in; {_NO_KEYRING}",
    "none_keyring_locked": f"The keyring that keeps the sign-in is locked; unlock it, or {_NO_KEYRING}",
    "none_keyring_failed": f"The keyring that keeps the sign-in does not answer; {_NO_KEYRING}",
}
"""By the key of `AuthRequired` where no sign-in is found."""


def sentence(error: AppError) -> str:
    """What a person reads; one line."""
    return " ".join(_sentence(error).split())


def _sentence(error: AppError) -> str:
    match error:
        case UserInputError() | StorageError() | LockBusy():
            return error.detail or "That cannot be done."
        case TransportUnavailable():
            return f"{_stop(error.detail) or 'There is no way to Clientary set up.'} {KEPT}"
        case Offline() if error.facts.get("status") == TOO_MANY:
            return f"Clientary asks for a pause, because there were too many requests at once. {KEPT}"
        case Offline():
            return f"Clientary cannot be reached right now. {KEPT}"
        case NotConnected():
            known = _NOT_CONNECTED.get(str(error.facts.get("reason", "")), "Clientary is not connected.")
            listed = (
                f" {_stop(error.detail)}"
                if error.facts.get("reason") in ("several", "not_listed") and error.detail
                else ""
            )
            return f"{known}{listed} {KEPT}"
        case AuthRequired() if str(error.facts.get("key", "")) in _NOBODY:
            return f"{_NOBODY[str(error.facts['key'])]} {KEPT}"
        case AuthRequired():
            return f"{_SIGN_IN.get(str(error.facts.get('layer', '')), _SIGN_IN['membrane'])} {KEPT}"
        case OutcomeUnknown() | BadReply() if error.facts.get("key") in _OWN_TROUBLES:
            checked = "Whether it was done is being checked. " if isinstance(error, OutcomeUnknown) else ""
            return f"{_OWN_TROUBLES[str(error.facts['key'])]} {checked}{KEPT}"
        case OutcomeUnknown():
            return "Clientary did not answer. It may or may not have done it; this is being checked, do not repeat it."
        case Rejected() if error.facts.get("layer") == "stint":
            return error.detail
        case Rejected():
            return _refusal(error)
        case BadReply():
            return f"Clientary's answer could not be used. {KEPT}"
        case Cancelled():
            return "Stopped."
        case _:
            advice = " Give one by --unlock REASON." if error.facts.get("advice") == "unlock" else ""
            return (error.detail or "That cannot be done now.") + advice


def _refusal(error: Rejected) -> str:
    """Who refused it, and what that means where more is known than the words."""
    words, key = _stop(error.detail), error.facts.get("key")
    if error.facts.get("status") == _PLAN_STATUS:
        return f"The account's Clientary plan is full: {words} Nothing was changed; make room or change the plan there."
    if key == "schema":
        return (
            f"An action of this connection cannot be used: {words} Nothing was sent; it has to be changed in Membrane."
        )
    if key == "proxy":
        return "This connection serves only actions of its own, and none of them does this. Nothing was sent."
    who = "Membrane" if error.facts.get("layer") == "membrane" else "Clientary"
    return f"{who} refused it: {words or 'no reason given.'}"


def state_sentence(state: str, reason: str | None) -> str:
    """Why a sync stopped, from the state that it ended in."""
    match state:
        case "offline":
            return f"Clientary cannot be reached right now. {KEPT}"
        case "sign_in_needed":
            return f"{_NOBODY.get(reason or '', _SIGN_IN['membrane'])} {KEPT}"
        case "not_connected":
            return f"{_NOT_CONNECTED.get(reason or '', 'Clientary is not connected.')} {KEPT}"
        case "busy":
            return "Another sync is running and did not end in time."
        case _:
            return f"The sync was stopped by an error{f' ({reason})' if reason else ''}. {KEPT}"


def error_object(error: AppError) -> dict[str, object]:
    """The `error` of the JSON document."""
    found: dict[str, object] = {"code": error.code, "message": sentence(error)}
    if "field" in error.facts:
        found["field"] = error.facts["field"]
    return found


def exit_code(error: AppError) -> int:
    """How the command ends: 1 refused, 3 offline or not connected, 4 unknown outcome, 130 stopped by the user."""
    match error:
        case Cancelled():
            return 130
        case OutcomeUnknown():
            return 4
        case Offline() | NotConnected() | AuthRequired() | BadReply():
            return 3
        case _:
            return 1


def _stop(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
