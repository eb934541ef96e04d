"""Where one begins with data, a model or a network: settings that fit the columns, a window that shows the bowl."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from explorer.controller import edits
from explorer.controller.learning.fit_window import fit_window, is_attained
from explorer.controller.learning.learned import Learned, UsedData
from explorer.controller.learning.subject_edits import with_fresh_place
from explorer.core.learn.loss import Loss
from explorer.model.document import Document, OptimiserSettings, Slider
from explorer.model.learn_settings import MODEL, NETWORK, DataSettings, FitSettings, GeneratorSettings
from explorer.model.public_data import public_data

__all__ = ["LearnedOf", "appearing", "begun", "default_fit", "first_data"]

LearnedOf = Callable[[Document], Learned]
TRAINED_BY = OptimiserSettings("Adam", (("lr", 0.05),))
QUICK = 200_000  # rows times parameters for which the minimum is found at once


def first_data(subject: str) -> DataSettings:
    """What is shown where there are no data yet."""
    if subject == NETWORK:
        return DataSettings("generated", generator=GeneratorSettings("moons", 180, 0.15), validation=1 / 3)
    return DataSettings("generated", generator=GeneratorSettings())


def begun(document: Document, learned_of: LearnedOf) -> Document:
    """The document at the beginning of its subject, with settings that suit its data."""
    learn = document.learn
    if learn.data.origin == "none":
        document = replace(document, learn=replace(learn, data=first_data(document.subject)))
    if document.subject == MODEL:
        return _begun_model(document, learned_of)
    return _begun_network(document, learned_of) if document.subject == NETWORK else document


def _begun_network(document: Document, learned_of: LearnedOf) -> Document:
    from explorer.controller.learning.network_defaults import network_defaults

    document = with_fresh_place(document)
    used = learned_of(document).used
    if used is None:
        return document
    network = network_defaults(used, document.learn.network)
    optimiser = TRAINED_BY if document.optimiser == OptimiserSettings() else document.optimiser
    return replace(document, learn=replace(document.learn, network=network), optimiser=optimiser)


def _begun_model(document: Document, learned_of: LearnedOf) -> Document:
    document = with_fresh_place(document)
    used = learned_of(document).used
    if used is None:
        return document
    fit = default_fit(used, document.learn.data, document.learn.fit)
    document = replace(document, learn=replace(document.learn, fit=fit))
    return placed(document, learned_of(document).loss)


def placed(document: Document, loss: Loss | None) -> Document:
    """Axes, sliders, window and probe of a loss: the parameters in the order in which the model names them."""
    if loss is None:
        return document
    names = appearing(loss.variables, document.learn.fit.model)
    axes = (names[0], names[1]) if len(names) > 1 else None
    document = edits.synchronise(replace(document, axes=axes), loss.variables, {})
    best = _minimum(loss, document)
    if best:
        held = tuple(_at(slider, best.get(slider.name, slider.value)) for slider in document.held)
        document = replace(document, held=held)
    held_at = {slider.name: slider.value for slider in document.held}
    window, probe = fit_window(loss, names[:2], best, held_at)
    return replace(document, window=window, probe=probe)


def _minimum(loss: Loss, document: Document) -> dict[str, float]:
    """The loss's minimum by name, {} where it is not found at once."""
    from explorer.core.learn.minimum import minimize

    if len(loss) * len(loss.variables) > QUICK:
        return {}
    data = document.learn.data
    known = public_data().get(data.title) if data.origin == "public" else None
    start = {name: 0.0 if loss.is_linear else 1.0 for name in loss.variables}
    if known is not None:
        start |= {name: value for name, value in known.start.items() if name in start}
    found = minimize(loss, start)
    best = {name: float(found.position[name]) for name in loss.variables} if found.converged else {}
    return best if is_attained(loss, best) else {}


def _at(slider: Slider, value: float) -> Slider:
    made = edits.new_slider(slider.name, value)
    return replace(made, name=slider.name)


def appearing(names: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Names in the order in which a text has them."""

    def place(name: str) -> int:
        found = [at for spelling in (name, name.replace("_", "")) if (at := text.find(spelling)) >= 0]
        return min(found, default=len(text))

    return tuple(sorted(names, key=place))


def default_fit(used: UsedData, data: DataSettings, before: FitSettings) -> FitSettings:
    """A model that suits the columns: a line, or for classes a line inside σ; what ships with a public set."""
    known = public_data().get(data.title) if data.origin == "public" else None
    if known is not None and used.target == known.target and not data.inputs:
        return replace(before, model=known.model, loss=known.kind)
    free = [name for name in ("w", "b", "a", "c", "k", "m") if name not in used.data.names]
    slope, shift = free[0], free[1]
    if len(used.inputs) == 1:
        sum_ = f"{slope}*{used.inputs[0]} + {shift}"
    else:
        parts = [f"{slope}_{place}*{name}" for place, name in enumerate(used.inputs[:9], 1)]
        sum_ = " + ".join((*parts, shift))
    if used.is_classes:
        return replace(before, model=f"σ({sum_})", loss="cross-entropy")
    loss = "squared" if before.loss == "cross-entropy" else before.loss
    return replace(before, model=sum_, loss=loss)
