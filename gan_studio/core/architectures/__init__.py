"""Network pairs: one file per pair."""
