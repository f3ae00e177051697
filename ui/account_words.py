"""What a person can do about the account where it stands, as the text of a button and where the wizard begins."""

from __future__ import annotations

from ui.i18n import tr

_CONTEXT = "account"


def way_on(state: str, reason: str | None) -> tuple[str, str]:
    """For a sync state with its reason: the button, and the start of `ui.dialogs.connect_dialog`."""
    match state, reason:
        case "sign_in_needed", _:
            return tr(_CONTEXT, "Sign in again"), "look"
        case "not_connected", "reconnect":
            return tr(_CONTEXT, "Reconnect"), "reconnect"
        case "not_connected", "several":
            return tr(_CONTEXT, "Choose the connection…"), "look"
        case "not_connected", "another_account":
            return tr(_CONTEXT, "What to do…"), "look"
        case "not_connected", _:
            return tr(_CONTEXT, "Connect…"), "ways"
        case _:
            return tr(_CONTEXT, "Check or change…"), "ways"
