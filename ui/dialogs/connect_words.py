"""From what signing in and connecting came to (`app.services.connect_states`) to what the wizard shows."""

from __future__ import annotations

from typing import assert_never

from app.errors import AppError, AuthRequired, NotConnected, Offline, Rejected, TransportUnavailable
from app.services.connect_states import (
    CONSOLE_URL,
    ActionRequired,
    Advice,
    AnotherAccount,
    Building,
    Check,
    ChooseConnection,
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
from app.services.ways import Ways
from ui.dialogs.connect_stage import CHECK, CONNECT, SIGN_IN, WAY, Deed, Stage
from ui.dialogs.connect_step import StepState
from ui.i18n import tr
from ui.messages import as_sentence, full_stop, sentence
from ui.plain import one_line
from ui.sync_worker import SyncStatus

_C = "connect"


def ways_stage(ways: Ways) -> Stage:
    """The first choice."""
    return Stage(
        WAY,
        tr(_C, "How should Stint reach Membrane?"),
        tr(_C, "Both ways lead to the same account, and you can change it later. No password or key is asked for."),
        detail=tr(_C, "two ways, side by side"),
        ways=ways,
    )


def looking_stage() -> Stage:
    """While the computer is searched for the command and a keyring."""
    return Stage(
        WAY, tr(_C, "How should Stint reach Membrane?"), busy=tr(_C, "Looking what there is on this computer…")
    )


def working_stage(step: int) -> Stage:
    """Between two answers: nothing to do but wait, or stop."""
    if step == SIGN_IN:
        return Stage(step, tr(_C, "Sign in to Membrane"), busy=tr(_C, "Asking Membrane who is signed in…"))
    if step == CHECK:
        return Stage(step, tr(_C, "What this account can do"), busy=tr(_C, "Reading; nothing is changed…"))
    return Stage(step, tr(_C, "Connect your Clientary account"), busy=tr(_C, "Asking Membrane for your connections…"))


def stage_of(state: State, ways: Ways) -> Stage:
    """What to show for a state; `ways` is what this computer has, for the way back to the first choice."""
    match state:
        case NeedCommand():
            return ways_stage(Ways(reason=state.reason, keyring=ways.keyring))
        case NeedSignIn():
            return working_stage(SIGN_IN)
        case SignIn():
            return _sign_in(state)
        case Signed():
            return working_stage(CONNECT)
        case NoConnection():
            return _no_connection(state)
        case ChooseConnection():
            return _choose(state)
        case OpenInBrowser() | Building() | ActionRequired():
            return _in_the_browser(state)
        case Failed():
            return _failed(state)
        case AnotherAccount():
            return _another_account(state)
        case Ready():
            return ready_stage(state, "")
        case _:
            assert_never(state)


def error_stage(step: int, error: AppError) -> Stage:
    """A call that failed: said where it happened, with a way to go on."""
    title = tr(_C, "Sign in to Membrane") if step <= SIGN_IN else tr(_C, "Connect your Clientary account")
    again: tuple[str, Deed] = (tr(_C, "Try again"), "again")
    text = tr(_C, "Nothing was changed, and everything you record stays on this computer.")
    return Stage(step, title, text, tone="warn", problem=_why(error), primary=again, secondary=_other_way())


def unkept_text(reason: str | None) -> str:
    """Why a sign-in is for this session only; empty where it is kept."""
    match reason:
        case None:
            return ""
        case "keyring_locked":
            return tr(
                _C,
                "The keyring of this computer is locked, so you are signed in for this session only: after the next "
                "start Stint asks again. Unlock it and sign in once more to change that.",
            )
        case _:
            return tr(
                _C,
                "This computer has no keyring that answers, so you are signed in for this session only: after the next "
                "start Stint asks again. Nothing secret is written to a file instead.",
            )


def _why(error: AppError) -> str:
    match error:
        case TransportUnavailable():
            return as_sentence(error.detail) or sentence(error)
        case AuthRequired():
            return tr(_C, "Membrane did not accept the sign-in.")
        case Offline():
            return tr(_C, "Membrane cannot be reached. Look at your network and try again.")
        case Rejected():
            return tr(_C, "Membrane refused: {reason}", reason=as_sentence(error.detail) or "–")
        case NotConnected() if error.detail:
            return as_sentence(error.detail)
        case _:
            return sentence(error)


def _sign_in(state: SignIn) -> Stage:
    title = tr(_C, "Sign in to Membrane")
    if state.url is None:
        return Stage(SIGN_IN, title, busy=tr(_C, "Asking Membrane for its sign-in page…"))
    text = tr(_C, "Your browser opens on Membrane's own page. Sign in there; Stint goes on by itself.")
    if state.code_wanted:
        text = tr(
            _C,
            "Your browser opens on Membrane's own page. Sign in there. If the page ends with a code, or the browser is "
            "on another computer, give the code here.",
        )
    waiting = tr(_C, "Waiting for the browser…")
    return Stage(
        SIGN_IN, title, text, detail=waiting, link=state.url, opens=True, code_wanted=state.code_wanted, busy=waiting
    )


def _no_connection(state: NoConnection) -> Stage:
    text = tr(
        _C,
        "Your Membrane account has no connection to Clientary, and Stint makes none by itself. Create one: the browser "
        "opens, and you give Clientary's address and token on Membrane's page. Stint never sees them.",
    )
    create: tuple[str, Deed] = (tr(_C, "Create in the browser"), "create")
    if not state.others:
        return Stage(CONNECT, tr(_C, "No Clientary connection yet"), text, primary=create, secondary=_look_again())
    return Stage(
        CONNECT,
        tr(_C, "No connection that is surely Clientary"),
        tr(_C, "These do not say to which program they lead. If one is Clientary, choose it; else create one."),
        choices=_rows(state.others),
        primary=create,
        secondary=(tr(_C, "Use this one"), "choose"),
    )


def _choose(state: ChooseConnection) -> Stage:
    text = tr(
        _C,
        "Your hours go to the one that you choose. The settings remember it, and Stint never takes another by itself.",
    )
    return Stage(
        CONNECT,
        tr(_C, "Which Clientary account is it?"),
        text,
        detail=tr(_C, "several found"),
        choices=_rows(state.connections),
        primary=(tr(_C, "Use this one"), "choose"),
    )


def _in_the_browser(state: OpenInBrowser | Building | ActionRequired) -> Stage:
    title = tr(_C, "Connect your Clientary account")
    waiting = tr(_C, "Waiting for the browser…")
    match state:
        case OpenInBrowser(None):
            return Stage(CONNECT, title, busy=tr(_C, "Asking Membrane for its connection page…"))
        case OpenInBrowser(url, description):
            text = one_line(description) or tr(
                _C,
                "Your browser opens on Membrane's page. Give Clientary's address and token there; Stint goes on by "
                "itself.",
            )
            return Stage(CONNECT, title, text, detail=waiting, link=url or "", opens=True, busy=waiting)
        case Building(connection):
            text = tr(
                _C,
                "Membrane is setting “{name}” up. That can take some minutes; you may stop, it goes on there.",
                name=one_line(connection.name),
            )
            return Stage(CONNECT, title, text, detail=tr(_C, "being set up"), busy=tr(_C, "Waiting for Membrane…"))
        case ActionRequired(connection, description, url):
            asks = as_sentence(description) or tr(_C, "It does not say what.")
            return Stage(
                CONNECT,
                title,
                tr(_C, "Do it in the browser; Stint goes on by itself, with the same connection."),
                detail=tr(_C, "needs you"),
                tone="warn",
                problem=tr(_C, "“{name}” waits for you: {what}", name=one_line(connection.name), what=asks),
                link=url or CONSOLE_URL,
                busy=waiting,
                primary=(tr(_C, "Open in the browser"), "open"),
            )
        case _:
            assert_never(state)


def _failed(state: Failed) -> Stage:
    name = one_line(state.connection.name) if state.connection is not None else ""
    reason = full_stop(one_line(state.reason)) or tr(_C, "Membrane gives no reason.")
    kept = tr(_C, "Nothing was changed, and everything you record stays on this computer.")
    deeds: dict[Advice, tuple[str, Deed]] = {
        Advice.TRY_AGAIN: (tr(_C, "Try again"), "again"),
        Advice.RECONNECT: (tr(_C, "Reconnect in the browser"), "reconnect"),
        Advice.NEW_CONNECTION: (tr(_C, "Create a new connection"), "create"),
        Advice.WAIT: (tr(_C, "Look again"), "again"),
    }
    todo = {
        Advice.TRY_AGAIN: tr(_C, "Try it again."),
        Advice.RECONNECT: tr(_C, "Reconnect it: your browser opens, and the connection stays the same one."),
        Advice.NEW_CONNECTION: tr(_C, "This connection is of no use any more. Create another one."),
        Advice.WAIT: tr(_C, "This version of Stint does not know that state. Look again in a while."),
    }
    problem = tr(_C, "“{name}” cannot be used: {reason}", name=name, reason=reason) if name else as_sentence(reason)
    return Stage(
        CONNECT,
        tr(_C, "Connect your Clientary account"),
        f"{todo[state.advice]} {kept}",
        detail=tr(_C, "did not work"),
        tone="error",
        problem=problem,
        primary=deeds[state.advice],
        secondary=None if state.advice is Advice.TRY_AGAIN else _look_again(),
    )


def _another_account(state: AnotherAccount) -> Stage:
    return Stage(
        CONNECT,
        tr(_C, "This is another Clientary account"),
        tr(
            _C,
            "Two accounts are never mixed. To work with this one too, open a new data folder for it: it starts empty, "
            "and the records here stay as they are.",
        ),
        detail=tr(_C, "another account"),
        tone="warn",
        problem=tr(
            _C,
            "“{name}” leads to another account than the one that these records belong to. Nothing was exchanged.",
            name=one_line(state.connection.name),
        ),
        primary=(tr(_C, "Open a new data folder"), "new_folder"),
        secondary=_look_again(),
    )


def ready_stage(state: Ready, note: str) -> Stage:
    """Connected; `note` is what the person has to know beside that, empty if nothing."""
    unread = any(check.problem for check in state.checks)
    if unread:
        some = tr(_C, "Not everything can be read. What is readable is kept in step; the sync page says more.")
        note = f"{some} {note}".strip()
    return Stage(
        CHECK,
        tr(_C, "Connected to Clientary"),
        tr(_C, "This was read just now; nothing was changed there. The first sync brings it here."),
        detail=tr(_C, "read, nothing changed"),
        tone="warn" if unread else "info",
        problem=note,
        facts=(
            (tr(_C, "Connection"), one_line(state.connection.name)),
            *((_what(check.what), _count(check)) for check in state.checks),
        ),
        primary=(tr(_C, "Done"), "finish"),
    )


def account_text(account: str | None, unkept: str | None) -> str:
    """Who is signed in, for the row of that step."""
    who = tr(_C, "as {account}", account=one_line(account)) if account else tr(_C, "signed in")
    return who if unkept is None else tr(_C, "{who}, for this session only", who=who)


def overruled_text(origin: str) -> str:
    """The way that was chosen is not the one in force; `origin` says what beats it (`Session.origin`)."""
    name = origin.partition(" ")[2]
    if not name:
        return ""
    return tr(_C, "{name} beats this choice: Stint goes on as that says until you take it away.", name=name)


def sync_text(status: SyncStatus) -> tuple[str, StepState]:
    """How the first sync is, in a line, and how its step is marked."""
    if status.running:
        return tr(_C, "under way…"), "now"
    if status.failure:
        return as_sentence(status.failure), "problem"
    if status.result is None or status.result.state != "idle":
        return tr(_C, "did not come to an end; Stint tries again by itself"), "problem"
    return tr(_C, "everything is here"), "done"


def _what(what: str) -> str:
    names = {
        "clients": tr(_C, "Clients"),
        "projects": tr(_C, "Projects"),
        "tasks": tr(_C, "Tasks"),
        "staff": tr(_C, "People"),
        "invoices": tr(_C, "Invoices"),
        "hours": tr(_C, "Hours"),
    }
    return names.get(what, one_line(what))


def _count(check: Check) -> str:
    if check.problem:
        return tr(_C, "not readable: {why}", why=as_sentence(check.problem))
    if check.count is None:
        return tr(_C, "readable")
    from PySide6.QtCore import QLocale

    return QLocale().toString(check.count)


def _rows(found: tuple[Found, ...]) -> tuple[tuple[str, str, str], ...]:
    """Id, name, and what tells it apart: its id where several have one name, and what is wrong with it."""
    names = [one.name for one in found]
    return tuple(
        (one.id, one_line(one.name), " · ".join(part for part in (one.id, one_line(one.problem or "")) if part))
        if names.count(one.name) > 1 or one.problem
        else (one.id, one_line(one.name), one.id)
        for one in found
    )


def _look_again() -> tuple[str, Deed]:
    return tr(_C, "Look again"), "again"


def _other_way() -> tuple[str, Deed]:
    return tr(_C, "Choose another way"), "restart"
