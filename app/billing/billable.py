"""What billing works on: an entry together with everything that decides its price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.clients import Client, Project, ProjectKind, Task
from app.domain.entries import Entry
from app.errors import Refused


@dataclass(frozen=True, slots=True)
class Billable:
    """An unbilled entry beside its project, client and task.

    `linked` says that the entry exists in Clientary: only then does `entry.billed_there is None` mean that Clientary
    hides from us whether it was billed.
    """

    entry: Entry
    project: Project | None = None
    client: Client | None = None
    task: Task | None = None
    linked: bool = False

    @property
    def project_name(self) -> str:
        return self.project.name if self.project is not None else "No project"

    @property
    def kind_unknown(self) -> bool:
        """The project does not say whether its rate is per hour (Clientary reference 5.3)."""
        return self.project is not None and self.project.kind not in (ProjectKind.HOURLY, ProjectKind.FIXED)


def currency_of(item: Billable, default: str) -> str:
    """The project's currency, else the client's, else the workspace's."""
    of_project = item.project.currency if item.project is not None else None
    of_client = item.client.currency if item.client is not None else None
    return (of_project or of_client or default).upper()


def offered(items: Iterable[Billable]) -> list[Billable]:
    """What may be put on an invoice: finished, billable, and not known to be billed in Clientary."""
    return [i for i in items if i.entry.billable and not i.entry.running and i.entry.billed_there is not True]


def invoice_currency(items: Iterable[Billable], client: Client, default: str) -> str:
    """The currency of an invoice over these hours: theirs if they agree, else the client's, else the workspace's.

    Raises `Refused` when neither of those is among the hours' own. Without hours it is the client's or the default.
    """
    wished = [code.upper() for code in (client.currency, default) if code]
    found = {currency_of(item, default) for item in offered(items)} or set(wished[:1])
    if len(found) == 1:
        return found.pop()
    chosen = next((code for code in wished if code in found), None)
    if chosen is None:
        codes = " and ".join(sorted(found))
        raise Refused(f"These hours are in {codes}; choose one of them, or projects of one currency.")
    return chosen
