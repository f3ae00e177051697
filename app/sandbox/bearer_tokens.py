"""Bearer tokens shaped like Membrane's: JSON Web Tokens (Membrane reference 3), which its SDK decodes before it sends
them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time

TENANT = "sandbox"
WORKSPACE = "sandbox"


def new_token(expires_at: int | None = None) -> str:
    """A token that nobody can guess, for the one tenant; with `expires_at` (epoch seconds) it says how long it lasts.

    Tokens are compared, never verified, so the key of the signature is thrown away.
    """
    claims: dict[str, str | int] = {"workspaceKey": WORKSPACE, "tenantKey": TENANT, "jti": secrets.token_urlsafe(16)}
    if expires_at is not None:
        claims |= {"iat": int(time.time()), "exp": expires_at}
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    return f"{signed}.{_text(hmac.digest(secrets.token_bytes(32), signed.encode(), hashlib.sha256))}"


def _part(value: dict[str, str] | dict[str, str | int]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
