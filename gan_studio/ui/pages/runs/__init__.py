"""The Runs place."""
