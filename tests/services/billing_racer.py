"""A process that bills whenever it is told to, for races: `DATABASE` as argument, one request for each line of input.

A line is `CLIENT [NUMBER]`; the answer is one JSON line: `{"number"}` or `{"refused"}`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app.clock import SystemClock
from app.domain.ids import ClientId
from app.errors import Refused
from app.services.invoice_request import InvoiceRequest
from app.services.invoices import InvoiceService
from app.settings import Settings
from app.storage.database import Database


def main() -> None:
    db = Database(Path(sys.argv[1]))
    service = InvoiceService(db, SystemClock(), "UTC", Settings())
    try:
        say({"ready": True})
        for line in sys.stdin:
            client, *number = line.split()
            request = InvoiceRequest(ClientId(client), number=number[0] if number else None)
            try:
                say({"number": service.create(request, draft=False).invoice.number})
            except Refused as error:
                say({"refused": error.detail})
    finally:
        db.close()


def say(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
