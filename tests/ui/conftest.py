"""What every test of the window has: Qt without a screen, a data folder of its own, and no unexpected Qt warning."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import Config, read_config
from tests.ui.patient_bot import PatientBot
from ui.bridge import Bridge
from ui.session import Session, open_session

# What the offscreen platform says about itself.
HARMLESS = ("This plugin does not support",)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """By argument, not by environment: processes that other tests start must not inherit a display."""
    return ["stint", "-platform", "offscreen"]


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> PatientBot:
    """With deadlines that a busy machine keeps."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def no_qt_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which Qt warned of something."""
    log = request.getfixturevalue("qtlog")
    yield
    alarms = [str(r.message) for r in log.records if r.log_type_name not in ("QtDebugMsg", "QtInfoMsg")]
    alarms = [message for message in alarms if not message.startswith(HARMLESS)]
    assert not alarms, "Qt warned: " + "; ".join(alarms)


@pytest.fixture(autouse=True)
def garbage_on_this_thread() -> Iterator[None]:
    """As in the window (`ui/garbage.py`): a worker thread must not destroy what lives here.

    What a test made is young, as nothing is collected meanwhile, so looking among the young is enough, and takes a
    hundredth of the time of looking through every module too. What pytest held until the test was over follows before
    the next one.
    """
    gc.collect(1)
    gc.disable()
    yield
    gc.collect(0)
    gc.enable()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A data folder of its own, connected to nothing."""
    return read_config({**os.environ, "STINT_TRANSPORT": "none"}, data_dir=str(tmp_path / "data"))


@pytest.fixture
def session(config: Config) -> Iterator[Session]:
    """The services on that folder."""
    opened = open_session(config)
    yield opened
    opened.context.close()


@pytest.fixture
def bridge(qapp: object, session: Session) -> Iterator[Bridge]:
    """A bridge that does not tick by itself."""
    made = Bridge(session.context)
    yield made
    made.stop()
    assert made.stop_tasks()
