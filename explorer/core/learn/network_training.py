"""A network being trained: full batch, mini-batches or sample by sample, in steps that can be stopped anywhere."""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.learn.network_objective import NetworkObjective
from explorer.core.learn.passes import Passes, with_ones
from explorer.core.optim.course import checked_course
from explorer.core.optim.in_place import InPlaceUpdate
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.rule import UpdateRule
from explorer.core.optim.schedule import Schedule
from explorer.core.optim.vector_rule import Place, StepFailed, VectorRule, VectorStep
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.core.learn.network import Network

__all__ = ["MOST_TRAINING_STEPS", "Batches", "Training", "checked_training_steps"]

MOST_TRAINING_STEPS: Final = 1_000_000
_MOST_RECORDED: Final = 30_000_000
_FIRST_CHUNK: Final = 16
_SCHEDULED_AT_ONCE: Final = 1024


class Batches:
    """Which rows each step sees: every row once an epoch, in an order decided by seed and epoch alone."""

    def __init__(self, rows: int, size: int, seed: int) -> None:
        self.rows, self.size, self._seed = rows, size, seed
        self.steps_an_epoch = -(-rows // size)
        self._epoch, self._order = -1, np.empty(0, dtype=np.intp)

    def at(self, step: int) -> NDArray[np.intp]:
        """The rows of a step, counted from 0; the last of an epoch may have fewer."""
        epoch, place = divmod(step, self.steps_an_epoch)
        if epoch != self._epoch:
            self._epoch, self._order = epoch, np.random.default_rng((self._seed, epoch)).permutation(self.rows)
        return self._order[place * self.size : (place + 1) * self.size]


class Training:
    """Changes the weights of ``network`` in place; :meth:`advance` it, read its :attr:`losses`.

    Losses are over all rows, whatever the batch, the one before the first step first. With ``validation`` (X, T) the
    loss over those rows is recorded too; with ``record_path`` the parameters at every step, with ``record_norms``
    the length of each layer's slope (of the batch). ``reason`` says in a sentence why it stopped before its
    time, "" where it did not.
    """

    def __init__(
        self,
        network: Network,
        X: object,
        T: object,
        optimizer: Optimizer,
        batch_size: int | None = None,
        schedule: Schedule | None = None,
        seed: int = 0,
        validation: tuple[object, object] | None = None,
        record_path: bool = False,
        record_norms: bool = False,
    ) -> None:
        inputs, targets = network.checked(X, T)
        whole = NetworkObjective(network, inputs, targets)
        self.network, self.reason = network, ""
        self.course = checked_course(whole, optimizer, schedule, 0.0, seed)
        self._position = network.parameters
        self._gradient = np.empty(len(self._position))
        self._before = self._position.copy()
        self._passes = self._made(with_ones(inputs), np.ascontiguousarray(targets.T))
        size = _checked_batch(batch_size, len(inputs))
        self.batches = None if size == len(inputs) else Batches(len(inputs), size, self.course.seed)
        self._gathered: dict[int, Passes] = {}
        self._validation = None if validation is None else self._checked_validation(validation)
        self._losses, self._validation_losses = [], []  # type: list[float], list[float]
        self._path: list[FloatArray] | None = [] if record_path else None
        self._norms: list[list[float]] | None = [] if record_norms else None
        self._layers = network.layout.layer_slices()
        self._update = InPlaceUpdate(self.course, self._position, self._gradient) if self._is_elementwise else None
        self._state = None if self._update is not None else self._vector_rule().begin(len(self._position))
        with np.errstate(all="ignore"):
            self._record(self._passes.value_and_gradient())

    # What it did

    @property
    def step(self) -> int:
        """How many steps were made."""
        return len(self._losses) - 1

    @property
    def losses(self) -> FloatArray:
        """Shape (step + 1,)."""
        return np.array(self._losses)

    @property
    def validation_losses(self) -> FloatArray:
        """Shape (step + 1,); empty without validation rows."""
        return np.array(self._validation_losses)

    @property
    def path(self) -> FloatArray:
        """The parameters at every step, (step + 1, count), where they were recorded; else the last alone."""
        return np.array(self._path if self._path is not None else [self._position])

    @property
    def layer_norms(self) -> FloatArray:
        """The length of each layer's slope, (step + 1, layers), where it was recorded."""
        return np.array(self._norms or []).reshape(-1, len(self._layers))

    @property
    def has_stopped(self) -> bool:
        """Whether no further step can be made."""
        return bool(self.reason)

    def padded(self, steps: int) -> FloatArray:
        """The losses, NaN for those of ``steps`` that were not made, shape (steps + 1,)."""
        losses = np.full(steps + 1, np.nan)
        losses[: len(self._losses)] = self._losses[: steps + 1]
        return losses

    # Going on

    def chunks(self, steps: int, seconds: float = 0.012) -> Generator[Training, None, None]:
        """Make ``steps`` further steps in pieces of about ``seconds``, yielding itself after each."""
        goal, count = self.step + steps, _FIRST_CHUNK
        while self.step < goal and not self.has_stopped:
            begun = time.perf_counter()
            made = min(count, goal - self.step)
            self.advance(made)
            elapsed = max(time.perf_counter() - begun, 1e-6)
            count = max(1, min(int(made * seconds / elapsed), 8 * count))
            yield self

    def advance(self, count: int) -> None:
        """Make ``count`` steps, or fewer where the loss stops being finite."""
        recorded = 1 + (len(self._position) if self._path is not None else 0)
        if (self.step + count) * recorded > _MOST_RECORDED:
            raise ValueError(f"{self.step + count:,} steps are too many to record the path of.")
        with np.errstate(all="ignore"):
            while count > 0 and not self.has_stopped:
                part = min(count, _SCHEDULED_AT_ONCE)
                varying = self.course.values_at(self.step, part).T.tolist()
                for values in varying:
                    if self.has_stopped:
                        break
                    self._one_step(values)
                count -= part

    def _one_step(self, varying: list[float]) -> None:
        np.copyto(self._before, self._position)
        if self.batches is not None:
            self._load_batch(self.step).value_and_gradient()
        if self._update is not None:
            self._update.step(varying)
        elif not self._vector_step():
            return
        loss = self._passes.value_and_gradient() if self.batches is None else self._passes.value()
        if math.isfinite(loss):
            self._record(loss)
        else:
            np.copyto(self._position, self._before)
            self.reason = (
                f"The loss stopped being a finite number at step {self.step + 1}: "
                "lower the learning rate, or standardise the features."
            )

    def _record(self, loss: float) -> None:
        if not self._losses and not math.isfinite(loss):
            self.reason = "The loss is no finite number at the start: make weights or features smaller."
        self._losses.append(loss)
        if self._validation is not None:
            self._validation_losses.append(self._validation.value())
        if self._path is not None:
            self._path.append(self._position.copy())
        if self._norms is not None:
            self._norms.append(
                [math.sqrt(float(part.dot(part))) for part in map(self._gradient.__getitem__, self._layers)]
            )

    # Details

    @property
    def _is_elementwise(self) -> bool:
        return isinstance(self.course.optimizer.rule(), UpdateRule)

    def _vector_rule(self) -> VectorRule:
        rule = self.course.optimizer.rule()
        assert not isinstance(rule, UpdateRule)
        return rule

    def _vector_step(self) -> bool:
        """A step of a rule that looks at all components; False where it has none."""
        objective = self.course.objective
        value = self._losses[-1]
        if self.batches is not None:
            objective = objective.batch(self.batches.at(self.step))  # type: ignore[attr-defined]
            value = objective.value_at(self._position)
        here = Place(self._position.copy(), value, self._gradient.copy())
        try:
            rate = self.course.rate_at(self.step) or 0.0
            made: VectorStep = self._vector_rule().step(objective, here, self._state, rate)
        except StepFailed as failure:
            self.reason = str(failure)
            return False
        except (ArithmeticError, np.linalg.LinAlgError):
            self.reason = "The numbers of the next step leave the range of double precision."
            return False
        self._state = made.state
        np.add(self._position, made.delta, self._position)
        return True

    def _load_batch(self, step: int) -> Passes:
        assert self.batches is not None
        rows = self.batches.at(step)
        passes = self._gathered.get(len(rows))
        if passes is None:
            inputs, targets = self._passes.inputs, self._passes.targets
            passes = self._made(np.empty((len(inputs), len(rows))), np.empty((len(targets), len(rows))))
            self._gathered[len(rows)] = passes
        np.take(self._passes.inputs, rows, axis=1, out=passes.inputs, mode="clip")
        np.take(self._passes.targets, rows, axis=1, out=passes.targets, mode="clip")
        return passes

    def _made(self, inputs: FloatArray, targets: FloatArray) -> Passes:
        return Passes(self.network.structure, inputs, targets, self._position, self._gradient)

    def _checked_validation(self, validation: tuple[object, object]) -> Passes:
        inputs, targets = self.network.checked(*validation)
        return Passes(self.network.structure, with_ones(inputs), np.ascontiguousarray(targets.T), self._position)


def checked_training_steps(steps: object) -> int:
    """The number of steps. Raises TypeError or ValueError where it makes no sense."""
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)):
        raise TypeError(f"steps must be a whole number, not {steps!r}.")
    if not 0 <= steps <= MOST_TRAINING_STEPS:
        raise ValueError(f"steps must be from 0 to {MOST_TRAINING_STEPS:,}, not {steps:,}.")
    return int(steps)


def _checked_batch(size: object, rows: int) -> int:
    if size is None:
        return rows
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)):
        raise TypeError(f"batch_size must be a whole number or None, not {size!r}.")
    if size < 1:
        raise ValueError(f"batch_size must be 1 or more, not {size}.")
    return min(int(size), rows)
