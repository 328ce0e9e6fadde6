"""The Explore place."""
