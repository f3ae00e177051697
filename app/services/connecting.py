"""Signing in and connecting, step by step, for `stint connect` and for the window's wizard. Knows no Qt.

Each method of `Connecting` blocks until it comes to a state that needs a decision or is final, and returns that state;
what is under way meanwhile (an address to open, a connection being built) goes to `report`. The states are in
`app.services.connect_states`. Which method follows which state:

    look()                      at the beginning, and to look again
    NeedCommand                 show how to get the command; then look()
    NeedSignIn                  sign_in(), or finish_sign_in(code) when another process began it
    NoConnection                create(), when a person asks for it
    ChooseConnection            choose(id)
    Building, ActionRequired    wait(id)
    Failed                      by its advice: reconnect(connection.id), create(), look()
    AnotherAccount              nothing here: another data folder
    Ready                       done; the settings are stored
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.errors import (
    AuthRequired,
    BadReply,
    NotConnected,
    NotFound,
    Offline,
    Rejected,
    TransportUnavailable,
    UserInputError,
)
from app.services.account import AccountService
from app.services.connect_states import (
    CONSOLE_URL,
    ActionRequired,
    Advice,
    AnotherAccount,
    Building,
    Check,
    ChooseConnection,
    CodeBox,
    Failed,
    Found,
    NeedCommand,
    NeedSignIn,
    NoConnection,
    OpenInBrowser,
    Ready,
    Signed,
    SignIn,
    State,
)
from app.settings import SettingsFile

if TYPE_CHECKING:
    from app.membrane.connecting import Connector, PendingConnection
    from app.membrane.transport import Connection

_POLL_S = 0.3
_WAIT_S = 30.0
"""How long Membrane is asked to hold a look at a connection (its own default)."""

_PAUSE_S = 1.0
"""Between two looks, where Membrane answers at once instead of holding them."""

_LOOKS = 4
_CALL_S = 60.0
"""What a call may take that waits for no person; the caller's own deadline is for people."""

_ADVICE = {
    "CONFIGURATION_ERROR": Advice.RECONNECT,
    "SETUP_FAILED": Advice.RECONNECT,
    "DISCONNECTED": Advice.RECONNECT,
    "DISCONNECTING": Advice.NEW_CONNECTION,
}

Report = Callable[[State], None]


def _silently(state: State) -> None:
    """Nobody listens."""


class Connecting:
    """One way to Membrane (`cli` or `api`) for one data folder. A context manager.

    Use it on the thread that the context's database belongs to; `report` is called on that thread. Only `codes` may be
    touched from others. Objects are cheap: make one per step, nothing is lost between them. Methods raise the
    `TransportError` family (nothing was chosen then), `UserInputError` and `Cancelled`.
    """

    def __init__(
        self,
        context: AppContext,
        way: str,
        *,
        report: Report = _silently,
        codes: CodeBox | None = None,
        wanted: str | None = None,
    ) -> None:
        """`wanted`: the only connection (id or key) to be used, as `choose` would; it must exist."""
        self._context, self._way, self._report, self._wanted = context, way, report, wanted
        self._codes = codes or CodeBox()
        self._opened: Connector | None = None

    def __enter__(self) -> Connecting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def look(self, deadline: Deadline, cancel: CancelToken) -> State:
        """How things stand; opens nothing, creates nothing, does not wait for a person."""
        try:
            account = self._connector().account(deadline.at_most(_CALL_S), cancel)
        except AuthRequired:
            return self._given_token_failed() or NeedSignIn()
        except TransportUnavailable as error:
            if self._way != "cli":
                raise
            return NeedCommand(error.detail)
        self._report(Signed(account.label, account.unkept))
        return self._found(deadline, cancel)

    def sign_in(self, deadline: Deadline, cancel: CancelToken) -> State:
        """Report `SignIn` with what to open, wait until somebody signed in there or a code came, then go on as `look`.

        `Failed` when the time is over or the page says no. Signing in again while signed in replaces the sign-in.
        """
        if (failed := self._given_token_failed()) is not None:
            return failed  # whoever signs in, that token would be used
        try:
            pending = self._connector().sign_in(deadline.at_most(_CALL_S), cancel)
        except TransportUnavailable as error:
            if self._way != "cli":
                raise
            return NeedCommand(error.detail)
        try:
            shown: SignIn | None = None
            while not deadline.passed:
                code = self._codes.take()
                step = pending.give(code, deadline, cancel) if code else pending.poll(_POLL_S, deadline, cancel)
                if step.done:
                    break
                state = SignIn(step.url, step.code_wanted, step.problem or (shown.problem if shown else None))
                if state != shown:
                    shown = state
                    self._report(state)
            else:
                return Failed("nobody signed in within the time", Advice.TRY_AGAIN)
        except (AuthRequired, Rejected) as error:
            return Failed(error.detail, Advice.TRY_AGAIN)
        finally:
            pending.close()
        return self._signed_in(deadline, cancel)

    def finish_sign_in(self, code: str, deadline: Deadline, cancel: CancelToken) -> State:
        """The headless way: what the page of a sign-in showed that another process began. Then as `look`."""
        try:
            self._connector().finish_sign_in("".join(code.split()), deadline.at_most(_CALL_S), cancel)
        except AuthRequired as error:
            return Failed(error.detail, Advice.TRY_AGAIN)
        return self._signed_in(deadline, cancel)

    def use_token(self, token: str, deadline: Deadline, cancel: CancelToken) -> State:
        """Sign in by a token that a program brought (`api` only): it is kept once Membrane took it. Then as `look`."""
        from app.services.connectors import open_api

        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise UserInputError("That is no token.", field="token")
        self.close()
        connector = self._opened = open_api(self._context.config, token)
        account = connector.account(deadline.at_most(_CALL_S), cancel)
        self._report(Signed(account.label, connector.keep(token).unkept))
        AccountService(self._context.config).use_way(self._way)
        return self._found(deadline, cancel)

    def choose(self, connection_id: str, deadline: Deadline, cancel: CancelToken) -> State:
        """Use this connection (id or key) as soon as it can be used; raises `NotFound` if the account has none such."""
        listed = self._connector().connections(deadline.at_most(_CALL_S), cancel)
        return self._settled(_named(listed, connection_id), deadline, cancel, pin=True, patient=True)

    def create(self, deadline: Deadline, cancel: CancelToken) -> State:
        """Connect Clientary in the browser. Only when a person asked for it: this makes something on the account."""
        connector = self._connector()
        ensured = connector.ensure(deadline.at_most(_CALL_S), cancel)
        if ensured is not None:
            return self._settled(ensured, deadline, cancel, patient=True)
        return self._in_browser(connector.connect(deadline.at_most(_CALL_S), cancel), "", deadline, cancel)

    def reconnect(self, connection_id: str, deadline: Deadline, cancel: CancelToken) -> State:
        """Connect this connection anew in the browser; it keeps its id."""
        pending = self._connector().reconnect(connection_id, deadline.at_most(_CALL_S), cancel)
        return self._in_browser(pending, "", deadline, cancel)

    def wait(self, connection_id: str, deadline: Deadline, cancel: CancelToken) -> State:
        """Wait while the connection is built or a person is at it; reports what it waits for. Returns that state when
        the time is over."""
        connection = self._connector().connection(connection_id, deadline, cancel)
        return self._settled(connection, deadline, cancel, patient=True)

    def sign_out(self, deadline: Deadline, cancel: CancelToken) -> None:
        """Forget the sign-in that Stint made, here and at Membrane if it can be reached. The command's own belongs to
        the person and to other programs: it is left alone. Everything recorded stays."""
        try:
            if self._way == "api":
                self._connector().sign_out(deadline, cancel)
        finally:
            AccountService(self._context.config).sign_out()

    def _signed_in(self, deadline: Deadline, cancel: CancelToken) -> State:
        """Go on as whoever signed in just now: nothing that was opened before may be used."""
        self.close()
        AccountService(self._context.config).use_way(self._way)
        return self.look(deadline, cancel)

    # -- what the connections come to ------------------------------------------------------------------------------

    def _found(self, deadline: Deadline, cancel: CancelToken) -> State:
        """The connection to use: the configured one, else the only one to Clientary; never one of several."""
        listed = self._connector().connections(deadline.at_most(_CALL_S), cancel)
        if self._wanted is not None:
            return self._settled(_named(listed, self._wanted), deadline, cancel, patient=False, pin=True)
        ours, configured = [one for one in listed if one.clientary], self._context.config.connection_id
        if configured is not None:
            if self._context.config.origins.get("connection_id", "").startswith("environment"):
                _named(listed, configured)  # said for this run: another is not offered in its place
            try:
                chosen = _named(listed, configured)
            except UserInputError:
                if ours:
                    return ChooseConnection(tuple(map(_shown, ours)))
            else:
                return self._settled(chosen, deadline, cancel, patient=False, pin=len(ours) > 1)
        if len(ours) > 1:
            return ChooseConnection(tuple(map(_shown, ours)))
        if ours:
            return self._settled(ours[0], deadline, cancel, patient=False)
        return NoConnection(tuple(_shown(one) for one in listed if one.unnamed))

    def _given_token_failed(self) -> Failed | None:
        if self._way != "api" or self._context.config.token is None:
            return None
        return Failed("Membrane does not take the token in MEMBRANE_TOKEN", Advice.TRY_AGAIN)

    def _settled(
        self, connection: Connection, deadline: Deadline, cancel: CancelToken, *, patient: bool, pin: bool = False
    ) -> State:
        """What this connection's state comes to; `patient`: after waiting for what will change by itself or by a
        person. `pin`: it is to be used although there are others."""
        shown: State | None = None
        while True:
            state = self._standing(connection)
            if state is None:
                return self._ready(connection, deadline, cancel, pin=pin)
            if not isinstance(state, Building | ActionRequired) or not patient or deadline.passed:
                return state
            if state != shown:
                shown = state
                self._report(state)
            began = Deadline(_PAUSE_S)
            connection = self._looked_at_again(connection, deadline, cancel)
            if not connection.usable:
                cancel.wait(min(began.remaining, deadline.remaining))

    def _looked_at_again(self, connection: Connection, deadline: Deadline, cancel: CancelToken) -> Connection:
        """The connection when its state changed, or after a while. A person is at it: one lost answer, or two, end
        nothing."""
        for left in reversed(range(_LOOKS)):
            try:
                wait_s = min(_WAIT_S, deadline.remaining)
                return self._connector().connection(connection.id, deadline, cancel, wait_s=wait_s)
            except (Offline, BadReply) as error:
                if isinstance(error, TransportUnavailable):
                    raise
                if deadline.passed:
                    return connection  # held until the time was over: it stands as it stood
                if left == 0:
                    raise
            cancel.wait(min(_PAUSE_S, deadline.remaining))
        raise AssertionError("the last look returns or raises")

    def _standing(self, connection: Connection) -> State | None:
        """The state in which it cannot be used yet, None if it can."""
        shown = _shown(connection)
        match connection.state.value:
            case "READY":
                return None
            case "BUILDING":
                return Building(shown)
            case "CLIENT_ACTION_REQUIRED":
                action = connection.client_action
                described = action.description if action is not None else ""
                return ActionRequired(shown, described, (action.url if action is not None else None) or CONSOLE_URL)
            case state:
                return Failed(connection.problem or "", _ADVICE.get(state, Advice.WAIT), shown)

    def _in_browser(
        self, pending: PendingConnection, description: str, deadline: Deadline, cancel: CancelToken
    ) -> State:
        try:
            shown: OpenInBrowser | None = None
            while True:
                step = pending.poll(_POLL_S, deadline, cancel)
                if step.connection_id is not None:
                    break
                if deadline.passed:
                    return Failed("the connection was not made within the time", Advice.TRY_AGAIN)
                state = OpenInBrowser(step.url, description)
                if state != shown:
                    shown = state
                    self._report(state)
        except NotConnected as error:
            if error.facts.get("reason") not in ("cancelled", "failed"):
                raise
            return Failed(error.detail, Advice.TRY_AGAIN)
        finally:
            pending.close()
        return self.wait(step.connection_id, deadline, cancel)

    def _ready(self, connection: Connection, deadline: Deadline, cancel: CancelToken, *, pin: bool) -> State:
        """Prove the connection by reading, then store the choice."""
        from app.sync.checks import check_account

        context, shown = self._context, _shown(connection)
        transport = self._connector().transport()
        try:
            readable = check_account(context.db, transport, connection.id, context.clock, deadline, cancel)
        except NotConnected as error:
            if error.facts.get("reason") == "another_account":
                return AnotherAccount(shown)
            return Failed(error.detail, Advice.RECONNECT, shown)
        except AuthRequired as error:
            if error.facts.get("layer") != "clientary":
                raise
            return Failed(error.detail, Advice.RECONNECT, shown)
        self._store(connection.id, pin=pin)
        return Ready(shown, tuple(Check(one.what, one.count, one.problem) for one in readable))

    def _store(self, connection_id: str, *, pin: bool) -> None:
        """A choice between several is remembered; a setting that names another connection than this one is not kept."""
        settings = SettingsFile(self._context.config.folder.settings)
        settings.set("account.transport", self._way)
        if pin or settings.load().account_connection_id not in ("", connection_id):
            settings.set("account.connection_id", connection_id)

    def _connector(self) -> Connector:
        if self._opened is None:
            from app.services.connectors import open_connector

            self._opened = open_connector(self._context.config, self._way)
        return self._opened


def _shown(connection: Connection) -> Found:
    return Found(connection.id, connection.name, connection.raw_state or connection.state.value, connection.problem)


def _named(listed: list[Connection], selector: str) -> Connection:
    """The connection of that id or key; raises `NotFound`, and `UserInputError` for one to another app."""
    fitting = [one for one in listed if one.id == selector] or [one for one in listed if one.key == selector]
    if len(fitting) != 1:
        ours = ", ".join(f"{one.id} ({one.name})" for one in listed if one.clientary)
        there = f" There are: {ours}" if ours else ""
        raise NotFound(
            f'There is no connection "{selector:.80}" on this account.{there}', what="connection", name=selector
        )
    if not fitting[0].clientary and not fitting[0].unnamed:
        raise UserInputError(f'The connection "{fitting[0].name:.80}" does not lead to Clientary.', field="connection")
    return fitting[0]
