"""The sandbox's state in one place: store, dialect, connections, sign-in, faults and log."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from app.sandbox.clientary.service import ClientaryRequest, handle
from app.sandbox.clientary.session import Session
from app.sandbox.connections import Connection, Connections
from app.sandbox.dialect import Dialect
from app.sandbox.faults import Faults
from app.sandbox.log import RequestLog
from app.sandbox.sign_ins import SignIns
from app.sandbox.store import Query, Store
from app.sandbox.wire import Reply


@dataclass(slots=True)
class World:
    """Shared by all routes; used on the event loop's thread only. Dialect, connections and sign-in are stored."""

    store: Store
    token: str
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
    connections: Connections = field(init=False)
    sign_ins: SignIns = field(init=False)
    _dialect: Dialect = field(init=False)

    def __post_init__(self) -> None:
        self.connections = Connections(self.store)
        self.sign_ins = SignIns(self.store)
        self._dialect = Dialect().with_values(self.store.setting("dialect") or {})

    @property
    def dialect(self) -> Dialect:
        return self._dialect

    @dialect.setter
    def dialect(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.store.set_setting("dialect", dialect.as_values())

    @property
    def logged_in(self) -> bool:
        return self.store.setting("logged_in") is not False

    @logged_in.setter
    def logged_in(self, value: bool) -> None:
        self.store.set_setting("logged_in", value)

    def is_own(self, authorization: str) -> bool:
        """Whether a header carries the sandbox's own token, which also controls it."""
        return hmac.compare_digest(authorization.encode(), f"Bearer {self.token}".encode())

    def admits(self, authorization: str) -> bool:
        """Whether Membrane lets the bearer in: its own token while signed in, or one from an OAuth sign-in."""
        if self.is_own(authorization):
            return self.logged_in
        return authorization.startswith("Bearer ") and self.sign_ins.admits(authorization.removeprefix("Bearer "))

    @property
    def action_salt(self) -> str:
        """What action ids are made from; a new one makes every known id unknown."""
        return str(self.store.setting("action_salt") or "sandbox")

    def reissue_action_ids(self) -> None:
        self.store.set_setting("action_salt", secrets.token_hex(4))

    def session(self, connection: Connection) -> Session:
        return Session(self.store, self.dialect, connection.account, connection.user_id, int(time.time()))

    def owner_session(self, account: str = "main") -> Session:
        """What a person on the web does: in the name of the account's first staff member."""
        return Session(self.store, self.dialect, account, self.first_user(account), int(time.time()))

    def first_user(self, account: str) -> int:
        staff = self.store.select(Query(account, "staff"), limit=1)
        return staff[0].id if staff else 0

    def ask_clientary(self, connection: Connection, request: ClientaryRequest) -> Reply:
        """Serve a request that Membrane sends through a connection."""
        return handle(self.session(connection), request, connection.clientary_token_valid)


def run_id(salt: str, seq: int) -> str:
    """The opaque id of an action run."""
    return hashlib.sha256(f"{salt}/run/{seq}".encode()).hexdigest()[:24]


def described(request: ClientaryRequest) -> dict[str, Any]:
    """A Clientary request for the log."""
    return {
        "method": request.method,
        "path": request.path,
        "query": dict(request.query),
        "body": request.body.decode("utf-8", "replace") if request.body else None,
    }
