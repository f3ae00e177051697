"""`request`, `actions` and `action run`: Clientary's API and Membrane's actions by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.cancel import Deadline
from app.cli.arguments import Flags, Given
from app.cli.invoice_flags import declare_timeout, timeout_of
from app.cli.messages import error_object, exit_code
from app.cli.outcome import Command, Outcome, Session
from app.cli.syncing import cancellable, start_program_log
from app.cli.tables import cell, printable, table
from app.errors import AppError, BadReply, OutcomeUnknown, Rejected, UserInputError
from app.membrane.exact_json import decode, pretty
from app.services.action_inputs import Input, inputs_of
from app.services.developer import DeveloperService, OfferedAction, ProxyReply
from app.services.proxy_request import ProxyRequest, pair

SERVER_ERROR = 500
_UNKNOWN = "No answer came. It may or may not have been done: look before you do it again."


def _request_flags(flags: Flags) -> None:
    flags.positional("path", metavar="PATH", help="such as /clients/{id}; the address before it is added")
    flags.value("-X", "--method", metavar="METHOD", help="GET (the default), POST, PUT, PATCH or DELETE")
    flags.value("-H", "--header", metavar="NAME: VALUE", help="a request header", repeated=True)
    flags.value("-d", "--data", metavar="TEXT", help="the body, sent as it is; declared as JSON if it is JSON")
    flags.value("--json-body", metavar="JSON", help="a body that must be JSON")
    flags.switch("--rawData", help="with --data: declare nothing about the body")
    flags.value("--query", metavar="KEY=VALUE", help="a query parameter", repeated=True)
    flags.value("--pathParam", metavar="KEY=VALUE", help="a value for {KEY} or :KEY in the path", repeated=True)
    declare_timeout(flags)


def _request(given: Given, session: Session) -> Outcome:
    asked = ProxyRequest(
        path=given.required("path"),
        method=given.text("method") or "GET",
        query=[pair(text, "query") for text in given.many("query") or []],
        path_parameters=dict(pair(text, "pathParam") for text in given.many("pathParam") or []),
        headers=dict(pair(text, "header", ":") for text in given.many("header") or []),
        data=given.text("data"),
        json_body=given.text("json_body"),
        untouched=given.on("rawData"),
    )

    def answer(service: DeveloperService, deadline: Deadline) -> Outcome:
        reply = service.request(asked, deadline)
        document = {"status": reply.status, "headers": dict(reply.headers), "body": reply.body}
        return Outcome(document, lambda: _reply_text(reply))

    return _asked(given, session, answer)


def _reply_text(reply: ProxyReply) -> str:
    head = f"Status {reply.status}" if reply.status else "Done"
    return head if reply.body is None else f"{head}\n{_for_people(reply.body)}"


def _actions_flags(flags: Flags) -> None:
    flags.value("--intent", metavar="WORDS", help="what you want to do")
    declare_timeout(flags)


def _actions(given: Given, session: Session) -> Outcome:
    def answer(service: DeveloperService, deadline: Deadline) -> Outcome:
        found = service.actions(given.text("intent"), deadline)
        return Outcome({"actions": [_object(one) for one in found]}, lambda: _table(found))

    return _asked(given, session, answer)


def _object(action: OfferedAction) -> dict[str, object]:
    return {
        "id": action.id,
        "key": action.key,
        "name": action.name,
        "description": action.description,
        "inputSchema": action.input_schema,
    }


def _table(actions: list[OfferedAction]) -> str:
    if not actions:
        return "No actions."
    cells = [
        (cell(one.key or one.id), cell(one.name, 30), cell(_inputs_text(inputs_of(one.input_schema)), 90))
        for one in actions
    ]
    return table(("Key", "Name", "Inputs (* required)"), cells)


def _inputs_text(wanted: Input) -> str:
    """`name*, number, address: {city}` in the order of the schema."""
    parts = []
    for one in wanted.fields:
        inner = one.item if one.kind == "list" else one
        nested = f" {{{_inputs_text(inner)}}}" if inner is not None and inner.fields else ""
        parts.append(f"{one.name}{'*' if one.required else ''}{nested}")
    return ", ".join(parts)


def _run_flags(flags: Flags) -> None:
    flags.positional("action", metavar="KEY", help="key or id, as `stint actions` lists them")
    flags.value("--input", metavar="JSON", help="the action's input, a JSON object")
    declare_timeout(flags)


def _run(given: Given, session: Session) -> Outcome:
    payload = _payload(given.text("input"))

    def answer(service: DeveloperService, deadline: Deadline) -> Outcome:
        ran = service.run(given.required("action"), payload, deadline)
        for warning in ran.warnings:
            session.say(f"stint: {printable(warning)}")
        action = {"id": ran.action.id, "key": ran.action.key, "name": ran.action.name}
        document = {"action": action, "output": ran.output, "warnings": list(ran.warnings)}
        return Outcome(document, lambda: _for_people(ran.output))

    return _asked(given, session, answer)


def _payload(text: str | None) -> Mapping[str, object]:
    try:
        value = {} if text is None else decode(text)
    except BadReply as error:
        raise UserInputError("The input is not JSON.", field="input") from error
    if not isinstance(value, Mapping):
        raise UserInputError("The input must be a JSON object.", field="input")
    return value


def _asked(given: Given, session: Session, answer: Callable[[DeveloperService, Deadline], Outcome]) -> Outcome:
    """Do it within the time, and say how it failed in words that fit a request made by hand."""
    deadline = Deadline(timeout_of(given))
    context = session.context
    start_program_log(session)
    with cancellable() as cancel:
        try:
            return answer(DeveloperService(context, cancel), deadline)
        except (OutcomeUnknown, BadReply) as error:
            return _failed(session, error, _UNKNOWN if isinstance(error, OutcomeUnknown) else _unusable(error))
        except Rejected as error:
            return _failed(session, error, str(error_object(error)["message"]))


def _unusable(error: BadReply) -> str:
    status = error.facts.get("status")
    said = f" (status {status})" if status else ""
    words = "" if error.detail == f"status {status}" else error.detail.rstrip(". ")
    if isinstance(status, int) and status >= SERVER_ERROR:
        return f"Clientary answered with an error{said}: {words or 'it says nothing more'}."
    return f"The answer is not JSON that could be used{said}: {words or 'it says nothing more'}."


def _failed(session: Session, error: AppError, message: str) -> Outcome:
    session.say(f"stint: {printable(message)}")
    shown: dict[str, object] = {**error_object(error), "message": message}
    if error.facts.get("status"):
        shown["status"] = error.facts["status"]
    return Outcome({"error": shown}, lambda: "", exit_code(error))


def _for_people(value: object) -> str:
    if isinstance(value, str):
        return printable(value)
    return "\n".join(printable(line) for line in pretty(value).split("\n"))


COMMANDS = {
    "request": Command(_request_flags, _request),
    "actions": Command(_actions_flags, _actions),
    "action run": Command(_run_flags, _run),
}
