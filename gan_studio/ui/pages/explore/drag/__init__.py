"""Dragging points of the picture."""
