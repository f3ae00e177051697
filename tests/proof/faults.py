"""What can go wrong between this computer and Clientary, as rules for the sandbox; and what they may strike."""

from __future__ import annotations

from typing import Any

Rule = dict[str, Any]

PAGE = "<html><body>Bad gateway</body></html>"
LATE_S = 0.15
"""Well within every settle time, which the settle time is there for."""

KINDS: dict[str, Rule] = {
    "refused": {"kind": "status", "status": 422, "layer": "clientary"},
    "cut before it was applied": {"kind": "cut_before"},
    "cut after it was applied": {"kind": "cut_after"},
    "applied after the connection was cut": {"kind": "late", "seconds": LATE_S},
    "500 of Clientary": {"kind": "status", "status": 500, "layer": "clientary"},
    "500 of Clientary, applied": {"kind": "status", "status": 500, "layer": "clientary", "apply": True},
    "502": {"kind": "status", "status": 502, "body": PAGE, "content_type": "text/html"},
    "502, applied": {"kind": "status", "status": 502, "body": PAGE, "content_type": "text/html", "apply": True},
    "429 of Membrane": {"kind": "status", "status": 429},
    "429 of Clientary": {"kind": "status", "status": 429, "layer": "clientary"},
    "401 of Membrane": {"kind": "status", "status": 401},
    "401 of Clientary": {"kind": "status", "status": 401, "layer": "clientary"},
    "garbage, applied": {"kind": "garbage"},
    "garbage": {"kind": "garbage", "apply": False},
    "empty 200, applied": {"kind": "status", "status": 200, "body": "", "apply": True},
    "empty 200": {"kind": "status", "status": 200, "body": ""},
}

HANG: Rule = {"kind": "hang"}
"""No answer for as long as the caller waits: for a cycle that is cancelled."""

WRITES: tuple[tuple[str, str], ...] = (
    ("POST", "/projects/*/hours"),
    ("PUT", "/hours/*"),
    ("DELETE", "/hours/*"),
    ("POST", "/invoices"),
    ("DELETE", "/invoices/*"),
    ("PUT", "/invoices/*"),
)
READS: tuple[tuple[str, str], ...] = (
    ("GET", "/projects"),
    ("GET", "/projects/*/hours"),
    ("GET", "/hours/*"),
    ("GET", "/invoices*"),
    ("GET", "/clients*"),
)
CREATE = WRITES[0]
TARGETS = (CREATE,) * 6 + WRITES + WRITES[1:3] + READS
"""Writes are where something can be doubled, creates of hours most of all."""
SKIPS = (0, 0, 0, 1, 2)
"""How many requests a fault lets pass before it strikes."""
