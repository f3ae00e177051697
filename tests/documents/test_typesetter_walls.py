"""What the typesetter cannot reach: files outside its template's folder, and the network."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.documents.renderer import typesetter_environment

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_S = 60.0
COMPILE = (
    "import sys, pathlib, typst\n"
    "from app.documents.typesetter import open_compiler\n"
    "try:\n"
    "    open_compiler(pathlib.Path(sys.argv[1]), 'hostile').compile()\n"
    "except typst.TypstError as error:\n"
    "    print(error)\n"
    "else:\n"
    "    print('set')\n"
)


def compiled(folder: Path, source: str, environment: dict[str, str]) -> str:
    """What the compiler says of a template, in a process as the typesetter's own."""
    (folder / "hostile.typ").write_text(source)
    done = subprocess.run(
        [sys.executable, "-c", COMPILE, str(folder)],
        env=environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=DEADLINE_S, check=True,
    )  # fmt: skip
    return done.stdout.decode()


@pytest.mark.parametrize("path", ["../secret.txt", "/../secret.txt", "{folder}/../secret.txt"])
def test_no_file_outside_the_folder_of_the_template_can_be_read(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("hush")
    source = f'#assert.eq(read("{path.format(folder=folder)}"), "hush")'
    said = compiled(folder, source, typesetter_environment(os.environ))
    assert "set" not in said.split()
    assert "escape the project root" in said or "file not found" in said


def test_the_compiler_has_no_way_to_the_network(tmp_path: Path) -> None:
    """It would fetch packages, as the first run shows by asking our own listener; with its environment it cannot."""
    source = '#import "@preview/cetz:0.3.0"'
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(DEADLINE_S)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        free = typesetter_environment(os.environ) | {"HTTPS_PROXY": address}
        with subprocess.Popen(
            [sys.executable, "-c", COMPILE, str(tmp_path)], env=free | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
        ) as asking:  # fmt: skip
            (tmp_path / "hostile.typ").write_text(source)
            connection, _ = listener.accept()
            connection.close()
            asking.wait(DEADLINE_S)
    environment = typesetter_environment({**os.environ, "HTTPS_PROXY": address})
    assert address not in environment.values()
    assert "failed to download" in compiled(tmp_path, source, environment)
