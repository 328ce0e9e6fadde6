"""Points of a picture dragged to where they should be [Pan 2023]."""
