"""`quick-log`: what a person binds to a key of the desktop where no program may take one by itself.

With a display `ui.main` does this before it comes here, and starts the program into the tray where it does not run.
"""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.errors import UserInputError
from app.handover import open_quick_log


def _flags(flags: Flags) -> None:
    """No flags of its own."""


def _run(given: Given, session: Session) -> Outcome:  # noqa: ARG001 - every command has this shape
    if not open_quick_log(session.folder):
        raise UserInputError("Stint's window is not open, so it has no quick log to show; nothing was logged.")
    return Outcome({"opened": True}, lambda: "")


COMMANDS = {"quick-log": Command(_flags, _run)}
