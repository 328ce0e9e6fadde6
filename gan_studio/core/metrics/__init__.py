"""Scores of a generator: one file each."""
