"""The `membrane` command as a transport, in grammar G1 (Membrane reference 5): one process per call."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Mapping
from pathlib import Path

from app.cancel import CancelToken, Deadline
from app.errors import BadReply, Rejected, TransportUnavailable
from app.membrane.answers import action_reply, proxied_reply
from app.membrane.catalogue import actions_of, actions_page, connections_of, connections_page
from app.membrane.exact_json import MAX_BYTES, encode
from app.membrane.identity import answers_like_membrane, is_membrane, said
from app.membrane.outgoing import safe_headers, safe_id, safe_path
from app.membrane.printed import Printed, membrane_answer, proxy_answer, read_printed
from app.membrane.process import Finished, ProcessOverdue, ProcessTooLoud, run_process
from app.membrane.transport import Action, Connection, Query, RawBody, Reply, query_pairs
from app.membrane.verdict import judge, unanswered

_LONGEST_ARGUMENT = 120 * 1024
"""Linux takes 128 KiB in one argument."""

_IDENTITY_S = 20.0
_LIST = ["connection", "list", "--json"]


class CliTransport:
    """Runs the command by its absolute path, always in `home`, a private folder where no stray project configuration
    can redirect it. Safe to use from several threads."""

    name = "cli"

    def __init__(self, command: Path, home: Path) -> None:
        self._command, self._home = command, home
        self._lock = threading.Lock()
        self._identified = False

    def connections(self, deadline: Deadline, cancel: CancelToken) -> list[Connection]:
        printed = self._run(_LIST, deadline, cancel, write=False)
        answer = membrane_answer(printed, write=False)
        judge(answer, write=False)
        return connections_of([connections_page(answer.body)])

    def actions(
        self, connection_id: str, deadline: Deadline, cancel: CancelToken, intent: str | None = None
    ) -> list[Action]:
        arguments = ["action", "list", f"--connectionId={safe_id(connection_id, 'connection')}", "--json"]
        if intent:
            arguments.insert(2, f"--intent={intent[:200]}")
        answer = membrane_answer(self._run(arguments, deadline, cancel, write=False), write=False)
        judge(answer, write=False)
        return actions_of([actions_page(answer.body)])

    def run(
        self,
        connection_id: str,
        action_id: str,
        payload: Mapping[str, object],
        deadline: Deadline,
        cancel: CancelToken,
        *,
        write: bool,
    ) -> Reply:
        arguments = [
            "action",
            "run",
            f"--connectionId={safe_id(connection_id, 'connection')}",
            safe_id(action_id, "action"),
            f"--input={encode(payload)}",
            "--json",
        ]
        answer = membrane_answer(self._run(arguments, deadline, cancel, write=write), write=write)
        return action_reply(answer, write=write)

    def request(
        self,
        connection_id: str,
        method: str,
        path: str,
        deadline: Deadline,
        cancel: CancelToken,
        *,
        query: Query | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """No `--json` here: on `request` that flag takes a body (Membrane reference 5.3)."""
        write = method != "GET"
        arguments = ["request", safe_id(connection_id, "connection"), safe_path(path), f"--method={method}"]
        sent = {"Accept": "application/json"}
        if body is not None and not isinstance(body, RawBody):
            sent["Content-Type"] = "application/json"
        for name, value in safe_headers(headers).items():
            sent = {known: one for known, one in sent.items() if known.lower() != name.lower()} | {name: value}
        arguments += [f"--header={name}: {value}" for name, value in sent.items()]
        arguments += [f"--query={key}={value}" for key, value in query_pairs(query)]
        if isinstance(body, RawBody):
            arguments += [f"--data={body.text}", *(["--rawData"] if body.untouched else [])]
        elif body is not None:
            arguments.append(f"--data={encode(body)}")
        printed = self._run(arguments, deadline, cancel, write=write)
        return proxied_reply(proxy_answer(printed, write=write), method)

    def close(self) -> None:
        """Nothing to close: no process outlives its call."""

    def _run(self, arguments: list[str], deadline: Deadline, cancel: CancelToken, *, write: bool) -> Printed:
        if any(len(argument.encode()) > _LONGEST_ARGUMENT for argument in arguments):
            raise Rejected("too large for the membrane command", layer="membrane", status=0, key="too_large")
        self._identify(deadline, cancel)
        try:
            return read_printed(self._process(arguments, deadline, cancel))
        except ProcessOverdue:
            unanswered("no answer in time", write=write)
        except ProcessTooLoud:
            if write:
                unanswered("the membrane command prints without end", write=True)
            raise BadReply("the membrane command prints without end") from None

    def _identify(self, deadline: Deadline, cancel: CancelToken) -> None:
        """Look once whether this is the right program, before it is trusted with anything."""
        with self._lock:
            if self._identified:
                return
            limit = deadline.at_most(_IDENTITY_S)
            try:
                version = self._process(["--version"], limit, cancel)
                if not is_membrane(version, self._process(["--help"], limit, cancel)):
                    listing = read_printed(self._process(_LIST, limit, cancel))
                    if not answers_like_membrane(listing):
                        raise TransportUnavailable(f"the membrane command is another program: {said(version)}")
            except (ProcessOverdue, ProcessTooLoud) as exc:
                raise TransportUnavailable("the membrane command does not say what it is") from exc
            self._identified = True

    def _process(self, arguments: list[str], deadline: Deadline, cancel: CancelToken) -> Finished:
        environment = {**os.environ, "NO_COLOR": "1", "CI": "1"}
        try:
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._home.chmod(0o700)
            return run_process(
                [str(self._command), *arguments],
                cwd=self._home,
                env=environment,
                deadline=deadline,
                cancel=cancel,
                max_bytes=MAX_BYTES,
            )
        except OSError as exc:
            if exc.errno == errno.E2BIG:
                raise Rejected(
                    "too large for the membrane command", layer="membrane", status=0, key="too_large"
                ) from exc
            raise TransportUnavailable(f"the membrane command cannot be started: {exc.strerror or exc}") from exc
