"""What studies of data and models are given, made by the real resolver from settings."""

from msgspec.structs import replace

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.edits import synchronise
from explorer.controller.learning.resolver import LearningResolver
from explorer.controller.problem import Resolver
from explorer.controller.studies.study import StudyInput
from explorer.model.data_store import DataStore
from explorer.model.document import Document
from explorer.model.learn_settings import DataSettings, FitSettings, GeneratorSettings, LearnSettings
from explorer.model.view_state import ViewState

__all__ = ["given_fit", "given_table"]


def given_fit(model="w*x + b", generator=None, probe=(0.5, -1.0), axes=None, held=(), batch=0, view=None, **settings):
    """A fit of ``model`` to generated data; ``settings`` are fields of FitSettings or of DataSettings."""
    generator = GeneratorSettings("line", 40, 0.5) if generator is None else generator
    return _given(
        DataSettings("generated", generator=generator), DataStore(), model, probe, axes, held, batch, view, settings
    )


def given_table(table, titles, model, probe=(0.5, -1.0), axes=None, held=(), batch=0, view=None, labels=(), **settings):
    """A fit to the rows of an array."""
    store = DataStore()
    data = DataSettings("table", "table", store.add(table, titles, labels))
    return _given(data, store, model, probe, axes, held, batch, view, settings)


def _given(data, store, model, probe, axes, held, batch, view, settings):
    chosen = {name: settings.pop(name) for name in list(settings) if name in DataSettings.__struct_fields__}
    data = replace(data, **chosen)
    fit = FitSettings(model, **settings)
    document = Document(subject="model", learn=LearnSettings(data=data, fit=fit), probe=probe, axes=axes, batch=batch)
    resolver = Resolver(core_mathematics().parse, LearningResolver(store))
    function = resolver.resolve(document).function
    if function is not None:
        document = synchronise(document, function.variables, function.parameters)
        values = dict(held)
        sliders = tuple(replace(slider, value=values.get(slider.name, slider.value)) for slider in document.held)
        document = replace(document, held=sliders)
    return StudyInput(resolver.resolve(document), view=ViewState() if view is None else view)
