"""The way to the window, as far as it needs no Qt: whose data folder, is its window open already, open the data."""

from __future__ import annotations

import gc
import logging
import os
import sys
from contextlib import ExitStack

from app.config import Config, read_config
from app.errors import AppError, DatabaseDamaged, LockBusy
from app.handover import open_quick_log, raise_window, window_lock
from ui.session import Session, open_session

log = logging.getLogger(__name__)

DONE = 0

SWITCH_S = 0.001
"""How long a thread of ours may keep others from running. By default it is 5 ms, and while a sync reads with four
threads all of them may come before the window's: 25 ms, which a person who types feels.
"""


def run(data_dir: str | None, *, sandbox: bool, hidden: bool = False, quick_log: bool = False) -> int:
    """Open the window of a data folder, or raise the one that is open; returns the exit code. `hidden`: it stays in the
    tray, open or not; `quick_log`: bring up that.
    """
    sys.setswitchinterval(SWITCH_S)
    gc.disable()  # until the first paint: importing makes many objects, and none of them is garbage
    try:
        config = read_config(os.environ, data_dir=data_dir, sandbox=sandbox)
        config.folder.create()
    except AppError as error:
        return _refuse(error)
    lock = window_lock(config.folder)
    try:
        lock.acquire()
    except LockBusy as error:
        return DONE if _reach_open_window(config, hidden=hidden, quick_log=quick_log) else _refuse(error)
    with ExitStack() as clean_up:
        clean_up.callback(lock.release)
        try:
            session = _open_or_go_back(config)
        except AppError as error:
            return _refuse(error)
        clean_up.callback(session.context.close)
        code, all_ended = _show(session, clean_up, hidden=hidden, quick_log=quick_log)
    if not all_ended:  # a thread hangs in a call that nobody can end; what was saved is saved
        log.warning("a background thread did not end in time")
        logging.shutdown()
        os._exit(code)
    return code


def _open_or_go_back(config: Config) -> Session:
    """Open the data; where it is damaged or gone, a person may choose the newest good backup first."""
    try:
        return open_session(config)
    except DatabaseDamaged as error:
        from ui.shell import make_application
        from ui.start_failure import offer_backup

        if not offer_backup(make_application(), error, config):
            raise
    return open_session(config)


def _reach_open_window(config: Config, *, hidden: bool, quick_log: bool) -> bool:
    if quick_log:
        return open_quick_log(config.folder)
    return hidden or raise_window(config.folder)


def _show(session: Session, clean_up: ExitStack, *, hidden: bool = False, quick_log: bool = False) -> tuple[int, bool]:
    """Run the window and take everything down; the exit code, and whether every thread ended."""
    from ui.shell import Shell, make_application  # brings Qt

    shell = Shell(make_application(), session, clean_up)
    code = shell.run(hidden=hidden, quick_log=quick_log)
    clean_up.close()
    return code, not shell.stuck


def _refuse(error: AppError) -> int:
    from ui.shell import make_application
    from ui.start_failure import show_start_failure

    return show_start_failure(make_application(), error)
