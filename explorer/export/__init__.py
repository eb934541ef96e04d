"""One writer a format. No Qt."""
