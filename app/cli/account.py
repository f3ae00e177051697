"""`connect` and `connections`: how Membrane is reached, who is signed in there, and what is connected."""

from __future__ import annotations

import sys

from app.cancel import CancelToken, Deadline
from app.cli.arguments import Flags, Given
from app.cli.connect_words import checks_text, sentence_of, state_object, under_way
from app.cli.invoice_flags import declare_timeout, timeout_of
from app.cli.messages import exit_code, sentence
from app.cli.outcome import DONE, OFFLINE, Command, Outcome, Session
from app.cli.present import Json
from app.cli.syncing import cancellable, start_program_log
from app.cli.tables import cell, table
from app.config import Config
from app.errors import Refused, TransportError, UserInputError
from app.services.connect_states import (
    ActionRequired,
    Building,
    Failed,
    NeedSignIn,
    NoConnection,
    Ready,
    Signed,
    SignIn,
    State,
)
from app.services.connecting import Connecting
from app.services.connectors import cannot_keep, likely_way, waits_for_code
from app.services.people import PeopleService
from app.services.sync import opened_transport

_PATIENCE_S = 300.0
"""A person has to find the page, sign in, perhaps look for a second factor."""


def _flags(flags: Flags) -> None:
    declare_timeout(flags)


def _connections(given: Given, session: Session) -> Outcome:
    config, deadline = session.context.config, Deadline(timeout_of(given))
    start_program_log(session)
    try:
        with cancellable() as cancel, opened_transport(config) as (transport, _):
            found = transport.connections(deadline, cancel)
    except TransportError as error:
        session.say(f"stint: {sentence(error)}")
        return Outcome({"connections": []}, lambda: "", exit_code(error))
    objects: list[Json] = [
        {
            "id": one.id,
            "name": one.name,
            "key": one.key,
            "state": one.raw_state,
            "usable": one.usable,
            "clientary": one.clientary,
            "problem": one.problem,
        }
        for one in found
    ]
    cells = [
        (one.id, cell(one.name), "Clientary" if one.clientary else "", cell(one.problem or one.state)) for one in found
    ]
    headings = ("ID", "Name", "", "State")
    return Outcome({"connections": objects}, lambda: table(headings, cells) if cells else "No connections.")


def _connect_flags(flags: Flags) -> None:
    flags.either("--api", "--cli")
    flags.switch("--token-stdin", help="with --api: read the token from standard input")
    flags.value(
        "--code", metavar="CODE", help="finish a sign-in: the code that its page shows, or the address it ends on"
    )
    flags.value("--connection", metavar="ID", help="use this connection")
    flags.switch("--new", help="connect Clientary in the browser if the account has no connection to it")
    flags.switch("--reconnect", help="connect a connection that no longer works anew, in the browser")
    flags.value("--person", metavar="NAME", help="who you are on Clientary's staff, where that is not known yet")
    flags.switch("--sign-out", help="forget the sign-in; everything recorded stays")
    flags.value("--timeout", metavar="S", help=f"seconds to wait for you; default {_PATIENCE_S:.0f}")


def _connect(given: Given, session: Session) -> Outcome:
    person = given.text("person")
    if person is not None:
        chosen = PeopleService(session.context.db, session.context.clock).choose(person)
        return Outcome(
            {"person": {"id": chosen.remote_id, "name": chosen.name}}, lambda: f"You are {cell(chosen.name)}."
        )
    if session.context.config.uses_sandbox:
        raise Refused("The sandbox is always connected.")
    start_program_log(session)
    deadline = Deadline(_PATIENCE_S if given.text("timeout") is None else timeout_of(given))
    with cancellable() as cancel:
        if given.on("sign_out"):
            with Connecting(session.context, "api") as flow:
                flow.sign_out(deadline, cancel)
            return Outcome({"transport": "none", "connection_id": None}, lambda: "Signed out. Your entries stay here.")
        way = _way(given, session.context.config)
        teller = _Teller(session.context.config, way)
        with Connecting(session.context, way, report=teller.tell, wanted=given.text("connection")) as flow:
            state = _followed(flow, _begun(flow, way, teller, given, deadline, cancel), given, deadline, cancel)
    return _outcome(state, way, teller, next((f"--{name}" for name in ("new", "reconnect") if given.on(name)), ""))


class _Teller:
    """Tells a person what to do meanwhile, on standard error, and remembers who signed in."""

    def __init__(self, config: Config, way: str) -> None:
        self._config, self._way = config, way
        self.signed: Signed | None = None
        self._warned = False

    def warn(self) -> None:
        """Before anybody signs in: where that would be for nothing beyond this command."""
        unkept = cannot_keep(self._config)
        if unkept is not None:
            self.tell(Signed(unkept=unkept))
            self.signed, self._warned = None, True

    def tell(self, state: State) -> None:
        if isinstance(state, Signed):
            self.signed = state
            if self._warned:
                return
        by_code = isinstance(state, SignIn) and (self._way == "cli" or waits_for_code(self._config))
        for line in under_way(state, by_code=by_code):
            # Not by `say`: without the address nothing can go on, however quiet it is meant to be.
            print(line, file=sys.stderr, flush=True)


def _way(given: Given, config: Config) -> str:
    if given.on("api") or given.on("token_stdin"):
        return "api"
    if given.on("cli"):
        return "cli"
    return "api" if given.text("code") is not None and waits_for_code(config) else likely_way(config)


def _begun(flow: Connecting, way: str, teller: _Teller, given: Given, deadline: Deadline, cancel: CancelToken) -> State:
    code = given.text("code")
    if given.on("token_stdin"):
        if given.on("cli"):
            raise UserInputError("--token-stdin goes with --api.", field="token")
        return flow.use_token(sys.stdin.readline().strip(), deadline, cancel)
    if code is not None:
        return flow.finish_sign_in(code, deadline, cancel)
    state = flow.look(deadline, cancel)
    if isinstance(state, NeedSignIn) and way == "api":
        teller.warn()
    return flow.sign_in(deadline, cancel) if isinstance(state, NeedSignIn) else state


def _followed(flow: Connecting, state: State, given: Given, deadline: Deadline, cancel: CancelToken) -> State:
    """Go on where a person asked for it, or waits."""
    if isinstance(state, NoConnection) and given.on("new"):
        state = flow.create(deadline, cancel)
    if isinstance(state, Failed) and state.connection is not None and given.on("reconnect"):
        state = flow.reconnect(state.connection.id, deadline, cancel)
    if isinstance(state, Building | ActionRequired) and not deadline.passed:
        state = flow.wait(state.connection.id, deadline, cancel)
    return state


def _outcome(state: State, way: str, teller: _Teller, asked: str) -> Outcome:
    signed = teller.signed or Signed()
    result: Json = {"transport": way, "connection_id": None, "account": signed.account, **state_object(state)}
    if isinstance(state, Ready):
        result |= {"connection_id": state.connection.id, "name": state.connection.name, "kept": signed.unkept is None}
        return Outcome(result, f"{sentence_of(state)}\n{checks_text(state)}".rstrip, DONE)
    result["message"] = sentence_of(state, asked=asked)
    print(f"stint: {result['message']}", file=sys.stderr)
    return Outcome(result, lambda: "", OFFLINE)


COMMANDS = {"connect": Command(_connect_flags, _connect), "connections": Command(_flags, _connections)}
