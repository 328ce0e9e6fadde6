"""Feature extractors: networks that turn pictures into vectors that scores compare; one file each."""
