"""Keeps the studies of the open panel in step with the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from explorer.controller.executor import CancelToken, Executor, Failure
from explorer.controller.results import Answer
from explorer.controller.studies.lettering import in_letter, letter_for, said_in
from explorer.controller.studies.study import Study, StudyInput

__all__ = ["StudyDesk"]


class StudyDesk:
    """Asks for what the open panel shows and hands out all answers that belong to it.

    An answer stays with its key, so that coming back to a panel costs nothing; while a new one is
    computed the old one stays. ``show`` gets the answers by name, ``fail`` a part and a sentence.
    """

    def __init__(
        self,
        executor: Executor,
        studies: Sequence[Study],
        show: Callable[[Mapping[str, Answer]], None],
        fail: Callable[[str, str], None],
        progress: Callable[[float | None], None],
    ) -> None:
        self._executor = executor
        self._studies = tuple(studies)
        self._show = show
        self._fail = fail
        self._progress = progress
        self._panel = ""
        self._keys: dict[str, tuple[object, ...]] = {}
        self._answers: dict[str, Answer] = {}
        self._wanted: tuple[Study, ...] = ()
        self._asking = False
        self._untold = False
        self._stopped: set[str] = set()
        self._partial: set[str] = set()

    @property
    def computing(self) -> frozenset[str]:
        """The studies whose answer is awaited."""
        return frozenset(study.name for study in self._studies if self._executor_has(study))

    @property
    def stopped(self) -> frozenset[str]:
        """The studies that were cancelled and not asked again since."""
        return frozenset(self._stopped)

    def ask(self, given: StudyInput, panel: str, light: bool) -> None:
        """Compute what ``panel`` needs and does not have yet; ``light`` allows live answers at once."""
        self._panel = panel
        before, known = self._wanted, given.problem.function is not None
        self._wanted = tuple(s for s in self._studies if panel in s.panels and s.wanted(given)) if known else ()
        for study in before:
            if study not in self._wanted and self._executor_has(study):
                self._forget(study)
        self._untold = before != self._wanted
        if self._untold:
            self.retry()
        self._asking = True
        for study in self._wanted:
            key = study.key(given)
            if self._keys.get(study.name) != key:
                self._keys[study.name] = key
                self._submit(study, given, light)
        self._asking = False
        if self._untold:
            self._tell()

    def cancel(self) -> None:
        """Stop what is being computed; it is asked for again when its key changes or its panel opens.

        The old answer goes too: it belongs to what was asked before. What was published on the way stays.
        """
        for study in self._studies:
            if self._executor_has(study):
                self._executor.cancel(_work(study))
                if study.name not in self._partial:
                    self._answers.pop(study.name, None)
                self._stopped.add(study.name)
        if self._stopped:
            self._tell()

    def retry(self) -> None:
        """Let the next :meth:`ask` compute what was cancelled."""
        for name in self._stopped:
            self._keys.pop(name, None)
        self._stopped.clear()

    def _executor_has(self, study: Study) -> bool:
        return _work(study) in self._executor.busy_keys

    def _forget(self, study: Study) -> None:
        self._executor.cancel(_work(study))
        self._keys.pop(study.name, None)

    def _submit(self, study: Study, given: StudyInput, light: bool) -> None:
        self._stopped.discard(study.name)
        self._partial.discard(study.name)
        letter, has_plane = letter_for(given.learned, given.whole.variables), study.name == "approximation"

        def work(token: CancelToken) -> Answer:
            # Numbers beyond the largest become ∞ and are told as such; nobody reads a console.
            with np.errstate(all="ignore"):
                return in_letter(study.compute(given, token), letter, has_plane=has_plane)

        def published(answer: Answer) -> None:
            self._partial.add(study.name)
            self._answers[study.name] = in_letter(answer, letter, has_plane=has_plane)
            self._tell()

        def done(answer: Answer | Failure) -> None:
            if isinstance(answer, Failure):
                self._answers.pop(study.name, None)
                self._fail(study.name, said_in(answer.message, letter))
            else:
                self._answers[study.name] = answer
            self._tell()

        progress = None if study.live else self._progress
        at_once = study.live and (light or study.is_quick(given))
        self._executor.submit(_work(study), work, done, progress, at_once=at_once, on_partial=published)

    def _tell(self) -> None:
        """Hand out what is known; what is answered at once while asking is handed out together."""
        self._untold = self._asking
        if self._asking:
            return
        names = {study.name for study in self._wanted}
        self._show(MappingProxyType({name: answer for name, answer in self._answers.items() if name in names}))


def _work(study: Study) -> str:
    return f"study {study.name}"
