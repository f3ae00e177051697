"""Where things lie on this computer."""

from pathlib import Path
from typing import NamedTuple

from app.errors import StorageError


class DataFolder(NamedTuple):
    """One person's data: database, settings, backups, logs, and the sandbox's state if it was ever used."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "stint.sqlite3"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def sync_lock(self) -> Path:
        return self.root / "sync.lock"

    @property
    def send_count(self) -> Path:
        """How often this folder began to send; beside the database, so that an older database is noticed."""
        return self.root / "sends"

    @property
    def sandbox(self) -> Path:
        return self.root / "sandbox"

    @property
    def membrane_home(self) -> Path:
        """The private working folder of the `membrane` command, so that no stray project file redirects it."""
        return self.root / "membrane"

    def create(self) -> None:
        """Make the folder, readable by its owner only; raises `StorageError`."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"The data folder {self.root} cannot be made: {error.strerror}.") from error


def default_root(*, sandbox: bool) -> Path:
    """The platform's data folder; the sandbox has one of its own beside it."""
    import platformdirs  # only where no folder was named

    return Path(platformdirs.user_data_dir("stint-sandbox" if sandbox else "stint", appauthor=False))
