"""Every state of the way to Clientary, light and dark: `python -m tests.ui.connect.pictures [folder]`, then look.

`QT_SCALE_FACTOR=2` makes them for a screen of twice the density; their names end in it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QSize, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from app.config import read_config
from app.errors import Offline
from app.services.connect_states import (
    ActionRequired,
    Advice,
    AnotherAccount,
    Building,
    Check,
    ChooseConnection,
    Failed,
    Found,
    NeedCommand,
    NoConnection,
    OpenInBrowser,
    Ready,
    Signed,
    SignIn,
    State,
)
from app.services.ways import Ways
from app.settings import SettingsFile
from ui.bridge import Bridge
from ui.dialogs.connect_dialog import ConnectDialog
from ui.session import open_session
from ui.theme import Theme

FOUND = Found("65d1f0c2a4b8e3976c215d70", "Clientary (northwind)")
OTHER = Found("65d1f0c2a4b8e3976c215d71", "Clientary (acme & sons)", "DISCONNECTED", "disconnected")
CHECKS = (Check("clients", 12), Check("projects", 31), Check("staff", 3), Check("invoices", 1204), Check("tasks"))
URL = "https://ui.getmembrane.com/oauth/authorize?response_type=code&client_id=membrane-cli&code_challenge=" + 43 * "x"
COMMAND = Ways(Path("/usr/local/bin/membrane"), "1.18.3")

STATES: dict[str, State | Ways | Offline] = {
    "ways-command": COMMAND,
    "ways-none": Ways(keyring=False),
    "need-command": NeedCommand("the membrane command is another program: amazon-ads 0.3"),
    "sign-in": SignIn(URL),
    "sign-in-code": SignIn(URL, code_wanted=True),
    "offline": Offline("timed out"),
    "no-connection": NoConnection(),
    "no-name": NoConnection((FOUND, OTHER)),
    "several": ChooseConnection((FOUND, OTHER)),
    "browser": OpenInBrowser(URL),
    "building": Building(FOUND),
    "action": ActionRequired(FOUND, "Enter the address of your Clientary account and its API token", URL),
    "configuration-error": Failed("The connector has no base address", Advice.RECONNECT, FOUND),
    "setup-failed": Failed("Setup failed after 3 tries", Advice.RECONNECT, FOUND),
    "removed": Failed("The connection is being removed", Advice.NEW_CONNECTION, FOUND),
    "another-account": AnotherAccount(FOUND),
    "ready": Ready(FOUND, CHECKS),
    "ready-partly": Ready(FOUND, (*CHECKS, Check("hours", None, "403 Forbidden"))),
}


def take(folder: Path, theme: Theme, scale: str) -> int:
    """Save a picture of each state in both schemes; returns how many."""
    with tempfile.TemporaryDirectory() as data:
        config = read_config({}, data_dir=data)
        config.folder.create()
        SettingsFile(config.folder.settings).set("account.transport", "cli")
        session = open_session(read_config({}, data_dir=data))
        bridge = Bridge(session.context)
        taken = 0
        for dark in (False, True):
            theme.override(dark)
            for name, state in STATES.items():
                for width in (0, 440):
                    dialog = shown(ConnectDialog(session, bridge), state, name)
                    dialog.resize(QSize(width, 520) if width else QSize(880, 512))
                    for _ in range(3):  # texts that wrap are laid out in several turns
                        QCoreApplication.processEvents()
                    ending = f"{'-narrow' if width else ''}-{'dark' if dark else 'light'}{scale}"
                    dialog.grab().save(str(folder / f"{name}{ending}.png"))
                    dialog.reject()
                    taken += 1
        bridge.stop_tasks()
        bridge.stop()
        session.context.close()
    return taken


def shown(dialog: ConnectDialog, state: State | Ways | Offline, name: str) -> ConnectDialog:
    """The dialog as it looks when that has come; no browser is opened."""
    dialog.controller.stop()
    dialog.show()
    dialog.show_ways(COMMAND)
    dialog.controller.way = "cli"
    if not isinstance(state, Ways | NeedCommand):
        dialog.follow(Signed("ada@northwind.example", "no_keyring" if "partly" in name else None))
    if isinstance(state, Ways):
        dialog.show_ways(state)
    elif isinstance(state, Offline):
        dialog.show_error(state)
    else:
        dialog.follow(state)
    return dialog


class NoBrowser(QObject):
    """Takes the addresses that would be opened."""

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Nothing is opened for a picture."""


def main(folder: Path) -> int:
    QLocale.setDefault(QLocale("en_IE"))
    app = QApplication(["pictures", "-style", "Fusion"])
    browser = NoBrowser()
    QDesktopServices.setUrlHandler("https", browser, "take")  # type: ignore[arg-type]  # PySide takes the name as text, whatever its stub says
    theme = Theme()
    theme.install(app)
    folder.mkdir(parents=True, exist_ok=True)
    factor = os.environ.get("QT_SCALE_FACTOR", "")
    taken = take(folder, theme, f"@{factor}" if factor else "")
    QDesktopServices.unsetUrlHandler("https")
    print(f"{taken} pictures in {folder}")  # noqa: T201 - a script's answer
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/connect")))
