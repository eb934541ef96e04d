"""The Network panel's stage: the diagram under a head that chooses the pass, the sample and the numbers on edges."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from explorer.controller.intents import Intents
from explorer.controller.learning.network_picture import WHOLE_BATCH, NetworkPicture, last_step_of
from explorer.controller.studies.network_pass import NetworkPassAnswer
from explorer.core.learn.network_trace import StepPlace, step_places
from explorer.views.network.geometry import Edge
from explorer.views.network.sample_row import SampleRow
from explorer.views.network.scene import GRADIENTS, NONE, WEIGHTS
from explorer.views.network.view import DiagramView
from explorer.views.panels.panel import Shown
from explorer.views.theme import Theme
from explorer.views.widgets.segments import Segments
from explorer.views.widgets.step_bar import StepBar, StepPlayer, wire_steps

__all__ = ["NetworkStage"]

STEP_TIME = 900
_MARGINS = 20 + 16 + 16
_PASSES = (("forward", "Forward"), ("loss", "Loss"), ("backward", "Backward"))
_NUMBERS = ((WEIGHTS, "Weights"), (GRADIENTS, "Gradients"), (NONE, "None"))
_AS_PASS = {"forward": WEIGHTS, "loss": NONE, "backward": GRADIENTS}


class NetworkStage(QWidget):
    """Head, step bar and diagram. ``wire`` once, then ``show_values`` of whatever is known; it computes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stage")
        self.passes = Segments(_PASSES, "Pass")
        self.samples = SampleRow()
        self.bar = StepBar()
        self.numbers = Segments(_NUMBERS, "Numbers on the edges")
        self.view = DiagramView()
        self._player = StepPlayer(STEP_TIME, self)
        self._picture: NetworkPicture | None = None
        self._step, self._count = 0, 0
        self._scale = 1.0
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget()
        head.setObjectName("page")
        head.setMinimumWidth(1)  # a stage may be narrower than its head in two rows
        rows = self._rows = QVBoxLayout(head)
        rows.setContentsMargins(20, 6, 16, 8)
        rows.setSpacing(4)
        self._upper = _row(self.passes, self.samples)
        self._lower = _row(self.bar, self.numbers)
        self._lower.setStretch(0, 1)
        for row, part in ((self._upper, self.passes), (self._upper, self.samples), (self._lower, self.numbers)):
            row.setAlignment(part, Qt.AlignmentFlag.AlignLeft)
        rows.addLayout(self._upper)
        rows.addLayout(self._lower)
        column.addWidget(head)
        column.addWidget(self.view, 1)

    # Up

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect the signals."""
        del run_action

        def show_step(step: int) -> None:
            intents.show_step(pass_step=step, edge_numbers="")

        go = wire_steps(self.bar, self._player, lambda: (self._step, self._count), show_step)
        self.passes.chosen.connect(lambda name: self._go_to_pass(name, show_step))
        self.numbers.chosen.connect(lambda kind: intents.show_step(edge_numbers=kind))
        self.samples.chosen.connect(lambda row: intents.show_step(sample=row))
        self.view.step_asked.connect(lambda by: go(self._step + by))
        self.view.neuron_chosen.connect(lambda layer, neuron: self._go_to_neuron(layer, neuron, show_step))
        self.view.edge_chosen.connect(lambda *edge: self._choose(edge, intents))

    def _go_to_pass(self, name: str, show_step: Callable[[int], None]) -> None:
        self._player.play(False)
        if self._picture is not None:
            show_step(last_step_of(self._picture.sizes, name))

    def _go_to_neuron(self, layer: int, neuron: int, show_step: Callable[[int], None]) -> None:
        """The step that finds a neuron's value, or on the way back its δ; an input is given, not found."""
        if self._picture is None or layer == 0:
            return
        self._player.play(False)
        backward = self.passes.choice("backward").isChecked()
        place = StepPlace("delta" if backward else "activation", layer, neuron + 1)
        show_step(step_places(self._picture.sizes).index(place) + 1)

    def _choose(self, edge: Edge, intents: Intents) -> None:
        """Explain a weight: at the end of the passes, where its gradient is known."""
        if self._picture is not None:
            self._player.play(False)
            intents.show_step(edge=self._picture.edge_name(*edge), pass_step=-1)

    # Down

    def show_values(self, shown: Shown) -> None:
        """The diagram of the answer, or why there is none."""
        answer = shown.answer("network_pass")
        if not isinstance(answer, NetworkPassAnswer) or answer.picture is None or answer.reached is None:
            told = answer.message if isinstance(answer, NetworkPassAnswer) else shown.failure("network_pass")
            self._show_nothing(told)
            return
        self._picture, reached = answer.picture, answer.reached
        before, self._step, self._count = self._count, reached.step, reached.count
        self.bar.set_steps(self._count, self._step)
        is_whole = reached.place is None and reached.step == reached.count
        numbers = shown.view.edge_numbers or _AS_PASS[reached.pass_name]
        chosen = _edge_of(answer) if is_whole else None
        self._enable(True)
        self.view.set_network(answer.picture, reached, numbers, chosen)
        self.passes.set_chosen(reached.pass_name)
        self.numbers.set_chosen(numbers)
        self.samples.set_sample(answer.picture.sample, answer.picture.samples)
        if self._count != before:
            self._fit_head()

    def words(self) -> str:
        """What the numbers are of, for the title: ``step 60, values of one sample``."""
        picture = self._picture
        if picture is None:
            return ""
        of = f"mean of {picture.samples:,} samples" if picture.sample == WHOLE_BATCH else "values of one sample"
        return f"{picture.words}, {of}"

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour."""
        self._scale = text_scale
        self.bar.set_theme(theme, text_scale)
        self.samples.set_theme(theme, text_scale)
        self.view.set_theme(theme, text_scale)
        self._fit_head()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the head's parts under each other where they do not fit side by side."""
        self._fit_head()
        super().resizeEvent(event)

    def _fit_head(self) -> None:
        first = self.passes.sizeHint().width() + self.samples.sizeHint().width()
        second = self.bar.minimumSizeHint().width() + self.numbers.sizeHint().width()
        room = self.width() - _MARGINS
        for row, needed in ((self._upper, first), (self._lower, second)):
            row.setDirection(QBoxLayout.Direction.LeftToRight if needed <= room else QBoxLayout.Direction.TopToBottom)
            row.invalidate()
        self._rows.invalidate()
        self._rows.activate()

    def _enable(self, enabled: bool) -> None:
        self.passes.setEnabled(enabled)
        self.numbers.setEnabled(enabled)

    def _show_nothing(self, sentence: str) -> None:
        self._picture, self._step, self._count = None, 0, 0
        self._player.play(False)
        self.bar.set_steps(0, 0)
        self.samples.set_sample(0, 0)
        self._enable(False)
        self.view.set_network(None, None)
        self.view.set_message(sentence)


def _row(first: QWidget, second: QWidget) -> QBoxLayout:
    """Two parts at both ends of a row."""
    row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
    row.setSpacing(8)
    row.addWidget(first)
    row.addStretch()
    row.addWidget(second)
    return row


def _edge_of(answer: NetworkPassAnswer) -> Edge | None:
    """The weight that is explained, as the diagram counts."""
    assert answer.picture is not None
    place: StepPlace | None = answer.place
    if place is None or "slope" not in place.kind:
        return None
    origin = place.origin - 1 if place.origin else answer.picture.sizes[place.layer - 1]
    return place.layer, place.neuron - 1, origin
