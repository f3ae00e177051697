"""Checks on what is sent, before anything is sent: an id or a path must never turn into an option, another host or
another request."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.errors import Rejected
from app.membrane.fields import as_id

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]{0,4000}")
_NOT_OURS = frozenset({
    "authorization", "proxy-authorization", "cookie", "host", "connection", "content-length", "transfer-encoding",
    "upgrade", "te", "trailer", "expect", "keep-alive", "membrane-api-version", "x-api-key",
})  # fmt: skip
"""Membrane adds the credentials and drops most of these (Membrane reference 4.5); none may come from here."""

_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")


def safe_id(value: str, what: str) -> str:
    """`value` if it can name a connection or an action; begins with a letter or digit, so it is never an option."""
    found = as_id(value)
    if found is None:
        raise Rejected(f"{what}: {value!r:.80} cannot be an id", layer="membrane", status=0, key="id")
    return found


def safe_path(path: str) -> str:
    """`path` if it is a plain absolute path: no other host, no query, no way up."""
    if not _PATH.fullmatch(path) or "//" in path or ".." in path.split("/"):
        raise Rejected(f"{path!r:.80} cannot be a path", layer="membrane", status=0, key="path")
    return path


def safe_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    """`headers` if each can only be a header of the proxied request: no credentials, no line breaks."""
    for name, value in (headers or {}).items():
        if name.lower() in _NOT_OURS or not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise Rejected(f"the header {name!r:.80} cannot be sent", layer="membrane", status=0, key="header")
    return dict(headers or {})
