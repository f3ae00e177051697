"""Checks on what is sent, before anything is sent: an id or a path must never turn into an option, another host or
another request."""

from __future__ import annotations

import re

from app.errors import Rejected
from app.membrane.fields import as_id

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
