"""What style layers do each on its own."""
