"""`connections`: the connections of the Membrane account."""

from __future__ import annotations

from app.cancel import Deadline
from app.cli.arguments import Flags, Given
from app.cli.invoice_flags import declare_timeout, timeout_of
from app.cli.messages import exit_code, sentence
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json
from app.cli.syncing import cancellable, start_program_log
from app.cli.tables import cell, table
from app.errors import TransportError
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


COMMANDS = {"connections": Command(_flags, _connections)}
