"""`probe`: what the connected account can do, found out by reading only."""

from __future__ import annotations

from pathlib import Path

from app.cli.arguments import Flags, Given
from app.cli.invoice_flags import timeout_of
from app.cli.outcome import DONE, OFFLINE, Command, Outcome, Session
from app.cli.syncing import cancellable, start_program_log
from app.errors import UserInputError
from app.services.probe import DEFAULT_TIMEOUT_S, ProbeReport, ProbeService, save_json


def _flags(flags: Flags) -> None:
    flags.value("-o", "--output", metavar="FILE", help="write the report there; it holds no data of the account")
    flags.value("--dialect", metavar="FILE", help="write there what `stint sandbox --dialect` reads")
    flags.value("--timeout", metavar="S", help=f"seconds; default {DEFAULT_TIMEOUT_S:.0f}")


def _probe(given: Given, session: Session) -> Outcome:
    timeout_s = timeout_of(given) if given.text("timeout") is not None else DEFAULT_TIMEOUT_S
    for name in ("output", "dialect"):
        _check_folder(given.text(name), name)
    context = session.context
    start_program_log(session)

    def tell(done: int, total: int, step: str) -> None:
        if done < total:
            session.say(f"{done + 1}/{total} {step}")

    with cancellable() as cancel:
        report = ProbeService(context, cancel).run(tell, timeout_s=timeout_s)
    files = {name: _written(given.text(name), document) for name, document in _documents(report)}
    result = {**report.document, "requests": report.requests, "files": files}
    return Outcome(result, lambda: _text(report, files), DONE if report.finished else OFFLINE)


def _documents(report: ProbeReport) -> tuple[tuple[str, dict[str, object]], ...]:
    return ("output", dict(report.document)), ("dialect", dict(report.dialect))


def _check_folder(name: str | None, field: str) -> None:
    """A folder that is not there is said before minutes are spent."""
    if name is not None and not Path(name).absolute().parent.is_dir():
        raise UserInputError(f"There is no folder {Path(name).absolute().parent} to write to.", field=field)


def _written(name: str | None, document: dict[str, object]) -> str | None:
    if name is None:
        return None
    path = Path(name).absolute()
    save_json(path, document)
    return str(path)


def _text(report: ProbeReport, files: dict[str, str | None]) -> str:
    lines = list(report.summary)
    lines.append(f"{report.requests} requests, all of them reads.")
    if files["output"] is not None:
        lines.append(f"The report is in {files['output']}. Read it before you share it.")
    if files["dialect"] is not None:
        lines.append(f"For a sandbox that behaves the same: stint sandbox --dialect {files['dialect']}")
    return "\n".join(lines)


COMMANDS = {"probe": Command(_flags, _probe)}
