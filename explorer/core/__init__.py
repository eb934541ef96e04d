"""Pure mathematics: no Qt, no signals, no global state."""
