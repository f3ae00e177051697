"""Uses Stint as a person does: looks for a control by its name, moves the pointer there, clicks, types."""

from __future__ import annotations

import subprocess
from pathlib import Path

from screen_reader import Control, ScreenReader
from virtual_desktop import VirtualDesktop, wait_for

TYPE_MS = "8"
PATIENCE_S = 60.0
END_S = 60.0


class Person:
    """One running Stint on a virtual desktop, from its first window to its end; a context manager."""

    def __init__(self, desktop: VirtualDesktop, program: Path, *arguments: str) -> None:
        self._desktop, self._words = desktop, [str(program), *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._before_popup: set[str] = set()
        self._popup: set[str] = set()
        self.reader: ScreenReader

    def __enter__(self) -> Person:
        self._process = self._desktop.start(*self._words)
        self.reader = ScreenReader(self._desktop.environment()["DBUS_SESSION_BUS_ADDRESS"], "stint")
        self.frame()
        return self

    def __exit__(self, *_: object) -> None:
        self.reader.close()

    def end(self) -> int:
        """End it by its own key; returns its exit code."""
        assert self._process is not None  # noqa: S101 - entered
        self.key("ctrl+q")
        return self._process.wait(END_S)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def frame(self) -> Control:
        """The main window."""
        return self.see("Stint", "frame", contains=True)

    def see(self, name: str, *roles: str, contains: bool = False, seconds: float = PATIENCE_S) -> Control:
        """Wait for a visible control and return it."""
        found: Control = wait_for(
            lambda: self._still_runs() and self.reader.find(name, *roles, contains=contains),
            f'"{name}" on the screen',
            seconds,
        )
        return found

    def wait_gone(self, name: str, *roles: str, contains: bool = False, seconds: float = PATIENCE_S) -> None:
        wait_for(
            lambda: self._still_runs() and not self.reader.find(name, *roles, contains=contains),
            f'"{name}" away from the screen',
            seconds,
        )

    def click(self, name: str, *roles: str, contains: bool = False) -> Control:
        """Wait until the control can be used and has come to rest, and click it with the pointer."""
        seen: list[Control | None] = [None]

        def at_rest() -> Control | None:
            before, control = seen[0], self.see(name, *roles, contains=contains)
            seen[0] = control
            return control if control == before and self.reader.enabled(control) else None

        control: Control = wait_for(at_rest, f'"{name}" to be usable')
        self.click_at(*control.middle)
        return control

    def click_at(self, x: int, y: int, button: int = 1) -> None:
        self._desktop.xdotool("mousemove", str(x), str(y), "click", str(button))

    def open_popup(self, name: str, *roles: str, contains: bool = False) -> None:
        """Click what opens a popup, and wait for that. A popup has the keyboard; Qt hides it from screen readers."""
        self._before_popup = set(self.windows())
        self.click(name, *roles, contains=contains)
        self._wait_popup(name)

    def open_popup_at(self, x: int, y: int, what: str) -> None:
        """As `open_popup`, by a click on a place of the screen."""
        self._before_popup = set(self.windows())
        self.click_at(x, y)
        self._wait_popup(what)

    def _wait_popup(self, what: str) -> None:
        self._popup = wait_for(lambda: set(self.windows()) - self._before_popup, f'the popup of "{what}"')

    def wait_popup_focused(self) -> None:
        """Until a popup that is a window to the window manager has the keyboard; others have it when they are there."""
        wait_for(lambda: self._desktop.xdotool("getwindowfocus") in self._popup, "the popup with the focus")

    def wait_popup_closed(self) -> None:
        wait_for(lambda: not self._popup & set(self.windows()), "the popup to close")

    def windows(self) -> list[str]:
        """Ids of its visible windows, popups included."""
        assert self._process is not None  # noqa: S101 - entered
        return self._desktop.windows("--pid", str(self._process.pid))

    def type(self, text: str) -> None:
        self._desktop.xdotool("type", "--delay", TYPE_MS, "--", text)

    def key(self, *names: str) -> None:
        """Press keys as `xdotool` names them: Return, ctrl+Return, F5."""
        self._desktop.xdotool("key", "--delay", TYPE_MS, *names)

    def rest_pointer(self) -> None:
        """Out of the way, so that nothing on a picture is hovered."""
        self._desktop.xdotool("mousemove", "2", "850")

    def picture(self, file: Path) -> None:
        """The main window as it is on the screen."""
        self.rest_pointer()
        self._desktop.picture(file, self.frame().area)

    def _still_runs(self) -> bool:
        if not self.running:
            assert self._process is not None  # noqa: S101 - entered
            log = self._desktop.log_of(self._words[0])
            raise RuntimeError(
                f"Stint ended with {self._process.returncode}:\n{log.read_text(errors='replace')[-4000:]}"
            )
        return True
