"""What is told of a function at a point and in a window: directions, approximations, critical points, constraints."""
