"""The Network panel: the diagram beside the loss; what it says of the data, its shape and its training at the right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec.structs import replace

from explorer.controller.intents import Intents
from explorer.controller.learning.current_network import why_no_network
from explorer.controller.learning.learned import UsedData
from explorer.controller.learning.network_defaults import network_defaults, with_activation, with_layers, with_width
from explorer.controller.learning.training import next_training
from explorer.controller.learning.words import data_words, letter_of
from explorer.controller.studies.layer_norms import LayerNormsAnswer
from explorer.controller.studies.network_decision import NetworkDecisionAnswer
from explorer.core.expression.text import name_text
from explorer.model.learn_settings import NETWORK, NetworkSettings
from explorer.views.charts.bar_chart import Bar
from explorer.views.charts.layer_chart import LayerChart
from explorer.views.charts.loss_chart import LossChart
from explorer.views.network.stage import NetworkStage
from explorer.views.panels.network_page import NetworkPage
from explorer.views.panels.panel import Panel, Shown
from explorer.views.theme import Theme

__all__ = ["NetworkPanel"]

OTHER = "Another function is explored now, so no network is shown here."
EXPLORE = "Explore this loss"
NO_RUN = "Not trained yet. Press Train, and the loss is drawn here step by step."


class NetworkPanel(Panel):
    """Page, stage and two charts."""

    page: NetworkPage
    beside = "surface"
    stage_title = "Network"

    def __init__(self) -> None:
        self.page = NetworkPage()
        self.diagram = NetworkStage()
        self.stage = self.diagram
        self.losses, self.layers = LossChart(), LayerChart()
        self.losses.set_empty(NO_RUN)
        self.strip = (self.losses, self.layers)
        self._intents: Intents | None = None
        self._shown: Shown | None = None
        self._known: tuple[object, ...] = ()

    # The way up

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect stage, page and charts."""
        self._intents = intents
        self.diagram.wire(intents, run_action)
        self.page.landscape.wire(intents, run_action)
        self.page.row_chosen.connect(self._choose_row)
        self.losses.scrubbed.connect(intents.go_to_step)
        self.losses.logarithmic_chosen.connect(lambda on: intents.charts.set_logarithmic(0, on))
        self.losses.quantity_chosen.connect(lambda quantity: intents.charts.choose_quantity(0, quantity))
        self._wire_shape(intents)
        self._wire_training(intents)

    def _wire_shape(self, intents: Intents) -> None:
        shape, start, change = self.page.shape, self.page.start, intents.learning.change_network
        shape.width_asked.connect(
            lambda layer, width: self._reshape(f"Neurons of layer {layer + 1}", lambda n: with_width(n, layer, width))
        )
        shape.activation_chosen.connect(
            lambda layer, name: self._reshape(
                f"Activation of layer {layer + 1}", lambda n: with_activation(n, layer, name)
            )
        )
        shape.layers_asked.connect(lambda count: self._reshape("Hidden layers", lambda n: with_layers(n, count)))
        shape.output_chosen.connect(lambda name: change("Activation of the output", None, output=name))
        shape.loss_chosen.connect(lambda name: change("Loss of the network", None, loss=name))
        self.page.mend_asked.connect(self._mend)
        start.initialisation_chosen.connect(lambda name: change("First weights", None, initialisation=name))
        start.seed_entered.connect(lambda seed: change("Other first weights", None, seed=seed))

    def _wire_training(self, intents: Intents) -> None:
        training, learning = self.page.training, intents.learning
        training.optimiser_chosen.connect(intents.choose_optimiser)
        training.schedule_chosen.connect(intents.choose_schedule)
        training.settings.changed.connect(intents.set_hyperparameter)
        training.settings.released.connect(intents.settle)
        training.settings.reset.connect(intents.reset_hyperparameter)
        training.schedule_rows.changed.connect(intents.set_schedule_keyword)
        training.schedule_rows.released.connect(intents.settle)
        training.schedule_rows.reset.connect(intents.reset_schedule_keyword)
        training.batch_chosen.connect(learning.set_training_batch)
        training.steps_entered.connect(intents.set_steps)
        self.page.buttons.train_asked.connect(learning.train)
        self.page.buttons.again_asked.connect(learning.start_again)
        training.descent_asked.connect(lambda: intents.choose_panel("descent"))

    def _reshape(self, label: str, change: Callable[[NetworkSettings], NetworkSettings]) -> None:
        if self._intents is not None and self._shown is not None:
            before = self._shown.document.learn.network
            after = change(before)
            fields = {name: getattr(after, name) for name in ("hidden", "activations")}
            if replace(before, **fields) != before:
                self._intents.learning.change_network(label, None, **fields)

    def _mend(self) -> None:
        """The network becomes what is explored, or gets the output and the loss that suit the data."""
        if self._intents is not None and self._shown is not None and self._shown.document.subject != NETWORK:
            self._intents.explore(NETWORK)
            return
        used = self._shown.results.learned.used if self._shown is not None else None
        if self._intents is not None and self._shown is not None and used is not None:
            suited = network_defaults(used, self._shown.document.learn.network)
            self._intents.learning.change_network(_mend_words(used), None, output=suited.output, loss=suited.loss)

    def _choose_row(self, row: int) -> None:
        """A point of the picture: the training row that the diagram shows."""
        used = self._shown.results.learned.used if self._shown is not None else None
        if self._intents is None or used is None or row < 0:
            return
        found = np.flatnonzero(used.table_rows[used.training_rows] == row)
        if len(found):
            self._intents.show_step(sample=int(found[0]))

    # The way down

    def show(self, shown: Shown) -> None:
        """The diagram, what is explained, the settings and the charts."""
        self._shown = shown
        self.diagram.show_values(shown)
        self.page.show_edge(shown)
        self.page.landscape.show_values(shown)
        decision, norms = shown.answer("network_decision"), shown.answer("layer_norms")
        decision = decision if isinstance(decision, NetworkDecisionAnswer) else None
        norms = norms if isinstance(norms, LayerNormsAnswer) else None
        self.page.show_decision(decision)
        self._show_settings(shown, norms)
        self._show_charts(shown, norms)

    def _show_settings(self, shown: Shown, norms: LayerNormsAnswer | None) -> None:
        document, results, view = shown.document, shown.results, shown.view
        twins = norms.twins if norms is not None else ""
        rewound = view.playhead == 0 or not document.runs
        known = (document, results.learned, results.runs, view.run, twins, rewound)
        same = len(known) == len(self._known) and all(a is b or a == b for a, b in zip(known, self._known, strict=True))
        if same:
            return
        self._known = known
        learned, network, page = results.learned, document.learn.network, self.page
        used, objective = learned.used, learned.objective
        problem = "" if objective is not None else why_no_network(learned)
        if document.subject != NETWORK:
            page.tell_problem(OTHER, EXPLORE, is_warning=False)
        else:
            page.tell_problem(problem, _mend_words(used))
        weights = len(objective.variables) if objective is not None else 0
        page.shape.set_values(network, len(used.inputs) if used is not None else 0, weights)
        page.start.set_values(network, twins)
        chosen = min(view.run, len(document.runs) - 1)
        picture = results.run_at(max(chosen, 0)) if document.runs else None
        rate = picture.learning_rate if picture is not None else None
        rows = len(used.training) if used is not None else 0
        spec = next_training(document, chosen if document.runs else None)
        page.training.set_values(spec, rate, rows)
        page.buttons.set_values(spec.steps, objective is not None, not rewound)

    def _show_charts(self, shown: Shown, norms: LayerNormsAnswer | None) -> None:
        specs, view = shown.document.runs, shown.view
        runs = tuple(run for run in shown.results.runs if run.index >= len(specs) or specs[run.index].shown)
        self.losses.set_letter(letter_of(shown.results.learned.subject))
        self.losses.set_quantity(view.quantities[0])
        self.losses.set_logarithmic(view.loss_logarithmic)
        self.losses.set_smoothing(view.smoothing)
        self.losses.set_runs(runs)
        self.losses.set_pins(shown.results.pins)
        self.losses.set_playhead(view.playhead)
        if norms is None:
            return
        bars = [Bar(name_text(name), value, "gradient") for name, _layer, value in norms.norms]
        at = f"norm at {norms.words}" if norms.words else ""
        self.layers.set_values(bars, at, norms.message or norms.sentence, norms.is_warning)

    def subtitle(self, shown: Shown) -> str:
        """Which data: ``two moons, seed 4``."""
        data = shown.document.learn.data
        seed = f", seed {data.generator.seed}" if data.origin == "generated" else ""
        return f"{data_words(data)}{seed}"

    def stage_subtitle(self, shown: Shown) -> str:
        """Whose numbers the diagram shows."""
        return self.diagram.words()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour page, stage and charts."""
        self.diagram.set_theme(theme, text_scale)
        self.page.set_theme(theme, text_scale)
        for chart in (self.losses, self.layers):
            chart.set_theme(theme)
            chart.set_text_scale(text_scale)


def _mend_words(used: UsedData | None) -> str:
    """What would do for these data."""
    if used is None:
        return ""
    return "Use a sigmoid output" if used.is_classes else "Use squared loss"
