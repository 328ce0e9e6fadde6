"""Ways to tell the networks a class: one file each."""
