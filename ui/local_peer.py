"""One connection to the window from a process of the same person: a line comes, a line goes back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.handover import MAX_LINE


class LocalPeer(QObject):
    """What both kinds of connection share. Each line that came is handed on once, without its line break; what is too
    long to be one of ours as an empty one.
    """

    line_came = Signal(object, object)
    """This peer, and the bytes of its line."""
    gone = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._received, self._done = b"", False

    def send(self, line: bytes) -> None:
        """Answer with that line and hang up."""
        raise NotImplementedError

    def drop(self) -> None:
        """Hang up at once."""
        raise NotImplementedError

    def _take(self, part: bytes) -> None:
        """Bytes arrived; what follows the first line is nobody's."""
        if self._done:
            return
        self._received += part
        line, newline, _ = self._received.partition(b"\n")
        if newline or len(self._received) > MAX_LINE:
            self._done = True
            self.line_came.emit(self, line if newline and len(line) <= MAX_LINE else b"")

    def _leave(self) -> None:
        self._done = True
        self.gone.emit(self)
        self.deleteLater()
