"""A request as it arrived and what is to be done for it: decided before anything is done, so a fault can step in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.sandbox.clientary.service import ClientaryRequest
from app.sandbox.connections import Connection
from app.sandbox.errors import MembraneError, bad_request
from app.sandbox.wire import NotJson, Reply, decode
from app.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Incoming:
    """An HTTP request to Membrane. `params` are the placeholders of its route; header names are lower case."""

    method: str
    target: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def address(self) -> str:
        """This server's own address, as the caller knows it."""
        return f"http://{self.headers.get('host', '127.0.0.1')}"

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object; raises Membrane's 400."""
        try:
            value = decode(self.body) if self.body else {}
        except NotJson as exc:
            raise bad_request(f"The request body is not JSON: {exc}") from exc
        if not isinstance(value, dict):
            raise bad_request("The request body must be a JSON object")
        return value

    def number(self, name: str, default: int, most: int) -> int:
        """A positive number from the query, capped."""
        text = self.query.get(name, "")
        return min(int(text), most) if text.isascii() and text.isdigit() and int(text) > 0 else default


@dataclass(frozen=True, slots=True)
class Plan:
    """What answers a request. With `clientary` set, that call is made first and its reply handed to `answer`.

    `answer` may raise `MembraneError`; without a Clientary call it gets an empty reply.
    """

    answer: Callable[[Reply], Reply]
    connection: Connection | None = None
    clientary: ClientaryRequest | None = None
    action: str | None = None

    def perform(self, world: World, instead: Reply | None = None) -> Reply:
        """Do it. `instead` stands for Clientary's reply without asking Clientary."""
        reply = instead
        if reply is None and self.clientary is not None and self.connection is not None:
            reply = world.ask_clientary(self.connection, self.clientary)
        try:
            return self.answer(reply or Reply(204))
        except MembraneError as error:
            return error.reply()


def failing(error: MembraneError) -> Plan:
    """The plan of a request that Membrane refuses."""
    return Plan(lambda _: error.reply())


Planner = Callable[[World, Incoming], Plan]
