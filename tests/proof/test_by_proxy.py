"""Where a workspace has no action for it, invoices go through the proxy, and every lost answer is settled there too."""

from __future__ import annotations

from tests.proof.stage import Stage
from tests.sync.test_unknown import FAULTS

NO_ACTIONS = {"hidden_actions": ["create-invoice", "list-invoices", "get-invoice"]}


def test_each_way_of_losing_the_answer_to_an_invoice(stage: Stage) -> None:
    with stage.campaign(NO_ACTIONS) as cycles:
        for number in range(len(FAULTS)):
            cycles.player.bill(100 + number)
        ids = [stage.server.fault(**rule, method="POST", path="/invoices") for rule in FAULTS.values()]
        cycles.settle()
        assert [stage.server.struck(one) for one in ids] == [1] * len(FAULTS)
        assert not any(one["action"] == "create-invoice" for one in stage.server.log())
        assert cycles.reckoned().wrong == []
        for number in range(len(FAULTS)):
            cycles.player.void(number)
        ids = [stage.server.fault(**rule, method="DELETE", path="/invoices/*") for rule in FAULTS.values()]
        cycles.settle()
        assert [stage.server.struck(one) for one in ids] == [1] * len(FAULTS)
        assert cycles.reckoned().wrong == []
        cycles.player.desk.quiet()
