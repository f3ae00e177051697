"""Starting the `membrane` command: the right program, a private folder, one process per call, and the form of words
that its version understands."""

from __future__ import annotations

import errno
import os
import re
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.cancel import CancelToken, Deadline
from app.errors import BadReply, Rejected, TransportUnavailable
from app.membrane.cli_grammar import Form, Grammar
from app.membrane.cli_lookup import INSTALL, on_path
from app.membrane.cli_shim import program_of
from app.membrane.cli_usage import refused_words
from app.membrane.exact_json import MAX_BYTES
from app.membrane.identity import answers_like_membrane, begins, is_membrane, version_of
from app.membrane.printed import Printed, is_unexplained, read_printed
from app.membrane.process import Finished, ProcessOverdue, ProcessTooLoud, RunningProcess, run_process
from app.membrane.verdict import Unreadable, unanswered

LONGEST_ARGUMENT = 30_000 if sys.platform == "win32" else 120 * 1024
"""Bytes. Linux takes 128 KiB in one argument, Windows 32,767 characters in all of them."""

_IDENTITY_S = 60.0
"""The first start of a program that has just been installed may be slow."""

_LIST = ("connection", "list", "--json")
_ENVIRONMENT = {"NO_COLOR": "1", "CI": "1", "NO_UPDATE_NOTIFIER": "1"}


@dataclass(frozen=True, slots=True)
class Said:
    """What was printed, and in which form it was asked for."""

    printed: Printed
    form: Form


class Command:
    """The command at an absolute path, always run in `home`, a private folder where no stray project configuration can
    redirect it. Safe to use from several threads."""

    def __init__(self, command: Path, home: Path) -> None:
        self._command, self._home = command, home
        self._program: list[str] = []
        self._grammar = Grammar(home, command)
        self._lock = threading.Lock()
        self._identified = False

    @property
    def version(self) -> str:
        """Its version as it says itself, "" if it says none; known after `identify`."""
        number = re.search(r"\d+\.\d+[\w.+-]{0,30}", self._grammar.version)
        return number.group() if number is not None else ""

    def say(self, wish: str, forms: Sequence[Form], deadline: Deadline, cancel: CancelToken, *, write: bool) -> Said:
        """Say `wish` in the form that is understood. Another form is tried only where the command's parser refused the
        words, so that nothing ran: a write never leaves twice. For a read of which no form is known yet, a failure
        that explains nothing is enough. Raises `TransportUnavailable` with key `unsupported` if no form is understood.
        """
        refuse_too_long(forms[0].arguments)
        self.identify(deadline, cancel)
        told, failed = "", None
        exploring = not write and not self._grammar.knows(wish)
        for form in self.ordered(wish, forms):
            printed = self.run(form.arguments, deadline, cancel, write=write)
            refused = self.refused(wish, form, printed, write=write)
            if refused is not None:
                told = refused
            elif exploring and is_unexplained(printed):
                failed = failed or Said(printed, form)
            else:
                return Said(printed, form)
        if failed is not None:
            return failed
        raise unsupported(told)

    def ordered(self, wish: str, forms: Sequence[Form]) -> list[Form]:
        """The forms in the order in which they are to be tried; after `identify`."""
        return self._grammar.ordered(wish, forms)

    def refused(self, wish: str, form: Form, printed: Printed, *, write: bool) -> str | None:
        """What the command's parser has against the form. None: it understood it, which is remembered."""
        told = refused_words(printed, form.arguments, self._grammar.help_text, write=write)
        if told is None and printed.body is not None and not isinstance(printed.body, Unreadable):
            self._grammar.learn(wish, form)
        return told

    def run(self, arguments: Sequence[str], deadline: Deadline, cancel: CancelToken, *, write: bool) -> Printed:
        """One run, its output read but not judged."""
        refuse_too_long(arguments)
        try:
            return read_printed(self._finish(arguments, deadline, cancel))
        except ProcessOverdue:
            unanswered("no answer in time", write=write, late=True)
        except ProcessTooLoud:
            if write:
                unanswered("the membrane command prints without end", write=True, late=True)
            raise BadReply("the membrane command prints without end") from None

    def start(self, arguments: Sequence[str], deadline: Deadline, cancel: CancelToken) -> RunningProcess:
        """Begin a run that waits for a person; the caller closes it."""
        self.identify(deadline, cancel)
        cancel.check()
        try:
            return RunningProcess(
                self._words(arguments), cwd=self._own_folder(), env=self._environment(), max_bytes=MAX_BYTES
            )
        except OSError as exc:
            raise _not_started(exc) from exc

    def identify(self, deadline: Deadline, cancel: CancelToken) -> None:
        """Look once whether this is the right program, before it is trusted with anything, and which version."""
        with self._lock:
            if self._identified:
                return
            limit = deadline.at_most(_IDENTITY_S)
            try:
                version = self._finish(["--version"], limit, cancel)
                if not self._grammar.recall(version_of(version)):
                    self._look_closer(version, limit, cancel)
            except (ProcessOverdue, ProcessTooLoud) as exc:
                raise TransportUnavailable("the membrane command does not say what it is") from exc
            self._identified = True

    def _look_closer(self, version: Finished, limit: Deadline, cancel: CancelToken) -> None:
        help_run = self._finish(["--help"], limit, cancel)
        if not is_membrane(version, help_run):
            listing = read_printed(self._finish(_LIST, limit, cancel))
            if not answers_like_membrane(listing):
                raise TransportUnavailable(f"the membrane command is another program: {begins(version)}")
        self._grammar.begin((help_run.out or help_run.err).decode("utf-8", "replace"))

    def _finish(self, arguments: Sequence[str], deadline: Deadline, cancel: CancelToken) -> Finished:
        try:
            return run_process(
                self._words(arguments),
                cwd=self._own_folder(),
                env=self._environment(),
                deadline=deadline,
                cancel=cancel,
                max_bytes=MAX_BYTES,
            )
        except OSError as exc:
            raise _not_started(exc) from exc

    def _words(self, arguments: Sequence[str]) -> list[str]:
        if not self._program:
            self._program = program_of(self._command, on_path)
        return [*self._program, *arguments]

    def _own_folder(self) -> Path:
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home.chmod(0o700)
        return self._home

    def _environment(self) -> dict[str, str]:
        """Ours, with the command's own folder behind the search path: `node` lies beside it, where a program that the
        desktop started may not look."""
        path = os.pathsep.join(filter(None, (os.environ.get("PATH"), str(self._command.parent))))
        inherited = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
        return {**inherited, **_ENVIRONMENT, "PATH": path}


def unsupported(told: str) -> TransportUnavailable:
    """No form of a wish was understood: nothing ran, and an update of the command may help. Key `unsupported`."""
    return TransportUnavailable(
        f"this version of the membrane command cannot do that ({told}); update it with: {INSTALL}@latest",
        key="unsupported",
    )


def refuse_too_long(arguments: Sequence[str]) -> None:
    """Before anything runs: what no process could be given."""
    sizes = [len(argument.encode()) for argument in arguments]
    if (sum(sizes) if sys.platform == "win32" else max(sizes)) > LONGEST_ARGUMENT:
        raise _too_large()


def _too_large() -> Rejected:
    return Rejected(
        "This is too large for the membrane command, so nothing was sent. Sign in through the browser to send it: "
        "stint connect --api.",
        layer="stint", status=0, key="too_large",
    )  # fmt: skip


def _not_started(exc: OSError) -> Rejected | TransportUnavailable:
    if exc.errno == errno.E2BIG:
        return _too_large()
    return TransportUnavailable(f"the membrane command cannot be started: {exc.strerror or exc}")
