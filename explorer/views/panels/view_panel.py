"""The View panel: which variables are drawn, on which window, in which colours, with which layers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.core.expression.text import name_text
from explorer.model.document import Layers, Window
from explorer.views.theme import Theme, colour_map_names
from explorer.views.widgets.basics import hairline, label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width
from explorer.views.widgets.segments import Segments

__all__ = ["LAYER_TITLES", "ViewPanel"]

LAYER_TITLES = (
    ("surface_contours", "Level curves on the surface"),
    ("surface_arrows", "Arrows on the surface"),
    ("floor", "Floor under the surface"),
    ("floor_arrows", "Arrows on the floor"),
    ("tangent_plane", "Tangent plane"),
    ("map_fill", "Colours on the map"),
    ("map_contours", "Level curves on the map"),
    ("map_labels", "Numbers on level curves"),
    ("map_arrows", "Arrows on the map"),
    ("probe_gradient", "Gradient at P"),
    ("components", "Its components"),
)


class ViewPanel(QWidget):
    """Setters down, signals up."""

    window_entered = Signal(float, float, float, float)
    axes_chosen = Signal(str, str)
    axes_swapped = Signal()
    layer_toggled = Signal(str)
    layer_chosen = Signal(str, str)
    window_search = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(10)
        column.addWidget(label("Axes", "section"))
        column.addLayout(self._make_axes())
        column.addWidget(hairline())
        column.addWidget(label("Window", "section"))
        column.addLayout(self._make_window())
        column.addWidget(hairline())
        column.addWidget(label("Show", "section"))
        self._boxes: dict[str, QCheckBox] = {}
        for name, title in LAYER_TITLES:
            box = QCheckBox(title)
            box.clicked.connect(lambda _checked=False, name=name: self.layer_toggled.emit(name))
            self._boxes[name] = box
            column.addWidget(box)
        column.addWidget(hairline())
        column.addWidget(label("Arrows tell", "quiet"))
        self._length = Segments((("unit", "direction only"), ("true", "slope by length")), "Arrows tell")
        self._length.chosen.connect(lambda key: self.layer_chosen.emit("arrow_length", key))
        row = QHBoxLayout()
        row.addWidget(self._length)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(label("Heights tell", "quiet"))
        self._heights = Segments((("linear", "values"), ("logarithmic", "logarithms")), "Heights tell")
        self._heights.chosen.connect(lambda key: self.layer_chosen.emit("heights", key))
        row = QHBoxLayout()
        row.addWidget(self._heights)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(label("Colours", "quiet"))
        self._maps = QComboBox()
        self._maps.setAccessibleName("Colour map")
        for name in colour_map_names():
            self._maps.addItem(name.capitalize(), name)
        self._maps.activated.connect(lambda index: self.layer_chosen.emit("colour_map", self._maps.itemData(index)))
        column.addWidget(self._maps)
        column.addStretch(1)

    def _make_axes(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._first, self._second = QComboBox(), QComboBox()
        self._first.setAccessibleName("First axis")
        self._second.setAccessibleName("Second axis")
        swap = QPushButton("Swap")
        swap.setToolTip("Exchange the two axes")
        swap.clicked.connect(self.axes_swapped)
        row.addWidget(label("across", "quiet"))
        row.addWidget(self._first, 1)
        row.addWidget(label("up", "quiet"))
        row.addWidget(self._second, 1)
        row.addWidget(swap)
        self._swap = swap
        for box in (self._first, self._second):
            box.activated.connect(self._choose_axes)
        return row

    def _make_window(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        names = ("Least x", "Most x", "Least y", "Most y")
        self._edits = tuple(NumberEdit(name) for name in names)
        self._names = (label("x"), label("y"))
        for row in (0, 1):
            grid.addWidget(self._names[row], row, 0)
            grid.addWidget(label("from", "quiet"), row, 1)
            grid.addWidget(self._edits[2 * row], row, 2)
            grid.addWidget(label("to", "quiet"), row, 3)
            grid.addWidget(self._edits[2 * row + 1], row, 4)
        for edit in self._edits:
            stretch_width(edit, 8)
            edit.value_entered.connect(lambda _value: self._enter_window())
        search = QPushButton("Find a window")
        search.setToolTip("Look for ranges on which the function shows its shape")
        search.clicked.connect(self.window_search)
        grid.addWidget(search, 2, 1, 1, 4)
        grid.setColumnStretch(5, 1)
        return grid

    def set_window(self, window: Window) -> None:
        """Show the ranges."""
        values = (window.x_min, window.x_max, window.y_min, window.y_max)
        for edit, value in zip(self._edits, values, strict=True):
            edit.set_value(value)

    def set_axes(self, axes: tuple[str, ...], variables: tuple[str, ...]) -> None:
        """Show which variables are drawn and which could be."""
        for box, name in zip((self._first, self._second), (*axes, "", "")[:2], strict=True):
            if [box.itemData(index) for index in range(box.count())] != list(variables):
                box.clear()
                for variable in variables:
                    box.addItem(name_text(variable), variable)
            box.setCurrentIndex(box.findData(name))
            box.setEnabled(len(variables) >= 2)
        self._swap.setEnabled(len(axes) == 2)
        for widget, name in zip(self._names, (*axes, "", "")[:2], strict=True):
            widget.setText(name_text(name) if name else "–")
        for index, edit in enumerate(self._edits):
            edit.setEnabled(index // 2 < max(1, len(axes)))

    def set_layers(self, layers: Layers) -> None:
        """Show what is shown."""
        for name, box in self._boxes.items():
            box.setChecked(bool(getattr(layers, name)))
        self._length.set_chosen(layers.arrow_length)
        self._heights.set_chosen(layers.heights)
        self._maps.setCurrentIndex(max(0, self._maps.findData(layers.colour_map)))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Nothing of its own: the style sheet does it."""

    def _enter_window(self) -> None:
        self.window_entered.emit(*(edit.value for edit in self._edits))

    def _choose_axes(self) -> None:
        first, second = str(self._first.currentData() or ""), str(self._second.currentData() or "")
        if first == second:
            self.axes_swapped.emit()
        else:
            self.axes_chosen.emit(first, second)
