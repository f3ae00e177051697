"""The look of the program: light or dark as the desktop has it, now and when it changes."""

from __future__ import annotations

from PySide6.QtCore import QDir, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from resources import resource_path
from ui.fonts import FontRole, font
from ui.style_sheet import style_sheet
from ui.tokens import (
    DARK,
    LIGHT,
    RADIUS_L,
    RADIUS_M,
    RADIUS_S,
    Tokens,
    mixed,
    project_color,
    space,
    tokens_in_use,
)

__all__ = [
    "DARK",
    "LIGHT",
    "RADIUS_L",
    "RADIUS_M",
    "RADIUS_S",
    "FontRole",
    "Theme",
    "Tokens",
    "font",
    "mixed",
    "project_color",
    "restyle",
    "space",
    "tokens_in_use",
]


class Theme(QObject):
    """Which colours hold, for the whole application. Widgets hear of a change by their own `StyleChange` event; what
    is painted elsewhere (tray, pictures kept) listens to `changed`.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        hints = QGuiApplication.styleHints()
        self._system_dark = _dark(hints.colorScheme())
        self._override: bool | None = None
        self._app: QApplication | None = None
        hints.colorSchemeChanged.connect(self._follow)

    @property
    def dark(self) -> bool:
        """Whether the dark colours hold now."""
        return self._system_dark if self._override is None else self._override

    @property
    def desktop_dark(self) -> bool:
        """Whether the desktop itself is dark, whatever was chosen for this program."""
        return self._system_dark

    @property
    def tokens(self) -> Tokens:
        """The colours that hold now."""
        return DARK if self.dark else LIGHT

    def override(self, dark: bool | None) -> None:
        """Dark (True) or light (False) whatever the desktop says; None follows the desktop again."""
        before, self._override = self.dark, dark
        hints = QGuiApplication.styleHints()
        if dark is None:
            hints.unsetColorScheme()
        else:  # for what the desktop draws around our windows
            hints.setColorScheme(_scheme(dark))
        if self.dark != before:
            self._apply()

    def install(self, app: QApplication) -> None:
        """Dress the application, at once and after every change."""
        self._app = app
        QDir.setSearchPaths("stint", [str(resource_path())])  # where the style sheet finds its pictures
        self._apply()

    @Slot(Qt.ColorScheme)
    def _follow(self, scheme: Qt.ColorScheme) -> None:
        before = self.dark
        echoed = self._override is not None and scheme is _scheme(self._override)
        if scheme is not Qt.ColorScheme.Unknown and not echoed:
            self._system_dark = _dark(scheme)
        if self.dark != before:
            self._apply()

    def _apply(self) -> None:
        if self._app is not None:
            self._app.setPalette(palette(self.tokens))
            self._app.setStyleSheet(style_sheet(self.tokens))
        self.changed.emit()


def restyle(widget: QWidget) -> None:
    """Look the widget's style rules up again, after a property that they ask for has changed.

    One that was not shown yet looks them up by itself. (To hand out a `QStyle` first takes PySide 6 ms.)
    """
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def palette(tokens: Tokens) -> QPalette:
    """The colours of what Qt paints without our style sheet."""
    roles = {
        QPalette.ColorRole.Window: tokens.bg,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.raised,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.faint,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.BrightText: tokens.danger,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Accent: tokens.accent,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.LinkVisited: tokens.accent,
        QPalette.ColorRole.ToolTipBase: tokens.raised,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.Light: tokens.raised,
        QPalette.ColorRole.Midlight: tokens.border,
        QPalette.ColorRole.Mid: tokens.border,
        QPalette.ColorRole.Dark: tokens.faint,
        QPalette.ColorRole.Shadow: "#000000",
    }
    made = QPalette()
    for role, color in roles.items():
        made.setColor(role, QColor(color))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
    return made


def _scheme(dark: bool) -> Qt.ColorScheme:
    return Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light


def _dark(scheme: Qt.ColorScheme) -> bool:
    """A desktop that does not say has a palette to judge by."""
    if scheme is Qt.ColorScheme.Unknown:
        return tokens_in_use().dark
    return scheme is Qt.ColorScheme.Dark
