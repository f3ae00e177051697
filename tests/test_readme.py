"""The README's examples work as they stand, in their order."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from app.sandbox.launch import SandboxLease
from tests.source_tree import ROOT

STINT = Path(sys.executable).with_name("stint")


def examples() -> list[list[str]]:
    """The words of every command in the section "Examples"."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Examples\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def test_the_examples_work_in_their_order(tmp_path: Path) -> None:
    commands = examples()
    assert len(commands) >= 15
    folder = tmp_path / "data"
    with SandboxLease(folder / "sandbox"):
        for program, *words in commands:
            assert program == "stint"
            done = subprocess.run(
                [STINT, "--data-dir", folder, *words],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, f"{shlex.join(words)}: {done.stdout}{done.stderr}"
