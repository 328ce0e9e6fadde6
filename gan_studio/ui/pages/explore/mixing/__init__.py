"""Style mixing."""
