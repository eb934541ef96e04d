"""One place for what moves by itself: eased changes, and the setting that stops them all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

__all__ = ["Motion"]


class Motion(QObject):
    """Runs at most one eased change at a time; with ``reduced`` every change is a jump."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reduced = False
        self._animation: QVariantAnimation | None = None

    def run(self, step: Callable[[float], None], duration: int = 450) -> None:
        """Call ``step`` with fractions rising from 0 to 1 over ``duration`` milliseconds."""
        self.stop()
        if self.reduced or duration <= 0:
            step(1.0)
            return
        animation = QVariantAnimation(self)
        animation.setStartValue(0.0)
        animation.setEndValue(1.0)
        animation.setDuration(duration)
        animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        animation.valueChanged.connect(lambda fraction: step(float(fraction)))
        self._animation = animation
        animation.start()

    def stop(self) -> None:
        """End the current change where it is."""
        if self._animation is not None:
            self._animation.stop()
            self._animation.deleteLater()
            self._animation = None

    @property
    def running(self) -> bool:
        """Whether something moves now."""
        return self._animation is not None and self._animation.state() == QVariantAnimation.State.Running
