"""`sandbox`: serve the local stand-in for Membrane and Clientary until it is stopped."""

from __future__ import annotations

from pathlib import Path

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.tables import cell
from app.errors import UserInputError


def _flags(flags: Flags) -> None:
    flags.value("--port", metavar="N", help="loopback port; without it the system chooses")
    flags.value("--state", metavar="DIR", help="folder that keeps everything (default: in the data folder)")
    flags.value("--dialect", metavar="FILE", help="JSON file of behaviour switches")
    flags.value("--seed", metavar="NAME", help="what a new folder is filled with (default: agency)")
    flags.switch("--empty", help="fill a new folder with nothing but one user")
    flags.switch("--until-unused", help="end when the last user has gone")
    flags.switch("--detach", help="go on in the background once started")


def _serve(given: Given, session: Session) -> Outcome:
    """The first line of output is the address as JSON, printed by the server when it is ready."""
    state = given.text("state")
    folder = Path(state) if state else session.folder.sandbox
    words = ["--state", str(folder), "--port", str(_port(given.text("port")))]
    words += [word for name in ("seed", "dialect") if (value := given.text(name)) for word in (f"--{name}", value)]
    words += [f"--{name}" for name in ("empty", "until-unused", "detach") if given.on(name.replace("-", "_"))]
    from app.sandbox.__main__ import main  # the server's libraries are loaded by nothing else

    return Outcome(None, lambda: "", main(words))


def _port(text: str | None) -> int:
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit()) or int(text[:6]) > 65_535:
        raise UserInputError(f'"{cell(text)}" is not a port number.', field="port")
    return int(text)


COMMANDS = {"sandbox": Command(_flags, _serve)}
