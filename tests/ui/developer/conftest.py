"""The real window with the developer page switched on, on one sandbox process for all tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.config import read_config
from app.settings import SettingsFile
from tests.sandbox.process import SandboxProcess
from tests.ui.look.conftest import english, theme
from tests.ui.records.desk import Desk, open_desk
from ui.theme import Theme
from ui.views.developer_page import DeveloperPage

__all__ = ["english", "theme"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """An account with one client."""
    with SandboxProcess(tmp_path_factory.mktemp("shared"), "--empty") as process:
        process.add("clients", name="Acme")
        yield process


@pytest.fixture
def desk(tmp_path: Path, theme: Theme, server: SandboxProcess, qapp: QApplication) -> Iterator[Desk]:
    """A window whose account is on that server."""
    environment = {
        **os.environ,
        "STINT_TRANSPORT": "api",
        "MEMBRANE_API_URL": server.url,
        "MEMBRANE_TOKEN": server.token,
    }
    config = read_config(environment, data_dir=str(tmp_path / "data"))
    config.folder.create()
    SettingsFile(config.folder.settings).set("window.developer", "on")
    with open_desk(read_config(environment, data_dir=str(tmp_path / "data")), theme) as desk:
        yield desk
    server.control("DELETE", "faults")


@pytest.fixture
def page(desk: Desk) -> DeveloperPage:
    """The page, reached by its button in the sidebar."""
    desk.clicked("Developer")
    page = desk.window.page("developer")
    assert isinstance(page, DeveloperPage)
    return page
