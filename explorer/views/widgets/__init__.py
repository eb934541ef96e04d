"""Small controls that the panels are made of."""
