"""A data file that is gone, files that only their owner may read, an answer that cannot be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.sandbox.process import ROOT


def stint(folder: Path, *words: str, stdout: int | IO[str] = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.main", *words],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        timeout=60,
        env={**os.environ, "STINT_DATA_DIR": str(folder), "STINT_TRANSPORT": "none"},
    )


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_a_lost_data_file_is_not_replaced_by_an_empty_one(tmp_path: Path, how: str) -> None:
    assert stint(tmp_path, "log", "1h kept").returncode == 0
    file = tmp_path / "stint.sqlite3"
    file.unlink()
    if how == "empty":
        file.touch()
    refused = stint(tmp_path, "entries")
    assert refused.returncode == 1
    assert str(next((tmp_path / "backups").glob("*.gz"))) in refused.stderr
    assert file.exists() == (how == "empty")


def test_files_that_others_could_read_are_closed(tmp_path: Path) -> None:
    (tmp_path / "stint.sqlite3").touch(0o644)
    stint(tmp_path, "log", "1h private")
    stint(tmp_path, "settings", "set", "billing.currency", "USD")
    open_to_others = [f.name for f in tmp_path.iterdir() if f.is_file() and f.stat().st_mode & 0o077]
    assert open_to_others == []


def test_an_answer_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = stint(tmp_path, "--json", "log", "1h stays", stdout=full)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    entries = json.loads(stint(tmp_path, "--json", "entries").stdout)["entries"]
    assert [entry["title"] for entry in entries] == ["stays"]


@pytest.mark.parametrize("words", [("entries", "--project="), ("entries", "--client="), ("log", "1h a", "--project=")])
def test_an_empty_name_in_a_flag_names_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert stint(tmp_path, *words).returncode == 1
