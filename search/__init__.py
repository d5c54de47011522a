"""The index and the questions put to it."""
