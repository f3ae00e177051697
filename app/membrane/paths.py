"""Where a connection's Clientary begins: nobody knows whether the connector's base address ends in `/api/v2`, or
whether it asks for JSON (Membrane reference 4.5), so it is found out by reading and remembered."""

from __future__ import annotations

import time
from collections.abc import Mapping

from app.errors import BadReply, Offline, Rejected
from app.membrane.calls import NO_PROXY, Calls
from app.membrane.envelope import page_of
from app.membrane.facts import Facts

FACT = "path_prefix"
REFUSED = "proxy_refused"
_REFUSED_S = 3600
"""A proxy that is closed to us is not tried more often than that."""

_CANDIDATES = (("", ""), ("/api/v2", ""), ("", ".json"), ("/api/v2", ".json"))
FORBIDDEN = 403
_WRONG_PATH = frozenset({404, 405, 406, 410})


class Paths:
    """Turns Clientary's documented paths into the ones that this connection needs."""

    def __init__(self, calls: Calls, facts: Facts) -> None:
        self._calls, self._facts = calls, facts
        self.confirmed = False
        """Whether a request by the known paths succeeded since this was made."""

    def of(self, path: str) -> str:
        """The path to request; the first use may cost a few reads. `Rejected` while the proxy is known to be closed."""
        self._stay_out_if_closed()
        prefix, suffix = self._known() or self._probe()
        return f"{prefix}{path}{suffix}"

    def changed(self) -> bool:
        """Look again, after a path that used to work answered "no such page". True if it is another one now."""
        before = self._known()
        self._facts.forget(FACT)
        return self._probe() != before

    def confirm(self) -> None:
        """Make sure that the known paths are still right, by one read where nothing has shown it yet. A 404 says
        nothing, and a write must not be tried, by paths that Clientary does not have. What is merely unwell now says
        nothing about paths."""
        self._stay_out_if_closed()
        known = self._known()
        if known is None:
            self._probe()
        elif not self.confirmed:
            self._confirm(f"{known[0]}/clients{known[1]}")

    def _confirm(self, path: str) -> None:
        try:
            self._calls.get(path, {"page_size": "1"})
        except BadReply:
            return
        except Offline as error:
            if not error.facts.get("sent"):
                raise
            return
        except Rejected as error:
            if error.facts.get("layer") != "clientary":
                if self._calls.acted:
                    self.closed(error.detail)
                raise
            if error.facts.get("status") in _WRONG_PATH or error.facts.get("html"):
                self.changed()
        self.confirmed = True

    def closed(self, words: str) -> None:
        """Remember that the proxy refuses while actions of the same connection work."""
        self._facts.put(REFUSED, {"at": int(time.time())}, f"actions work, the proxy answers: {words}")

    def _stay_out_if_closed(self) -> None:
        fact = self._facts.get(REFUSED)
        at = fact.get("at") if isinstance(fact, Mapping) else None
        if isinstance(at, int):
            if 0 <= time.time() - at < _REFUSED_S:
                raise Rejected("this connection takes no requests besides its actions", layer="membrane", status=403,
                               key=NO_PROXY)  # fmt: skip
            self._facts.forget(REFUSED)

    def _known(self) -> tuple[str, str] | None:
        fact = self._facts.get(FACT)
        if not isinstance(fact, Mapping):
            return None
        return str(fact.get("prefix", "")), str(fact.get("suffix", ""))

    def _probe(self) -> tuple[str, str]:
        forbidden: list[tuple[str, str]] = []
        for prefix, suffix in _CANDIDATES:
            path = f"{prefix}/clients{suffix}"
            try:
                evidence = self._evidence(path)
            except Rejected as error:
                if (error.facts.get("status"), error.facts.get("layer")) != (FORBIDDEN, "clientary"):
                    raise
                forbidden.append((prefix, suffix))  # there, but not for us; or a guard before paths that are not there
                continue
            if evidence:
                return self._learned(prefix, suffix, evidence)
        if forbidden:
            prefix, suffix = forbidden[0]
            return self._learned(prefix, suffix, f"GET {prefix}/clients{suffix} is forbidden, so it may be there")
        raise BadReply(
            "Clientary answers on none of the known paths; perhaps the account's address is wrong", key=NO_PROXY
        )

    def _learned(self, prefix: str, suffix: str, evidence: str) -> tuple[str, str]:
        self._facts.put(FACT, {"prefix": prefix, "suffix": suffix}, evidence)
        self.confirmed = True
        return prefix, suffix

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
            raise
        return f"GET {path} answered with clients"
