"""One request through the proxy: method, path, query, headers and body, and the reply."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.errors import AppError, UserInputError
from app.services.developer import CALL_S, DeveloperService, ProxyReply, text_of
from app.services.proxy_request import METHODS, ProxyRequest, pair, ready
from ui.background_call import BackgroundCall
from ui.bridge import Bridge
from ui.developer_words import call_sentence
from ui.fonts import font
from ui.i18n import tr
from ui.task_worker import Work
from ui.theme import space
from ui.widgets.choice import Choice
from ui.widgets.field import Field
from ui.widgets.plain_label import PlainLabel
from ui.widgets.result_view import ResultView
from ui.widgets.run_buttons import RunButtons

_CONTEXT = "developer"
_LINES = 3


class RequestPanel(QWidget):
    """What cannot be sent is said under its field; nothing is sent before that is mended."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._call = BackgroundCall(bridge, self)
        self.method: Choice[str] = Choice([(name, name) for name in METHODS])
        self.path = QLineEdit()
        self.path.setPlaceholderText("/clients")
        self.query, self.headers, self.body = (_lines(count) for count in (_LINES, _LINES, 2 * _LINES))
        self.raw = QCheckBox(tr(_CONTEXT, "Send the body as it is, without saying that it is JSON"))
        self.buttons = RunButtons(tr(_CONTEXT, "Send"), "arrow-up", self._call)
        self.caution = PlainLabel("", "small", "warn", wrap=True)
        self.result = ResultView(tr(_CONTEXT, "Reply"), tr(_CONTEXT, "The reply will be shown here."))
        self.fields = {
            "method": Field(tr(_CONTEXT, "Method"), self.method),
            "path": Field(tr(_CONTEXT, "Path"), self.path, tr(_CONTEXT, "Membrane adds the account's address.")),
            "query": Field(tr(_CONTEXT, "Query"), self.query, tr(_CONTEXT, "One name=value on each line.")),
            "header": Field(tr(_CONTEXT, "Headers"), self.headers, tr(_CONTEXT, "One Name: value on each line.")),
            "data": Field(tr(_CONTEXT, "Body"), self.body, tr(_CONTEXT, "Usually a JSON object.")),
        }
        self._lay_out()
        self.method.activated.connect(self._show_method)
        self.path.returnPressed.connect(self.send)
        self.buttons.run_requested.connect(self.send)
        self._call.done.connect(self._show_reply)
        self._call.failed.connect(self._show_failure)
        self._call.stopped.connect(self._show_stopped)
        self._show_method()

    @Slot()
    def send(self) -> None:
        """Send it once, unless something in it cannot be sent."""
        if self._call.running:
            return
        for field in self.fields.values():
            field.set_error(None)
        try:
            asked = self._asked()
            ready(asked)
        except UserInputError as error:
            self._show_wrong(error)
            return
        self.result.show_reply(tr(_CONTEXT, "Sending…"), "")
        self._call.start(_work_of(asked))

    def _asked(self) -> ProxyRequest:
        body = self.body.toPlainText() if self._takes_body else ""
        return ProxyRequest(
            path=self.path.text().strip() or "/",
            method=self.method.key or "GET",
            query=[pair(line, "query") for line in _given(self.query)],
            headers=dict(pair(line, "header", ":") for line in _given(self.headers)),
            data=body if body.strip() else None,
            untouched=bool(body.strip()) and self.raw.isChecked(),
        )

    @property
    def _takes_body(self) -> bool:
        return self.method.key != "GET"

    def _show_wrong(self, error: UserInputError) -> None:
        named = str(error.facts.get("field", "path"))
        field = self.fields.get("path" if named == "pathParam" else named, self.fields["path"])
        field.set_error(error.detail)
        field.editor.setFocus()

    @Slot()
    def _show_method(self) -> None:
        self.fields["data"].setVisible(self._takes_body)
        self.raw.setVisible(self._takes_body)
        self.caution.setText("" if not self._takes_body else tr(_CONTEXT, "This changes the account in Clientary."))
        self.caution.setVisible(self._takes_body)

    @Slot(object)
    def _show_reply(self, shown: tuple[ProxyReply, str]) -> None:
        reply, text = shown
        said = tr(_CONTEXT, "Status {status}", status=reply.status) if reply.status else tr(_CONTEXT, "Done.")
        self.result.show_reply(said, text)

    @Slot(object)
    def _show_failure(self, error: AppError) -> None:
        if isinstance(error, UserInputError):
            self._show_wrong(error)
        self.result.show_reply(call_sentence(error), "", "danger")

    @Slot()
    def _show_stopped(self) -> None:
        text = tr(_CONTEXT, "Stopped. If it changes something, look in Clientary whether it was done.")
        self.result.show_reply(text, "", "warn")

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, space(3), space(3), 0)
        column.setSpacing(space(3))
        first = QHBoxLayout()
        first.setSpacing(space(2))
        first.addWidget(self.fields["method"], 1)
        first.addWidget(self.fields["path"], 3)
        column.addLayout(first)
        for name in ("query", "header", "data"):
            column.addWidget(self.fields[name])
        bottom = QHBoxLayout()
        bottom.addWidget(self.buttons)
        bottom.addWidget(self.caution, 1)
        column.addWidget(self.raw)
        column.addLayout(bottom)
        column.addStretch(1)
        left.setProperty("role", "page")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(left)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(space(3), space(3), 0, 0)
        beside.addWidget(self.result)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(1)
        halves.addWidget(area)
        halves.addWidget(right)
        halves.setSizes([space(100), space(100)])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(halves)


def _lines(count: int) -> QPlainTextEdit:
    """A field of a few lines, left by Tab."""
    made = QPlainTextEdit()
    made.setTabChangesFocus(True)
    made.setFont(font("body"))
    made.setFixedHeight(made.fontMetrics().lineSpacing() * count + space(5))
    return made


def _given(editor: QPlainTextEdit) -> list[str]:
    return [line for line in editor.toPlainText().splitlines() if line.strip()]


def _work_of(asked: ProxyRequest) -> Work:
    def work(context: AppContext, cancel: CancelToken) -> tuple[ProxyReply, str]:
        reply = DeveloperService(context, cancel).request(asked, Deadline(2 * CALL_S))
        return reply, text_of(reply.body)

    return work
