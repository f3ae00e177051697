"""The three grammars of the `membrane` command (Membrane reference 5.1), as forms of one wish, the likeliest first; and
which of them the installed version understands, learned by trying and kept for the next process."""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from app.membrane.exact_json import encode
from app.membrane.transport import RawBody

REQUEST = "request"
_FILE = "membrane-command.json"
_LIMIT = "--limit=100"
"""Asked for openly: nobody knows the default (Membrane reference 9)."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to say something to the command. `name` is what is remembered."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selected:
    """A connection as the flags name it: its id, and its key (the id where it has none: selectors take either)."""

    id: str
    key: str

    @property
    def by_id(self) -> str:
        return f"--connectionId={self.id}"

    @property
    def by_key(self) -> str:
        return f"--connectionKey={self.key}"


def list_connections(cursor: str | None = None) -> list[Form]:
    return [Form("connection list", ("connection", "list", *_cursor(cursor), "--json"))]


def list_actions(connection: Selected, intent: str | None, cursor: str | None = None) -> list[Form]:
    asked = () if intent is None else (f"--intent={intent}",)
    start, end = ("action", "list", *asked), (*_cursor(cursor), "--json")
    return [
        Form("limit", (*start, connection.by_id, _LIMIT, *end)),
        Form("plain", (*start, connection.by_id, *end)),
        Form("key", (*start, connection.by_key, *end)),
    ]


def run_action(connection: Selected, action_id: str, payload: str) -> list[Form]:
    """G1 has the flag first, G2 the action; in G3 `act` runs it."""
    said = f"--input={payload}"
    return [
        Form("action run, flag first", ("action", "run", connection.by_id, action_id, said, "--json")),
        Form("action run, action first", ("action", "run", action_id, connection.by_id, said, "--json")),
        Form("act", ("act", connection.by_id, f"--id={action_id}", said, "--json")),
        Form("act by key", ("act", connection.by_key, f"--id={action_id}", said, "--json")),
    ]


@dataclass(frozen=True, slots=True)
class Proxied:
    """One request to the app. `body`: None, a `RawBody`, or what is sent as JSON."""

    method: str
    path: str
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    body: object

    def flags(self) -> list[str]:
        """No `--json`: on `request` that flag takes a body (Membrane reference 5.3)."""
        words = [f"--method={self.method}", *(f"--header={name}: {value}" for name, value in self.headers.items())]
        words += [f"--query={key}={value}" for key, value in self.query]
        if isinstance(self.body, RawBody):
            return [*words, f"--data={self.body.text}", *(["--rawData"] if self.body.untouched else [])]
        return words if self.body is None else [*words, f"--data={encode(self.body)}"]

    def call(self) -> str | None:
        """The same as `act --api` takes it; None where that cannot say it (a key of the query that comes twice)."""
        query = dict(self.query)
        if len(query) != len(self.query):
            return None
        call: dict[str, object] = {"method": self.method, "path": self.path, "headers": dict(self.headers)}
        if query:
            call["query"] = query
        if self.body is not None:
            call["body"] = self.body.text if isinstance(self.body, RawBody) else self.body
        return encode(call)


def send_request(connection: Selected, proxied: Proxied) -> list[Form]:
    """`request`; where it is gone, `act --api` (Membrane reference 9)."""
    forms = [Form(REQUEST, ("request", connection.id, proxied.path, *proxied.flags()))]
    call = proxied.call()
    if call is not None:
        forms.append(Form("act", ("act", connection.by_id, f"--api={call}", "--json")))
        forms.append(Form("act by key", ("act", connection.by_key, f"--api={call}", "--json")))
    return forms


def _cursor(cursor: str | None) -> tuple[str, ...]:
    return () if cursor is None else (f"--cursor={cursor}",)


class Grammar:
    """What was learned about one version of one command. Its file in the private folder is a cache: whatever is wrong
    with it, it is learned anew."""

    def __init__(self, folder: Path, command: Path) -> None:
        self._file, self._command = folder / _FILE, str(command)
        self._lock = threading.Lock()
        self.version = ""
        self._forms: dict[str, str] = {}
        self.help_text = ""

    def recall(self, version: str) -> bool:
        """Take over what was learned about this version before; False if nothing was."""
        self.version, self._forms, self.help_text = version, {}, ""
        try:
            kept = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return False
        if not isinstance(kept, dict) or (kept.get("command"), kept.get("version")) != (self._command, version):
            return False
        forms, help_text = kept.get("forms"), kept.get("help")
        if not _is_text_map(forms) or not isinstance(help_text, str) or not version:
            return False
        self._forms, self.help_text = dict(forms), help_text
        return True

    def begin(self, help_text: str) -> None:
        """Nothing is known yet but what its help says."""
        self.help_text = help_text[:20_000]
        self._keep()

    def ordered(self, wish: str, forms: Sequence[Form]) -> list[Form]:
        """`forms` with the learned one first, and those last whose command the help does not list."""
        learned, listed = self._forms.get(wish), self._listed()
        return sorted(forms, key=lambda form: (form.name != learned, bool(listed) and form.arguments[0] not in listed))

    def knows(self, wish: str) -> bool:
        return wish in self._forms

    def learn(self, wish: str, form: Form) -> None:
        """This form was understood; whatever was learned before is not true any more."""
        if self._forms.get(wish) != form.name:
            self._forms[wish] = form.name
            self._keep()

    def _listed(self) -> frozenset[str]:
        """The commands that the help names; empty where it does not look like a list of them."""
        named = frozenset(re.findall(r"^\s*(?:membrane )?([a-z][\w-]*)", self.help_text, re.MULTILINE))
        return named if len(named & {"action", "connection", "act", "request"}) > 1 else frozenset()

    def _keep(self) -> None:
        kept = {"command": self._command, "version": self.version, "forms": self._forms, "help": self.help_text}
        draft = self._file.with_name(f"{_FILE}.{os.getpid()}")
        with self._lock, contextlib.suppress(OSError):
            draft.touch(0o600)
            draft.write_text(json.dumps(kept), "utf-8")
            draft.replace(self._file)


def _is_text_map(value: object) -> TypeGuard[dict[str, str]]:
    return isinstance(value, dict) and all(
        isinstance(key, str) and isinstance(name, str) for key, name in value.items()
    )
