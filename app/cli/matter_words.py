"""What waits for a person, in words: both versions of a conflict, refusals, lost answers, the question of the guard."""

from __future__ import annotations

from app.cli.present import instant
from app.cli.tables import cell, clock, table
from app.domain.money import decimal_text
from app.domain.refusals import NUMBER_TAKEN, Refuser
from app.services.attention import Matter
from app.services.mass_change import AtRisk, MassChange
from app.services.refused import RESOLVABLE
from app.services.versions import FIELDS, Side, Version
from app.storage.invoices import InvoiceRow
from app.storage.outbox import ASKED, ENTRY, INVOICE, MESSAGE

_NAMES = {"title": "Title", "notes": "Notes", "date": "Date", "seconds": "Time", "project": "Project"}
_REFUSED: dict[Refuser, str] = {
    "clientary": "Refused by Clientary",
    "membrane": "Refused by Membrane",
    "stint": "Not sent",
}
_LISTED = 10
_WIDE = 44


def matter_text(matter: Matter, zone: str, settle_s: float) -> str:
    """One matter with what can be done about it."""
    match matter.state:
        case "conflict":
            return _conflict(matter, zone)
        case "parked":
            return _parked(matter)
        case "checking":
            return _checking(matter, zone, settle_s)


def mismatch_text(row: InvoiceRow) -> str:
    """An invoice that Clientary shows otherwise than it was sent, with the command that says it was seen."""
    invoice, name = row.invoice, row.invoice.number or row.invoice.id
    server, currency = invoice.server_total_minor, invoice.currency
    if server is None or server == invoice.total_minor:
        what = f"Clientary keeps invoice {cell(name)} with {cell(row.differs or 'other values', 200)}"
    else:
        here, there = (decimal_text(minor, currency) for minor in (invoice.total_minor, server))
        what = f"Clientary comes to another total on invoice {cell(name)}: {there} {currency}, here {here} {currency}"
    return f"{what}.\n  stint invoice ack {cell(name)}  accept it as it is there"


def mass_change_text(change: MassChange) -> str:
    """The question of the guard, with what would become of the first records."""
    count = change.vanished + change.overwritten
    lines = [
        f"In Clientary {change.vanished} records are gone and {change.overwritten} changed at once; nothing of that was"
        " applied, and a backup was made."
    ]
    lines += [f"  {_risk(one)}" for one in change.preview[:_LISTED]]
    if count > _LISTED:
        lines.append(f"  and {count - min(_LISTED, len(change.preview))} more")
    lines.append("  stint resolve deletions --ours    keep what is here and send it again")
    lines.append("  stint resolve deletions --theirs  let the changes in")
    return "\n".join(lines)


def _conflict(matter: Matter, zone: str) -> str:
    deleted = next((side for side in matter.sides if side.name == "deleted"), None)
    what, ours, theirs = "Changed on both sides", "keep mine", "take Clientary's"
    if deleted is not None and deleted.ours is True:
        what, ours, theirs = "Deleted here, changed in Clientary", "delete it there too", "take it back"
    elif deleted is not None:
        what, ours, theirs = "Deleted in Clientary, changed here", "create it there again", "let it go here too"
    lines = [f"{what}: {cell(matter.title)} ({matter.record_id})"]
    rows = _rows(matter, zone)
    if rows:
        shown = table(("", "", "Here", "In Clientary"), rows)
        lines += [f"  {line}" for line in shown.splitlines()]
    lines.append(f"  stint resolve {matter.record_id} --ours    {ours}")
    lines.append(f"  stint resolve {matter.record_id} --theirs  {theirs}")
    if matter.kind == ENTRY and not matter.deleted:
        lines.append(f"  stint edit {matter.record_id} ...  write it anew; --ours then sends that to Clientary")
    return "\n".join(lines)


def _rows(matter: Matter, zone: str) -> list[tuple[str, str, str, str]]:
    """Field, a mark where a person decides about it, and both values."""
    both = matter.versions
    if both is None:
        return [(_NAMES.get(s.name, s.name), "*", cell(str(s.ours), _WIDE), cell(str(s.theirs), _WIDE))
                for s in matter.sides]  # fmt: skip
    found = []
    for name in FIELDS:
        ours, theirs = _value(both.ours, name, zone), _value(both.theirs, name, zone)
        differs = name in both.differing
        if differs or {ours, theirs} - {"", "-"}:
            found.append((_NAMES[name], "*" if differs else "", ours, theirs))
    return found


def _value(version: Version | None, name: str, zone: str) -> str:
    if version is None:
        return "-"
    if name != "seconds":
        return cell(str(getattr(version, name)), _WIDE)
    rest = version.seconds % 60
    text = f"{clock(version.seconds)}:{rest:02}" if rest else clock(version.seconds)
    if version.hours is not None:
        return f"{text} ({version.hours.normalize():f} h)"
    if version.started_at is None or version.ended_at is None:
        return text
    times = [(instant(at, version.timezone or zone) or "")[11:16] for at in (version.started_at, version.ended_at)]
    return f"{text} ({'-'.join(times)})"


def _parked(matter: Matter) -> str:
    words = cell(matter.message, 200) or "it gave no reason"
    refused = _REFUSED["clientary" if matter.refusal is None else matter.refusal.by]
    kind = "e-mail" if matter.kind == MESSAGE else matter.kind
    lines = [f"{refused}: {kind} {cell(matter.title)} ({matter.record_id}): {words}"]
    if matter.kind == ENTRY:
        lines.append(f"  stint edit {matter.record_id} ...  change it, and it is sent again")
    if matter.kind == INVOICE:
        lines += _about_invoice(matter)
    if matter.kind in RESOLVABLE:
        lines.append(f"  stint resolve {matter.record_id} --theirs  let it go")
    if matter.kind in ASKED:
        lines.append(f"  stint resolve {matter.record_id} --done  leave it")
    lines.append("  stint sync --retry-parked  send it again as it is")
    return "\n".join(lines)


def _about_invoice(matter: Matter) -> list[str]:
    """What can be done about one that Clientary has, or does not have."""
    if matter.linked:
        return [f"  stint invoice ack {matter.record_id}  leave it as it is in Clientary"]
    lines = [f"  stint invoice void {matter.record_id}  discard it here"]
    if matter.refusal is not None and matter.refusal.why == NUMBER_TAKEN:
        lines.insert(0, f"  stint invoice send {matter.record_id} --number N  send it under another number")
    return lines


def _checking(matter: Matter, zone: str, settle_s: float) -> str:
    lookup = matter.lookup
    since = "" if lookup is None or lookup.sent_at is None else (instant(lookup.sent_at, zone) or "")[:19]
    sent = f"sent {since.replace('T', ' ')}, " if since else ""
    again = "" if lookup is None or lookup.answered else f" If it is not there, it is sent again after {settle_s:g} s."
    return (
        f"Being checked: {matter.kind} {cell(matter.title)} ({matter.record_id}): {sent}the answer was lost, and the"
        f" next sync reads back what became of it.{again} Do not repeat it."
    )


def _risk(one: AtRisk) -> str:
    where = " ".join(
        part for part in (one.date, "" if one.seconds is None else clock(one.seconds), cell(one.project)) if part
    )
    name = f"{one.kind} {cell(one.title)} ({where})" if where else f"{one.kind} {cell(one.title)}"
    if not one.overwritten:
        return f"would vanish: {name}"
    return f"would be overwritten: {name}: {', '.join(_change(side) for side in one.sides)}"


def _change(side: Side) -> str:
    ours, theirs = (
        clock(value) if side.name == "seconds" and isinstance(value, int) else cell(str(value), _WIDE)
        for value in (side.ours, side.theirs)
    )
    return f"{_NAMES.get(side.name, side.name)} {ours} -> {theirs}"
