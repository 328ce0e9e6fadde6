"""How fast the studio is on this machine, each time beside a plain way of writing the same in PyTorch."""
