"""The study of what every row adds to the gradient: arrows head to tail that end at ∇L."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Chain, Figure
from explorer.controller.learning.learned import Learned
from explorer.controller.plots import Plot
from explorer.controller.studies.contributions_plot import contributions_plot
from explorer.controller.studies.fit import fit_problem, undefined_sentence
from explorer.controller.studies.study import StudyInput
from explorer.core.learn.loss import Loss
from explorer.core.optim.batches import batch_rows
from explorer.core.sampling.field import FloatArray

__all__ = ["Batch", "ContributionsAnswer", "Link", "compute_contributions", "contributions_key", "link_of"]

MOST_SINGLE: Final = 60  # rows that have an arrow each
MOST_LINKS: Final = 48
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """One arrow of the chain: the sum of what ``rows`` (places in the table) add, (axes,).

    ``sign`` is that of ŷ − y for most of them. ``in_batch`` tells that they are rows of the next step's batch.
    """

    key: str
    rows: Rows
    change: FloatArray
    sign: int
    in_batch: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The rows (places in the table) of one step, of how many, and the gradient over them alone, (n,)."""

    rows: Rows
    of: int
    gradient: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ContributionsAnswer:
    """``links`` add up to ``total``, the gradient along the axes, (axes,).

    ``row_count`` is how many rows they stand for. Nothing but the ``message`` where there is one.
    """

    message: str = ""
    links: tuple[Link, ...] = ()
    total: FloatArray | None = None
    row_count: int = 0
    batch: Batch | None = None
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def contributions_key(given: StudyInput) -> tuple[object, ...]:
    """Loss, probe, and the rows of the batch."""
    learned, run = given.learned, given.problem.next_run
    batch = (run.batch, run.seed, given.view.batch_step)
    return (*given.probe_key, learned.loss, learned.used, learned.problem, batch)


def compute_contributions(given: StudyInput, token: CancelToken) -> ContributionsAnswer:
    """Every row's share, merged where there are many, in the order of their directions."""
    learned, problem = given.learned, fit_problem(given.learned)
    if problem or learned.loss is None or learned.used is None:
        return _told(problem)
    loss, position, places = learned.loss, given.position, list(given.axis_indices)
    shares = loss.contributions(position)
    total = loss.value_and_gradient(position)[1]
    if not np.isfinite(shares).all():
        return _told(undefined_sentence(loss, position))
    if not places:
        return _told("There is no parameter to draw.")
    batch, chosen = _batch(given, learned, loss, position)
    signs = np.sign(loss.predict(position) - loss.target)
    links = _links(shares[:, places], signs, total[places], chosen, learned.used.table_rows[learned.used.training_rows])
    drawn_batch = None if batch is None else batch.gradient[places]
    plot = contributions_plot(given.axes, links, total[places], drawn_batch, len(loss), batch)
    return ContributionsAnswer(
        "", links, total[places], len(loss), batch, _chains(given, links, drawn_batch, batch), (plot,)
    )


def link_of(links: tuple[Link, ...], row: int) -> Link | None:
    """The arrow of a row of the table, None where it has none (it is set aside)."""
    return next((link for link in links if row in link.rows), None)


def _told(message: str) -> ContributionsAnswer:
    return ContributionsAnswer(message, plots=(contributions_plot(message=message),))


def _batch(
    given: StudyInput, learned: Learned, loss: Loss, position: FloatArray
) -> tuple[Batch | None, NDArray[np.bool_]]:
    """The batch of the step that is shown, and which rows are in it; without batches all are."""
    run, count = given.problem.next_run, len(loss)
    if not 0 < run.batch < count:
        return None, np.ones(count, dtype=bool)
    assert learned.used is not None
    rows = batch_rows(count, run.batch, run.seed, given.view.batch_step)
    chosen = np.zeros(count, dtype=bool)
    chosen[rows] = True
    gradient = loss.batch(rows).value_and_gradient(position)[1]
    in_table = learned.used.table_rows[learned.used.training_rows]
    return Batch(in_table[rows], count, gradient), chosen


# The chain


def _links(
    shares: FloatArray, signs: FloatArray, total: FloatArray, chosen: NDArray[np.bool_], table: Rows
) -> tuple[Link, ...]:
    """Arrows in the order of their directions, beginning behind ∇L: with it they enclose a convex figure."""
    if len(shares) <= MOST_SINGLE:
        groups = [np.array([row]) for row in range(len(shares))]
    else:
        order = _order(shares, total)
        parts = [order[chosen[order]], order[~chosen[order]]]
        split = [part for part in parts if len(part)]
        most = MOST_LINKS // len(split)
        groups = [group for part in split for group in np.array_split(part, min(most, len(part)))]
    sums = np.array([shares[group].sum(axis=0) for group in groups])
    made = []
    for place in _order(sums, total).tolist():
        group = groups[place]
        key = f"row {table[group[0]]}" if len(group) == 1 else f"rows {place}"
        sign = int(np.sign(signs[group].sum()))
        made.append(Link(key, table[group], sums[place], sign, bool(chosen[group[0]])))
    return tuple(made)


def _order(shares: FloatArray, total: FloatArray) -> NDArray[np.intp]:
    """Places of vectors (m, axes) by direction, counter-clockwise from the one opposite to ``total``."""
    if shares.shape[1] == 1:
        forward = math.copysign(1.0, float(total[0]))
        return np.argsort(-forward * shares[:, 0], kind="stable")
    # In units in which both axes weigh alike, so that directions differ however unlike the columns are.
    size = np.sqrt(np.mean(np.square(shares), axis=0))
    unit = shares / np.where(size > 0, size, 1.0)
    whole = total / np.where(size > 0, size, 1.0)
    behind = math.atan2(-float(whole[1]), -float(whole[0]))
    turn = np.mod(np.arctan2(unit[:, 1], unit[:, 0]) - behind, math.tau)
    return np.argsort(turn, kind="stable")


def _chains(
    given: StudyInput, links: tuple[Link, ...], batch: FloatArray | None, told: Batch | None
) -> tuple[Figure, ...]:
    """The same arrows at P on the map, on the scale of the gradient's own arrow; of a batch its own to its gradient."""
    if len(given.axes) < 2:
        return ()
    x, y = given.problem.probe
    shown, factor = links, 1.0
    if told is not None:
        shown = tuple(link for link in links if link.in_batch)
        factor = told.of / len(told.rows)  # the mean over the batch's rows alone
    chain = Chain(
        x,
        y,
        np.array([factor * link.change for link in shown]),
        tuple("positive" if link.sign > 0 else "negative" for link in shown),
        tuple(link.key for link in shown),
        (False,) * len(shown),
    )
    if batch is None or told is None:
        return (chain,)
    words = "1 row" if len(told.rows) == 1 else f"{len(told.rows):,} rows"
    return chain, Chain(x, y, batch[None, :], ("gradient",), ("",), (False,), 2.4, words, True)
