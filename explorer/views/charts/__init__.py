"""Charts over steps and what charts and maps share: axes, markers, cased painting."""

from explorer.views.charts.loss_chart import LossChart
from explorer.views.charts.plot_view import PlotView

__all__ = ["LossChart", "PlotView"]
