"""A network that cannot be made leaves the picture of the last one as it was."""

from msgspec.structs import replace

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.learning.resolver import LearningResolver
from explorer.controller.problem import Resolver
from explorer.model.document import Document
from explorer.model.learn_settings import DataSettings, GeneratorSettings, LearnSettings, NetworkSettings

NETWORK = NetworkSettings((3,), ("tanh",), "linear", "squared")
LEARN = LearnSettings(DataSettings("generated", generator=GeneratorSettings("curve", 30, 0.1)), network=NETWORK)
DOCUMENT = Document(subject="network", learn=LEARN)


def test_window_axes_and_function_stay_while_there_is_a_sentence():
    resolver = Resolver(core_mathematics().parse, LearningResolver())
    good = resolver.resolve(DOCUMENT)
    model = resolver.resolve(replace(DOCUMENT, subject="model"))
    assert model.first is None and model.function is not good.function
    bad = resolver.resolve(replace(DOCUMENT, learn=replace(LEARN, network=replace(NETWORK, loss="cross-entropy"))))
    assert bad.learned.network is None and bad.reading.problem is not None
    assert bad.function is good.function and bad.whole is good.whole
    assert (bad.names, bad.window) == (good.names, good.window)


def test_a_network_that_never_was_has_no_function():
    bad = Resolver(core_mathematics().parse, LearningResolver()).resolve(Document(subject="network"))
    assert bad.function is None and bad.whole is None and bad.first is None and bad.names.axes == ()
