"""An optimiser's hyperparameters as rows of sliders, one a number."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.core.optim import OPTIMIZERS
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.schedules import SCHEDULES
from explorer.model.document import OptimiserSettings, ScheduleSettings

__all__ = ["Setting", "has_schedule", "keyword_value", "schedule_rows", "schedule_value", "settings_of", "switched"]


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Setting:
    """One number (or switch) as shown.

    ``keyword`` is the public name, with its place in a pair after a dot (``betas.0``);
    ``is_default`` tells that the document says nothing about it.
    """

    keyword: str
    title: str
    value: float
    minimum: float
    maximum: float
    step: float
    logarithmic: bool
    help: str
    is_default: bool
    is_switch: bool = False


def settings_of(chosen: OptimiserSettings, learning_rate: float | None) -> tuple[Setting, ...]:
    """The rows of an optimiser; ``learning_rate`` is what is used while the document names none."""
    kind = OPTIMIZERS.get(chosen.name)
    if kind is None:
        return ()
    given = dict(chosen.hyperparameters)
    rows: list[Setting] = []
    for setting in kind.settings:
        value = given.get(setting.name, kind.watched.get(setting.name, setting.default))
        if setting.name == kind.rate and setting.name not in given and learning_rate is not None:
            value = learning_rate
        if setting.choices and value in setting.choices:
            value = setting.choices.index(value)
        elif value is None:
            continue
        rows.extend(_rows(setting, value, setting.name not in given))
    return tuple(rows)


def has_schedule(name: str) -> bool:
    """Whether an optimiser has a learning rate that a schedule can change."""
    kind = OPTIMIZERS.get(name)
    return kind is not None and any(setting.name == "lr" for setting in kind.settings)


def schedule_rows(chosen: ScheduleSettings) -> tuple[Setting, ...]:
    """The rows of a schedule; a constant rate has none."""
    kind = SCHEDULES.get(chosen.name)
    if kind is None or chosen.name == "Constant":
        return ()
    given = dict(chosen.keywords)
    rows: list[Setting] = []
    for setting in kind.settings:
        value = given.get(setting.name, setting.default)
        if setting.choices and value in setting.choices:
            value = setting.choices.index(value)
        if value is not None:
            rows.extend(_rows(setting, value, setting.name not in given))
    return tuple(rows)


def _rows(setting: Hyperparameter, value: object, is_default: bool) -> list[Setting]:
    low, high = setting.slider
    logarithmic = setting.scale == "log" and low > 0
    if not isinstance(value, tuple):
        number = float(value)  # type: ignore[arg-type]
        low, high = (min(low, number), max(high, number)) if not logarithmic or number > 0 else (low, high)
        switch = setting.kind in ("switch", "choice")
        step = 1.0 if switch or setting.whole else (high - low) / 1000
        return [
            Setting(
                setting.name, _title(setting, 0), number, low, high, step, logarithmic, setting.help, is_default, switch
            )
        ]
    return [
        Setting(
            f"{setting.name}.{index}",
            _title(setting, index),
            number,
            min(low, number),
            max(high, number),
            (high - low) / 1000,
            logarithmic,
            setting.help,
            is_default,
        )
        for index, number in enumerate(value)
    ]


def _title(setting: Hyperparameter, index: int) -> str:
    symbol = setting.symbols[index] if index < len(setting.symbols) else ""
    letter, _, mark = symbol.partition("_")
    return f"{setting.label} {letter}{mark.translate(_SUBSCRIPTS) if mark.isdecimal() else ''}".strip()


def keyword_value(chosen: OptimiserSettings, keyword: str, number: float) -> tuple[str, float | tuple[float, ...]]:
    """What a row's new number means for the document: its keyword and the whole new value."""
    name, _, place = keyword.partition(".")
    kind = OPTIMIZERS[chosen.name]
    setting = next(setting for setting in kind.settings if setting.name == name)
    if not place:
        return name, float(round(number)) if setting.whole else number
    pair = dict(chosen.hyperparameters).get(name, setting.default)
    assert isinstance(pair, tuple)
    changed: list[float] = list(pair)
    changed[int(place)] = number
    return name, tuple(changed)


def schedule_value(chosen: ScheduleSettings, keyword: str, number: float) -> float:
    """What a row's new number means for a schedule: whole numbers are rounded."""
    kind = SCHEDULES.get(chosen.name)
    whole = kind is not None and any(setting.name == keyword and setting.whole for setting in kind.settings)
    return float(round(number)) if whole else number


def switched(chosen: OptimiserSettings, name: str) -> bool:
    """Whether a switch of the optimiser is on."""
    return bool(dict(chosen.hyperparameters).get(name, False))
