"""Charts over steps and what charts and maps share: axes, markers, cased painting."""

from explorer.views.charts.loss_chart import LossChart

__all__ = ["LossChart"]
