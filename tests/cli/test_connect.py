"""`connect`: by token and by command, against a sandbox process; the token reaches the keyring and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.process import ROOT, SandboxProcess

KEYRING = '''
import os
from pathlib import Path
from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """A keyring that a test can look into."""

    priority = 10

    def get_password(self, service, username):
        file = Path(os.environ["TEST_KEYRING"])
        return file.read_text() if file.exists() else None

    def set_password(self, service, username, password):
        Path(os.environ["TEST_KEYRING"]).write_text(password)

    def delete_password(self, service, username):
        Path(os.environ["TEST_KEYRING"]).unlink()
'''


@pytest.fixture
def stint(tmp_path: Path, sandbox: SandboxProcess) -> Stint:
    (tmp_path / "filekeyring.py").write_text(KEYRING)
    return Stint(tmp_path, sandbox)


class Stint:
    """Runs the command as a process with a keyring of its own and no token in its environment."""

    def __init__(self, home: Path, sandbox: SandboxProcess) -> None:
        self.home, self.sandbox, self.keyring = home, sandbox, home / "kept"

    def __call__(self, *words: str, stdin: str = "", **environment: str) -> tuple[int, dict[str, object], str]:
        done = subprocess.run(
            [sys.executable, "-m", "ui.main", *words, "--json"],
            input=stdin, capture_output=True, text=True, cwd=ROOT, timeout=60,
            env={
                **os.environ, "STINT_DATA_DIR": str(self.home / "data"), "MEMBRANE_API_URL": self.sandbox.url,
                "STINT_WRITES_PER_SECOND": "0", "TEST_KEYRING": str(self.keyring),
                "PYTHON_KEYRING_BACKEND": "filekeyring.FileKeyring", "PYTHONPATH": f"{self.home}{os.pathsep}{ROOT}",
                **environment,
            },
        )  # fmt: skip
        return done.returncode, json.loads(done.stdout), done.stderr


def test_a_token_is_proved_kept_and_used(stint: Stint) -> None:
    code, answer, _ = stint("connect", "--api", "--token-stdin", stdin=f"{stint.sandbox.token}\n")
    assert (code, answer["connection_id"]) == (0, stint.sandbox.connection_id)
    assert stint.keyring.read_text() == stint.sandbox.token
    for file in (stint.home / "data").rglob("*"):
        assert not file.is_file() or stint.sandbox.token.encode() not in file.read_bytes()
    code, result, _ = stint("sync")
    assert (code, result["state"]) == (0, "idle")


def test_a_wrong_token_is_refused_and_not_kept(stint: Stint) -> None:
    code, answer, message = stint("connect", "--api", "--token-stdin", stdin="wrong-token\n")
    assert (code, answer["error"]["code"]) == (3, "sign_in_needed")  # type: ignore[index]  # the error object
    assert message
    assert not stint.keyring.exists()


def test_signing_out_forgets_the_token_and_keeps_the_work(stint: Stint) -> None:
    stint("connect", "--api", "--token-stdin", stdin=stint.sandbox.token)
    stint("log", "1h kept")
    assert stint("connect", "--sign-out")[0] == 0
    assert not stint.keyring.exists()
    assert stint("sync")[0] == 3
    assert [e["title"] for e in stint("entries")[1]["entries"]] == ["kept"]  # type: ignore[attr-defined]


def test_the_command_can_be_chosen(stint: Stint) -> None:
    code, answer, _ = stint("connect", "--cli", STINT_MEMBRANE_COMMAND=stint.sandbox.membrane_command)
    assert (code, answer["transport"]) == (0, "cli")
    assert stint("sync", STINT_MEMBRANE_COMMAND=stint.sandbox.membrane_command)[0] == 0


def test_no_way_named_is_refused_in_words(stint: Stint) -> None:
    code, _, message = stint("connect")
    assert code == 1
    assert "--token-stdin" in message
