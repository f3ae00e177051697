"""Switches of the look-alike `membrane` command: what its grammar takes, and what stands around its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class CommandDialect:
    """A part of `app.sandbox.dialect.Dialect`. Nothing of it is documented (Membrane reference 5 and 9)."""

    # What it understands
    cli_grammar: Literal["all", "g1", "g2", "g3", "other"] = "all"
    cli_removed: tuple[str, ...] = ()
    cli_parser: Literal["lenient", "commander", "yargs", "oclif", "argparse", "minimist", "json"] = "lenient"
    cli_action_order: Literal["any", "flag_first", "action_first"] = "any"
    cli_connection_flag: Literal["both", "key"] = "both"
    cli_client_name: Literal["optional", "required", "unknown"] = "optional"
    cli_login: Literal["exits", "waits", "start"] = "exits"
    cli_ensure: Literal["appUrl", "intent", "word"] = "appUrl"
    cli_version: Literal["package", "number", "node", "none"] = "package"
    # What it prints
    cli_noise: Literal["none", "stdout", "stderr", "after", "deprecated", "spinner", "colour"] = "none"
    cli_envelope: Literal["plain", "output", "data", "array"] = "plain"
    cli_run_output: Literal["plain", "text", "nested", "bare", "document_text"] = "plain"
    cli_request_output: Literal["body", "status_headers_data", "output", "status_line"] = "body"
    cli_connect_output: Literal[
        "connection", "id", "connectionId", "nested", "resultConnectionId", "output", "text"
    ] = "connection"
    cli_url_stream: Literal["stderr", "stdout"] = "stderr"
    cli_errors: Literal["both", "exit_0", "stderr_json", "text", "stack"] = "both"
    cli_signed_out: Literal["not_logged_in", "please", "unauthorized", "status", "prompt"] = "not_logged_in"
    # How it runs
    cli_hang: bool = False
    cli_slow_start_s: int = 0
