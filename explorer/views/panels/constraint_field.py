"""One constraint: the field where it is typed, how it was read or what is wrong with it, and a button to remove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.controller.constraints import Constraint
from explorer.core.intervals.tidy import tidied
from explorer.export.formula_rows import FormulaRow, function_row, join_rows
from explorer.views.editor import FormulaEditor
from explorer.views.formula_label import FormulaLabel
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label

__all__ = ["ConstraintField"]

LAST_GOOD = " The last constraint that could be read stays drawn."
_IS_ZERO = FormulaRow('<mrow><mo form="infix">=</mo><mn>0</mn></mrow>', " = 0", " = 0")


class ConstraintField(QWidget):
    """Setters down, signals up; ``index`` is its place among the constraints."""

    edited = Signal(int, str)
    committed = Signal()
    reverted = Signal(int)
    removed = Signal(int)

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        self._shown: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.editor = FormulaEditor(("First constraint", "Second constraint")[index], 16)
        row.addWidget(self.editor, 1)
        self.remove = IconButton("trash", "Remove this constraint")
        row.addWidget(self.remove)
        column.addLayout(row)
        self.formula = FormulaLabel()
        column.addWidget(self.formula)
        self.problem = label("", "error", wraps=True)
        column.addWidget(self.problem)
        self.editor.text_edited.connect(lambda text: self.edited.emit(index, text))
        self.editor.committed.connect(self.committed)
        self.editor.reverted.connect(lambda: self.reverted.emit(index))
        self.remove.clicked.connect(lambda: self.removed.emit(index))

    def set_constraint(
        self, constraint: Constraint, name: str, names: Sequence[str], colours: Mapping[str, str]
    ) -> None:
        """The text, and below it the equation ``name`` = 0 as it was read, or the sentence about its error."""
        self.editor.set_text(constraint.text)
        state = (constraint, name, tuple(names), tuple(colours.items()))
        if state == self._shown:
            return
        self._shown = state
        problem, function = constraint.problem, constraint.function
        if problem is None:
            self.editor.set_good()
        else:
            self.editor.set_error(problem.start, problem.end)
        told = " ".join(part for part in (problem.message, problem.hint) if part) if problem is not None else ""
        self.problem.setText(told + (LAST_GOOD if told and function is not None else ""))
        self.problem.setVisible(bool(told))
        self.formula.setVisible(problem is None and function is not None)
        if problem is None and function is not None:
            root = tidied((function.root,))[0]
            self.formula.set_formula(join_rows((function_row(name, names, root), _IS_ZERO)), colours)

    def set_removable(self, removable: bool) -> None:
        """Whether there is something to remove."""
        self.remove.setEnabled(removable)

    def focus(self) -> None:
        """Put the cursor into the field."""
        self.editor.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour."""
        self.editor.set_theme(theme, text_scale)
        self.remove.set_theme(theme, text_scale)
        self.formula.set_theme(theme)
        self.formula.set_pixel_size(scaled(16, text_scale))
