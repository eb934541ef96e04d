"""What studies of networks are given, made by the real resolver from settings."""

from dataclasses import replace as replaced

import numpy as np

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.edits import synchronise
from explorer.controller.learning.resolver import LearningResolver
from explorer.controller.pictures import RunPicture
from explorer.controller.problem import Resolver
from explorer.controller.studies.study import StudyInput
from explorer.model.data_store import DataStore
from explorer.model.document import Document, RunSpec
from explorer.model.learn_settings import DataSettings, GeneratorSettings, LearnSettings, NetworkSettings
from explorer.model.view_state import ViewState

__all__ = ["at_weights", "given_network"]


def given_network(generator="moons", rows=60, view=None, data=None, store=None, validation=1 / 3, **network):
    """A network on generated data (or on ``data``); further settings are fields of NetworkSettings."""
    hidden = network.pop("hidden", (4,))
    kinds = network.pop("activations", ("tanh",) * len(hidden))
    made = DataSettings("generated", generator=GeneratorSettings(generator, rows, 0.1), validation=validation)
    settings = LearnSettings(data=data or made, network=NetworkSettings(hidden, kinds, **network))
    document = Document(subject="network", learn=settings)
    resolver = Resolver(core_mathematics().parse, LearningResolver(store or DataStore()))
    function = resolver.resolve(document).function
    if function is not None:
        document = synchronise(document, function.variables, function.parameters)
    return StudyInput(resolver.resolve(document), view=view or ViewState())


def at_weights(given, position):
    """The same with a run of one place, at those weights."""
    names = given.whole.variables
    zeros = np.zeros(1)
    picture = RunPicture(
        np.zeros((1, 2)),
        zeros,
        zeros,
        0,
        "Adam",
        variables=names,
        positions=np.asarray(position, dtype=float)[None],
        outcome="converged",
    )
    return replaced(given, problem=replaced(given.problem, runs=(RunSpec(()),)), runs=(picture,))
