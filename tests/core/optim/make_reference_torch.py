"""Write ``reference_torch.json``: where torch.optim's optimisers go, in double precision.

Run by hand in an environment that has PyTorch, never by the tests:
``python tests/core/optim/make_reference_torch.py``. The formulas are the ones in the table below.

``calm`` is the last recorded step up to which PyTorch's own paths stay within 1e-11 when the start, or
the place of every slope, is off by a few units in the last place: after it the problem is chaotic, and
rounding decides where it goes.
The default type is double precision too: NAdam keeps its product of momenta in that type.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

NUDGES = ((2**-50, 2**-51), (-(2**-51), 2**-50), (2**-52, -(2**-50)))
STEPS = (1, 2, 3, 5, 10, 20, 50, 100, 200)
FORMULAS = {
    "(1-x)^2 + 100(y-x^2)^2": (lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, (-1.2, 1.0)),
    "x^2 + 20y^2 + x y": (lambda x, y: x**2 + 20 * y**2 + x * y, (2.0, -1.5)),
    "3(1-x)^2 e^(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)e^(-x^2-y^2) - e^(-(x+1)^2-y^2)/3": (
        lambda x, y: (
            3 * (1 - x) ** 2 * torch.exp(-(x**2) - (y + 1) ** 2)
            - 10 * (x / 5 - x**3 - y**5) * torch.exp(-(x**2) - y**2)
            - torch.exp(-((x + 1) ** 2) - y**2) / 3
        ),
        (0.3, 0.6),
    ),
    "(x^2+y-11)^2 + (x+y^2-7)^2": (lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, (1.0, 0.5)),
    "(1.5-x+x y)^2 + (2.25-x+x y^2)^2 + (2.625-x+x y^3)^2": (
        lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
        (0.7, 0.4),
    ),
}
CASES = [
    ("GD", "SGD", {}),
    ("GD", "SGD", {"lr": 2e-3, "weight_decay": 0.1}),
    ("GD", "SGD", {"lr": 1e-3, "momentum": 0.8, "dampening": 0.3}),
    ("Momentum", "SGD", {"lr": 5e-4, "momentum": 0.9}),
    ("Momentum", "SGD", {"lr": 1e-4, "momentum": 0.95, "weight_decay": 0.01, "dampening": 0.1, "maximize": True}),
    ("Nesterov", "SGD", {"lr": 5e-4, "momentum": 0.9, "nesterov": True}),
    ("Nesterov", "SGD", {"lr": 2e-4, "momentum": 0.8, "nesterov": True, "weight_decay": 0.05}),
    ("Adam", "Adam", {}),
    ("Adam", "Adam", {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-6, "weight_decay": 0.02}),
    ("Adam", "Adam", {"lr": 0.02, "maximize": True}),
    ("Adam", "Adam", {"lr": 0.02, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("AMSGrad", "Adam", {"lr": 0.05, "amsgrad": True}),
    ("AMSGrad", "Adam", {"lr": 0.02, "betas": [0.7, 0.9], "amsgrad": True, "weight_decay": 0.05}),
    ("AdamW", "AdamW", {"lr": 0.03}),
    ("AdamW", "AdamW", {"lr": 0.01, "weight_decay": 0.2, "amsgrad": True}),
    ("AdaGrad", "Adagrad", {}),
    ("AdaGrad", "Adagrad", {"lr": 0.1, "lr_decay": 0.01, "initial_accumulator_value": 0.1, "weight_decay": 0.02}),
    ("RMSProp", "RMSprop", {}),
    ("RMSProp", "RMSprop", {"lr": 0.004, "alpha": 0.95, "centered": True, "eps": 1e-6}),
    ("RMSProp", "RMSprop", {"lr": 0.002, "alpha": 0.9, "momentum": 0.6, "weight_decay": 0.05}),
    ("RMSProp", "RMSprop", {"lr": 0.005, "alpha": 0.9, "centered": True, "momentum": 0.5, "weight_decay": 0.01}),
    ("Adadelta", "Adadelta", {}),
    ("Adadelta", "Adadelta", {"lr": 0.7, "rho": 0.8, "eps": 1e-4, "weight_decay": 0.05}),
    ("NAdam", "NAdam", {}),
    ("NAdam", "NAdam", {"lr": 0.02, "weight_decay": 0.01, "momentum_decay": 0.02}),
    ("NAdam", "NAdam", {"lr": 0.02, "weight_decay": 0.01, "decoupled_weight_decay": True}),
    ("RAdam", "RAdam", {}),
    ("RAdam", "RAdam", {"lr": 2e-3, "weight_decay": 0.1}),
    ("RAdam", "RAdam", {"lr": 2e-3, "betas": [0.9, 0.99], "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("Adamax", "Adamax", {}),
    ("Adamax", "Adamax", {"lr": 0.02, "betas": [0.8, 0.99], "weight_decay": 0.01, "eps": 1e-4}),
    ("LBFGS", "LBFGS", {"line_search_fn": "strong_wolfe"}),
    ("LBFGS", "LBFGS", {"lr": 0.02}),
    ("LBFGS", "LBFGS", {"lr": 0.05, "max_iter": 1, "history_size": 5}),
    ("LBFGS", "LBFGS", {"max_iter": 1, "max_eval": 25, "history_size": 2, "line_search_fn": "strong_wolfe"}),
    ("LBFGS", "LBFGS", {"max_iter": 4, "max_eval": 40, "tolerance_change": 1e-12, "line_search_fn": "strong_wolfe"}),
]
WARM_UP = ["WarmUp", {"start_factor": 0.2, "total_iters": 12}]
SCHEDULES = [
    [["Constant", {"factor": 0.4, "total_iters": 7}]],
    [["Step", {"step_size": 15, "gamma": 0.5}]],
    [["Exponential", {"gamma": 0.97}]],
    [["Cosine", {"T_max": 60, "eta_min": 1e-5}]],
    [["WarmUp", {}]],
    [["OneCycle", {"max_lr": 4e-3, "total_steps": 200}]],
    [
        [
            "OneCycle",
            {
                "max_lr": 2e-3,
                "total_steps": 210,
                "pct_start": 0.4,
                "anneal_strategy": "linear",
                "base_momentum": 0.7,
                "max_momentum": 0.9,
                "div_factor": 10.0,
                "final_div_factor": 100.0,
                "three_phase": True,
            },
        ]
    ],
    [["OneCycle", {"max_lr": 3e-3, "total_steps": 200, "cycle_momentum": False}]],
    [WARM_UP, ["Cosine", {"T_max": 100}], 12],
    [WARM_UP, ["Exponential", {"gamma": 0.98}], 12],
]
SCHEDULED = [
    ("Momentum", "SGD", {"lr": 5e-4, "momentum": 0.9}),
    ("Adam", "Adam", {"lr": 5e-3, "betas": [0.9, 0.99]}),
    ("RMSProp", "RMSprop", {"lr": 2e-3, "momentum": 0.5}),
    ("NAdam", "NAdam", {"lr": 3e-3}),
    ("AdamW", "AdamW", {"lr": 5e-3, "weight_decay": 0.1}),
]
THEIRS = {
    "Constant": "ConstantLR",
    "Step": "StepLR",
    "Exponential": "ExponentialLR",
    "Cosine": "CosineAnnealingLR",
    "WarmUp": "LinearLR",
    "OneCycle": "OneCycleLR",
}


def scheduler(optimiser, schedule):
    """The schedule as PyTorch's scheduler."""
    if schedule is None:
        return None
    kinds = torch.optim.lr_scheduler
    parts = [getattr(kinds, THEIRS[name])(optimiser, **keywords) for name, keywords in schedule[:2]]
    return kinds.SequentialLR(optimiser, parts, [schedule[2]]) if len(schedule) == 3 else parts[0]


def trajectory(formula, start, kind, keywords, schedule=None, nudges=(0.0, 0.0)):
    """Positions after each of STEPS steps; slopes are taken to either side of the position by the nudges."""
    position = torch.tensor(start, requires_grad=True)
    side = 1.0
    keywords = {name: tuple(value) if isinstance(value, list) else value for name, value in keywords.items()}
    optimiser = getattr(torch.optim, kind)([position], **keywords)
    timetable = scheduler(optimiser, schedule)

    def closure():
        optimiser.zero_grad()
        loss = formula(position[0] * (1 + side * nudges[0]), position[1] * (1 + side * nudges[1]))
        loss.backward()
        return loss

    points = []
    for step in range(1, max(STEPS) + 1):
        side = -side
        optimiser.step(closure)
        if timetable is not None and step < max(STEPS):
            timetable.step()
        if step in STEPS:
            points.append(position.tolist())
    return points


def is_near(a, b):
    """Whether rounding has not grown yet, nor the path run away."""
    return abs(a - b) <= 1e-11 * max(abs(a), 0.1) and abs(a) < 1e6


def case(text, ours, theirs, keywords, schedule=None):
    """The row of the table, None for a path that runs away at once."""
    formula, start = FORMULAS[text]
    points = trajectory(formula, start, theirs, keywords, schedule)
    nudged = [tuple(x * (1 + nudge) for x, nudge in zip(start, nudges, strict=True)) for nudges in NUDGES]
    near = [
        trajectory(formula, place, theirs, keywords, schedule, nudges)
        for place, nudges in zip(nudged, NUDGES, strict=True)
    ]
    calm = 0
    for step, here, *there in zip(STEPS, points, *near, strict=True):
        if not all(is_near(a, b) for other in there for a, b in zip(here, other, strict=True)):
            break
        calm = step
    kept = [point for step, point in zip(STEPS, points, strict=True) if step <= calm]
    row = {"formula": text, "start": dict(zip("xy", start, strict=True)), "optimiser": ours, "torch": theirs}
    row |= {"keywords": keywords, "schedule": schedule, "calm": calm, "points": kept}
    return row if calm >= 3 else None


def main():
    """Write the table beside this file."""
    table = {"torch": torch.__version__.split("+")[0], "steps": STEPS, "cases": []}
    for text in FORMULAS:
        table["cases"] += [case(text, *settings) for settings in CASES]
    for text in list(FORMULAS)[::2]:
        table["cases"] += [case(text, *settings, schedule) for settings in SCHEDULED for schedule in SCHEDULES]
    lines = ",\n".join(json.dumps(row) for row in table.pop("cases") if row is not None)
    head = json.dumps(table)[:-1]
    Path(__file__).with_name("reference_torch.json").write_text(f'{head}, "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
