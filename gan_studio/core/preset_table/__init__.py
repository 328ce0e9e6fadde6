"""What presets reach on this machine in a given time: measured, kept, and written as a table."""
