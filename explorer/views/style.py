"""The window's style: Fusion, a palette for every colour group, and one generated style sheet."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from explorer.views.fonts import ui_font
from explorer.views.icons import icon_file
from explorer.views.proxy_style import ExplorerStyle
from explorer.views.theme import Theme

__all__ = ["apply_style", "mixed", "palette", "scaled", "style_sheet"]

_styles: dict[QApplication, ExplorerStyle] = {}
_looks: dict[QApplication, tuple[Theme, float]] = {}


def scaled(pixels: float, text_scale: float) -> int:
    """A length at 1× as pixels at the chosen text scale, at least 1."""
    return max(1, round(pixels * text_scale))


def _channels(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def mixed(first: str, second: str, share: float) -> str:
    """The colour ``share`` of the way from ``first`` to ``second``, both ``#RRGGBB``."""
    a, b = QColor(first), QColor(second)
    channels = [round(p + (q - p) * share) for p, q in zip(_channels(a), _channels(b), strict=True)]
    return QColor(*channels).name()


def palette(theme: Theme) -> QPalette:
    """The theme as a QPalette with its active, inactive and disabled groups."""
    result = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.panel,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.canvas,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.text2,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Mid: theme.border,
        QPalette.ColorRole.Dark: theme.border,
        QPalette.ColorRole.Light: theme.raised,
        QPalette.ColorRole.Accent: theme.accent,
    }
    for role, colour in roles.items():
        result.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return result


def apply_style(application: QApplication, theme: Theme, text_scale: float) -> None:
    """Give the whole application this theme at this text scale; nothing is done where it has it already.

    Qt polishes every widget anew for a style, a font or a style sheet, which takes seconds for a whole window.
    """
    look = (theme, text_scale)
    if _looks.get(application) == look:
        return
    style = _styles.get(application)
    if style is None:  # application.style() is a wrapper of it once there is a style sheet
        style = _styles[application] = ExplorerStyle(theme, text_scale)
        application.setStyle(style)
    style.set_theme(theme, text_scale)
    application.setPalette(palette(theme))
    application.setFont(ui_font(scaled(13, text_scale)))
    application.setStyleSheet(style_sheet(theme, text_scale))
    _looks[application] = look


def style_sheet(theme: Theme, text_scale: float) -> str:
    """The style sheet; every length in it follows the text scale."""

    def px(length: float) -> str:
        return f"{scaled(length, text_scale)}px"

    hover = mixed(theme.panel, theme.text, 0.06)
    return f"""
QMainWindow, QMainWindow > QWidget#body {{ background: {theme.panel}; }}
QMainWindow::separator {{ background: {theme.hairline}; width: 1px; height: 1px; }}
QWidget#menuRow, QWidget#transport, QWidget#statusRow, QToolBar#rail {{ background: {theme.window}; }}
QWidget#headerRow, QWidget#sliderRow {{ background: {theme.panel}; }}
QWidget#menuRow, QWidget#headerRow, QWidget#sliderRow {{ border-bottom: 1px solid {theme.hairline}; }}
QWidget#transport, QWidget#statusRow {{ border-top: 1px solid {theme.hairline}; }}
QMenuBar {{ background: transparent; border: none; padding: {px(4)} {px(8)}; }}
QMenuBar::item {{ padding: {px(4)} {px(10)}; border-radius: {px(4)}; background: transparent; color: {theme.text}; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {hover}; }}
QMenu {{ background: {theme.raised}; border: 1px solid {theme.border}; padding: {px(4)}; color: {theme.text}; }}
QMenu::item {{ padding: {px(5)} {px(24)} {px(5)} {px(26)}; border-radius: {px(4)}; }}
QMenu::item:selected {{ background: {theme.accent_background}; color: {theme.accent}; }}
QMenu::item:disabled {{ color: {theme.disabled}; }}
QMenu::separator {{ height: 1px; background: {theme.hairline}; margin: {px(4)} {px(8)}; }}
QMenu::indicator {{ width: {px(16)}; height: {px(16)}; left: {px(5)}; }}
QToolTip {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border}; padding: {px(4)}; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {px(14)}; font-weight: 600; }}
QLabel[role="section"] {{ font-size: {px(14)}; font-weight: 600; }}
QLabel[role="quiet"] {{ color: {theme.text2}; }}
QLabel[role="value"] {{ font-weight: 500; }}
QLabel[role="error"] {{ color: {theme.error}; }}
QLabel[role="warning"] {{ color: {theme.warning}; }}
QLabel[role="prefix"] {{ font-size: {px(17)}; font-weight: 500; color: {theme.text2}; }}
QPushButton {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.hairline};
  border-radius: {px(6)}; padding: {px(6)} {px(12)}; min-height: {px(18)}; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {theme.accent_background}; }}
QPushButton:disabled {{ color: {theme.disabled}; }}
QPushButton[role="primary"] {{ background: {theme.accent}; color: {theme.on_accent}; border-color: {theme.accent};
  font-weight: 600; }}
QPushButton[role="primary"]:disabled {{ background: {theme.hairline}; color: {theme.disabled};
  border-color: {theme.hairline}; }}
QPushButton[role="slim"] {{ padding: {px(2)} {px(12)}; }}
QPushButton[role="link"] {{ background: transparent; border: none; color: {theme.accent}; padding: {px(2)};
  text-decoration: underline; text-align: left; }}
QToolButton {{ background: transparent; border: none; border-radius: {px(6)}; padding: {px(4)}; color: {theme.text}; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed {{ background: {theme.accent_background}; }}
QToolButton:disabled {{ color: {theme.disabled}; }}
QToolButton[role="play"] {{ background: {theme.accent}; color: {theme.on_accent}; }}
QToolButton[role="play"]:disabled {{ background: {theme.hairline}; }}
QToolButton[role="outlined"] {{ background: {theme.raised}; border: 1px solid {theme.hairline};
  padding: {px(5)} {px(10)}; }}
QToolButton[role="outlined"]:hover {{ background: {hover}; }}
QToolButton[role="outlined"]:checked {{ background: {theme.accent_background}; color: {theme.accent};
    border-color: {theme.accent}; font-weight: 600; }}
QFrame#segments {{ border: 1px solid {theme.border}; border-radius: {px(6)}; }}
QFrame#segments QToolButton {{ border-radius: {px(5)}; padding: {px(4)} {px(11)}; }}
QFrame#segments QToolButton:checked {{ background: {theme.accent_background}; color: {theme.accent};
  font-weight: 600; }}
QToolBar#rail {{ border: none; border-left: 1px solid {theme.hairline}; padding: {px(6)} 0; spacing: {px(2)}; }}
QToolBar#rail QToolButton {{ border-radius: 0; font-size: {px(12)}; padding: {px(2)}; color: {theme.text2};
  border-left: 3px solid transparent; min-width: {px(66)}; }}
QToolBar#rail QToolButton:checked {{ background: {theme.accent_background}; color: {theme.accent}; font-weight: 600;
  border-left: 3px solid {theme.accent}; }}
QFrame#card {{ background: {theme.canvas}; border: 1px solid {theme.hairline}; border-radius: {px(8)}; }}
QFrame#hairline {{ background: {theme.hairline}; border: none; max-height: 1px; min-height: 1px; }}
QLineEdit, QDoubleSpinBox, QSpinBox, QComboBox {{ background: {theme.canvas}; color: {theme.text};
  border: 1px solid {theme.border}; border-radius: {px(6)}; padding: {px(3)} {px(7)}; min-height: {px(22)};
  selection-background-color: {theme.accent}; selection-color: {theme.on_accent}; }}
QLineEdit:focus, QDoubleSpinBox:focus, QSpinBox:focus, QComboBox:focus {{ border: 2px solid {theme.focus};
  padding: {px(2)} {px(6)}; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {theme.disabled}; border-color: {theme.hairline}; }}
QLineEdit[invalid="true"] {{ border: 2px solid {theme.error}; padding: {px(2)} {px(6)}; }}
QComboBox::drop-down {{ border: none; width: {px(24)}; }}
QComboBox::down-arrow {{ image: url({icon_file("chevron-down", theme.text2)}); width: {px(14)}; height: {px(14)}; }}
QComboBox::down-arrow:disabled {{ image: url({icon_file("chevron-down", theme.disabled)}); }}
QComboBox QAbstractItemView {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border};
  selection-background-color: {theme.accent_background}; selection-color: {theme.accent}; }}
QPlainTextEdit#editor {{ background: {theme.canvas}; color: {theme.text}; border: none; font-size: {px(19)};
  selection-background-color: {theme.accent}; selection-color: {theme.on_accent}; }}
QFrame#editorFrame {{ background: {theme.canvas}; border: 1px solid {theme.border}; border-radius: {px(6)}; }}
QFrame#editorFrame[focused="true"] {{ border: 2px solid {theme.focus}; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget#page {{ background: {theme.panel}; }}
QScrollBar:vertical {{ background: transparent; width: {px(10)}; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}; margin: 0; }}
QScrollBar::handle {{ background: {theme.border}; border-radius: {px(4)}; margin: 2px; min-height: {px(28)};
  min-width: {px(28)}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QDockWidget {{ border: none; }}
QListView {{ background: {theme.canvas}; border: 1px solid {theme.border}; }}
QProgressBar {{ border: none; background: {theme.hairline}; max-height: 4px; border-radius: 2px; }}
QProgressBar::chunk {{ background: {theme.accent}; border-radius: 2px; }}
"""
