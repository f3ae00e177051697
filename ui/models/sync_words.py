"""Where a record stands with Clientary, as a symbol, a word and a sentence; never a colour alone."""

from typing import NamedTuple

from app.domain.entries import EntrySync
from app.storage.entries import EntryRow
from ui.i18n import tr
from ui.icons import IconRole
from ui.plain import one_line


class SyncMark(NamedTuple):
    """`icon` in a colour role, the short word for it, and what it means where the word does not say it all."""

    icon: str
    tone: IconRole
    text: str
    story: str = ""


def mark_of(row: EntryRow) -> SyncMark:
    """The mark of an entry in a list."""
    if row.entry.running and row.sync is not EntrySync.CONFLICT:
        return SyncMark("dot", "run", tr("sync_mark", "running"), tr("sync_mark", "Running. It is sent once it ends."))
    match row.sync:
        case EntrySync.LOCAL:
            return _local(row)
        case EntrySync.WAITING:
            story = tr("sync_mark", "Waits to be sent to Clientary; the next sync sends it.")
            return SyncMark("arrow-up", "muted", tr("sync_mark", "waiting to be sent"), story)
        case EntrySync.IN_FLIGHT:
            return SyncMark("sync", "accent", tr("sync_mark", "being sent"), tr("sync_mark", "Is being sent now."))
        case EntrySync.CHECKING:
            story = tr(
                "sync_mark",
                "Clientary did not answer. Whether it has the entry is being checked; it is never sent twice.",
            )
            return SyncMark("eye", "warn", tr("sync_mark", "being checked"), story)
        case EntrySync.SYNCED:
            story = tr("sync_mark", "Clientary has it as record {id}.", id=row.remote_id or "")
            return SyncMark("check", "faint", tr("sync_mark", "in Clientary"), story)
        case EntrySync.CONFLICT:
            story = tr("sync_mark", "Changed here and in Clientary. Choose which version counts.")
            return SyncMark("conflict", "warn", tr("sync_mark", "in conflict"), story)
        case EntrySync.PARKED:
            return SyncMark("error", "danger", tr("sync_mark", "refused"), _refusal(row))


def _refusal(row: EntryRow) -> str:
    from ui.messages import full_stop  # not at start-up, where hardly anything is refused

    words = full_stop(one_line(row.message or ""))
    if not words:
        return tr("sync_mark", "It was refused and is only here. Change it and it is sent again.")
    return tr("sync_mark", "It was refused: {words} Change it and it is sent again.", words=words)


def _local(row: EntryRow) -> SyncMark:
    story = tr("sync_mark", "Only on this computer.")
    if row.entry.project_id is None:
        story = tr("sync_mark", "Only on this computer: an entry without a project is not sent.")
    return SyncMark("minus", "faint", tr("sync_mark", "only here"), story)
