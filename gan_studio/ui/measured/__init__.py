"""The window measured from within: programs for a process of their own, which print one JSON object."""
