"""What holds for every test: an environment of its own, nothing left running, no unexpected warning in the log."""

from __future__ import annotations

import logging
import os
import time
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.leftovers import MARK, Leftovers

pytest_plugins = ["tests.sandbox.fixtures"]

# A loaded machine is slow, not wrong: examples have no deadline, pytest's time-out is for hangs.
settings.register_profile("stint", deadline=None, print_blob=True)
settings.load_profile("stint")

SOAK_TIMEOUT_S = 7_200
_CLEARED = ("STINT_", "MEMBRANE_", "XDG_", "QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")


def pytest_xdist_auto_num_workers() -> int:
    """For `-n auto`: one more than there are processors, for tests wait for peers a third of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    # The processes that tests start would each compile the program anew, which takes a third of their time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    config.addinivalue_line(
        "markers", "logs_warnings(reason): the log may hold warnings or errors; the reason says why that is right here"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A soak has hours, also where it is run by its path: for the other tests minutes mean that one hangs."""
    for item in items:
        if item.get_closest_marker("soak") is not None:
            item.add_marker(pytest.mark.timeout(SOAK_TIMEOUT_S))


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty home, no settings of the person who runs the tests, no keyring, no display, UTC. Children inherit it.

    Yields the test's mark (see `tests.leftovers`).
    """
    mark = uuid.uuid4().hex
    for name in [name for name in os.environ if name.startswith(_CLEARED)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv(MARK, mark)
    time.tzset()
    yield mark
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def nothing_left_running(own_environment: str) -> Iterator[None]:
    """Fail a test that leaves a thread or a process behind."""
    leftovers = Leftovers(own_environment)
    yield
    found = leftovers.after()
    if found:
        pytest.fail("left running: " + "; ".join(found), pytrace=False)


class _Alarms(logging.Handler):
    """Keeps records of level WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_unexpected_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which a warning was logged, unless `@pytest.mark.logs_warnings("reason")` allows it."""
    marker = request.node.get_closest_marker("logs_warnings")
    if marker is not None and not (marker.args and isinstance(marker.args[0], str) and marker.args[0].strip()):
        pytest.fail("logs_warnings needs a reason", pytrace=False)
    alarms, root = _Alarms(), logging.getLogger()
    root.addHandler(alarms)
    yield
    root.removeHandler(alarms)
    if marker is None and alarms.records:
        texts = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in alarms.records]
        pytest.fail("logged unexpectedly:\n" + "\n".join(texts), pytrace=False)
