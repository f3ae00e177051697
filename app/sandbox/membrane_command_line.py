"""The look-alike command's grammars (Membrane reference 5.1 to 5.3), and how each kind of parser refuses what it does
not know."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

SHORT = {"X": "method", "H": "header", "d": "data"}
SWITCHES = frozenset((
    "json", "tenant", "wait", "rawData", "help", "version", "non-interactive", "allowMultipleConnections",
))  # fmt: skip
GLOBAL = ("json", "workspaceKey", "tenantKey", "help", "version")

# Which grammars know a command, which of them each of its flags, and how many words it needs after its name.
COMMANDS: Mapping[str, tuple[str, int, Mapping[str, str]]] = {
    "login": ("123", 0, {"tenant": "123", "clientName": "23", "non-interactive": "3", "apiUri": "23"}),
    "login start": ("3", 0, {"tenant": "3", "clientName": "3", "non-interactive": "3"}),
    "login complete": ("123", 1, {}),
    "logout": ("123", 0, {}),
    "status": ("23", 0, {}),
    "token": ("123", 0, {}),
    "search": ("13", 1, {"elementType": "13", "limit": "3"}),
    "connect": ("123", 0, {
        "connectorId": "13", "connectorKey": "2", "connectionId": "3", "connectionKey": "3", "integrationKey": "3",
        "integrationId": "3", "intent": "3", "name": "23", "allowMultipleConnections": "3", "non-interactive": "3",
    }),
    "connection list": ("123", 0, {"cursor": ""}),
    "connection get": ("23", 1, {"wait": "23", "timeout": "23"}),
    "connection ensure": ("23", 1, {"name": "3"}),
    "action list": ("123", 0, {
        "connectionId": "123", "connectionKey": "3", "externalAppId": "3", "intent": "123", "limit": "23", "cursor": "",
    }),
    "action get": ("23", 1, {"connectionId": "23", "wait": "23", "timeout": "23"}),
    "action run": ("12", 1, {"connectionId": "12", "connectionKey": "2", "input": "12"}),
    "act": ("3", 0, {
        "connectionId": "3", "connectionKey": "3", "id": "3", "key": "3", "api": "3", "code": "3", "input": "3",
    }),
    "request": ("12", 2, dict.fromkeys(("method", "header", "data", "rawData", "query", "pathParam"), "12")),
}  # fmt: skip
GROUPS = ("connection", "action")
HELP_HEAD = "Usage: membrane <command> [options]\n\nMembrane CLI: connect to external apps and run actions (sandbox)\n"
OTHER_HELP = (
    "Usage: membrane connect <client> | membrane connect complete <code> | membrane credentials | membrane catalog\n"
)


REFUSALS: Mapping[str, Mapping[str, str]] = {
    "commander": {
        "command": "unknown command '{name}'",
        "option": "unknown option '--{name}'",
        "argument": "missing required argument '{name}'",
        "required": "required option '--{name} <value>' not specified",
        "extra": "too many arguments for '{name}'. Expected fewer.",
    },
    "yargs": {
        "command": "Unknown command: {name}",
        "option": "Unknown argument: {name}",
        "argument": "Not enough non-option arguments: got 0, need at least 1",
        "required": "Missing required argument: {name}",
        "extra": "Unknown argument: {name}",
    },
    "oclif": {
        "command": "command {name} not found",
        "option": "Nonexistent flag: --{name}",
        "argument": "Missing 1 required arg:\n ›   {name}",
        "required": "Missing required flag {name}",
        "extra": "Unexpected argument: {name}",
    },
    "argparse": {
        "command": "argument command: invalid choice: '{name}' (choose from 'login', 'search')",
        "option": "unrecognized arguments: --{name}",
        "argument": "the following arguments are required: {name}",
        "required": "the following arguments are required: --{name}",
        "extra": "unrecognized arguments: {name}",
    },
}


class Misuse(Exception):
    """The parser refuses: `out` and `err` are what it prints, `code` how it ends."""

    def __init__(self, out: str, err: str, code: int) -> None:
        super().__init__(err or out)
        self.out, self.err, self.code = out, err, code


class Words:
    """A parsed command line: the command's name, the words after it, and for every flag the values it was given."""

    def __init__(self) -> None:
        self.name = ""
        self.positional: list[str] = []
        self.flags: dict[str, list[str]] = {}

    def one(self, name: str) -> str | None:
        values = self.flags.get(name)
        return values[-1] if values else None


class Parser(NamedTuple):
    """Reads the words of one call by the dialect's switches."""

    dialect: Mapping[str, Any]

    def parse(self, arguments: Sequence[str]) -> Words:
        """Flags as `--flag=value` or `--flag value`, before or after the positional words. Raises `Misuse`."""
        words, bare = self._split(list(arguments))
        if not bare or "help" in words.flags or "version" in words.flags:
            return words
        words.name = self._name(bare)
        words.positional = bare[len(words.name.split()) :]
        self._check_flags(words, arguments)
        needed = COMMANDS[words.name][1]
        if len(words.positional) < needed:
            raise self.refuse("argument", ("id", "path")[len(words.positional)])
        if self._strict and len(words.positional) > needed:
            raise self.refuse("extra", words.name.split()[-1])
        return words

    def help_text(self) -> str:
        if self.dialect.get("cli_grammar") == "other":
            return OTHER_HELP
        lines = [f"  {name:<20}{' '.join(f'--{flag}' for flag in self._flags(name))}" for name in self._known()]
        return f"{HELP_HEAD}\nCommands:\n" + "\n".join(lines) + "\n\nOptions: --json, --version, --help\n"

    def refuse(self, what: str, name: str) -> Misuse:
        """As the chosen parser says it: `what` is command, option, argument (missing), required (option) or extra."""
        parser = str(self.dialect.get("cli_parser", "lenient"))
        said = REFUSALS.get(parser, REFUSALS["commander"])[what].format(name=name)
        match parser:
            case "yargs":
                return Misuse("", f"{self.help_text()}\n{said}\n", 1)
            case "oclif":
                return Misuse("", f" ›   Error: {said}\n ›   See more help with --help\n", 2)
            case "argparse":
                return Misuse("", f"usage: membrane [-h] {{login,search}} ...\nmembrane: error: {said}\n", 2)
            case "minimist" if what == "command":
                return Misuse(self.help_text(), "", 0)
            case "json":
                error = {"error": {"code": f"commander.{what}", "message": f"error: {said}"}}
                return Misuse(json.dumps(error) + "\n", "", 1)
            case "commander":
                return Misuse("", f"error: {said}\n", 1)
            case _:
                return Misuse("", f"Error: {said}\n", 1)

    @property
    def _strict(self) -> bool:
        return self.dialect.get("cli_parser", "lenient") not in ("lenient", "minimist")

    def _split(self, rest: list[str]) -> tuple[Words, list[str]]:
        words, bare = Words(), list[str]()
        while rest:
            word = rest.pop(0)
            if word == "--":
                return words, bare + rest
            name, equals, value = word.lstrip("-").partition("=")
            name = SHORT.get(name, name)
            if not word.startswith("-") or word == "-":
                bare.append(word)
            elif equals:
                words.flags.setdefault(name, []).append(value)
            elif self._takes_value(name, bare, rest):
                if not rest:
                    raise self.refuse("argument", name)
                words.flags.setdefault(name, []).append(rest.pop(0))
            else:
                words.flags.setdefault(name, [])
        return words, bare

    def _takes_value(self, name: str, bare: Sequence[str], rest: Sequence[str]) -> bool:
        """On `request`, `--json` takes a body if a word that is no flag follows; a careless parser lets it swallow the
        next word anywhere."""
        word_follows = bool(rest) and not rest[0].startswith("-")
        if name == "json" and (bare[:1] == ["request"] or self.dialect.get("cli_parser") == "minimist"):
            return word_follows
        return name not in SWITCHES

    def _name(self, bare: Sequence[str]) -> str:
        known = self._known()
        for length in (2, 1):
            name = " ".join(bare[:length])
            if name in known and len(bare) >= length:
                return name
        group = bare[0] in GROUPS and any(name.startswith(f"{bare[0]} ") for name in known)
        raise self.refuse("command", bare[1] if group and len(bare) > 1 else bare[0])

    def _known(self) -> list[str]:
        grammar, removed = str(self.dialect.get("cli_grammar", "all")), self.dialect.get("cli_removed", ())
        return [
            name
            for name, (grammars, _, _) in COMMANDS.items()
            if (grammar == "all" or grammar[-1] in grammars) and name not in removed
        ]

    def _flags(self, name: str) -> list[str]:
        grammar = str(self.dialect.get("cli_grammar", "all"))
        flags = [flag for flag, known in COMMANDS[name][2].items() if grammar == "all" or grammar[-1] in known]
        if name.startswith("login") and self.dialect.get("cli_client_name") == "unknown":
            flags = [flag for flag in flags if flag != "clientName"]
        if self.dialect.get("cli_connection_flag") == "key" and "connectionKey" in flags:
            flags.remove("connectionId")
        return flags

    def _check_flags(self, words: Words, arguments: Sequence[str]) -> None:
        known = self._flags(words.name)
        unknown = [flag for flag in words.flags if flag not in known and flag not in GLOBAL]
        if unknown and self._strict:
            raise self.refuse("option", unknown[0])
        for flag in unknown:
            del words.flags[flag]
        needs_name = words.name in ("login", "login start") and self.dialect.get("cli_client_name") == "required"
        if needs_name and not words.one("clientName"):
            raise self.refuse("required", "clientName")
        order = self.dialect.get("cli_action_order", "any")
        if words.name == "action run" and order != "any" and words.positional:
            flag_at = next((at for at, word in enumerate(arguments) if word.startswith("--connection")), 0)
            flag_first = flag_at < list(arguments).index(words.positional[0])
            if flag_first is not (order == "flag_first"):
                raise self.refuse("argument", "actionId")
