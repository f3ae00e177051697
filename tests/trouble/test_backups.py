"""Backups by hand and going back to them, with the data damaged, the disk full, the folder read-only, and kills."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trouble.conftest import Programs
from tests.trouble.program import Program

PAGE = 4096


@pytest.fixture
def alone(programs: Programs) -> Program:
    """A program without an account, with three entries and the day's backup."""
    program = programs()
    for title in ("one", "two", "three"):
        program.ok("log", f"1h {title}")
    return program


def folder_of(program: Program) -> Path:
    return Path(program.environment["STINT_DATA_DIR"])


def titles(program: Program) -> set[str]:
    return {entry["title"] for entry in program.entries()}


def damage(file: Path, how: str) -> None:
    data = bytearray(file.read_bytes())
    if how == "header":
        data[:100] = b"x" * 100
    else:
        data[5 * PAGE : 55 * PAGE] = b"\xff" * (50 * PAGE)
    file.write_bytes(data)


def test_a_backup_goes_where_it_is_told_and_back(alone: Program, tmp_path: Path) -> None:
    made = alone.ok("backup", str(tmp_path / "kept.sqlite3.gz"))
    assert (Path(made["file"]).stat().st_size, made["reason"]) == (made["bytes"], "by-hand")
    alone.ok("delete", alone.entries()[0]["id"])
    alone.ok("start", "running")
    shown = alone.ok("restore", made["file"], "--dry-run")
    assert [shown["entries"][name]["count"] for name in ("gone", "back", "changed")] == [1, 1, 0]
    assert (shown["restored"], shown["running"]) == (False, "running")
    assert titles(alone) == {"one", "two", "running"}
    done = alone.ok("restore", made["file"])
    assert (done["restored"], titles(alone)) == (True, {"one", "two", "three"})
    alone.ok("restore", done["kept"])
    assert titles(alone) == {"one", "two", "running"}
    reasons = [backup["reason"] for backup in alone.ok("backup", "--list")["backups"]]
    assert sorted(reasons) == ["before-restore", "before-restore", "daily"]


@pytest.mark.parametrize("how", ["header", "middle"])
def test_a_damaged_file_is_named_with_the_way_out_and_set_aside(alone: Program, how: str) -> None:
    folder = folder_of(alone)
    backup = alone.ok("backup", str(folder / "backups"))
    damage(folder / "stint.sqlite3", how)
    refused = alone.run("entries")
    assert (refused.code, "stint restore latest" in refused.err, "Traceback" in refused.err) == (1, True, False)
    shutil.copyfile(backup["file"], folder / "backups" / "stint-29990101-000000-daily.sqlite3.gz")
    os.truncate(folder / "backups" / "stint-29990101-000000-daily.sqlite3.gz", 300)
    bad = alone.run("restore", "latest")
    assert (bad.code, "damaged" in bad.err) == (1, True)
    done = alone.ok("restore", backup["file"])
    assert done["readable"] is False
    assert Path(done["kept"]).read_bytes() != b""
    assert titles(alone) == {"one", "two", "three"}


@pytest.mark.parametrize("kind", ["newer", "text", "missing", "other"])
def test_what_cannot_be_restored_is_refused_in_words(alone: Program, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "file.sqlite3"
    if kind == "text":
        file.write_text("not a backup")
    elif kind != "missing":
        alone.ok("backup", str(file))
        subprocess.run(["python3", "-c", CHANGE[kind], str(file)], check=True)
    refused = alone.run("restore", str(file))
    assert (refused.code, "Traceback" in refused.err, len(refused.err.splitlines())) == (1, False, 1)
    assert titles(alone) == {"one", "two", "three"}


CHANGE = {
    "newer": "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('pragma user_version = 99')",
    "other": "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('drop table outbox')",
}


def test_a_file_that_is_no_backup_is_not_replaced_by_one(alone: Program, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("dear")
    for target in (letter, folder_of(alone) / "stint.sqlite3", tmp_path / "no such folder" / "b.gz"):
        assert alone.run("backup", str(target)).code == 1
    assert letter.read_text() == "dear"
    assert titles(alone) == {"one", "two", "three"}
    assert alone.run("backup").code == 2


def test_killed_while_going_back(alone: Program, tmp_path: Path) -> None:
    """Either all of it or nothing, whenever it ends."""
    backup = alone.ok("backup", str(tmp_path / "three.gz"))["file"]
    alone.ok("log", "1h four")
    for delay in (0.15, 0.25, 0.35):
        alone.killed_after(delay, "restore", backup)
        assert titles(alone) in ({"one", "two", "three"}, {"one", "two", "three", "four"})
    alone.ok("restore", backup)
    assert titles(alone) == {"one", "two", "three"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB, mounted for the test."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)], capture_output=True).returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_and_a_read_only_folder(programs: Programs, small_disk: Path, tmp_path: Path) -> None:
    """What is there can be read and backed up elsewhere; what cannot be written is refused in words."""
    program = programs(STINT_DATA_DIR=str(small_disk / "data"))
    program.ok("log", "1h kept")
    outside = program.ok("backup", str(tmp_path / "outside.gz"))["file"]
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space"):
        filler.write_bytes(b"\0" * 2**21)
    refused(program, "disk is full", ("log", "1h more"), ("sync",))
    refused(program, "No space", ("restore", outside))
    refused(program, "full", ("backup", str(small_disk / "x.gz")))
    assert titles(program) == {"kept"}
    filler.unlink()
    program.ok("log", "1h more")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    refused(program, "ead-only", ("log", "1h c"), ("restore", outside), ("sync",))
    assert titles(program) == {"kept", "more"}
    program.ok("backup", str(tmp_path / "from read-only.gz"))


def refused(program: Program, words: str, *commands: tuple[str, ...]) -> None:
    for command in commands:
        done = program.run(*command)
        assert (done.code, words in done.err, "Traceback" in done.err) == (1, True, False), (command, done)
