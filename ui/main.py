"""The entry point of `stint`. With a command it runs `app.cli` and imports no Qt; without one it opens the window."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

_GARBAGE = 20_000
"""New objects before Python looks for garbage, instead of 700: most commands are over before there is any."""


class WindowArguments(NamedTuple):
    """What the command line says about a window. `hidden`: into the tray, as at log-in; `quick_log`: nothing of it is
    shown but the quick log.
    """

    data_dir: str | None = None
    sandbox: bool = False
    hidden: bool = False
    quick_log: bool = False


def main() -> int:
    """Run this process's command line; returns the exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--self-check"]:
        from ui.self_check import run as check

        return check()
    window = window_arguments(arguments)
    if window is not None and has_display():
        from ui.start import run as open_window

        return open_window(
            window.data_dir,
            sandbox=window.sandbox,
            hidden=window.hidden or window.quick_log,
            quick_log=window.quick_log,
        )
    if window is not None and not window.quick_log:
        print("stint: there is no display to open the window on", file=sys.stderr)  # noqa: T201 - the terminal's part
    return _run_command(arguments)


def _run_command(arguments: Sequence[str]) -> int:
    """The command line proper. The process ends with it, so what is left then is frozen, not searched once more."""
    gc.set_threshold(_GARBAGE)
    from app.cli.main import main as run

    try:
        return run(arguments)
    finally:
        gc.freeze()


def window_arguments(arguments: Sequence[str]) -> WindowArguments | None:
    """The arguments of a window; None when there is a command, or anything that `app.cli` has to answer."""
    found, rest = WindowArguments(), list(arguments)
    while rest:
        argument = rest.pop(0)
        name, equals, value = argument.partition("=")
        if argument == "--sandbox":
            found = found._replace(sandbox=True)
        elif argument == "--hidden":
            found = found._replace(hidden=True)
        elif argument == "quick-log" and not rest:
            found = found._replace(quick_log=True)
        elif name == "--data-dir" and (equals or rest):
            found = found._replace(data_dir=value if equals else rest.pop(0))
        else:
            return None
    return found


def has_display() -> bool:
    """Whether a window can be shown. Qt itself would end the process with a crash."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
