"""Changes to images before the discriminator sees them: one file each."""
