"""Where a campaign takes place: a sandbox as it was in the beginning, in a chosen dialect, and a data folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.services.hours_marking import HoursMarking
from tests.proof.cycles import Cycles
from tests.proof.player import Player
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import Desks

SHORT: dict[str, dict[str, Any]] = {
    "2 decimals, cut, ids, 204, silent": {
        "hours_decimals": 2, "title_max": 40, "write_reply": "id", "put_reply": "empty", "delete_reply": "204",
        "hours_paging": "silent", "billed_visible": False,
    },
    "wrapped, counted, bare actions": {
        "write_reply": "wrapped", "put_reply": "wrapped", "get_reply": "wrapped", "delete_reply": "object",
        "hours_paging": "envelope", "action_output": "C", "action_case": "camel", "list_invoice_items": False,
    },
    "untouched, text, dashes, no actions": {
        "project_touched_by_hours": False, "decimals_as": "text", "date_form": "dash", "flag_keys": "plain",
        "hidden_actions": ["create-invoice", "list-invoices", "get-hours-entry", "list-projects"],
        "write_reply": "empty_location",
    },
}  # fmt: skip
"""Few, for the short campaigns; together they have most of the others."""

DIALECTS: dict[str, dict[str, Any]] = {
    "as documented": {},
    "2 decimals": {"hours_decimals": 2},
    "titles cut": {"title_max": 40},
    "no billing state": {"billed_visible": False},
    "silent paging": {"hours_paging": "silent"},
    "counted paging": {"hours_paging": "envelope"},
    "only ids": {"write_reply": "id", "put_reply": "empty", "delete_reply": "204"},
    "empty replies": {"write_reply": "empty_location", "put_reply": "empty", "delete_reply": "204"},
    "one a page": {"page_size_max": 1},
    "untouched projects": {"project_touched_by_hours": False},
    **SHORT,
}
"""What changes how things are read back."""

CROWD = 31
"""More hours in a project than a page holds where hours are paged."""


@dataclass
class Stage:
    """`dialect`: the switches as they were in the beginning."""

    server: SandboxProcess
    dialect: Mapping[str, Any]
    root: Path
    _played: int = field(default=0)

    @contextmanager
    def campaign(self, switches: Mapping[str, Any], *, colleague: bool = False) -> Iterator[Cycles]:
        """A new data folder that has synced once, on an account that speaks so; `colleague`: I am not alone in it."""
        self.leave()
        self.server.control("POST", "restore")
        self.server.speak(**switches)
        self._played += 1
        desks = Desks(self.root)
        try:
            desk = desks.open(self.server, f"data{self._played}")
            HoursMarking(desk.context.config).answer(marked=True)
            player = Player(desk, {**self.dialect, **switches})
            if colleague:
                player.colleague = int(self.server.add("staff", name="Kim", email="kim@example.com")["id"])
            if switches.get("hours_paging", "all") != "all":
                self._crowd(player)
            cycles = Cycles(player)
            cycles.settle()
            yield cycles
        finally:
            desks.close()

    def leave(self) -> None:
        self.server.control("DELETE", "faults")
        self.server.speak(**self.dialect)
        self.server.control("DELETE", "log")

    def _crowd(self, player: Player) -> None:
        for number in range(CROWD):
            player.web_log(number, number // 2, 0)
