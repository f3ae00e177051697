"""What the gateway learns about a connection, and unlearns when it stops being true."""

from __future__ import annotations

import pytest

from tests.membrane.gateway import Open
from tests.sandbox.process import SandboxProcess


@pytest.mark.parametrize("singular", ["both", "only", "never"])
def test_the_printed_path_of_an_invoice_update(sandbox: SandboxProcess, opened: Open, singular: str) -> None:
    sandbox.speak(singular_paths=singular)
    one = opened(sandbox)
    number = one.gateway().invoices().records[0]
    for note in ("a", "b"):
        assert one.gateway().update_invoice(number.id, {"note": note}).id == number.id
    puts = [entry["status"] for entry in sandbox.log() if entry["method"] == "PUT"]
    assert [status for status in puts if status < 300] == [200, 200]
    assert len(puts) <= 3
