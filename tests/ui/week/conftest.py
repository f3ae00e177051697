"""The real window on the week page, in Berlin, with four projects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.config import read_config
from tests.ui.look.conftest import english, theme
from tests.ui.records.desk import open_desk
from tests.ui.week.desk import WeekDesk
from tests.ui.week.weeks import add_projects
from ui.theme import Theme

__all__ = ["english", "theme"]


@pytest.fixture
def desk(tmp_path: Path, theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeekDesk]:
    """A window that is connected to nothing; the week of `weeks.MONDAY` is shown."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    config = read_config({**os.environ, "STINT_TRANSPORT": "none"}, data_dir=str(tmp_path / "data"))
    with open_desk(config, theme) as opened:
        add_projects(opened.session)
        yield WeekDesk(opened)
