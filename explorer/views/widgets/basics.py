"""Labels by role, hairlines, icon buttons, cards: the parts that every panel shares."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from explorer.views.fonts import formula_font
from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme

__all__ = ["Card", "IconButton", "hairline", "label", "set_formula_line", "set_role"]


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget the look that the style sheet keeps under that role."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(text: str, role: str = "", wraps: bool = False) -> QLabel:
    """A label; ``role`` is title, section, quiet, value, error or warning."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        result.setProperty("role", role)
    if wraps:
        result.setWordWrap(True)
        result.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return result


def set_formula_line(line: QLabel, pixel_size: float, text_scale: float) -> None:
    """Set one line in the formula face, as high as its letters: the face itself asks for room for tall brackets."""
    line.setFont(formula_font(scaled(pixel_size, text_scale)))
    line.setFixedHeight(scaled(1.45 * pixel_size, text_scale))


def hairline() -> QFrame:
    """A 1 px line between two sections."""
    line = QFrame()
    line.setObjectName("hairline")
    return line


class IconButton(QToolButton):
    """A square button that shows one icon in the theme's colour, with a tooltip."""

    def __init__(self, name: str, tooltip: str, size: int = 20, colour_token: str = "text") -> None:
        super().__init__()
        self._name = name
        self._size = size
        self._token = colour_token
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_icon(self, name: str, theme: Theme, text_scale: float) -> None:
        """Show another icon."""
        self._name = name
        self.set_theme(theme, text_scale)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour and resize the icon."""
        size = scaled(self._size, text_scale)
        self.setIcon(icon(self._name, theme, size, getattr(theme, self._token)))
        self.setIconSize(QSize(size, size))
        side = max(28, scaled(30, text_scale))
        self.setMinimumSize(side, side)


class Card(QFrame):
    """A canvas-coloured box with a bar in its meaning's colour at the left edge."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 10, 0, 10)
        outer.setSpacing(0)
        self._bar = QFrame()
        self._bar.setFixedWidth(3)
        outer.addWidget(self._bar)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(12, 0, 14, 0)
        self.body.setSpacing(4)
        outer.addLayout(self.body)

    def set_bar_colour(self, colour: str) -> None:
        """Colour the bar."""
        self._bar.setStyleSheet(f"background: {colour}; border: none;")
