"""Pictures of a program on the virtual desktop, named by what they show and the colour scheme."""

from __future__ import annotations

from pathlib import Path

from person import Person
from virtual_desktop import VirtualDesktop

MOST_TRIES = 12


class Album:
    """One folder of pictures; `scheme` ends each name from the moment it is set."""

    def __init__(self, folder: Path, desktop: VirtualDesktop, person: Person) -> None:
        self.folder, self.scheme = folder, "light"
        self._desktop, self._person = desktop, person
        folder.mkdir(parents=True, exist_ok=True)

    def clear(self) -> None:
        """Remove the pictures and the documents of an earlier walk."""
        for file in (*self.folder.glob("*.png"), *self.folder.glob("*.pdf")):
            file.unlink()

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return len(list(self.folder.glob("*.png")))

    def window(self, name: str, *, still: int = 1) -> None:
        """The main window; `still`: once so many looks in a row saw nothing change."""
        self._person.rest_pointer()
        self._take(name, self._person.frame().area, still)

    def screen(self, name: str) -> None:
        """The whole screen, for what is not in the main window."""
        self._take(name, None, 0)

    def _take(self, name: str, area: tuple[int, int, int, int] | None, still: int) -> None:
        file = self.folder / f"{name}-{self.scheme}.png"
        self._desktop.picture(file, area)
        same = 0
        for _ in range(MOST_TRIES if still else 0):
            before = file.read_bytes()
            self._desktop.picture(file, area)
            same = same + 1 if file.read_bytes() == before else 0
            if same == still:
                break
