"""What `stint connect` says about each state of signing in and connecting."""

from __future__ import annotations

import dataclasses
import re

from app.cli.present import Json
from app.cli.tables import cell, printable
from app.services.connect_states import (
    ActionRequired,
    Advice,
    AnotherAccount,
    Building,
    ChooseConnection,
    Failed,
    NeedCommand,
    NeedSignIn,
    NoConnection,
    OpenInBrowser,
    Ready,
    Signed,
    SignIn,
    State,
)

_LONG = 500
_ADVICE = {
    Advice.TRY_AGAIN: "Try again: stint connect",
    Advice.RECONNECT: "Connect it anew in the browser: stint connect --reconnect",
    Advice.NEW_CONNECTION: "Make a new connection: stint connect --new",
    Advice.WAIT: "Look again later: stint connect",
}
_UNKEPT = {
    "no_keyring": "This computer has no keyring, so the sign-in lasts for this command only.",
    "keyring_locked": "The keyring is locked, so the sign-in lasts for this command only.",
    "keyring_failed": "The keyring did not take the sign-in, so it lasts for this command only.",
}
_BY_CODE = (
    "If it shows a code, or the browser runs on another computer, give the code or the address on which it ends: "
    "stint connect --code CODE"
)
_BY_ADDRESS = "If the browser runs on another computer, open the address on which it ends here, for example with curl."
_INSTEAD = "Use the membrane command instead (stint connect --cli), or set MEMBRANE_TOKEN."


def state_name(state: State) -> str:
    """`NeedSignIn` -> `need_sign_in`: the name in the JSON document."""
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", type(state).__name__).lower()


def under_way(state: State, *, by_code: bool) -> list[str]:
    """Lines for what a person does or waits for; nothing for a state that says nothing new. `by_code`: whether another
    command can finish the sign-in."""
    match state:
        case SignIn(url=None):
            return []
        case SignIn(url=url, code_wanted=code_wanted, problem=problem):
            told = [] if problem is None else [f"That was not taken: {cell(problem, _LONG)}"]
            how = [_BY_CODE if by_code else _BY_ADDRESS] if code_wanted else []
            return [*told, "Open this address in a browser and sign in to Membrane:", printable(url or ""), *how]
        case OpenInBrowser(url=url) if url is not None:
            return ["Open this address in a browser and connect Clientary there:", printable(url)]
        case ActionRequired(description=description, url=url):
            told_first = cell(description, _LONG) or "The connection waits for you."
            return [f"{told_first} Open this address in a browser:", printable(url)]
        case Building(connection=connection):
            return [f"Membrane is setting {cell(connection.name)} up; this can take a while."]
        case Signed(unkept=unkept) if unkept is not None:
            return [f"{_UNKEPT.get(unkept, _UNKEPT['keyring_failed'])} {_INSTEAD}"]
        case _:
            return []


def sentence_of(state: State, *, asked: str = "") -> str:
    """How it ended, for a person. `asked`: the flag of what was being done (`--new`, `--reconnect`)."""
    match state:
        case Ready(connection=connection):
            return f"Connected to {cell(connection.name)}."
        case NeedCommand(reason=reason, install=install):
            told = cell(reason, _LONG)
            return told if install in told else f"{told}. Get the membrane command: {install}"
        case NeedSignIn():
            return "Nobody is signed in to Membrane: stint connect"
        case NoConnection(others=others):
            ids = ", ".join(f"{one.id} ({cell(one.name)})" for one in others)
            meant = f" One of these may be it: {ids}; then stint connect --connection ID." if others else ""
            return f"This account has no Clientary connection. To make one: stint connect --new.{meant}"
        case ChooseConnection(connections=connections):
            ids = ", ".join(f"{one.id} ({cell(one.name)})" for one in connections)
            return f"Say which Clientary connection is yours: stint connect --connection ID. There are: {ids}"
        case Building() | ActionRequired() | OpenInBrowser() | SignIn():
            return "The connection is not ready yet; nothing is lost. Go on with: stint connect"
        case AnotherAccount(connection=connection):
            return (
                f"{cell(connection.name)} leads to another Clientary account than the one this data belongs to; "
                "nothing was exchanged. Use another data folder for it: stint --data-dir DIR connect"
            )
        case Failed(reason=reason, advice=advice):
            told = cell(reason, _LONG).rstrip(".") or "It did not work"
            again = f" {asked}" if advice is Advice.TRY_AGAIN and asked else ""
            return f"{told[:1].upper()}{told[1:]}. {_ADVICE[advice]}{again}"
        case _:
            return ""


def checks_text(state: Ready) -> str:
    """What the account lets us read, one line each."""
    lines = []
    for check in state.checks:
        found = "can be read" if check.count is None else str(check.count)
        lines.append(f"  {check.what}: {found if check.problem is None else cell(check.problem, _LONG)}")
    return "\n".join(lines)


def state_object(state: State) -> Json:
    """The state for the JSON document; its fields as they are."""
    return {"state": state_name(state), **dataclasses.asdict(state)}
