"""One file per kind of data set; each registers itself in SOURCES."""
