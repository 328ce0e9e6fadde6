"""What is learned and in which order the networks are updated: one file each."""
