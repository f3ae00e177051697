"""Starting with the session: what is written, and that it says the same when it is read by others' rules."""

from __future__ import annotations

import os
import plistlib
import re
from pathlib import Path

import pytest

from app.config import read_config
from app.errors import StorageError
from tests.source_tree import ROOT
from ui.autostart import DesktopFile, LaunchAgent, autostart, exec_word, quick_log_command, start_command
from ui.desktop_entry import APP_ID, HEAD, make_known

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "s": " ", "\\": "\\"}


def words_of(exec_line: str) -> list[str]:
    """As the Desktop Entry specification has it: escapes of a value first, then quotes, then field codes."""
    value = re.sub(r"\\(.)", lambda escape: _ESCAPES[escape[1]], exec_line)
    words, word, quoted, at = [], "", False, 0
    while at < len(value):
        letter = value[at]
        if quoted and letter == "\\":
            at += 1
            word += value[at]
        elif letter == '"':
            quoted = not quoted
            if not quoted:
                words.append(word.replace("%%", "%"))
                word = ""
        elif quoted:
            word += letter
        at += 1
    return words


@pytest.mark.parametrize(
    "word", ["/opt/stint/stint", '/home/a b/50% "x"/$HOME`\\n', "--hidden", "ü\\\\x", "two\nHidden=true\n\t"]
)
def test_any_path_survives_an_exec_line(word: str) -> None:
    assert words_of(f"{exec_word('x')} {exec_word(word)}") == ["x", word]


def test_a_package_brings_the_entry_that_the_program_is_known_by() -> None:
    entry = (ROOT / "packaging" / f"{APP_ID}.desktop").read_text()
    assert entry.startswith(HEAD)
    assert "\nExec=stint\n" in entry
    assert f"share/applications/{APP_ID}.desktop" in (ROOT / "pyproject.toml").read_text()


def test_our_own_entry_makes_room_for_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, package = (tmp_path / name / "applications" / f"{APP_ID}.desktop" for name in ("own", "usr"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "usr"))
    make_known()
    assert own.read_text().startswith(HEAD)
    package.parent.mkdir(parents=True)
    package.write_text(HEAD)
    make_known()
    assert not own.exists()
    own.write_text(HEAD)  # a person's own is theirs
    make_known()
    assert own.read_text() == HEAD


def test_the_switch_of_this_system_writes_where_the_session_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    config = read_config(os.environ, data_dir=str(tmp_path / "my data"))
    switch = autostart(config)

    def on() -> bool:
        return switch.enabled

    assert not on()
    switch.set(True)
    file = tmp_path / "config" / "autostart" / "app.stint.Stint.desktop"
    lines = file.read_text().splitlines()
    (exec_line,) = [line.removeprefix("Exec=") for line in lines if line.startswith("Exec=")]
    assert words_of(exec_line) == start_command(config)
    assert words_of(exec_line)[-3:] == ["--hidden", "--data-dir", str(tmp_path / "my data")]
    assert on()
    file.write_text(file.read_text() + "Hidden=true\n")  # as a desktop's own settings switch it off
    assert not on()
    switch.set(True)
    assert on()
    sandbox = autostart(read_config(os.environ, sandbox=True))
    sandbox.set(True)
    switch.set(False)
    assert [switch.enabled, sandbox.enabled] == [False, True]
    sandbox.set(False)
    assert list(file.parent.iterdir()) == []
    assert quick_log_command(config).endswith(f"--data-dir '{tmp_path / 'my data'}' quick-log")


def test_a_folder_of_any_name_gives_one_line_and_is_found_again(tmp_path: Path) -> None:
    switch = DesktopFile(["stint", "--data-dir", os.fsdecode(b"/srv/\xff\nHidden=true\n")], tmp_path)
    switch.set(True)
    (file,) = tmp_path.iterdir()
    assert file.read_bytes().splitlines()[-1] == b'Exec="stint" "--data-dir" "/srv/\xff\\nHidden=true\\n"'
    assert switch.enabled


def test_what_the_system_does_not_keep_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="did not keep"):
        DesktopFile(["stint"], tmp_path / "file" / "autostart").set(True)


def test_a_launch_agent_names_the_program_and_its_words(tmp_path: Path) -> None:
    agent = LaunchAgent(["/Applications/Stint.app/stint", "--hidden"], tmp_path / "LaunchAgents")
    agent.set(True)
    assert agent.enabled
    (file,) = (tmp_path / "LaunchAgents").iterdir()
    written = plistlib.loads(file.read_bytes())
    assert written["ProgramArguments"] == ["/Applications/Stint.app/stint", "--hidden"]
    assert written["RunAtLoad"] is True
    agent.set(False)
    assert not agent.enabled
