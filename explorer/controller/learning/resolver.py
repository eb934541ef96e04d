"""Makes the loss or the network that a document is about, each part anew only where its settings changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from explorer.controller.formula_problem import FormulaProblem
from explorer.controller.learning.data_reader import DataReader, ReadData
from explorer.controller.learning.learned import Landscape, Learned, UsedData
from explorer.core.learn.errors import DataError
from explorer.core.learn.planes import Plane, principal_plane, random_plane, weights_plane
from explorer.core.notation.errors import NotationError
from explorer.core.sampling.field import FloatArray
from explorer.model.data_store import DataStore
from explorer.model.document import Document
from explorer.model.learn_settings import MODEL, NETWORK, FitSettings, LandscapeSettings, NetworkSettings

if TYPE_CHECKING:
    from explorer.core.learn.loss import Loss
    from explorer.core.learn.network import Network
    from explorer.core.learn.network_objective import NetworkObjective

__all__ = ["LearningResolver", "landscape_window", "network_size"]

_MOST_WINDOW_POINTS = 1000
TRAIN_FIRST = "The path's own plane is known once the network is trained; until then two weights are shown."


class LearningResolver:
    """Documents to :class:`Learned`; remembers the last of each part, so that equal choices give identical objects."""

    def __init__(self, store: DataStore | None = None, reader: DataReader | None = None) -> None:
        self.store = DataStore() if store is None else store
        self._reader = DataReader(self.store) if reader is None else reader
        self._losses: tuple[tuple[ReadData, FitSettings], Learned] | None = None
        self._networks: tuple[tuple[object, ...], Learned] | None = None
        self._planes: tuple[tuple[object, ...], Landscape] | None = None
        self._last: tuple[tuple[object, ...], Learned] | None = None

    def fresh(self) -> LearningResolver:
        """Another one that has the same data at hand."""
        return LearningResolver(self.store, self._reader)

    def resolve(self, document: Document, path: FloatArray | None = None) -> Learned:
        """What ``document`` is learning; ``path`` (k + 1, n) is where training has been, for the landscape."""
        learn, subject = document.learn, document.subject
        read = self._reader.read(learn.data)
        made = Learned()
        if subject == MODEL:
            made = self._model(read, learn.fit)
        elif subject == NETWORK:
            made = self._network(read, learn.network)
        landscape = self._landscape(made, learn.landscape, path)
        key = (learn, subject, read, made, landscape)
        if self._last is not None and _same(self._last[0], key):
            return self._last[1]
        learned = Learned(
            learn,
            subject,
            read.used,
            read.problem,
            read.notices,
            made.loss,
            made.validation_loss,
            made.network,
            made.objective,
            made.validation_objective,
            made.problem,
            landscape,
            read.table,
        )
        self._last = (key, learned)
        return learned

    # The model

    def _model(self, read: ReadData, settings: FitSettings) -> Learned:
        key = (read, settings)
        if self._losses is not None and _same(self._losses[0], key):
            return self._losses[1]
        known = self._losses
        made = _loss_on_other_rows(known[1], known[0], key) if known is not None else None
        made = _made_loss(read, settings) if made is None else made
        self._losses = (key, made)
        return made

    # The network

    def _network(self, read: ReadData, settings: NetworkSettings) -> Learned:
        key = (read, settings)
        if self._networks is not None and _same(self._networks[0], key):
            return self._networks[1]
        made = _made_network(read, settings)
        self._networks = (key, made)
        return made

    def _landscape(self, made: Learned, settings: LandscapeSettings, path: FloatArray | None) -> Landscape | None:
        network, objective = made.network, made.objective
        if network is None or objective is None:
            return None
        if path is not None and path.shape[1] != len(network.names):
            path = None
        key = (made, settings, path)
        known = self._planes
        if known is not None and _same(known[0], key):
            return known[1]
        landscape = _made_landscape(network, objective, settings, path)
        self._planes = (key, landscape)
        return landscape


def landscape_window(plane: Plane, positions: FloatArray) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ranges of the axes that hold these positions (k, n), at least ±1 about their middle."""
    stride = max(1, len(positions) // _MOST_WINDOW_POINTS)
    seen = plane.coordinates(np.vstack((positions[::stride], positions[-1:])))
    if plane.kind == "weights":
        seen = seen + plane.origin @ plane.directions.T
    low, high = np.nanmin(seen, axis=0), np.nanmax(seen, axis=0)
    middle, half = (low + high) / 2, np.maximum((high - low) * 0.75, 1.0)
    (left, bottom), (right, top) = (middle - half).tolist(), (middle + half).tolist()
    return (left, right), (bottom, top)


def network_size(used: UsedData, settings: NetworkSettings) -> tuple[int, ...]:
    """Inputs, hidden neurons of each layer, one output."""
    return (len(used.inputs), *settings.hidden, 1)


def _same(old: tuple[object, ...], new: tuple[object, ...]) -> bool:
    """Whether all parts are the same thing, or equal settings (arrays are compared by identity)."""
    return all(a is b or (isinstance(a, (str, msgspec.Struct)) and a == b) for a, b in zip(old, new, strict=True))


def _made_loss(read: ReadData, settings: FitSettings) -> Learned:
    from explorer.core.learn.loss import loss

    used, text = read.used, settings.model
    if used is None:
        return Learned(problem=FormulaProblem(read.problem, 0, len(text)))
    if not text.strip():
        return Learned(problem=FormulaProblem(f"Type a model of {_listed(used)}, for example w*x + b.", 0, 0))
    try:
        made: Loss = loss(
            text, used.training, used.target, settings.loss, settings.l1, settings.l2, delta=settings.delta
        )
        validation = None if used.validation is None else made.on(used.validation)
    except NotationError as error:
        return Learned(problem=FormulaProblem(error.message, error.start, error.end, error.hint or ""))
    except (DataError, ValueError) as error:
        return Learned(problem=FormulaProblem(str(error), 0, len(text)))
    if not made.variables:
        sentence = "The model has no parameter to fit: write one, such as w or b, beside the columns."
        return Learned(problem=FormulaProblem(sentence, 0, len(text)))
    return Learned(loss=made, validation_loss=validation)


def _loss_on_other_rows(
    old: Learned, old_key: tuple[ReadData, FitSettings], key: tuple[ReadData, FitSettings]
) -> Learned | None:
    """The loss that was, with its derivatives, on rows of the same columns; None where it is another loss."""
    (before, settings), (read, wanted) = old_key, key
    if old.loss is None or before.used is None or read.used is None or settings != wanted:
        return None
    if (before.used.target, before.used.training.names) != (read.used.target, read.used.training.names):
        return None
    try:
        made = old.loss.on(read.used.training)
        validation = None if read.used.validation is None else made.on(read.used.validation)
    except DataError:
        return None
    return Learned(loss=made, validation_loss=validation)


def _listed(used: UsedData) -> str:
    return ", ".join(used.inputs)


def _made_network(read: ReadData, settings: NetworkSettings) -> Learned:
    from explorer.core.learn.network import Network
    from explorer.core.learn.network_objective import NetworkObjective

    used = read.used
    if used is None:
        return Learned(problem=FormulaProblem(read.problem, 0, 0))
    try:
        sizes = network_size(used, settings)
        kinds = (*settings.activations, settings.output)
        network: Network = Network(sizes, kinds, settings.loss, settings.seed, settings.initialisation)
        objective: NetworkObjective = NetworkObjective(
            network, used.training.matrix(used.inputs), used.training[used.target][:, np.newaxis]
        )
        validation = None
        if used.validation is not None:
            validation = NetworkObjective(
                network, used.validation.matrix(used.inputs), used.validation[used.target][:, np.newaxis]
            )
    except (DataError, ValueError, TypeError) as error:
        sentence = str(error)
        return Learned(problem=FormulaProblem(sentence[:1].upper() + sentence[1:], 0, 0))
    return Learned(network=network, objective=objective, validation_objective=validation)


def _made_landscape(
    network: Network, objective: NetworkObjective, settings: LandscapeSettings, path: FloatArray | None
) -> Landscape:
    first = network.parameters.copy()
    origin = first
    if path is not None and len(path):
        origin = path[0] if settings.through == "start" else path[-1]
    if settings.kind == "random":
        return Landscape(random_plane(origin, settings.seed, network.layout))
    if settings.kind == "principal" and path is not None and len(path) > 1:
        try:
            return Landscape(principal_plane(path))
        except ValueError as error:
            sentence = str(error)
            return Landscape(
                _two_weights(network, objective, settings, origin, first), sentence[:1].upper() + sentence[1:]
            )
    note = TRAIN_FIRST if settings.kind == "principal" else ""
    return Landscape(_two_weights(network, objective, settings, origin, first), note)


def _two_weights(
    network: Network, objective: NetworkObjective, settings: LandscapeSettings, origin: FloatArray, first: FloatArray
) -> Plane:
    """The plane of the chosen weights, or of the two with the largest slope at the first weights."""
    names = network.names
    chosen = [name for name in (settings.first, settings.second) if name in names]
    if len(set(chosen)) < 2:
        slopes = np.abs(np.nan_to_num(objective.value_and_gradient(first)[1]))
        for place in np.argsort(-slopes, kind="stable").tolist():
            if names[place] not in chosen and len(chosen) < 2:
                chosen.append(names[place])
    return weights_plane(origin, names, chosen[0], chosen[1])
