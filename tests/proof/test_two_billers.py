"""One account, two computers that bill in turn, with faults at invoices and marks: every hour is billed once."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from app.billing.grouping import Group
from app.cancel import CancelToken
from app.errors import Refused
from app.services.billing_refresh import refresh_before_billing
from app.services.catalog import Catalog
from app.services.hours_marking import HoursMarking
from app.services.invoice_request import InvoiceRequest
from tests.proof.faults import KINDS
from tests.proof.stage import Stage
from tests.sync.desk import BACKEND, CLIENT, DAY, WEBSHOP, Desk, Desks

TURNS = 4
TARGETS = (("POST", "/invoices"), ("PUT", "/hours/*"), ("GET", "/invoices*"), ("POST", "/projects/*/hours"))
SETTLED_WITHIN = 6
DIM = {"billed_visible": False, "project_touched_by_hours": False}
"""Clientary shows neither what is billed nor that hours of a project changed."""


def _settle(desk: Desk) -> None:
    for _ in range(SETTLED_WITHIN):
        result = desk.sync(full=True, retry_parked=True)
        if (result.state, result.waiting, result.checking, result.parked) == ("idle", 0, 0, 0):
            return
    raise AssertionError((result, desk.operations()))


def _bill(desk: Desk) -> bool:
    """Everything that is free, one line for each entry; False where nothing is."""
    client = Catalog(desk.context.db).client_named(CLIENT)
    request = InvoiceRequest(client, date=DAY, group=Group.ENTRY)
    try:
        refresh_before_billing(desk.context, CancelToken(), request, 20)
        desk.invoices.create(request, draft=False)
    except Refused:
        return False
    return True


def test_every_hour_is_on_one_invoice(stage: Stage, tmp_path: Path) -> None:
    dice, titles, billed, struck = random.Random(5), list[str](), 0, 0
    with stage.campaign(DIM) as cycles:
        others = Desks(tmp_path / "second")
        desks = (cycles.player.desk, others.open(stage.server))
        HoursMarking(desks[1].context.config).answer(marked=True)
        desks[1].synced()
        for turn in range(TURNS):
            for desk in desks:
                titles.append(f"work {len(titles)}")
                desk.log(titles[-1], 3600, dice.choice((WEBSHOP, BACKEND)))
                _settle(desk)
            method, path = dice.choice(TARGETS)
            fault = stage.server.fault(**dice.choice(list(KINDS.values())), method=method, path=path)
            billed += _bill(desks[turn % 2])
            desks[turn % 2].sync()
            struck += stage.server.struck(fault)
            stage.server.control("DELETE", "faults")
            _settle(desks[turn % 2])
            billed += _bill(desks[1 - turn % 2])
            _settle(desks[1 - turn % 2])
        lines = Counter(i["title"] for record in stage.server.records("invoices") for i in record["items"])
        others.close()
    assert (billed >= TURNS, struck > 0) == (True, True), (billed, struck)
    assert (sorted(lines), set(lines.values())) == (sorted(f"{DAY} {one}" for one in titles), {1})
