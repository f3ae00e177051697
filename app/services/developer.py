"""What a developer does by hand: one request through the proxy, the connection's actions, one action run.

Nothing here is queued, repeated or undone, and nothing of it is stored but where the connection's API begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.errors import BadReply, NotFound, Rejected, UserInputError
from app.services.action_inputs import inputs_of, problems, unknown_fields
from app.services.masking import masked, masked_headers
from app.services.proxy_request import ProxyRequest, ReadyRequest, ready

if TYPE_CHECKING:
    from app.membrane.transport import Transport

CALL_S = 60.0
"""Membrane's own limit on a request (Membrane reference 2)."""

_READING = frozenset({"list", "get", "find", "search", "match", "fetch", "retrieve", "read", "show"})


_INTENTS = (
    "create client", "create project", "create invoice", "list clients", "list projects", "list invoices",
    "list estimates", "list tasks", "list contacts", "list expenses", "list payments", "list hours",
)  # fmt: skip
"""A search by intent brings neighbours along, so these bring up what there is."""


@dataclass(frozen=True, slots=True)
class ProxyReply:
    """Clientary's reply, secrets masked. `status` is 0 and `headers` are empty where the transport hides them."""

    status: int
    headers: Mapping[str, str]
    body: object


@dataclass(frozen=True, slots=True)
class OfferedAction:
    """An action of the connection; `input_schema` as Membrane gave it."""

    id: str
    key: str
    name: str
    description: str
    input_schema: Mapping[str, object] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.key or self.name or self.id

    @property
    def only_reads(self) -> bool:
        """Whether its verb says that it changes nothing. Anything else is taken for a change."""
        words = (self.key or self.name).lower().replace("_", "-").replace(" ", "-").split("-")
        return words[0] in _READING and "create" not in words


@dataclass(frozen=True, slots=True)
class ActionRun:
    """What an action put out, secrets masked, and what was noticed about its input."""

    action: OfferedAction
    output: object
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeveloperService:
    """Blocks on network and processes. Raises `UserInputError` before anything is sent, else `TransportError`: a
    change that got no believable answer is `OutcomeUnknown` and is nobody's to settle but the caller's."""

    context: AppContext
    cancel: CancelToken

    def request(self, asked: ProxyRequest, deadline: Deadline) -> ProxyReply:
        """Send one request, exactly once."""
        prepared = ready(asked)
        with self._connected(deadline) as (transport, connection):
            path = self._address(prepared, transport, connection, deadline)
            reply = transport.request(
                connection,
                prepared.method,
                path,
                deadline.at_most(CALL_S),
                self.cancel,
                query=prepared.query,
                body=prepared.body,
                headers=prepared.headers,
            )
        return ProxyReply(reply.status, masked_headers(reply.headers), masked(reply.body))

    def actions(self, intent: str | None, deadline: Deadline) -> list[OfferedAction]:
        """The connection's actions; with an intent those that Membrane finds near it, best first."""
        with self._connected(deadline) as (transport, connection):
            if intent is None:
                return self._listed(transport, connection, deadline)
            return self._offered(transport, connection, intent, deadline)

    def run(self, name: str, payload: Mapping[str, object], deadline: Deadline) -> ActionRun:
        """Run the action with that key or id, exactly once, after its input was checked against the schema."""
        with self._connected(deadline) as (transport, connection):
            action = self._named(transport, connection, name, deadline)
            warnings = checked_input(action, payload)
            reply = transport.run(
                connection, action.id, payload, deadline.at_most(CALL_S), self.cancel, write=not action.only_reads
            )
        return ActionRun(action, masked(reply.body), warnings)

    @contextmanager
    def _connected(self, deadline: Deadline) -> Iterator[tuple[Transport, str]]:
        from app.services.sync import opened_transport
        from app.sync.account import choose_connection

        config = self.context.config
        with opened_transport(config) as (transport, own):
            wanted = own or config.connection_id
            yield transport, choose_connection(self.context.db, transport, wanted, deadline, self.cancel)

    def _address(self, asked: ReadyRequest, transport: Transport, connection: str, deadline: Deadline) -> str:
        """The path as this connection needs it: documented ones get what the connector's base address lacks."""
        if asked.as_given:
            return asked.path
        from app.membrane.calls import Calls
        from app.membrane.paths import Paths
        from app.storage.syncstate import SyncState
        from app.sync.facts import LearnedFacts

        facts = LearnedFacts(SyncState(self.context.db), connection, self.context.clock)
        try:
            path = Paths(Calls(transport, connection, self.cancel, deadline), facts).of(asked.path)
        except (BadReply, Rejected):
            return asked.path  # not found out; the request itself will tell
        facts.flush()
        return asked.path if asked.path.endswith(".json") and path.endswith(".json.json") else path

    def _named(self, transport: Transport, connection: str, name: str, deadline: Deadline) -> OfferedAction:
        listed = self._listed(transport, connection, deadline, name.replace("-", " "))
        for fits in (
            lambda one: one.id == name,
            lambda one: one.key == name,
            lambda one: name.lower() in (one.key.lower(), one.name.lower()),
        ):
            found = [one for one in listed if fits(one)]
            if found:
                return found[0]
        known = ", ".join(sorted({one.label for one in listed})) or "none"
        raise NotFound(f'There is no action "{name}" on this connection. There are: {known}.', field="action")

    def _listed(
        self, transport: Transport, connection: str, deadline: Deadline, intent: str | None = None
    ) -> list[OfferedAction]:
        """All actions; where a list without intent is refused (Membrane reference 9), those near the intent, or near
        each kind of record."""
        try:
            return self._offered(transport, connection, None, deadline)
        except (BadReply, Rejected) as error:
            refused = error
        found: dict[str, OfferedAction] = {}
        for words in (intent,) if intent is not None else _INTENTS:
            for one in self._offered(transport, connection, words, deadline):
                found.setdefault(one.id, one)
        if not found:
            raise refused
        return list(found.values())

    def _offered(
        self, transport: Transport, connection: str, intent: str | None, deadline: Deadline
    ) -> list[OfferedAction]:
        listed = transport.actions(connection, deadline.at_most(CALL_S), self.cancel, intent)
        return [OfferedAction(one.id, one.key, one.name, one.description, one.input_schema) for one in listed]


def checked_input(action: OfferedAction, payload: Mapping[str, object]) -> tuple[str, ...]:
    """Warnings about an input that can be sent; raises `UserInputError` naming everything that cannot."""
    wanted = inputs_of(action.input_schema)
    wrong = problems(wanted, payload)
    if wrong:
        raise UserInputError(
            f"The input does not fit {action.label}: {'; '.join(map(str, wrong))}.", field=wrong[0].path or "input"
        )
    unknown = unknown_fields(wanted, payload)
    return tuple(f'{action.label} does not know "{path}"; Membrane will ignore it.' for path in unknown)


def text_of(value: object) -> str:
    """A decoded reply as indented JSON, decimals digit for digit; "" for none. May be slow for a large one."""
    from app.membrane.exact_json import pretty

    return "" if value is None else value if isinstance(value, str) else pretty(value)
