"""Notices that the network came up and that the computer woke, without asking anybody again and again.

On Linux the kernel tells of new addresses and routes over a netlink socket, which costs nothing and needs no desktop:
Qt's own `QNetworkInformation` brings GLib or D-Bus there, four megabytes in memory. Elsewhere Qt's is the system's own.
Sleep is seen by the clocks: one that goes on while the computer sleeps, and one that does not.
"""

from __future__ import annotations

import errno
import logging
import socket
import struct
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

from app.domain.clock_gap import Clocks, compare
from ui.system_clocks import system_clocks

log = logging.getLogger(__name__)

SETTLED_MS = 1_000
"""Addresses, routes and names come one after the other; the last of them counts."""

_HEADER = struct.Struct("=IHHII")
"""nlmsghdr (netlink(7)): length, type, flags, sequence, port."""
_NEW_ADDRESS, _NEW_ROUTE = 20, 24
"""RTM_NEWADDR, RTM_NEWROUTE (rtnetlink(7))."""
_GROUPS = 0x10 | 0x40 | 0x100 | 0x400
"""RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE, RTMGRP_IPV6_IFADDR, RTMGRP_IPV6_ROUTE."""
_MESSAGES = 256 * 1024


class NetworkWatch(QObject):
    """Lives on the GUI thread. `came_up` may come once too often, never for every packet."""

    came_up = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._socket: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self.came_up)

    def start(self) -> bool:
        """Begin to watch; False where the system has no way to tell, which only costs the wait for the next turn."""
        return self._listen_to_kernel() if sys.platform == "linux" else self._listen_to_qt()

    def stop(self) -> None:
        """Tell no more."""
        self._settled.stop()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _listen_to_kernel(self) -> bool:
        if sys.platform != "linux":
            return False
        kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        try:
            kernel.bind((0, _GROUPS))
        except OSError as error:
            log.info("the kernel does not tell of the network: %s", error)
            kernel.close()
            return False
        self.listen_to(kernel)
        return True

    def listen_to(self, kernel: socket.socket) -> None:
        """Hear rtnetlink messages from this socket, which is ours from now on."""
        kernel.setblocking(False)
        self._socket = kernel
        self._notifier = QSocketNotifier(kernel.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def _listen_to_qt(self) -> bool:
        from PySide6.QtNetwork import QNetworkInformation

        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            return False
        QNetworkInformation.instance().reachabilityChanged.connect(self._note_reachability)
        return True

    @Slot(object)
    def _note_reachability(self, reachability: object) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        if reachability != QNetworkInformation.Reachability.Disconnected:
            self._settled.start()

    @Slot()
    def _read(self) -> None:
        """Read what the kernel said; too much to keep is news as well."""
        while self._socket is not None:
            try:
                data = self._socket.recv(_MESSAGES)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    self.stop()
                    return
                self._settled.start()
                continue
            if any(kind in (_NEW_ADDRESS, _NEW_ROUTE) for kind in _types(data)):
                self._settled.start()


class WakeWatch(QObject):
    """Told of each tick; says when the computer slept between two of them. A tick that only comes late is no sleep: a
    busy computer, or a data file that is waited for, holds it up.
    """

    woke = Signal(float)
    """Seconds for which it slept, about."""

    def __init__(self, parent: QObject | None = None, clocks: Callable[[], Clocks] | None = None) -> None:
        super().__init__(parent)
        self._clocks = system_clocks if clocks is None else clocks
        self._last = self._clocks()

    @Slot()
    def look(self) -> None:
        """Compare the clocks with the last tick's."""
        now, last = self._clocks(), self._last
        self._last = now
        slept = compare(last, now).slept_s
        if slept:
            log.info("the computer slept for about %d s", slept)
            self.woke.emit(slept)


def _types(data: bytes) -> list[int]:
    """Types of the messages in what one read brought."""
    found, at = [], 0
    while at + _HEADER.size <= len(data):
        length, kind, _flags, _sequence, _port = _HEADER.unpack_from(data, at)
        if length < _HEADER.size:
            break
        found.append(kind)
        at += (length + 3) & ~3
    return found
