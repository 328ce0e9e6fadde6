"""Data sets: finding them, judging them, and decoding them once into an array to train from."""
