"""`backup` and `restore`: a copy of everything, and going back to one. Neither asks anything."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.cli.arguments import Flags, Given, UsageError
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json, instant
from app.cli.tables import cell, table
from app.clock import SystemClock
from app.domain.spans import local_zone_name
from app.errors import DatabaseDamaged
from app.services.backups import BackupInfo, BackupService, list_backups
from app.services.restore import Difference, Restored, RestorePreview, RestoreService

_MEBI = 1024 * 1024


def _backup_flags(flags: Flags) -> None:
    flags.positional("file", metavar="FILE", count="?", help="where to; a folder gets a file with the date")
    flags.switch("--list", help="list the backups that were made by themselves")


def _backup(given: Given, session: Session) -> Outcome:
    if given.on("list"):
        return _list(list_backups(session.folder.backups))
    file = given.text("file")
    if not file:
        raise UsageError("FILE is missing, or --list", "usage: stint backup FILE\n       stint backup --list")
    context = session.context
    made = BackupService(context.db, context.clock, context.config.folder.backups).write(Path(file))
    return Outcome(_info(made), lambda: f"Backup written to {made.path} ({_size(made.size)}).")


def _list(backups: list[BackupInfo]) -> Outcome:
    rows = [
        (_when(info.made_at), info.reason, _size(info.size), str(info.path)) for info in backups
    ]  # newest first, as the restore of the last one is the usual wish
    return Outcome(
        {"backups": [_info(info) for info in backups]},
        lambda: table(("When", "Why", "Size", "File"), rows) if rows else "There are no backups yet.",
    )


def _info(info: BackupInfo) -> Json:
    return {
        "file": str(info.path),
        "made_at": instant(info.made_at, local_zone_name()),
        "reason": info.reason,
        "bytes": info.size,
    }


def _restore_flags(flags: Flags) -> None:
    flags.positional("file", metavar="FILE", help="a backup, the name of an automatic one, or `latest`")
    flags.switch("--dry-run", help="only show what would change")


def _restore(given: Given, session: Session) -> Outcome:
    with suppress(DatabaseDamaged):  # a file of an older format is brought up to date first; a damaged one is replaced
        session.context.close()
    service = RestoreService(session.folder, SystemClock())
    path = service.find(given.required("file"))
    if given.on("dry_run"):
        preview = service.preview(path)
        return Outcome(_object(preview, restored=False), lambda: _text(preview, done=False))
    done = service.restore(path)
    result = _object(done.preview, restored=True) | {"kept": None if done.kept is None else str(done.kept)}
    return Outcome(result, lambda: _done_text(done))


def _object(preview: RestorePreview, *, restored: bool) -> Json:
    return {
        "restored": restored,
        "file": str(preview.path),
        "made_at": instant(preview.made_at, local_zone_name()),
        "readable": preview.readable,
        "entries": {
            "now": preview.entries_now,
            "then": preview.entries_then,
            "gone": _difference(preview.gone),
            "back": _difference(preview.back),
            "changed": _difference(preview.changed),
        },
        "invoices": {"gone": _difference(preview.invoices_gone), "back": _difference(preview.invoices_back)},
        "unsent": preview.unsent,
        "running": preview.running,
    }


def _difference(found: Difference) -> Json:
    samples = [{"title": one.title, "date": one.date, "seconds": one.seconds} for one in found.samples]
    return {"count": found.count, "samples": samples}


def _done_text(done: Restored) -> str:
    lines = [f"Restored {done.preview.path.name}. The next sync compares everything with Clientary before it sends."]
    if done.kept is not None:
        lines.append(f"What was here before is kept as {done.kept}.")
    return "\n".join([_text(done.preview, done=True), *lines])


def _text(preview: RestorePreview, *, done: bool) -> str:
    """What changes, a line for each kind of change with the newest few named."""
    lines = [f"Backup of {_when(preview.made_at)} with {_counted(preview.entries_then, 'entry', 'entries')}."]
    if not preview.readable:
        return "\n".join([*lines, "The present data cannot be read, so there is nothing to compare it with."])
    verb = "" if done else "would be "
    entries, invoices = ("entry", "entries"), ("invoice", "invoices")
    kinds = (
        (entries, f"{verb}removed (not in the backup)", preview.gone),
        (entries, f"{verb}brought back", preview.back),
        (entries, f"{verb}set back as in the backup", preview.changed),
        (invoices, f"{verb}removed (not in the backup)", preview.invoices_gone),
        (invoices, f"{verb}brought back", preview.invoices_back),
    )
    for words, what, found in kinds:
        if found.count:
            lines.append(f"{_counted(found.count, *words)} {what}:")
            lines += [f"  {one.date} {cell(one.title) or '(no number)'}" for one in found.samples]
            lines += [f"  and {found.count - len(found.samples)} more"] if found.count > len(found.samples) else []
    if preview.unsent:
        changes = _counted(preview.unsent, "change", "changes")
        verb = ("is" if preview.unsent == 1 else "are") if done else "would be"
        lines.append(f"{changes} that Clientary has not got {verb} forgotten.")
    if preview.running is not None:
        lines.append(f"The timer {cell(preview.running)} {'ended' if done else 'would end'} without an entry.")
    return "\n".join(lines) if len(lines) > 1 else f"{lines[0]}\nNothing differs from what is here now."


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _when(made_at: int) -> str:
    return (instant(made_at, local_zone_name()) or "")[:16].replace("T", " ")


def _size(count: int) -> str:
    return f"{count / _MEBI:.1f} MB" if count >= _MEBI else f"{max(1, round(count / 1024))} kB"


COMMANDS = {"backup": Command(_backup_flags, _backup), "restore": Command(_restore_flags, _restore)}
