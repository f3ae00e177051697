"""Membrane's tokens in the OS keyring, and nothing else. Without a keyring a secret lives for this session only."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from enum import StrEnum

_SERVICE = "stint"


class Keeping(StrEnum):
    """Whether a secret outlives this process, and if not, why."""

    KEPT = "kept"
    NO_KEYRING = "no_keyring"
    LOCKED = "keyring_locked"
    """It is locked, or the person did not unlock it."""
    FAILED = "keyring_failed"


class _Session:
    """What could not go to the keyring, for as long as this process lives: windows and threads open stores anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: dict[str, tuple[str, Keeping]] = {}

    def get(self, account: str) -> tuple[str, Keeping] | None:
        with self._lock:
            return self._secrets.get(account)

    def set(self, account: str, secret: str, why: Keeping) -> None:
        with self._lock:
            self._secrets[account] = secret, why

    def forget(self, account: str) -> None:
        with self._lock:
            self._secrets.pop(account, None)


_session = _Session()  # like the keyring that it stands in for, there is one per process


@dataclass(slots=True)
class TokenStore:
    """One secret of one data folder, by `account` (any stable name). Calls may block: not for a GUI thread."""

    account: str
    keeping: Keeping = field(default=Keeping.KEPT, init=False)
    """What the last call found out."""

    def get(self) -> str | None:
        """The secret, from this session or the keyring; None when there is none or no keyring answers."""
        held = _session.get(self.account)
        if held is not None:
            secret, self.keeping = held
            return secret
        import keyring  # costs 0.2 s

        try:
            found = keyring.get_password(_SERVICE, self.account)
        except Exception as error:  # noqa: BLE001 - each backend leaks errors of its own: D-Bus, COM, files
            self.keeping = _why(error)
            return None
        self.keeping = Keeping.KEPT
        return found

    def set(self, token: str) -> Keeping:
        """Keep the secret; says whether it could be kept for longer than this session."""
        import keyring

        try:
            keyring.set_password(_SERVICE, self.account, token)
            # A keyring that is switched off takes everything and keeps nothing.
            self.keeping = Keeping.KEPT if keyring.get_password(_SERVICE, self.account) == token else Keeping.NO_KEYRING
        except Exception as error:  # noqa: BLE001 - as above
            self.keeping = _why(error)
        if self.keeping is Keeping.KEPT:
            _session.forget(self.account)
        else:
            _session.set(self.account, token, self.keeping)
        return self.keeping

    def forget(self) -> None:
        import keyring

        _session.forget(self.account)
        # Any error, as above: nothing was there, or nothing can be done about it.
        with contextlib.suppress(Exception):
            keyring.delete_password(_SERVICE, self.account)


def _why(error: Exception) -> Keeping:
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    if isinstance(error, NoKeyringError):
        return Keeping.NO_KEYRING
    return Keeping.LOCKED if isinstance(error, KeyringLocked | InitError) else Keeping.FAILED


def backend_name() -> str | None:
    """The keyring in use, or None when there is none that keeps anything."""
    import keyring

    backend = keyring.get_keyring()
    return None if backend.priority <= 0 else f"{type(backend).__module__}.{type(backend).__name__}"
