"""The panels at the right of the window: one file a panel."""
