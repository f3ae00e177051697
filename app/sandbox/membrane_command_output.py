"""What the look-alike command prints: shapes of its answers, ways to fail, and the noise around them (M 5.4)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.sandbox.membrane_client import Failure, SignedOut, decode, encode, is_envelope

NOTICE = "Update available 1.18.3 -> 1.19.0. Run npm install -g @membranehq/cli@latest"
DEPRECATED = "(node:4711) [DEP0040] DeprecationWarning: The `punycode` module is deprecated.\nDEPRECATED: use {act}"
SPINNER = "⠋ Loading\r⠙ Loading\r\x1b[2K\x1b[1G"
STACK = "{said}\n    at Command.run (file:///membrane/dist/index.js:1:1) {{\n  code: 'ERR'\n}}"
SIGNED_OUT = {
    "not_logged_in": "Not logged in. Run membrane login",
    "please": "Please log in first",
    "unauthorized": "Unauthorized",
    "status": "Request failed with status code 401",
    "prompt": "Login required",
}


class Plain(NamedTuple):
    """Output that is text, not JSON."""

    text: str


class Ran(NamedTuple):
    """The reply to an action run."""

    reply: Any


class Connected(NamedTuple):
    """The connection that `connect` made."""

    connection: dict[str, Any]


class Proxied(NamedTuple):
    """The app's answer to `request`."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_membranes(self) -> bool:
        try:
            return is_envelope(decode(self.body))
        except ValueError:
            return False


class Printer(NamedTuple):
    """Prints by the dialect's switches."""

    dialect: Mapping[str, Any]

    def noise(self) -> None:
        """What comes before the answer."""
        match self.dialect.get("cli_noise", "none"):
            case "stdout":
                print(NOTICE, flush=True)
            case "stderr":
                print(NOTICE, file=sys.stderr, flush=True)
            case "deprecated":
                print(DEPRECATED, flush=True)
            case "spinner":
                sys.stdout.write(SPINNER)

    def answer(self, result: Any) -> int:
        """Print the result of a command; returns the exit code."""
        if isinstance(result, Proxied) and result.status == 401 and result.is_membranes:
            raise SignedOut
        text = result.text if isinstance(result, Plain) else self._text(result)
        if isinstance(result, Proxied) and not 200 <= result.status < 300:
            return self._refusal(result.status, text)
        self._print(text)
        return 0

    def failure(self, failure: Failure) -> int:
        """Print why a command failed; returns the exit code."""
        said = str(failure)
        if isinstance(failure, SignedOut):
            said = self._signed_out()
        shown = None if failure.shown is None else encode(failure.shown)
        match self.dialect.get("cli_errors", "both"):
            case "exit_0" if shown is not None:
                self._print(encode({"error": failure.shown}))
                return 0
            case "stderr_json" if shown is not None:
                print(shown, file=sys.stderr)
                return 1
            case "text" | "stack" as kind:
                shown, said = None, f"Error: {said}"
                print(said if kind == "text" else STACK.format(said=said), file=sys.stderr)
                return 1
        if shown is not None:
            self._print(shown)
        print(f"Error: {said}", file=sys.stderr)
        return 1

    def address(self, text: str, url: str) -> None:
        """A page for the person to open."""
        stream = sys.stdout if self.dialect.get("cli_url_stream") == "stdout" else sys.stderr
        print(f"{text}\n{url}", file=stream, flush=True)

    def _text(self, result: Any) -> str:
        match result:
            case Proxied():
                return self._proxied(result)
            case Ran():
                return self._ran(result.reply)
            case Connected():
                return self._connected(result.connection)
            case {"items": items}:
                shapes = {"output": {"output": result}, "data": {"data": result}, "array": items}
                return encode(shapes.get(self.dialect.get("cli_envelope", "plain"), result))
        return encode(result)

    def _proxied(self, result: Proxied) -> str:
        text = result.body.decode("utf-8", "replace")
        shape = self.dialect.get("cli_request_output", "body")
        if shape == "body":
            return text
        if shape == "status_line":
            return f"HTTP/1.1 {result.status} Status\n\n{text}"
        try:
            data: Any = decode(result.body)
        except ValueError:
            data = text
        if shape == "output":
            return encode({"output": data})
        return encode({"status": result.status, "headers": result.headers, "data": data})

    def _ran(self, reply: Any) -> str:
        output = reply.get("output")
        match self.dialect.get("cli_run_output", "plain"):
            case "text":
                return encode({**reply, "output": encode(output)})
            case "nested":
                return encode({"output": reply})
            case "bare":
                return encode(output)
            case "document_text":
                return encode(encode(reply))
        return encode(reply)

    def _connected(self, connection: dict[str, Any]) -> str:
        found = connection["id"]
        match self.dialect.get("cli_connect_output", "connection"):
            case "nested":
                return encode({"connection": {"id": found}})
            case "output":
                return encode({"output": {"connectionId": found}})
            case "text":
                return f"Connected. Connection id: {found}"
            case "id" | "connectionId" | "resultConnectionId" as key:
                return encode({key: found})
        return encode(connection)

    def _refusal(self, status: int, text: str) -> int:
        """A proxied request that the app refused."""
        said = f"Error: Request failed with status {status}"
        errors = self.dialect.get("cli_errors", "both")
        if errors in ("both", "exit_0"):
            self._print(text)
        elif errors == "stderr_json":
            print(text, file=sys.stderr)
        print(STACK.format(said=said) if errors == "stack" else said, file=sys.stderr)
        return 0 if errors == "exit_0" else 1

    def _signed_out(self) -> str:
        how = self.dialect.get("cli_signed_out", "not_logged_in")
        if how == "prompt":
            print("? Log in now? (Y/n) ", end="", flush=True)
            sys.stdin.read()
        return SIGNED_OUT[str(how)]

    def _print(self, text: str) -> None:
        noise = self.dialect.get("cli_noise", "none")
        print(f"\x1b[1m\x1b[32m{text}\x1b[39m\x1b[22m" if noise == "colour" else text, flush=True)
        if noise == "after":
            print(NOTICE, flush=True)
