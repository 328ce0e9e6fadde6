"""The threads: what runs beside the window, and how its news reaches it. Knows no widget."""
