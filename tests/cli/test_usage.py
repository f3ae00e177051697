"""Flags, `--`, usage errors and output forms: what holds for every command."""

from __future__ import annotations

import pytest

from app.cli import commands
from tests.cli.running import Stint


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--json"],
        ["nope"],
        ["status", "--nope"],
        ["--nope", "status"],
        ["status", "extra"],
        ["start"],
        ["log"],
        ["edit"],
        ["log", "x", "--project"],
        ["log", "x", "--project", "--json"],
        ["log", "x", "--billable", "--no-billable"],
        ["log", "x", "--proj", "y"],
        ["settings"],
        ["settings", "nope"],
        ["settings", "set", "sync.settle_seconds"],
    ],
)
def test_usage_errors_end_with_2(stint: Stint, arguments: list[str]) -> None:
    result = stint.run(*arguments)
    assert result.code == 2
    assert "usage:" in result.err
    if "--json" in arguments:
        assert result.error["code"] == "usage"
    else:
        assert result.out == ""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["settings", "--help"], *([*n.split(), "-h"] for n in commands.TABLE)]
)
def test_help(stint: Stint, arguments: list[str]) -> None:
    result = stint.run(*arguments)
    assert (result.code, result.err) == (0, "")
    assert "usage: stint" in result.out


def test_version(stint: Stint) -> None:
    assert stint.run("--version").out.startswith("stint ")


def test_global_flags_stand_before_or_after_the_command(stint: Stint, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = str(tmp_path_factory.mktemp("elsewhere"))
    assert (
        stint.run("--data-dir", elsewhere, "--json", "log", "one", "--duration", "1h").json["entry"]["title"] == "one"
    )
    assert stint.run("log", "two", "--json", f"--data-dir={elsewhere}", "--duration=1h").json["entry"]["title"] == "two"
    assert len(stint.ok("entries", "--data-dir", elsewhere)["entries"]) == 2
    assert stint.ok("entries")["entries"] == []


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (["log", "--duration=1h", "--", "-x"], "-x"),
        (["log", "--duration=1h", "--", "--json", "--", "x"], "--json -- x"),
        (["log", "--duration=1h", "--title", "-foo"], "-foo"),
        (["log", "--duration=1h", "--title=--json"], "--json"),
        (["log", "--duration=1h", "-5 reasons to stay"], "-5 reasons to stay"),
        (["log", "fix", "--duration", "1h", "the", "header"], "fix the header"),
        (["log", "--duration=1h", "-"], "-"),
    ],
)
def test_titles_may_look_like_flags(stint: Stint, arguments: list[str], title: str) -> None:
    result = stint.run("--json", *arguments)
    assert result.code == 0, result
    assert result.json["entry"]["title"] == title


def test_quiet_silences_messages_but_not_what_was_asked_for(stint: Stint) -> None:
    loud = stint.run("log", "nope: fix", "--duration=1h")
    assert "nope" in loud.err
    quiet = stint.run("log", "nope: fix", "--duration=1h", "--quiet")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert "nope" in stint.run("entries", "--quiet").out
    assert "no token in the environment" in stint.run("doctor").out


def test_text_that_is_no_text_is_refused(stint: Stint) -> None:
    assert stint.refused("log", "bad \udcff", "--duration=1h")["code"] == "input"


def test_a_data_folder_that_cannot_be_made_is_said(stint: Stint, tmp_path_factory: pytest.TempPathFactory) -> None:
    blocked = tmp_path_factory.mktemp("blocked") / "file"
    blocked.write_text("")
    assert stint.refused("status", "--data-dir", str(blocked / "below"))["code"] == "storage"
