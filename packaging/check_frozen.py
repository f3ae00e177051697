"""Start the frozen program on a virtual display, wait until its window has the sandbox's data, end it politely."""

from __future__ import annotations

import sys
from pathlib import Path

from person import Person
from virtual_desktop import MissingProgram, VirtualDesktop, temporary_home

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "build" / "stint" / ("stint.exe" if sys.platform == "win32" else "stint")
PICTURE = ROOT / "build" / "frozen.png"


def main() -> int:
    """Returns 0 if the window came up, was filled, and ended by itself with 0."""
    with temporary_home() as home:
        try:
            desktop = VirtualDesktop(Path(home))
        except MissingProgram as exc:
            sys.stderr.write(f"The frozen window was not started: {exc}\n")
            return 1
        with desktop, Person(desktop, PROGRAM, "--sandbox", "--data-dir", f"{home}/data") as person:
            person.see("Synced", contains=True, seconds=90)
            person.picture(PICTURE)
            code = person.end()
    sys.stdout.write(f"The frozen window opened on the sandbox, synced and ended with {code}: {PICTURE.name}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
