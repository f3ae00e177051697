"""What is started where the command is a shim: the script behind it, never a shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cancel import CancelToken, Deadline
from app.errors import TransportUnavailable
from app.membrane.cli import CliTransport
from app.membrane.cli_shim import plain_words, program_of, script_of
from tests.membrane.peers import IDENTITY, program

ENTRY = "node_modules/@membranehq/cli/dist/index.js"
NPM_CMD = r"""@ECHO off
GOTO start
:find_dp0
SET dp0=%~dp0
EXIT /b
:start
SETLOCAL
CALL :find_dp0

IF EXIST "%dp0%\node.exe" (
  SET "_prog=%dp0%\node.exe"
) ELSE (
  SET "_prog=node"
  SET PATHEXT=%PATHEXT:;.JS;=;%
)

endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%_prog%"  "%dp0%\node_modules\@membranehq\cli\dist\index.js" %*
"""  # noqa: E501 - as npm writes it
OLD_CMD = r"""@IF EXIST "%~dp0\node.exe" (
  "%~dp0\node.exe"  "%~dp0\node_modules\@membranehq\cli\dist\index.js" %*
) ELSE (
  @SETLOCAL
  @SET PATHEXT=%PATHEXT:;.JS;=;%
  node  "%~dp0\node_modules\@membranehq\cli\dist\index.js" %*
)
"""
NPM_PS1 = """#!/usr/bin/env pwsh
$basedir=Split-Path $MyInvocation.MyCommand.Definition -Parent
$exe=""
if ($PSVersionTable.PSVersion -lt "6.0" -or $IsWindows) { $exe=".exe" }
$ret=0
if (Test-Path "$basedir/node$exe") {
  & "$basedir/node$exe"  "$basedir/node_modules/@membranehq/cli/dist/index.js" $args
} else {
  & "node$exe"  "$basedir/node_modules/@membranehq/cli/dist/index.js" $args
}
"""
PNPM_CMD = '@"%~dp0\\node.exe"  "%~dp0\\..\\global\\5\\node_modules\\@membranehq\\cli\\dist\\index.mjs" %*\r\n'


@pytest.mark.parametrize("text", [NPM_CMD, OLD_CMD, NPM_PS1, NPM_CMD.replace("\n", "\r\n")])
def test_the_script_behind_a_shim(tmp_path: Path, text: str) -> None:
    assert script_of(text, tmp_path) == tmp_path / ENTRY


def test_a_script_above_the_shim(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    assert script_of(PNPM_CMD, folder) == tmp_path / "global/5/node_modules/@membranehq/cli/dist/index.mjs"


def test_a_line_that_only_hands_on(tmp_path: Path) -> None:
    assert plain_words('@"C:\\Python\\python.exe" "-IS" "C:\\x y\\main.py" %*\r\n') == [
        "C:\\Python\\python.exe", "-IS", "C:\\x y\\main.py",
    ]  # fmt: skip
    for text in ('@"%HOME%\\x.exe" %*', '@"a" & "b" %*', '"a" %*\n"b" %*', "@echo off\n"):
        assert plain_words(text) == []


@pytest.mark.parametrize("name", ["membrane.cmd", "membrane.CMD", "membrane.ps1"])
def test_what_is_started(tmp_path: Path, name: str) -> None:
    shim = tmp_path / name
    shim.write_text(NPM_PS1 if name.endswith("ps1") else NPM_CMD)
    assert program_of(shim, lambda _: Path("/opt/node")) == ["/opt/node", str(tmp_path / ENTRY)]
    with pytest.raises(TransportUnavailable, match=r"Node\.js"):
        program_of(shim, lambda _: None)
    beside = tmp_path / "node.exe"
    beside.write_bytes(b"")
    assert program_of(shim, lambda _: None) == [str(beside), str(tmp_path / ENTRY)]
    shim.write_text("@echo off\r\nstart something %1\r\n")
    with pytest.raises(TransportUnavailable, match="does not say which program"):
        program_of(shim, lambda _: Path("/opt/node"))


def test_any_other_file_is_started_itself(tmp_path: Path) -> None:
    assert program_of(tmp_path / "membrane", lambda _: None) == [str(tmp_path / "membrane")]
    assert program_of(tmp_path / "membrane.exe", lambda _: None) == [str(tmp_path / "membrane.exe")]


def test_arguments_reach_the_script_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a `node` that is found on the search path and hands on what it was given."""
    shim = tmp_path / "bin" / "membrane.cmd"
    shim.parent.mkdir()
    shim.write_text(NPM_CMD)
    body = "import json\nassert sys.argv[1].endswith('index.js')\nprint(json.dumps(sys.argv[2:]))"
    identity = IDENTITY.replace("sys.argv[1:]", "sys.argv[2:]")
    node = program(tmp_path / "node", body, identity=identity)
    monkeypatch.setenv("PATH", str(node.rename(node.with_name("node")).parent))
    cli = CliTransport(shim, tmp_path / "home")
    evil = 'a" & calc %PATH% ^ | "'
    shown = cli.request("c1", "POST", "/x", Deadline(30), CancelToken(), body={"t": evil}).body
    assert isinstance(shown, list)
    assert shown[-1] == '--data={"t":"a\\" & calc %PATH% ^ | \\""}'
