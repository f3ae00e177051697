"""SQL for the marks on hours: which line naming an invoice an entry's record in Clientary is to carry, and carries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.domain.hours_marks import mark_of
from app.storage.changes import Changes
from app.storage.database import Database
from app.storage.outbox import DROP, ENTRY, PARKED, SAVE, WAITING, Outbox

_TARGET = "case when refused = '' then wanted when wanted is null then carried end"
_UNDONE = f"(ours = 1 or (carried is null and flag is not 1)) and carried is not ({_TARGET})"
"""There is something to send: as `HoursMark.target`. A mark that somebody else made is never replaced, and none is put
on what Clientary itself shows as billed.
"""


class HoursMark(NamedTuple):
    """`wanted`: by the invoice that bills the entry here. `carried`: by the record, as far as is known; `ours`: put
    there from here. `flag`: Clientary's own billed flag beside it. `refused`: why it was given up, often in the
    server's words.
    """

    wanted: str | None = None
    carried: str | None = None
    ours: bool = False
    flag: bool | None = None
    refused: str = ""

    @property
    def target(self) -> str | None:
        """What the record is to carry after the next save: nothing of one that was given up, and what could not be
        taken off. None is put on where Clientary itself says that the hours are billed.
        """
        if self.carried is None and self.flag:
            return None
        if (self.carried is not None and not self.ours) or (self.refused and self.wanted is None):
            return self.carried
        return None if self.refused else self.wanted

    @property
    def foreign(self) -> str | None:
        """The mark of an invoice that is not one of this data folder."""
        return None if self.ours else self.carried


class HoursMarkRepository:
    """Reads and writes of marks; writes belong inside `db.write()`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def get(self, entry_id: str) -> HoursMark:
        """The entry's mark; an empty one where nothing is wanted and nothing was seen."""
        row = self.db.one("select wanted, carried, ours, flag, refused from hours_mark where entry_id = ?", entry_id)
        if row is None:
            return HoursMark()
        flag = None if row["flag"] is None else bool(row["flag"])
        return HoursMark(row["wanted"], row["carried"], bool(row["ours"]), flag, row["refused"])

    def want(self, invoice_id: str, number: str | None, now: int) -> None:
        """The hours that this invoice bills are to carry its number; each is queued once."""
        mark = mark_of(number)
        if mark is None:
            return
        rows = self.db.read("select entry_id from billing_ledger where invoice_id = ? and state = 'billed'", invoice_id)
        for row in rows:
            self.db.run(
                "insert into hours_mark (entry_id, wanted, flag) select id, ?, billed_there from entry where id = ?"
                " on conflict (entry_id) do update set wanted = excluded.wanted, refused = ''",
                mark, row["entry_id"],
            )  # fmt: skip
            self.queue(row["entry_id"], now)

    def free(self, entry_ids: Iterable[str], now: int) -> None:
        """No invoice of this data folder bills these entries any more: what they carry of ours comes off."""
        for entry_id in entry_ids:
            self.db.run("update hours_mark set wanted = null, refused = '' where entry_id = ?", entry_id)
            self.db.run(
                "update entry set billed_there = (select flag from hours_mark where entry_id = entry.id)"
                " where id = ? and exists (select 1 from hours_mark where entry_id = entry.id and ours = 1)",
                entry_id,
            )
            self._tidy(entry_id)
            self.queue(entry_id, now)

    def queue(self, entry_id: str, now: int) -> None:
        """Let the entry's next save carry it. What is waiting does so anyway; what was refused waits for a person."""
        outbox = Outbox(self.db)
        pending = {one.state for one in outbox.of_record(ENTRY, entry_id) if one.action != DROP}
        there = self.db.one(
            "select 1 from remote_link r join entry e on e.id = r.local_id"
            " where r.kind = 'entry' and r.local_id = ? and r.state = 'linked' and e.deleted_at is null",
            entry_id,
        )
        if there is not None and not pending & {WAITING, PARKED} and self.is_due(entry_id):
            outbox.queue(ENTRY, entry_id, SAVE, now)

    def is_due(self, entry_id: str) -> bool:
        """Whether a save has a mark to put on or to take off."""
        return self.db.one(f"select 1 from hours_mark where entry_id = ? and {_UNDONE}", entry_id) is not None

    def due(self) -> frozenset[str]:
        """Every entry whose mark is still to be put on or taken off."""
        return frozenset(row["entry_id"] for row in self.db.read(f"select entry_id from hours_mark where {_UNDONE}"))

    def sending(self, entry_id: str, mark: str | None) -> None:
        """A request that carries this mark is about to leave: from now on the record may have it, and it is ours. One
        of ours that it is to replace is remembered: it stays there where the request does nothing.
        """
        if mark is not None:
            self.db.run(
                "update hours_mark set carried = case when ours = 1 and carried is not null then carried else ? end,"
                " ours = 1 where entry_id = ? and wanted = ?",
                mark, entry_id, mark,
            )  # fmt: skip

    def put_on(self, entry_id: str, mark: str) -> None:
        """A save put it on, which may be wanted no more by now: it is ours to take off."""
        self.db.run(
            "insert into hours_mark (entry_id, carried, ours) values (?, ?, 1)"
            " on conflict (entry_id) do update set carried = excluded.carried, ours = 1",
            entry_id,
            mark,
        )

    def seen(self, entry_id: str, mark: str | None, flag: bool | None) -> bool:
        """What the record shows: keep it, and whether the entry counts as billed there; returns whether that was news.

        `flag` is Clientary's own, None where it does not say; then what it said before still holds.
        """
        known = self.get(entry_id)
        if mark is None and known == HoursMark():
            return flag is not None and self._set_billed(entry_id, flag)
        flag = known.flag if flag is None else flag
        wanted = mark if mark is not None and self._is_live(entry_id, mark) else known.wanted
        ours = mark is not None and (
            mark == wanted or (known.ours and (mark == known.carried or self._was_sent(entry_id, mark)))
        )
        self.db.run(
            "insert into hours_mark (entry_id, wanted, carried, ours, flag) values (?, ?, ?, ?, ?)"
            " on conflict (entry_id) do update set wanted = excluded.wanted, carried = excluded.carried,"
            " ours = excluded.ours, flag = excluded.flag",
            entry_id, wanted, mark, int(ours), None if flag is None else int(flag),
        )  # fmt: skip
        self._tidy(entry_id)
        comes_off = ours and wanted is None
        return self._set_billed(entry_id, flag if mark is None or comes_off else True)

    def asked_about(self, invoice_id: str) -> list[str]:
        """Strangers' invoices that bill hours of this one too, as Clientary says, while a person is asked about it."""
        rows = self.db.read(
            "select distinct m.carried from hours_mark m join billing_ledger b on b.entry_id = m.entry_id"
            " join outbox o on o.kind = 'entry' and o.record_id = m.entry_id and o.state = 'parked'"
            " where b.invoice_id = ? and b.state <> 'freed' and m.ours = 0 and m.carried is not null order by 1",
            invoice_id,
        )
        return [row["carried"] for row in rows]

    def is_strangers(self, entry_id: str, mark: str | None) -> bool:
        """Whether a record that the entry left behind names an invoice of which nothing is known here."""
        known = self.get(entry_id)
        return mark not in (None, known.carried, known.wanted) and not self._was_sent(entry_id, mark or "")

    def give_up(self, entry_id: str, words: str, left: str | None) -> None:
        """The server refused it or keeps it otherwise; `left` is what the record has of it, to be taken off again."""
        self.db.run(
            "update hours_mark set refused = ?, carried = ?, ours = 1 where entry_id = ?", words, left, entry_id
        )

    def leave(self, entry_id: str, words: str) -> None:
        """The server refuses to take it off."""
        self.db.run("update hours_mark set wanted = null, refused = ? where entry_id = ?", words, entry_id)

    def missed(self, entry_id: str, left: str | None) -> None:
        """The request that carried it lost it on the way; it is still wanted."""
        self.db.run("update hours_mark set carried = ?, ours = 1 where entry_id = ?", left, entry_id)

    def refused(self) -> int:
        """How many hours could not be marked."""
        row = self.db.one("select count(*) from hours_mark where refused <> ''")
        return 0 if row is None else int(row[0])

    def try_again(self, now: int) -> None:
        """A person wants what was refused to be sent again."""
        self.db.run("update hours_mark set refused = '' where refused <> ''")
        for entry_id in self.due():
            self.queue(entry_id, now)

    def _set_billed(self, entry_id: str, billed: bool | None) -> bool:
        cursor = self.db.run(
            "update entry set billed_there = ?1 where id = ?2 and billed_there is not ?1",
            None if billed is None else int(billed),
            entry_id,
        )
        if cursor.rowcount:
            self.db.touch(Changes(entries=frozenset((entry_id,))))
        return cursor.rowcount > 0

    def _is_live(self, entry_id: str, mark: str) -> bool:
        """Whether it names the invoice that bills the entry here, whoever wrote it."""
        row = self.db.one(
            "select i.number from billing_ledger b join invoice i on i.id = b.invoice_id"
            " where b.entry_id = ? and b.state = 'billed'",
            entry_id,
        )
        return row is not None and mark_of(row["number"]) == mark

    def _was_sent(self, entry_id: str, mark: str) -> bool:
        """Whether it names an invoice that left from here and had the entry, then or now."""
        rows = self.db.read(
            "select i.number from billing_ledger b join invoice i on i.id = b.invoice_id"
            " where b.entry_id = ? and i.doubted <> '[]'",
            entry_id,
        )
        return any(mark_of(row["number"]) == mark for row in rows)

    def _tidy(self, entry_id: str) -> None:
        """Forget what says nothing any more."""
        self.db.run("delete from hours_mark where entry_id = ? and wanted is null and carried is null", entry_id)
