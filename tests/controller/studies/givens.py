"""What studies are given, made by the real resolver from a formula."""

from msgspec.structs import replace

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.edits import synchronise
from explorer.controller.problem import Resolver
from explorer.controller.studies.study import StudyInput
from explorer.model.document import Document, Studies, Window

__all__ = ["given_for"]


def given_for(formula, probe=(1.0, 2.0), window=(-3.0, 3.0, -3.0, 3.0), held=(), locked=(), axes=None, **choices):
    """What a study is given at a probe; ``choices`` are fields of Studies, ``held`` (name, value) pairs."""
    resolver = Resolver(core_mathematics().parse)
    document = Document(
        formula=formula, probe=probe, window=Window(*window), locked=locked, axes=axes, studies=Studies(**choices)
    )
    function = resolver.resolve(document).function
    if function is not None:
        document = synchronise(document, function.variables, function.parameters)
        values = dict(held)
        sliders = tuple(replace(slider, value=values.get(slider.name, slider.value)) for slider in document.held)
        document = replace(document, held=sliders)
    return StudyInput(resolver.resolve(document))
