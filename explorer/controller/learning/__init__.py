"""Data, models and networks in the window: what the document's choices amount to, and the edits of them."""
