"""From a function and a window to arrays: fields, levels, contours, arrows, picking."""
