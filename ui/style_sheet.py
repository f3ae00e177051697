"""The one style sheet of the application, written from the tokens.

Rules select by class, or by the property `role` or `tone` of a widget. No rule sets a text size: fonts come from
`ui.fonts`. Borders are always there, so that the focus ring, one wider, moves nothing.
"""

from __future__ import annotations

import re
from string import Template

from ui.tokens import RADIUS_L, RADIUS_M, RADIUS_S, Tokens, hover_ground, mixed

_NEEDLESS = re.compile(r"\s*([{};,])\s*|(:)\s+")
"""Blanks beside what separates. Qt keeps every token of the sheet it has read, blanks too: 128 KB."""

_GROUND = """
QWidget { color: $text; }
QMainWindow, QDialog, QMessageBox, QWidget[role="page"] { background: $bg; }
QWidget[role="raised"] { background: $raised; }
QWidget[role="surface"] { background: $surface; }
QFrame[role="code"] { background: $bg; border: 1px solid $border; border-radius: ${small}px; }
QToolTip { color: $text; background: $raised; border: 1px solid $border; padding: 4px 6px; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="side-line"] { background: $border; border: none; max-width: 1px; min-width: 1px; }
QScrollArea, QScrollArea > QWidget > QWidget[role="page"] { border: none; background: $bg; }
QSplitter::handle { background: $border; }
"""

_LABELS = """
QLabel { background: transparent; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="faint"] { color: $faint; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="run"] { color: $run; }
QLabel[tone="danger"] { color: $danger; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bg"] { color: $bg; }
QLabel:disabled { color: $faint; }
KeyCap { color: $muted; background: $surface; border: 1px solid $border; border-bottom: 2px solid $border;
    border-radius: 4px; padding: 0 5px; }
Tag { border-radius: ${small}px; padding: 2px 8px; color: $muted; background: $border; }
Tag[kind="accent"] { color: $accent; background: $accent_soft; }
Tag[kind="success"] { color: $run; background: $run_soft; }
Tag[kind="error"] { color: $danger; background: $danger_soft; }
Tag[kind="warn"] { color: $warn; background: $warn_soft; }
"""

_BUTTONS = """
QPushButton { background: $surface; color: $text; border: 1px solid $border; border-radius: ${medium}px;
    padding: 7px 14px; outline: none; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 13px; }
QPushButton:disabled { color: $faint; background: transparent; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[role="primary"]:focus { border-color: $text; }
QPushButton[role="primary"]:disabled { background: $border; color: $faint; border-color: $border; }
QPushButton[role="danger"] { color: $danger; }
QPushButton[role="danger"]:hover { background: $danger_soft; border-color: $danger_soft; }
QPushButton[role="danger"]:disabled { color: $faint; }
QPushButton[role="ghost"] { background: transparent; border-color: transparent; color: $muted; }
QPushButton[role="ghost"]:hover { background: $hover_deep; color: $text; }
QPushButton[role="ghost"]:focus { border-color: $accent; }
QPushButton[role="link"] { background: transparent; border-color: transparent; color: $accent; padding: 2px 4px; }
QPushButton[role="link"][tone="danger"] { color: $danger; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:disabled { color: $faint; }
QPushButton[role="link"]:focus { border-color: $accent; padding: 1px 3px; }
QPushButton[role="nav"] { background: transparent; border-color: transparent; color: $muted; text-align: left;
    padding: 7px 10px; }
QPushButton[role="nav"]:hover { background: $hover_deep; color: $text; }
QPushButton[role="nav"]:checked { background: $accent_soft; color: $accent; font-weight: 600; }
QPushButton[role="sync-box"]:checked { background: $accent_soft; border-color: $accent_soft; }
QPushButton[role="nav"]:focus { border: 2px solid $accent; padding: 6px 9px; }
QPushButton[role="field"] { background: $surface; border: 1px solid $border_strong; border-radius: ${small}px;
    padding: 5px 26px 5px 10px; min-height: 19px; text-align: left; }
QPushButton[role="field"]:hover { border-color: $faint; }
QPushButton[role="field"]:focus { border: 2px solid $accent; padding: 4px 25px 4px 9px; }
QPushButton[role="field"]:disabled { background: $bg; color: $muted; border-color: $border; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: ${small}px; padding: 4px; }
QToolButton:hover { background: $hover_deep; }
QToolButton:pressed, QToolButton:checked { background: $accent_soft; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="stop"], QToolButton[role="start"] { border-radius: 19px; min-width: 36px; max-width: 36px;
    min-height: 36px; max-height: 36px; padding: 0; }
QToolButton[role="stop"] { background: $danger; border-color: $danger; }
QToolButton[role="stop"]:hover { background: $danger_hover; border-color: $danger_hover; }
QToolButton[role="start"] { background: $accent; border-color: $accent; }
QToolButton[role="start"]:hover { background: $accent_hover; border-color: $accent_hover; }
QToolButton[role="stop"]:focus, QToolButton[role="start"]:focus { border: 2px solid $text; padding: 0;
    min-width: 34px; max-width: 34px; min-height: 34px; max-height: 34px; }
QToolButton[role="start"]:disabled { background: $border; border-color: $border; }
"""

_FIELDS = """
QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox { background: $surface; color: $text;
    border: 1px solid $border_strong; border-radius: ${small}px; padding: 5px 8px; min-height: 19px;
    selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $faint; }
QLineEdit:hover, QTextEdit:hover, QPlainTextEdit:hover, QComboBox:hover, QAbstractSpinBox:hover {
    border-color: $faint; }
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border: 2px solid $accent; padding: 4px 7px; }
QLineEdit:disabled, QTextEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {
    background: $bg; color: $muted; border-color: $border; }
QLineEdit[error="true"], QTextEdit[error="true"], QPlainTextEdit[error="true"], QComboBox[error="true"],
QAbstractSpinBox[error="true"] { border-color: $danger; }
QLineEdit[role="bare"], QLineEdit[role="bare"]:focus, QLineEdit[role="bare"]:hover { border: none;
    background: transparent; padding: 4px 0; }
QLineEdit[role="bare"]:focus { border-bottom: 2px solid $accent; border-radius: 0; padding-bottom: 2px; }
QLineEdit[role="plain"], QLineEdit[role="plain"]:focus, QLineEdit[role="plain"]:hover { border: none;
    background: transparent; padding: 4px 0; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit, QComboBox QLineEdit:focus {
    border: none; padding: 0; min-height: 0; background: transparent; }
QAbstractSpinBox { padding: 4px 8px; min-height: 18px; }
QAbstractSpinBox:focus { padding: 3px 7px; }
QComboBox { padding-left: 10px; }
QComboBox:focus { padding-left: 9px; }
QComboBox::drop-down, QDateEdit::drop-down, QDateTimeEdit::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QDateEdit::down-arrow, QDateTimeEdit::down-arrow {
    image: url(stint:icons/controls/down-$scheme.svg); width: 12px; height: 12px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 20px; background: transparent; }
QAbstractSpinBox::up-arrow { image: url(stint:icons/controls/up-$scheme.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(stint:icons/controls/down-$scheme.svg); width: 10px; height: 10px; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; padding: 2px; border: 1px solid transparent;
    border-radius: ${small}px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $faint;
    background: $surface; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked, QCheckBox::indicator:indeterminate, QRadioButton::indicator:checked {
    background: $accent; border-color: $accent; }
QCheckBox::indicator:checked { image: url(stint:icons/controls/check-$scheme.svg); }
QCheckBox::indicator:indeterminate { image: url(stint:icons/controls/dash-$scheme.svg); }
QRadioButton::indicator:checked { image: url(stint:icons/controls/radio-$scheme.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $border; border-color: $border; }
"""

_LISTS = """
QAbstractItemView { background: $surface; alternate-background-color: $raised; color: $text;
    border: 1px solid $border; border-radius: ${large}px; gridline-color: $border; outline: none;
    selection-background-color: $accent_soft; selection-color: $text; }
QAbstractItemView[role="bare"] { border: none; background: transparent; }
QListView::item, QTreeView::item { padding: 4px 8px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QAbstractItemView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: transparent; border: none; }
QTableView::item { padding: 0 8px; }
QHeaderView::section { background: transparent; color: $muted; border: none; border-bottom: 1px solid $border;
    padding: 7px 11px; }
QHeaderView::section:hover { color: $text; }
QHeaderView::up-arrow { image: url(stint:icons/controls/up-$scheme.svg); width: 10px; height: 10px;
    subcontrol-position: center right; }
QHeaderView::down-arrow { image: url(stint:icons/controls/down-$scheme.svg); width: 10px; height: 10px;
    subcontrol-position: center right; }
QTableCornerButton::section { background: $surface; border: none; }
QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border_strong;
    border-radius: ${medium}px; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 8px; border-radius: ${small}px; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $text; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $raised; }
QCalendarWidget QAbstractItemView { border-radius: 0; border: none; selection-background-color: $accent;
    selection-color: $on_accent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
"""

_FRAMES = """
QFrame[role="floating"] { background: $surface; border: 1px solid $border_strong; border-radius: ${medium}px; }
Card, StatCard, QFrame[role="cell"] { background: $surface; border: 1px solid $border;
    border-radius: ${large}px; }
Toast { background: $text; border: none; border-radius: ${medium}px; }
Toast QPushButton[role="ghost"] { background: transparent; border-color: transparent; color: $toast_action;
    padding: 4px 8px; }
Toast QPushButton[role="ghost"]:hover { background: transparent; color: $toast_action; text-decoration: underline; }
Toast QPushButton[role="ghost"]:focus { border: 2px solid $toast_action; padding: 3px 7px; }
Toast QToolButton:hover { background: $toast_hover; }
Toast QToolButton:focus { border-color: $toast_action; }
QFrame[role="band"] { background: $accent_soft; border: none; }
Banner { border-radius: ${medium}px; border: 1px solid transparent; background: $accent_soft; }
Banner[kind="warn"] { background: $warn_soft; }
Banner[kind="error"] { background: $danger_soft; }
Banner[kind="success"] { background: $run_soft; }
Banner QPushButton { background: transparent; border-color: $banner_line; padding: 4px 10px; }
Banner QPushButton:hover, Banner QToolButton:hover { background: $surface; }
Banner QPushButton:focus { border: 2px solid $text; padding: 3px 9px; }
QMenu { background: $surface; border: 1px solid $border_strong; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: ${small}px; color: $text; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QMenuBar { background: $raised; }
QMenuBar::item { padding: 4px 8px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { background: transparent; outline: none; }
QTabBar::tab { color: $muted; padding: 7px 12px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected:focus { border: 2px solid $accent; border-radius: ${small}px; padding: 5px 10px 7px 10px; }
QSlider { background: transparent; min-height: 22px; border: none; }
QSlider::groove:horizontal { height: 4px; background: $border_strong; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: $accent;
    border: 1px solid $surface; }
QSlider::handle:horizontal:focus { border: 2px solid $text; width: 12px; height: 12px; }
QProgressBar { background: $border; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QGroupBox { border: 1px solid $border; border-radius: ${large}px; margin-top: 10px; padding: 12px; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; color: $muted; }
"""


def style_sheet(tokens: Tokens) -> str:
    """The rules in the colours of one scheme."""
    names = {name: getattr(tokens, name) for name in Tokens._fields if name != "dark"}
    derived = {
        "hover": hover_ground(tokens),
        "hover_deep": mixed(tokens.raised, tokens.text, 0.1 if tokens.dark else 0.06),
        "pressed": mixed(tokens.surface, tokens.text, 0.16 if tokens.dark else 0.09),
        "border_strong": mixed(tokens.border, tokens.faint, 0.35),
        "accent_hover": mixed(tokens.accent, tokens.text, 0.14),
        "accent_pressed": mixed(tokens.accent, tokens.text, 0.26),
        "danger_hover": mixed(tokens.danger, tokens.text, 0.14),
        "scroll": mixed(tokens.bg, tokens.faint, 0.5),
        "toast_action": mixed(tokens.accent, tokens.bg, 0.5),
        "toast_hover": mixed(tokens.text, tokens.bg, 0.2),
        "banner_line": mixed(tokens.border, tokens.faint, 0.6),
    }
    sizes = {"small": str(RADIUS_S), "medium": str(RADIUS_M), "large": str(RADIUS_L)}
    rules = Template(_NEEDLESS.sub(r"\1\2", _GROUND + _LABELS + _BUTTONS + _FIELDS + _LISTS + _FRAMES))
    return rules.substitute(names | derived | sizes, scheme="dark" if tokens.dark else "light")
