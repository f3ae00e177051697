"""`connect` and `connections`: how Membrane is reached, and what is connected there."""

from __future__ import annotations

import sys

from app.cancel import Deadline
from app.cli.arguments import Flags, Given
from app.cli.invoice_flags import declare_timeout, timeout_of
from app.cli.messages import exit_code, sentence
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json
from app.cli.syncing import cancellable, start_program_log
from app.cli.tables import cell, table
from app.errors import TransportError, UserInputError
from app.services.account import AccountService
from app.services.people import PeopleService
from app.services.sync import opened_transport


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
            "state": one.state,
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
    flags.switch("--api", help="reach Membrane by its HTTP API")
    flags.switch("--token-stdin", help="with --api: read the token from standard input")
    flags.switch("--cli", help="reach Membrane by its signed-in command")
    flags.value("--connection", metavar="ID", help="use this connection")
    flags.value("--person", metavar="NAME", help="who you are on Clientary's staff, where that is not known yet")
    flags.switch("--sign-out", help="forget the token; everything recorded stays")
    declare_timeout(flags)


def _connect(given: Given, session: Session) -> Outcome:
    person = given.text("person")
    if person is not None:
        chosen = PeopleService(session.context.db, session.context.clock).choose(person)
        return Outcome(
            {"person": {"id": chosen.remote_id, "name": chosen.name}}, lambda: f"You are {cell(chosen.name)}."
        )
    connection_id = given.text("connection")
    service = AccountService(session.context.config, connection_id)
    if given.on("sign_out"):
        service.sign_out()
        return Outcome({"transport": "none", "connection_id": None}, lambda: "Signed out. Your entries stay here.")
    if connection_id is not None:
        service.use_connection(connection_id)
    if not given.on("api") and not given.on("cli"):
        if connection_id is None:
            raise UserInputError("Say how to connect: --cli, or --api with --token-stdin.", field="connect")
        return Outcome({"connection_id": connection_id}, lambda: f"Connection {cell(connection_id)} is used.")
    start_program_log(session)
    deadline = Deadline(timeout_of(given))
    with cancellable() as cancel:
        if given.on("cli"):
            signed_in, transport = service.use_command(deadline, cancel), "cli"
        else:
            signed_in, transport = service.use_api(_token(given), deadline, cancel), "api"
    if signed_in.kept is False:
        session.say("stint: No keyring keeps the token here; set MEMBRANE_TOKEN or connect again next time.")
    found = signed_in.connection
    result: Json = {"transport": transport, "connection_id": found.id, "name": found.name}
    return Outcome(result, lambda: f"Connected to {cell(found.name)}.")


def _token(given: Given) -> str:
    if not given.on("token_stdin"):
        raise UserInputError("--api needs the token on standard input: give --token-stdin too.", field="token")
    return sys.stdin.readline().strip()


COMMANDS = {"connect": Command(_connect_flags, _connect), "connections": Command(_flags, _connections)}
