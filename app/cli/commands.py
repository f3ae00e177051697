"""The table of commands. Only the module of the command that runs is imported."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from app.cli.arguments import GLOBAL_SWITCHES, GLOBAL_VALUES, HelpWanted, UsageError, split_command
from app.cli.outcome import Command

GLOBAL = (*GLOBAL_SWITCHES, *GLOBAL_VALUES, "--version", "--help", "-h")

TABLE: dict[str, tuple[str, str]] = {
    "status": ("overview", "what is running, today, this week, and how sync stands"),
    "start": ("timer", "start the timer"),
    "stop": ("timer", "stop the timer"),
    "switch": ("timer", "stop the timer and start another entry at the same instant"),
    "pause": ("entry_shaping", "end the running entry, to go on with it later"),
    "resume": ("entry_shaping", "go on with what was paused, as a new entry"),
    "continue": ("entry_shaping", "start the timer for the same thing as an old entry"),
    "log": ("timer", "record work that is done, or start the timer"),
    "quick-log": ("quick_log", "bring up the quick log of the window, for a key of the desktop"),
    "entries": ("entries", "list entries, newest first"),
    "edit": ("entries", "change an entry; an empty value clears a field"),
    "delete": ("entries", "delete an entry"),
    "nudge": ("entry_shaping", "let the running entry begin 5 minutes earlier"),
    "split": ("entry_shaping", "make two entries of one"),
    "merge": ("entry_shaping", "make one entry of several"),
    "duplicate": ("entry_shaping", "copy an entry"),
    "move": ("entry_shaping", "move an entry to another day"),
    "history": ("entry_history", "what became of an entry"),
    "mark billed": ("marks", "say that hours were billed elsewhere"),
    "mark written-off": ("marks", "say that hours will not be billed"),
    "mark unbilled": ("marks", "take either back"),
    "deleted": ("deleted", "list what was deleted in the last 90 days"),
    "undelete": ("deleted", "bring a deleted entry back"),
    "absences": ("absences", "list the absences that wait for a decision"),
    "absence": ("absences", "keep, discard, give away or split the time of an absence"),
    "undo": ("history", "take back the last change"),
    "redo": ("history", "do again what was undone"),
    "clients": ("lists", "list clients"),
    "projects": ("lists", "list projects"),
    "tasks": ("lists", "list tasks"),
    "client add": ("record_writing", "add a client"),
    "client edit": ("record_writing", "change a client"),
    "project add": ("record_writing", "add a project of a client"),
    "project edit": ("record_writing", "change a project"),
    "task add": ("record_writing", "add a task"),
    "task edit": ("record_writing", "set the hourly rate of a task"),
    "task done": ("record_writing", "say that a task is done"),
    "sync": ("syncing", "exchange everything with Clientary"),
    "conflicts": ("conflicts", "what you have to decide"),
    "resolve": ("conflicts", "decide a conflict, or say what became of a payment or an e-mail"),
    "invoice preview": ("invoices", "show the invoice that would be made"),
    "invoice list": ("invoices", "list invoices, newest first"),
    "invoice show": ("invoices", "show one invoice"),
    "invoice create": ("invoice_sending", "make an invoice and send it"),
    "invoice send": ("invoice_sending", "send a draft"),
    "invoice edit": ("invoice_editing", "change an invoice; what is not named stays, an empty value clears"),
    "invoice duplicate": ("invoice_editing", "make a draft with the same lines"),
    "invoice credit": ("invoice_editing", "make a credit note over an invoice and send it"),
    "invoice void": ("invoice_sending", "take an invoice back and free its hours"),
    "invoice ack": ("invoices", "say that you saw that the totals differ"),
    "invoice pdf": ("invoice_pdf", "write an invoice as PDF"),
    "invoice pay": ("payments", "say that an amount was received for an invoice"),
    "invoice email": ("invoice_email", "have Clientary e-mail an invoice"),
    "invoice reminder": ("invoice_email", "show a text that asks for payment"),
    "payments": ("payments", "list payments, newest first"),
    "expense add": ("expenses", "add an expense"),
    "expenses": ("expenses", "list expenses, newest first"),
    "contacts": ("papers", "list the people at clients"),
    "estimates": ("papers", "list estimates, newest first"),
    "recurring": ("papers", "list recurring invoices, the next one first"),
    "report": ("report", "add up hours and what they are worth"),
    "synclog": ("sync_log", "what happened to each operation"),
    "sandbox": ("sandbox", "serve a local stand-in for Membrane and Clientary"),
    "connect": ("account", "choose how Membrane is reached, and which connection"),
    "connections": ("account", "list the connections of the Membrane account"),
    "backup": ("backups", "write a backup to a file, or list the automatic ones"),
    "restore": ("backups", "go back to a backup; --dry-run shows what would change"),
    "doctor": ("doctor", "what is in force and where it comes from"),
    "probe": ("probe", "learn by reading only what the connected account can do"),
    "request": ("developer", "send one request to Clientary through Membrane"),
    "actions": ("developer", "list the actions that Membrane offers for Clientary"),
    "action run": ("developer", "run one of them"),
    "settings get": ("preferences", "show one setting or all"),
    "settings set": ("preferences", "change a setting"),
}


def find(name: str, rest: Sequence[str]) -> tuple[str, list[str], Command, str]:
    """The command's full name, its arguments, how it is declared, and its summary; raises `UsageError`."""
    remaining = list(rest)
    if name not in TABLE:
        name, remaining = _member(name, remaining)
    module, summary = TABLE[name]
    declared: dict[str, Command] = importlib.import_module(f"app.cli.{module}").COMMANDS
    return name, remaining, declared[name], summary


def _member(group: str, arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The full name of a command such as `invoice create`, and its arguments."""
    members = [full.partition(" ")[2] for full in TABLE if full.startswith(f"{group} ")]
    if not members:
        raise UsageError(f'unknown command "{group}"', overview())
    member, remaining = split_command(arguments)
    if member in members:
        return f"{group} {member}", remaining
    if member is None and ("-h" in arguments or "--help" in arguments):
        raise HelpWanted(overview(group))
    raise UsageError(f"{group} needs one of: {', '.join(members)}", overview(group))


def overview(group: str = "") -> str:
    """Usage of the whole program, or of one group of commands."""
    shown = {name: summary for name, (_, summary) in TABLE.items() if name.startswith(group)}
    width = max(len(name) for name in shown)
    lines = [f"  {name.ljust(width)}  {summary}" for name, summary in shown.items()]
    head = "usage: stint [--data-dir DIR] [--sandbox] [--json] [--quiet] COMMAND ...\n\ncommands:\n"
    return head + "\n".join(lines) + "\n\n`stint COMMAND --help` shows a command's flags.\n"
