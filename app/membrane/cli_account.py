"""Who is signed in with the `membrane` command, and finishing a sign-in by the code that its page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, BadReply, Rejected, TransportUnavailable
from app.membrane.cli_command import Command
from app.membrane.cli_grammar import Form, list_connections
from app.membrane.connecting import Account
from app.membrane.fields import as_flag, canonical
from app.membrane.printed import membrane_answer, told_by
from app.membrane.verdict import judge
from app.membrane.words import plain

_FLAGS = ("logged_in", "is_logged_in", "signed_in", "is_signed_in", "authenticated", "is_authenticated")
_LABELS = ("email", "user_email", "name", "tenant_name", "tenant_key")
_DEPTH = 3
_CODE = re.compile(r"[A-Za-z0-9][\x21-\x7e]{0,2000}")
_STATUS = (Form("status", ("status", "--json")),)


def account_of(command: Command, deadline: Deadline, cancel: CancelToken) -> Account:
    """Who is signed in. The answer to `status` is not documented: where it does not say, the list of connections does.

    Raises `AuthRequired` if nobody is.
    """
    told = _status(command, deadline, cancel)
    flags = [as_flag(value) for name, value in told if name in _FLAGS]
    if False in flags:
        raise AuthRequired("nobody is signed in with the membrane command", layer="membrane")
    if True not in flags:
        said = command.say("connection list", list_connections(), deadline, cancel, write=False)
        judge(membrane_answer(said.printed, write=False), write=False)
    labels = {name: plain(value) for name, value in reversed(told) if isinstance(value, str) and plain(value)}
    return Account(next((labels[name] for name in _LABELS if name in labels), None))


def complete_sign_in(command: Command, code: str, deadline: Deadline, cancel: CancelToken) -> str | None:
    """Give the command the code (or the address that has it) of the page; why it was not taken, None if it was."""
    given = _code_in("".join(code.split()))
    if given is None:
        return "that is not a code"
    forms = (Form("login complete", ("login", "complete", given)),)
    printed = command.say("login complete", forms, deadline, cancel, write=False).printed
    if printed.code == 0 and as_flag(dict(_fields(printed.body)).get("success")) is not False:
        return None if _is_fine(printed.body) else told_by(printed)
    return told_by(printed) or "the code was not taken"


def _status(command: Command, deadline: Deadline, cancel: CancelToken) -> list[tuple[str, object]]:
    """What `status` says, by the names of the values; empty if this version has no such command."""
    try:
        said = command.say("status", _STATUS, deadline, cancel, write=False)
        answer = membrane_answer(said.printed, write=False)
        judge(answer, write=False)
    except TransportUnavailable as error:
        if error.facts.get("key") != "unsupported":
            raise
        return []
    except (BadReply, Rejected):
        return []
    return list(_fields(answer.body))


def _fields(body: object, depth: int = _DEPTH) -> Iterator[tuple[str, object]]:
    """Names and values of an answer, those of inner objects after the outer ones."""
    if not isinstance(body, Mapping) or depth == 0:
        return
    for name, value in body.items():
        yield canonical(str(name)), value
    for value in body.values():
        yield from _fields(value, depth - 1)


def _is_fine(body: object) -> bool:
    fields = dict(_fields(body, 1))
    return not (fields.get("error") or fields.get("errors"))


def _code_in(given: str) -> str | None:
    """The code itself, or that in an address on which a browser ended. Never an option."""
    if "://" in given:
        try:
            given = parse_qs(urlsplit(given).query).get("code", [""])[0]
        except ValueError:
            return None
    return given if _CODE.fullmatch(given) else None
