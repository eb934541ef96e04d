"""What the trials of a search for hyperparameters train: the document's model or network with their settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.structs import replace

from explorer.controller.learning.learned import Learned, UsedData
from explorer.controller.learning.resolver import network_size
from explorer.controller.run_settings import course_of
from explorer.core.learn.tuning import Contender
from explorer.core.learn.tuning_trials import Trial
from explorer.core.optim.registry import OPTIMIZERS
from explorer.core.sampling.field import FloatArray
from explorer.model.document import OptimiserSettings, RunSpec
from explorer.model.learn_settings import NetworkSettings

if TYPE_CHECKING:
    from explorer.core.learn.loss import Loss
    from explorer.core.learn.network import Network
    from explorer.core.learn.network_objective import NetworkObjective

__all__ = ["Contenders", "settings_of_trial", "with_width"]


def settings_of_trial(settings: OptimiserSettings, trial: Trial, is_network: bool) -> OptimiserSettings:
    """An optimiser's settings with a trial's rate and, for a network, its penalty as weight decay."""
    kind = OPTIMIZERS.get(settings.name)
    if kind is None:
        return settings
    values: dict[str, Any] = dict(settings.hyperparameters)
    if trial.rate is not None and kind.rate is not None:
        values[kind.rate] = trial.rate
    if is_network and trial.penalty is not None:
        values["weight_decay"] = trial.penalty
    return replace(settings, hyperparameters=tuple(sorted(values.items())))


def with_width(network: NetworkSettings, width: int | None) -> NetworkSettings:
    """The same network with so many neurons in every hidden layer; one without any gets one of tanh."""
    if width is None:
        return network
    if not network.hidden:
        return replace(network, hidden=(width,), activations=("tanh",))
    return replace(network, hidden=(width,) * len(network.hidden))


@dataclass(slots=True)
class Contenders:
    """Makes a :class:`Contender` of each trial; what several have in common is made once.

    ``spec`` are the settings of the run that is searched for, ``start`` where a model's runs begin; a network's begin
    at its first weights, which a width decides.
    """

    learned: Learned
    spec: RunSpec
    start: FloatArray
    _losses: dict[float | None, Loss] = field(default_factory=dict)
    _plain: tuple[Loss, Loss] | None = None
    _networks: dict[int | None, tuple[Network, NetworkObjective, NetworkObjective]] = field(default_factory=dict)

    def __call__(self, trial: Trial) -> Contender:
        """Raises ValueError or TypeError with a sentence for settings that make no sense."""
        used = self.learned.used
        assert used is not None and used.validation is not None
        if self.learned.network is None:
            return self._model(trial, used)
        return self._network(trial, used)

    def _model(self, trial: Trial, used: UsedData) -> Contender:
        from explorer.core.learn.loss import Loss

        own = self.learned.loss
        assert own is not None and used.validation is not None
        if self._plain is None:
            plain = Loss(own.trees, own.data, own.kind, 0.0, 0.0, own.delta)
            self._plain = plain, plain.on(used.validation)
        training, validation = self._plain
        objective = self._losses.get(trial.penalty)
        if objective is None:
            l2 = own.l2 if trial.penalty is None else trial.penalty
            objective = self._losses[trial.penalty] = Loss(own.trees, own.data, own.kind, own.l1, l2, own.delta)
        right = _rightly(validation) if used.is_classes else None
        return self._contender(trial, objective, self.start, training, validation, right, False)

    def _network(self, trial: Trial, used: UsedData) -> Contender:
        made = self._networks.get(trial.width)
        if made is None:
            made = self._networks[trial.width] = self._made_network(trial.width, used)
        network, objective, validation = made
        right = _rightly_named(network, used) if used.is_classes else None
        return self._contender(trial, objective, network.parameters, objective, validation, right, True)

    def _made_network(self, width: int | None, used: UsedData) -> tuple[Network, NetworkObjective, NetworkObjective]:
        from explorer.core.learn.network import Network
        from explorer.core.learn.network_objective import NetworkObjective

        assert used.validation is not None
        chosen = with_width(self.learned.settings.network, width)
        kinds = (*chosen.activations, chosen.output)
        network = Network(network_size(used, chosen), kinds, chosen.loss, chosen.seed, chosen.initialisation)
        parts = (used.training, used.validation)
        objective, validation = (
            NetworkObjective(network, part.matrix(used.inputs), part[used.target][:, np.newaxis]) for part in parts
        )
        return network, objective, validation

    def _contender(
        self,
        trial: Trial,
        objective: Any,
        start: FloatArray,
        training: Any,
        validation: Any,
        accuracy: Callable[[FloatArray], float] | None,
        is_network: bool,
    ) -> Contender:
        settings = settings_of_trial(self.spec.optimiser, trial, is_network)
        place = dict(zip(objective.variables, start.tolist(), strict=True))
        optimiser, schedule = course_of(objective, place, replace(self.spec, optimiser=settings), None)
        used = self.learned.used
        assert used is not None
        batch = self.spec.batch if trial.batch is None else trial.batch
        return Contender(
            objective,
            start,
            optimiser,
            len(used.training),
            training,
            validation,
            batch,
            schedule,
            self.spec.noise,
            self.spec.seed,
            accuracy,
        )


def _rightly(validation: Loss) -> Callable[[FloatArray], float]:
    def share(position: FloatArray) -> float:
        return float(np.mean((validation.predict(position) > 0.5) == (validation.target > 0.5)))

    return share


def _rightly_named(network: Network, used: UsedData) -> Callable[[FloatArray], float]:
    def share(position: FloatArray) -> float:
        assert used.validation is not None
        network_there = network.copy()
        network_there.parameters = position
        outputs = network_there.predict(used.validation.matrix(used.inputs))[:, 0]
        return float(np.mean((outputs > 0.5) == (used.validation[used.target] > 0.5)))

    return share
