"""Secrets taken out of what is shown: fields by name, tokens by their look."""

from __future__ import annotations

from collections.abc import Mapping

from app.logs import redacted

HIDDEN = "[hidden]"


def masked(value: object) -> object:
    """A copy of a decoded JSON value in which no secret is left; its shape stays, so that one sees what was there."""
    from app.membrane.fields import denied  # asked for by hand only; start-up needs none of it

    if isinstance(value, Mapping):
        return {
            str(key): HIDDEN if denied(str(key)) and one not in (None, "") else masked(one)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [masked(one) for one in value]
    return redacted(value) if isinstance(value, str) else value


def masked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers of a reply without cookies, challenges and tokens."""
    from app.membrane.fields import denied

    private = ("set-cookie", "cookie", "authorization", "www-authenticate", "proxy-authenticate")
    return {
        name: HIDDEN if name.lower() in private or denied(name) else redacted(value) for name, value in headers.items()
    }
