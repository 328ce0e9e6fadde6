"""The Data place."""
