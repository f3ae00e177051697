"""`stint connect` as a process with a keyring that a test can look into, and one that waits for a browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.sandbox.process import ROOT, SandboxProcess

KEYRING = '''
import os
from pathlib import Path
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class FileKeyring(KeyringBackend):
    """A keyring that a test can look into; locked while a file says so."""

    priority = 10

    def _file(self, username):
        if (self.home / "locked").exists():
            raise KeyringLocked("nobody unlocked it")
        return self.home / ("kept" + username.rpartition("#")[2].rpartition("/")[2])

    @property
    def home(self):
        return Path(os.environ["TEST_KEYRING"])

    def get_password(self, service, username):
        file = self._file(username)
        return file.read_text() if file.exists() else None

    def set_password(self, service, username, password):
        self._file(username).write_text(password)

    def delete_password(self, service, username):
        if not self._file(username).exists():
            raise PasswordDeleteError(username)
        self._file(username).unlink()
'''


class Stint:
    """Runs the command as a process with a keyring of its own and no token in its environment."""

    def __init__(self, home: Path, sandbox: SandboxProcess) -> None:
        (home / "filekeyring.py").write_text(KEYRING)
        self.home, self.sandbox, self.keyring = home, sandbox, home / "keptdata"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ, "STINT_DATA_DIR": str(self.home / "data"), "MEMBRANE_API_URL": self.sandbox.url,
            "STINT_WRITES_PER_SECOND": "0", "TEST_KEYRING": str(self.home),
            "PYTHON_KEYRING_BACKEND": "filekeyring.FileKeyring", "PYTHONPATH": f"{self.home}{os.pathsep}{ROOT}",
        }  # fmt: skip

    def __call__(self, *words: str, stdin: str = "", **environment: str) -> tuple[int, Any, str]:
        done = subprocess.run(
            [sys.executable, "-m", "ui.main", *words, "--json"],
            input=stdin, capture_output=True, text=True, cwd=ROOT, timeout=60, env={**self.environment, **environment},
        )  # fmt: skip
        return done.returncode, json.loads(done.stdout), done.stderr

    def plainly(self, *words: str) -> str:
        """What a run without `--json` prints for a person."""
        done = subprocess.run(
            [sys.executable, "-m", "ui.main", *words], capture_output=True, text=True, cwd=ROOT, timeout=60,
            env=self.environment, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return done.stdout

    def begun(self, *words: str) -> Begun:
        """A run that waits for a browser."""
        return Begun([sys.executable, "-m", "ui.main", *words, "--json"], self.environment)

    def kept_out_of_files(self, secret: str) -> bool:
        """Whether no file of the data folder holds it."""
        return all(secret.encode() not in f.read_bytes() for f in (self.home / "data").rglob("*") if f.is_file())


class Begun:
    """A process under way; its standard error is read line by line."""

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            words, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip

    def address(self) -> str:
        """The next address that it shows."""
        assert self._process.stderr is not None
        for line in self._process.stderr:
            found = re.fullmatch(r"(http://127\.0\.0\.1:\S+)\n", line)
            if found is not None:
                return found[1]
        raise AssertionError(f"it ended with {self._process.wait(30)} and showed no address")

    def end(self) -> tuple[int, Any, str]:
        out, err = self._process.communicate(timeout=60)  # closes what it read
        return self._process.returncode, json.loads(out), err

    def interrupt(self) -> int:
        self._process.terminate()
        self._process.communicate(timeout=30)
        return self._process.returncode
