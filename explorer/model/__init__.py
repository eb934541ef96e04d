"""The document, how it is looked at, its store and its file. No Qt."""
