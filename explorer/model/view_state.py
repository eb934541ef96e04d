"""How one looks at the document: saved with it and captured in a scene, never undone."""

from __future__ import annotations

import msgspec

from explorer.core.camera import Camera

__all__ = ["ViewState"]


class ViewState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Camera, playhead, open panel and the layout of the panels.

    ``playhead`` is the step shown (fractional while a step is being animated), ``speed`` is in steps a second,
    ``text_scale`` multiplies all type. ``derivation_step`` and ``graph_step`` are how many steps of the worked
    derivation and of the computation graph are shown. ``run`` is the run chosen in the table (a place beyond
    the last means the last), ``sample`` the row of the data that the network is shown for (-1: all rows at once),
    ``batch_step`` the step whose rows are shown beside all of them,
    ``pass_step`` how far its forward and backward pass is stepped (-1: to its end), ``edge`` the name of the weight
    that is explained, ``edge_numbers`` what stands on the edges ("weights", "gradients" or "none"; "": as the pass has
    it), ``beside`` which of "surface" and "map" stands beside a stage ("": as the panel has it),
    ``data_x`` and ``data_y`` the columns over which data are drawn ("": an
    input and the target), ``emphasis`` the key of the arrow that stands out on the map. ``quantities`` are
    what the two charts below the transport show, ``loss_logarithmic`` and ``second_logarithmic`` their value
    axes, ``smoothing`` over how many steps their lines are averaged, 0 for not at all. ``layout`` is the main
    window's own opaque state, kept as text.
    """

    camera: Camera = Camera()
    playhead: float = 0.0
    speed: float = 10.0
    quantities: tuple[str, str] = ("f", "‖∇f‖")
    loss_logarithmic: bool = False
    second_logarithmic: bool = True
    smoothing: int = 0
    panel: str = "partials"
    derivation_step: int = 0
    derivation_numbers: bool = False
    graph_step: int = 0
    run: int = 0
    sample: int = 0
    pass_step: int = -1
    batch_step: int = 0
    edge: str = ""
    edge_numbers: str = ""
    beside: str = ""
    data_x: str = ""
    data_y: str = ""
    emphasis: str = ""
    theme: str = "light"
    text_scale: float = 1.0
    layout: str = ""
