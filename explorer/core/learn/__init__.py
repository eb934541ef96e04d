"""Data sets, losses over them, the high-accuracy optimum of a fit, and networks."""
