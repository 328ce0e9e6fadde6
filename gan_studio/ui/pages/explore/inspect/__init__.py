"""Looking into the network, and at what is nearest to a picture."""
