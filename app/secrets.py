"""Membrane's token in the OS keyring, and nothing else. Without a keyring a secret lives for this session only."""

from __future__ import annotations

from dataclasses import dataclass, field

_SERVICE = "stint"


@dataclass(slots=True)
class TokenStore:
    """The token of one data folder, by `account` (any stable name). Calls may block: not for a GUI thread."""

    account: str
    _session: str | None = field(default=None, repr=False)

    def get(self) -> str | None:
        """The token, from this session or the keyring; None when there is none or no keyring answers."""
        if self._session is not None:
            return self._session
        import keyring  # costs 0.2 s
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(_SERVICE, self.account)
        except KeyringError:
            return None

    def set(self, token: str) -> bool:
        """Keep the token; False when it could only be kept for this session."""
        import keyring
        from keyring.errors import KeyringError

        self._session = token
        try:
            keyring.set_password(_SERVICE, self.account, token)
        except KeyringError:
            return False
        return True

    def forget(self) -> None:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        self._session = None
        try:
            keyring.delete_password(_SERVICE, self.account)
        except (PasswordDeleteError, KeyringError):
            return


def backend_name() -> str | None:
    """The keyring in use, or None when there is none that keeps anything."""
    import keyring

    backend = keyring.get_keyring()
    return None if backend.priority <= 0 else f"{type(backend).__module__}.{type(backend).__name__}"
