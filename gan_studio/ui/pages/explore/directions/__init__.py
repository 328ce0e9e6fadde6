"""Finding directions, listing them and moving along them."""
