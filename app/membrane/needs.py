"""What an action may do for us, and when one is accepted for it (Membrane reference 8).

The published actions have keys; those for hours are named differently in every workspace, if there are any. An intent
search is semantic and always returns neighbours, so an action is accepted only if its words are exactly a verb and a
noun of the need.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.membrane.transport import Action

Verb = Literal["list", "get", "create", "update", "delete", "send"]
Words = tuple[str, ...]

_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SILENT = frozenset({"a", "an", "the", "new", "single", "specific", "one", "existing", "all", "clientary"})
_BY_ID = ("by", "id")
_WHERE = re.compile(r" (?:for|to|in|on|of|from) project$")

_VERBS: Mapping[Verb, frozenset[str]] = {
    "list": frozenset({"list", "get", "fetch", "retrieve"}),
    "get": frozenset({"get", "fetch", "retrieve", "find", "read", "show"}),
    "create": frozenset({"create", "add", "insert"}),
    "update": frozenset({"update", "edit", "change", "modify"}),
    "delete": frozenset({"delete", "remove", "destroy"}),
    "send": frozenset({"send", "email", "mail", "deliver"}),
}
_LOGGING = frozenset({"log", "record", "track"})
"""Verbs that create where the noun is time."""

_HOURS: frozenset[Words] = frozenset({
    ("hour",), ("hour", "entry"), ("hour", "log"), ("logged", "hour"), ("worked", "hour"), ("project", "hour"),
    ("project", "item"), ("time",), ("time", "entry"), ("time", "log"), ("timesheet", "entry"), ("time", "record"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """Something to be done by an action if one fits, else by the proxy.

    `key` is the published one, or the likeliest; `nouns` in singular; `wrappers` are the names under which an input
    may nest the record; `must` are the inputs (canonical names) without which no action can serve.
    """

    key: str
    verb: Verb
    nouns: frozenset[Words]
    wrappers: tuple[str, ...] = ()
    must: tuple[str, ...] = ()

    @property
    def write(self) -> bool:
        return self.verb in ("create", "update", "delete", "send")

    @property
    def samples(self) -> dict[str, object]:
        """A value for each input without which no action can serve."""
        return {name: ["1"] if name == "recipients" else "1" for name in self.must}

    @property
    def intent(self) -> str:
        return self.key.replace("-", " ")

    @property
    def id_names(self) -> frozenset[str]:
        """Other names of the input `id`, without case and underscores: `clientId`, `hours_entry_id`, ..."""
        plain = {"".join(words) for words in self.nouns}
        plain |= {word.replace("hour", "hours") for word in plain} | {f"{word}s" for word in plain}
        return frozenset(f"{word}id" for word in plain | {"record", "entry", "item"})


def _published(kind: str, plural: str) -> tuple[Need, Need]:
    nouns = frozenset({(kind,)})
    return Need(f"list-{plural}", "list", nouns), Need(f"get-{kind}", "get", nouns, must=("id",))


LIST_CLIENTS, GET_CLIENT = _published("client", "clients")
LIST_PROJECTS, GET_PROJECT = _published("project", "projects")
LIST_INVOICES, GET_INVOICE = _published("invoice", "invoices")
LIST_ESTIMATES, GET_ESTIMATE = _published("estimate", "estimates")
LIST_TASKS, GET_TASK = _published("task", "tasks")
LIST_CONTACTS, GET_CONTACT = _published("contact", "contacts")
LIST_EXPENSES, GET_EXPENSE = _published("expense", "expenses")
LIST_PAYMENTS = Need("list-payments", "list", frozenset({("payment",)}))
LIST_HOURS = Need("list-hours", "list", _HOURS, must=("project_id",))
GET_HOURS = Need("get-hours-entry", "get", _HOURS, must=("id",))
CREATE_CLIENT = Need("create-client", "create", frozenset({("client",)}), ("client",), ("name",))
CREATE_PROJECT = Need("create-project", "create", frozenset({("project",)}), ("project",), ("name",))
CREATE_INVOICE = Need("create-invoice", "create", frozenset({("invoice",)}), ("invoice",))

_ENTRY = ("project_item", "hour", "hours", "hours_entry", "time_entry", "entry")
CREATE_HOURS = Need("create-hours", "create", _HOURS, _ENTRY, ("project_id", "hours", "title"))
UPDATE_HOURS = Need("update-hours", "update", _HOURS, _ENTRY, ("id",))
DELETE_HOURS = Need("delete-hours", "delete", _HOURS, _ENTRY, ("id",))

_MAILED: frozenset[Words] = frozenset({
    ("invoice",), ("invoice", "email"), ("invoice", "mail"), ("invoice", "message"), ("invoice", "by", "email"),
    ("invoice", "via", "email"), ("email", "invoice"),
})  # fmt: skip
SEND_INVOICE = Need("send-invoice", "send", _MAILED, ("message", "invoice"), ("id", "recipients"))

PUBLISHED: tuple[Need, ...] = (
    LIST_CLIENTS, LIST_PROJECTS, LIST_INVOICES, LIST_ESTIMATES, LIST_TASKS, LIST_CONTACTS, LIST_EXPENSES,
    LIST_PAYMENTS, LIST_HOURS, GET_CLIENT, GET_PROJECT, GET_INVOICE, GET_ESTIMATE, GET_TASK, GET_CONTACT, GET_EXPENSE,
    GET_HOURS, CREATE_CLIENT, CREATE_PROJECT, CREATE_INVOICE,
)  # fmt: skip
UNPUBLISHED: tuple[Need, ...] = (CREATE_HOURS, UPDATE_HOURS, DELETE_HOURS, SEND_INVOICE)


def named_for(need: Need, action: Action) -> bool:
    """Whether the action's own words are the verb and the noun of the need. A key that says something else decides
    against the name; a key of no words (or none at all) leaves it to the name."""
    if action.key == need.key:
        return True
    verb_in_key = any(word in verbs for word in words_of(action.key) for verbs in (*_VERBS.values(), _LOGGING))
    return _says(need, action.key) or (not verb_in_key and _says(need, action.name))


def words_of(text: str) -> Words:
    """`Create an Invoice`, `createInvoice` and `create_invoices` as the words that count: `create`, `invoice`."""
    spaced = _CAMEL.sub(" ", text).lower()
    words = tuple(_singular(word) for word in _WORD.findall(spaced) if word not in _SILENT)
    return words[:-2] if words[-2:] == _BY_ID else words


def _says(need: Need, text: str) -> bool:
    words = words_of(text)
    if need.nouns is _HOURS:
        words = tuple(_WHERE.sub("", " ".join(words)).split())
    last = _VERBS[need.verb]  # "hours log" is a noun
    first = last | _LOGGING if need.verb == "create" and need.nouns is _HOURS else last
    for verb, noun, verbs in ((words[:1], words[1:], first), (words[-1:], words[:-1], last)):
        if verb and verb[0] in verbs and noun in need.nouns:
            return need.verb not in ("list", "get") or _number_fits(need, verb[0], text)
    return False


def _number_fits(need: Need, verb: str, text: str) -> bool:
    """`Get Clients` lists and `Get Client` gets one; of hours either may be said, there the inputs decide."""
    if need.nouns is _HOURS:
        return True
    plural = text.rstrip().lower().removesuffix(" by id").endswith("s")
    return plural or verb == "list" if need.verb == "list" else not plural


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word.removesuffix("s") if len(word) > 2 else word
