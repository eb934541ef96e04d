"""PySide6 and pyqtgraph: render values, emit intents, no mathematics."""
