"""A desktop that nobody sees: X server, message bus, window manager and tray of its own, ended together.

Programs are started on it with `environment()`. Nothing of it touches the desktop of the person, if there is one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

SCREEN = "1366x860x24"
START_S = 60.0
"""For hangs: a busy machine is slow, not wrong."""
STOP_S = 5.0
POLL_S = 0.05
NEEDED = {"Xvfb": "xvfb", "openbox": "openbox", "trayer": "trayer", "xdotool": "xdotool", "dbus-daemon": "dbus"}
ACCESSIBILITY = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
PANEL = ("trayer", "--edge", "top", "--align", "right", "--widthtype", "request", "--height", "26")
_OF_THE_PERSON = ("STINT_", "MEMBRANE_", "XDG_", "QT_", "DBUS_", "WAYLAND_", "DISPLAY", "AT_SPI", "LC_", "LANG")


class MissingProgram(Exception):
    """A program of the desktop is not installed; the text says how to get it."""


def wait_for(find: Callable[[], Any], what: str, seconds: float = START_S) -> Any:
    """The first truthy value of `find`; ends the whole run with a message when it does not come."""
    deadline = time.monotonic() + seconds
    while not (value := find()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(POLL_S)
    return value


class VirtualDesktop:
    """Entered, it runs. `home` is the home folder of everything on it: a new one, so nothing old is found."""

    def __init__(self, home: Path, screen: str = SCREEN) -> None:
        self.home, self._screen = home, screen
        self._stack = ExitStack()
        self._environment: dict[str, str] = {}
        missing = [package for program, package in NEEDED.items() if shutil.which(program) is None]
        if not ACCESSIBILITY.exists():
            missing.append("at-spi2-core")
        if missing:
            raise MissingProgram(f"a virtual display needs these packages: {' '.join(missing)}")

    def environment(self, **more: str) -> dict[str, str]:
        """For a program on this desktop."""
        return {**self._environment, **more}

    def __enter__(self) -> VirtualDesktop:
        with ExitStack() as stack:
            self._stack = stack
            self._start_all()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start_all(self) -> None:
        run = self._folder("run")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OF_THE_PERSON)}
        self._environment = {
            **kept,
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(run),
            "XDG_CURRENT_DESKTOP": "none",
            "LANG": "en_IE.UTF-8",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        self._environment["DISPLAY"] = ":" + self._announced(
            "Xvfb", "-screen", "0", self._screen, "-nolisten", "tcp", "-noreset"
        )
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = self._announced("dbus-daemon", "--session", "--nopidfile")
        self.start("openbox", "--sm-disable")
        wait_for(
            lambda: self.xdotool("get_num_desktops"), "the window manager", START_S
        )  # a panel before it stays hidden
        self.start(*PANEL)
        wait_for(lambda: self.xdotool("search", "--class", PANEL[0]), "the panel", START_S)

    def _announced(self, program: str, *arguments: str) -> str:
        """Start a server that writes where it is reached to a file descriptor; returns that line."""
        reading, writing = os.pipe()
        option = ("-displayfd", str(writing)) if program == "Xvfb" else ("--print-address", str(writing))
        try:
            self.start(program, *arguments, *option, keep=(writing,))
        finally:
            os.close(writing)
        with os.fdopen(reading, encoding="ascii") as pipe:
            line = pipe.readline().strip()
        if not line:
            raise TimeoutError(f"{program} ended before it was ready")
        return line

    def start(self, *words: str, keep: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        """Start a program on this desktop; it is ended with the desktop, last started first. What it says is kept in
        a file of its name in the home folder."""
        log = self._stack.enter_context(self.log_of(words[0]).open("ab"))
        process = subprocess.Popen(
            words, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=keep
        )
        self._stack.callback(_end, process)
        return process

    def log_of(self, program: str) -> Path:
        """The file with what a program here said."""
        return self.home / f"{Path(program).name}.log"

    def xdotool(self, *words: str) -> str:
        """Act on the screen as a person would, or look something up; returns what it printed."""
        done = subprocess.run(
            ["xdotool", *words], env=self._environment, capture_output=True, text=True, check=False, timeout=START_S
        )
        return done.stdout.strip()

    def windows(self, *criteria: str) -> list[str]:
        """Ids of the visible windows that match (`--class`, `--name`, `--pid`)."""
        return self.xdotool("search", "--onlyvisible", *criteria).split()

    @property
    def panel(self) -> tuple[int, int, int, int]:
        """Where the panel is: it is as wide as the icons in it, and hidden as long as there is none."""
        return self.area_of(wait_for(lambda: self.windows("--class", PANEL[0]), "an icon in the panel")[0])

    def area_of(self, window: str) -> tuple[int, int, int, int]:
        """Where a window is on the screen: x, y, width, height."""
        lines = self.xdotool("getwindowgeometry", "--shell", window).splitlines()
        found = {name: int(value) for name, _, value in (line.partition("=") for line in lines)}
        return found["X"], found["Y"], found["WIDTH"], found["HEIGHT"]

    def picture(self, file: Path, area: tuple[int, int, int, int] | None = None) -> None:
        """Save what the screen shows, or an area of it: x, y, width, height."""
        file.parent.mkdir(parents=True, exist_ok=True)
        words = [sys.executable, str(Path(__file__).with_name("screenshot.py")), str(file)]
        words += [str(number) for number in area or ()]
        environment = self.environment(QT_QPA_PLATFORM="xcb", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="0")
        subprocess.run(words, env=environment, check=True, stdin=subprocess.DEVNULL, timeout=START_S)

    def _folder(self, name: str) -> Path:
        folder = self.home / name
        folder.mkdir(mode=0o700)
        return folder


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def temporary_home() -> tempfile.TemporaryDirectory[str]:
    """A home folder that goes away; what a dying program still writes there is not waited for."""
    return tempfile.TemporaryDirectory(prefix="stint-desktop-", ignore_cleanup_errors=True)
