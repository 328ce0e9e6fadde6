"""The Evaluate place."""
