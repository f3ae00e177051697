"""The tree of expected failures. Anything outside it is a bug and must reach the excepthook.

Codes are stable: logs, tests, the command line's JSON and translations name them.
"""

from __future__ import annotations

from typing import ClassVar


class AppError(Exception):
    """Root of expected failures. `facts` fill the sentence that a person reads; they never hold a secret."""

    code: ClassVar[str] = "app"

    def __init__(self, detail: str = "", /, **facts: str | int) -> None:
        super().__init__(detail or self.code)
        self.detail = detail
        self.facts = facts


class UserInputError(AppError):
    """A value that a person can correct; `facts["field"]` names where."""

    code = "input"


class NotFound(UserInputError):
    """No such record here; `facts["what"]` and `facts["name"]` say which."""

    code = "not_found"


class Ambiguous(UserInputError):
    """A name that fits several records; `detail` lists the candidates."""

    code = "ambiguous"


class Refused(AppError):
    """A request that makes sense but must not be done now (billed entry, nothing running, nothing to bill)."""

    code = "refused"


class StorageError(AppError):
    """Disk full, read-only, locked for too long, damaged, or a database newer than this build."""

    code = "storage"


class DatabaseNewer(StorageError):
    """The file was written by a newer version; opening it could lose what this version does not know."""

    code = "database_newer"


class DatabaseDamaged(StorageError):
    """The file does not pass SQLite's own check; it is set aside, never overwritten."""

    code = "database_damaged"


class DocumentError(AppError):
    """A PDF could not be made; `facts["missing"]`: characters that no font of this computer can show."""

    code = "document"


class LockBusy(AppError):
    """Another process holds the lock that this one waited for (a sync, a migration, a restore)."""

    code = "busy"


class TransportError(AppError):
    """Something between here and Clientary. The subclass says what is known about the request."""

    code = "transport"


class Offline(TransportError):
    """Nothing was done: no connection was made, or 429. `facts["retry_after"]` in seconds when the server said so."""

    code = "offline"


class TransportUnavailable(Offline):
    """The `membrane` command is missing, not executable, crashing or another program; or no transport is set."""

    code = "transport_unavailable"


class NotConnected(TransportError):
    """No usable Clientary connection. `facts["reason"]`: none | not_listed | several | reconnect | another_account."""

    code = "not_connected"


class AuthRequired(TransportError):
    """401. `facts["layer"]`: membrane (sign in again) or clientary (reconnect). Stops the queue; nothing was done."""

    code = "sign_in_needed"


class OutcomeUnknown(TransportError):
    """A byte of a write was sent and no believable answer came. Never repeat it before reading back.

    `facts["answered"]` is 1 when Membrane itself answered (no request can still be under way), else 0;
    `facts["late"]` is 1 when it may have left at any time until now (the command starts and waits as it likes);
    `facts["status"]` is the HTTP status where there was one, `facts["key"]` the name of a trouble of Membrane's own.
    """

    code = "outcome_unknown"


class Rejected(TransportError):
    """Refused: the other side says that nothing was done. `detail` has its words; `facts["status"]` the HTTP status,
    `facts["layer"]` membrane or clientary, or stint where it was found out here and nothing was sent; `facts["key"]`
    Membrane's error key where there is one, `facts["field"]` the field that a 422 is about where it names one.
    """

    code = "rejected"


class BadReply(TransportError):
    """A read was answered with something unusable (HTML, cut JSON, too large, too deep). Reads are retried."""

    code = "bad_reply"


class Cancelled(AppError):
    """The caller asked to stop. Not a failure, never shown."""

    code = "cancelled"
