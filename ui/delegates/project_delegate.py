"""How a project looks in a list: its dot, its name, its client."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.fonts import font
from ui.models.project_list import ChoiceRole, ProjectChoice
from ui.plain import one_line
from ui.tokens import RADIUS_S, Tokens, project_color, space, tokens_in_use

_DOT = 8


class ProjectDelegate(QStyledItemDelegate):
    """Paints rows of `ProjectListModel`."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index  # every row is alike
        return QSize(0, QFontMetrics(font("body")).height() + space(3))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        choice: ProjectChoice = index.data(ChoiceRole)
        tokens = tokens_in_use()
        rect, state = option.rect, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft))
            painter.drawRoundedRect(QRectF(rect), RADIUS_S, RADIUS_S)
        inside = QRectF(rect).adjusted(space(2) + 2, 0, -space(2), 0)
        _dot(painter, inside, choice, tokens)
        _texts(painter, inside.adjusted(_DOT + space(2) + 2, 0, 0, 0), choice, tokens)
        painter.restore()


def _dot(painter: QPainter, rect: QRectF, choice: ProjectChoice, tokens: Tokens) -> None:
    centre = QPointF(rect.left() + _DOT / 2, rect.center().y())
    if choice.project_id is None:
        painter.setPen(QColor(tokens.faint))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(project_color(choice.project_id))
    painter.drawEllipse(centre, _DOT / 2, _DOT / 2)


def _texts(painter: QPainter, rect: QRectF, choice: ProjectChoice, tokens: Tokens) -> None:
    painter.setFont(font("body"))
    metrics = painter.fontMetrics()
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    name = metrics.elidedText(one_line(choice.name), Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.setPen(QColor(tokens.muted if choice.project_id is None else tokens.text))
    painter.drawText(rect, middle, name)
    rest = rect.adjusted(metrics.horizontalAdvance(name), 0, 0, 0)
    if choice.client and rest.width() > space(6):
        client = f" · {one_line(choice.client)}"
        painter.setPen(QColor(tokens.muted))
        painter.drawText(rest, middle, metrics.elidedText(client, Qt.TextElideMode.ElideRight, int(rest.width())))
