"""Scores of pictures and of models: one file each, behind the registry."""
