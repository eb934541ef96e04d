"""Training steps a second of a 2-4-1 network on 1,000 points against torch, and a 128² landscape against a loop.

Torch is not needed to run the program: name an interpreter that has it in ``GRADIENT_EXPLORER_TORCH_PYTHON``.
Prints, never asserts a time. All train in float64 on one thread, full batch, and record the loss at every step; best
of interleaved repeats. A descent, which the window's runs are, also records every position and the length of the slope.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np  # noqa: E402  (the number of threads comes first)

import explorer  # noqa: E402
from explorer.core.learn.network_objective import NetworkObjective  # noqa: E402

STEPS, TORCH_STEPS, REPEATS = 4_000, 1_500, 2
OPTIMISERS = {
    "GD": ("SGD", {"lr": 0.1}),
    "Momentum": ("SGD", {"lr": 0.1, "momentum": 0.9}),
    "Adam": ("Adam", {"lr": 0.01}),
}
SIDE, ROWS_OF_LOOP = 128, 4

TORCH_PROGRAM = """
import json, sys, time, torch
from torch import nn
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
name, options, loss_name, steps, X, T = json.load(sys.stdin)
X, T = torch.tensor(X), torch.tensor(T)
layers = [nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1)]
network = nn.Sequential(*layers, nn.Sigmoid()) if loss_name == "squared" else nn.Sequential(*layers)
criterion = nn.MSELoss() if loss_name == "squared" else nn.BCEWithLogitsLoss()
optimiser = getattr(torch.optim, name)(network.parameters(), **options)
losses = []
for step in range(steps + 100):
    if step == 100:
        began = time.perf_counter()
    optimiser.zero_grad()
    loss = criterion(network(X), T)
    loss.backward()
    losses.append(loss.item())
    optimiser.step()
print(steps / (time.perf_counter() - began))
"""


def points():
    """1,000 points in four clouds, an exclusive or."""
    X = np.random.default_rng(0).normal(size=(1000, 2))
    return X, (X[:, :1] * X[:, 1:] > 0).astype(np.float64)


def network(loss):
    """2-4-1."""
    return explorer.Network([2, 4, 1], ["tanh", "sigmoid"], loss=loss, seed=0)


def ours(optimiser, loss):
    """Recorded training steps a second."""
    X, T = points()
    chosen = explorer.OPTIMIZERS[optimiser](**OPTIMISERS[optimiser][1])
    trained = network(loss)
    trained.train(X, T, chosen, 100)
    began = time.perf_counter()
    trained.train(X, T, chosen, STEPS)
    return STEPS / (time.perf_counter() - began)


def descents(optimiser, loss):
    """Steps a second of a descent among the weights."""
    X, T = points()
    chosen, one = explorer.OPTIMIZERS[optimiser](**OPTIMISERS[optimiser][1]), network(loss)
    f, start = NetworkObjective(one, X, T), dict(zip(one.names, one.parameters.tolist(), strict=True))
    explorer.descend(f, start, chosen, 100)
    began = time.perf_counter()
    explorer.descend(f, start, chosen, STEPS)
    return STEPS / (time.perf_counter() - began)


def torchs(python, optimiser, loss):
    """Recorded training steps a second of torch."""
    X, T = points()
    name, options = OPTIMISERS[optimiser]
    question = json.dumps([name, options, loss, TORCH_STEPS, X.tolist(), T.tolist()])
    answer = subprocess.run([python, "-c", TORCH_PROGRAM], input=question, capture_output=True, text=True, check=True)
    return float(answer.stdout)


def landscape(loss):
    """Seconds of 128² losses as planes (of two weights, of two random directions), and one by one."""
    X, T = points()
    one = network(loss)
    f, here, u = NetworkObjective(one, X, T), one.parameters, np.linspace(-1, 1, SIDE)
    pairs = {"two weights": np.eye(17)[[0, 13]], "two directions": np.random.default_rng(1).normal(size=(2, 17))}
    for title, (first, second) in pairs.items():
        planes, loops, calls = [], [], []
        for _ in range(REPEATS):
            began = time.perf_counter()
            for _ in f.plane(here, (first, second), u, u):
                pass
            planes.append(time.perf_counter() - began)
            began = time.perf_counter()
            for v in u[:ROWS_OF_LOOP]:
                for w in u:
                    f.value_at(here + w * first + v * second)
            loops.append((time.perf_counter() - began) * SIDE / ROWS_OF_LOOP)
            began = time.perf_counter()
            moved = one.copy()
            for v in u[:ROWS_OF_LOOP]:
                for w in u:
                    moved.parameters = here + w * first + v * second
                    moved.loss_at(X, T)
            calls.append((time.perf_counter() - began) * SIDE / ROWS_OF_LOOP)
        plane, loop, call = min(planes), min(loops), min(calls)
        print(
            f"landscape {SIDE}², {loss}, {title}: {plane:.3f} s; {loop / plane:.1f}× faster than a loop of value_at, "
            f"{call / plane:.1f}× than one of Network.loss_at"
        )


def main() -> int:
    """Print the table."""
    for loss in ("squared", "cross-entropy"):
        landscape(loss)
    python = os.environ.get("GRADIENT_EXPLORER_TORCH_PYTHON")
    ratios = []
    for loss in ("squared", "cross-entropy"):
        for optimiser in OPTIMISERS:
            rows = [
                (ours(optimiser, loss), descents(optimiser, loss), torchs(python, optimiser, loss) if python else 0.0)
                for _ in range(REPEATS)
            ]
            mine, descent, other = (max(column) for column in zip(*rows, strict=True))
            told = f"{loss:14s} {optimiser:9s} trains {mine:7,.0f} steps/s   descends {descent:7,.0f}"
            if python:
                ratios.append((mine / other, descent / other))
                told += f"   torch {other:6,.0f}   {mine / other:4.1f}× and {descent / other:4.1f}×"
            print(told)
    if not python:
        print("Name an interpreter with torch in GRADIENT_EXPLORER_TORCH_PYTHON to compare training with it.")
        return 0
    for title, column in zip(("training", "descent"), zip(*ratios, strict=True), strict=True):
        mean = math.exp(sum(map(math.log, column)) / len(column))
        print(f"{title}: geometric mean {mean:.1f}×, least {min(column):.1f}×")
    return 0


if __name__ == "__main__":
    sys.exit(main())
