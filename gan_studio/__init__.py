"""GAN Studio: train generative adversarial networks, watch them learn, explore what they learned."""

__version__ = "0.1.0"
