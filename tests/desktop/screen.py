"""A desktop of a test's own: X server, message bus, window manager, and a panel with a tray when it is wanted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.sandbox.process import ROOT, wait_until

NEEDED = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "dbus-daemon": "dbus", "trayer": "trayer"}
START_S = 60.0
PANEL = ("trayer", "--edge", "top", "--align", "right", "--widthtype", "request", "--height", "28")
# No service directories: nothing that this machine has is started by a message.
BUS = """<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""


def missing() -> list[str]:
    """Packages that these tests need and this machine lacks."""
    return [package for program, package in NEEDED.items() if shutil.which(program) is None]


class Screen:
    """Entered, it runs; all that was started on it is ended with it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **environment}
        self._stack = ExitStack()

    def __enter__(self) -> Screen:
        self._folder.mkdir(mode=0o700)
        with ExitStack() as stack:
            self._stack = stack
            display = self._told(
                # Without -noreset the server starts afresh whenever its last client leaves, which xdotool does.
                "Xvfb",
                "-screen",
                "0",
                "1280x800x24",
                "-noreset",
                "-nolisten",
                "tcp",
                option="-displayfd",
            )
            self.environment["DISPLAY"] = f":{display}"
            config = self._folder / "bus.conf"
            config.write_text(BUS.format(folder=self._folder))
            address = self._told("dbus-daemon", "--nofork", f"--config-file={config}", option="--print-address")
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
            self.start("openbox", "--sm-disable")
            wait_until(lambda: self.xdotool("get_desktop") == "0", START_S, "a window manager that answers")
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def start(self, *words: str, keep: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        """Start a program here."""
        log = self._stack.enter_context((self._folder / f"{Path(words[0]).name}.log").open("ab"))
        process = subprocess.Popen(
            words, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=keep
        )
        self._stack.callback(_end, process)
        return process

    def hidden_stint(self, data: Path, *words: str) -> subprocess.Popen[bytes]:
        """Start the program into the tray, which nothing on the screen tells of."""
        return self.start(sys.executable, "-m", "ui.main", "--data-dir", str(data), *(words or ("--hidden",)))

    def stint(self, data: Path) -> subprocess.Popen[bytes]:
        """Start the program's window and wait for it."""
        process = self.start(sys.executable, "-m", "ui.main", "--data-dir", str(data))
        wait_until(lambda: self.windows("--name", " – Stint$"), START_S, "the window")
        return process

    def show_panel(self) -> subprocess.Popen[bytes]:
        """Start a panel with a tray, and wait for it."""
        panels = [self.start(*PANEL)]

        def shown() -> str:
            if panels[-1].poll() is not None:  # it ends at once where the display was too busy to answer
                panels.append(self.start(*PANEL))
            return self.xdotool("search", "--class", "trayer")

        wait_until(shown, START_S, "the panel")
        return panels[-1]

    def windows(self, *criteria: str, visible: bool = True) -> list[str]:
        """Ids of the windows that match; invisible ones of a desktop are minimised, those of none are hidden."""
        how = ("--onlyvisible",) if visible else ("--desktop", "0")
        return self.xdotool("search", *how, *criteria).split()

    def icon_place(self) -> tuple[int, int]:
        """The middle of the panel's only icon, on the screen."""

        def found() -> tuple[int, int] | None:
            for window in self.windows("--class", "trayer"):
                lines = self.xdotool("getwindowgeometry", "--shell", window).splitlines()
                place = {name: int(value) for name, _, value in (line.partition("=") for line in lines)}
                if place.get("WIDTH", 0) > 10:
                    return place["X"] + place["WIDTH"] // 2, place["Y"] + place["HEIGHT"] // 2
            return None

        place: tuple[int, int] = wait_until(found, START_S, "an icon in the panel")
        return place

    def click_icon(self, *options: str) -> None:
        """Click it as a person would; `options` of xdotool's click."""
        x, y = self.icon_place()
        self.xdotool("mousemove", "0", "0")  # a pointer that is there already would have `--sync` wait for 15 s
        self.xdotool("mousemove", "--sync", str(x), str(y), "click", *options, "1")

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.xdotool("type", "--delay", "8", text)

    def press(self, key: str) -> None:
        self.xdotool("key", key)

    def focused(self) -> str:
        """The title of the window with the focus."""
        return self.xdotool("getwindowfocus", "getwindowname")

    def picture(self, file: Path) -> None:
        """Save what is on the screen."""
        shooter = ROOT / "packaging" / "screenshot.py"
        environment = {**self.environment, "QT_QPA_PLATFORM": "xcb"}
        subprocess.run([sys.executable, shooter, file], env=environment, check=True, timeout=START_S)

    def xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=START_S,
        )  # fmt: skip
        return done.stdout.strip()

    def _told(self, *words: str, option: str) -> str:
        """Start a server that writes where it is reached to a file descriptor; returns that line."""
        reading, writing = os.pipe()
        name = (option, str(writing)) if option == "-displayfd" else (f"{option}={writing}",)
        try:
            self.start(*words, *name, keep=(writing,))
        finally:
            os.close(writing)
        with os.fdopen(reading, encoding="ascii") as pipe:
            line = pipe.readline().strip()
        assert line, f"{words[0]} ended before it was ready"
        return line


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
