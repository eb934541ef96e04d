"""Data sets, losses over them, and the high-accuracy optimum of a fit."""
