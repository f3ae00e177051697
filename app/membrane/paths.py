"""Where a connection's Clientary begins: nobody knows whether the connector's base address ends in `/api/v2`, or
whether it asks for JSON (Membrane reference 4.5), so it is found out by reading and remembered."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import BadReply, Rejected
from app.membrane.calls import Calls
from app.membrane.envelope import page_of
from app.membrane.facts import Facts

FACT = "path_prefix"
_CANDIDATES = (("", ""), ("/api/v2", ""), ("", ".json"), ("/api/v2", ".json"))
_WRONG_PATH = frozenset({404, 405, 406, 410})


class Paths:
    """Turns Clientary's documented paths into the ones that this connection needs."""

    def __init__(self, calls: Calls, facts: Facts) -> None:
        self._calls, self._facts = calls, facts

    def of(self, path: str) -> str:
        """The path to request; the first use may cost a few reads."""
        prefix, suffix = self._known() or self._probe()
        return f"{prefix}{path}{suffix}"

    def changed(self) -> bool:
        """Look again, after a path that used to work answered "no such page". True if it is another one now."""
        before = self._known()
        self._facts.forget(FACT)
        return self._probe() != before

    def _known(self) -> tuple[str, str] | None:
        fact = self._facts.get(FACT)
        if not isinstance(fact, Mapping):
            return None
        return str(fact.get("prefix", "")), str(fact.get("suffix", ""))

    def _probe(self) -> tuple[str, str]:
        for prefix, suffix in _CANDIDATES:
            path = f"{prefix}/clients{suffix}"
            evidence = self._evidence(path)
            if evidence:
                self._facts.put(FACT, {"prefix": prefix, "suffix": suffix}, evidence)
                return prefix, suffix
        raise BadReply("Clientary answers on none of the known paths; perhaps the account's address is wrong")

    def _evidence(self, path: str) -> str:
        """Why this is the right path, "" if it is not. Only reads are used to find out."""
        try:
            reply = self._calls.get(path, {"page_size": "1"})
            page_of(reply.body, "clients")
        except BadReply as error:
            if error.facts.get("status", 0) in range(500, 600):
                raise
            return ""
        except Rejected as error:
            status = error.facts.get("status")
            if status in _WRONG_PATH or error.facts.get("html"):
                return ""
            if status == 403:
                return f"GET {path} is forbidden, so it is there"
            raise
        return f"GET {path} answered with clients"
