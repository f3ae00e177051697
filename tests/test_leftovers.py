"""The net under all tests: a thread or a process that outlives its test is found, however it was started."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.leftovers import Leftovers
from tests.sandbox.process import wait_until

needs_proc = pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are listed by /proc")
SLEEPER = "import signal; signal.pause()"


def test_nothing_is_found_where_nothing_was_left(own_environment: str) -> None:
    leftovers = Leftovers(own_environment)
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    assert leftovers.after(0.0) == []


def test_a_running_thread_is_named(own_environment: str) -> None:
    leftovers, done = Leftovers(own_environment), threading.Event()
    thread = threading.Thread(target=done.wait, name="straggler")
    thread.start()
    try:
        assert leftovers.after(0.0) == ["thread straggler"]
    finally:
        done.set()
        thread.join()


@needs_proc
def test_a_detached_grandchild_is_named_and_ended(own_environment: str) -> None:
    leftovers = Leftovers(own_environment)
    start = (
        "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', sys.argv[1]], start_new_session=True,"
        " stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid)"
    )
    pid = int(subprocess.run([sys.executable, "-c", start, SLEEPER], capture_output=True, check=True).stdout)
    found = leftovers.after(0.0)
    assert [text.split(":")[0] for text in found] == [f"process {pid}"]
    wait_until(lambda: not leftovers.after(0.0), what="the end of the process")


@needs_proc
def test_a_child_with_an_environment_of_its_own_is_found(own_environment: str) -> None:
    leftovers = Leftovers(own_environment)
    with subprocess.Popen([sys.executable, "-c", SLEEPER], env={"PATH": os.defpath}) as child:
        found = leftovers.after(0.0)
    assert [text.split(":")[0] for text in found] == [f"process {child.pid}"]
