"""The pages that a browser sees: a question with two buttons, and what became of it."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from app.sandbox.errors import bad_request
from app.sandbox.wire import HTML_TYPE, Reply

_STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:32em;margin:4em auto;padding:0 1em}button{font:inherit}"
ALLOW, DENY = "allow", "deny"


def question(title: str, text: str) -> Reply:
    """A page that posts its answer to its own address."""
    buttons = (
        f'<button name="decision" value="{ALLOW}">Allow</button> <button name="decision" value="{DENY}">Cancel</button>'
    )
    return _page(200, title, f"<p>{escape(text)}</p><form method=post>{buttons}</form>")


def answer(title: str, text: str, status: int = 200) -> Reply:
    return _page(status, title, f"<p>{escape(text)}</p>")


def decision(body: bytes) -> str:
    """Which button of a `question` was pressed."""
    pressed = parse_qs(body.decode("utf-8", "replace")).get("decision", [""])[0]
    if pressed not in (ALLOW, DENY):
        raise bad_request("decision must be allow or deny")
    return pressed


def _page(status: int, title: str, body: str) -> Reply:
    head = f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title><style>{_STYLE}</style>"
    return Reply(status, f"{head}<h1>{escape(title)}</h1>{body}".encode(), HTML_TYPE)
