"""`python -m tests.sandbox.nursery FD`: a process with the sandbox loaded, of which each sandbox is a child by fork.

A sandbox that starts cold takes 0.4 s of processor time, nearly all of it for importing; a fork takes a tenth of that
and is a process as any other. FD is a Unix socket of datagrams: `{"arguments", "environment", "folder"}`, together with
what is to be its standard output and standard error, is answered with its process id; a process id with its exit code
once it has ended, until then with null.
"""

from __future__ import annotations

import json
import os
import random
import socket
import sys
import time
from typing import Any

import uvicorn.protocols.http.h11_impl
import uvicorn.server  # noqa: F401

import app.sandbox.server  # noqa: F401
from app.sandbox.__main__ import main as run_sandbox

MAX_BYTES = 128 * 1024


def main(descriptor: int) -> int:
    with socket.socket(fileno=descriptor) as asked:
        while True:
            message, handed, _, _ = socket.recv_fds(asked, MAX_BYTES, 2)
            if not message:
                return 0
            request = json.loads(message)
            answer = _ended(request) if isinstance(request, int) else _started(request, handed, asked)
            asked.send(json.dumps(answer).encode())


def _started(request: dict[str, Any], handed: list[int], asked: socket.socket) -> int:
    child = os.fork()
    if child == 0:
        asked.close()
        os._exit(_run(request, handed))
    for descriptor in handed:
        os.close(descriptor)
    return child


def _ended(child: int) -> int | None:
    found, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _run(request: dict[str, Any], handed: list[int]) -> int:
    """The sandbox, as in a process that has just been started."""
    for number, descriptor in enumerate(handed, 1):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    time.tzset()
    random.seed()
    try:
        return run_sandbox(request["arguments"])
    except SystemExit as exc:  # of argparse
        return exc.code if isinstance(exc.code, int) else 1
    except BaseException:  # noqa: BLE001 - never back into the nursery; said as the interpreter would
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
