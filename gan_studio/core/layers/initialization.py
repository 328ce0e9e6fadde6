"""First weights."""

from __future__ import annotations

from torch import nn


def initialize_normal(network: nn.Module, std: float) -> None:
    """Draw convolutions and linear layers from N(0, std), norm scales from N(1, std); biases 0.

    The DCGAN paper's initialisation with std 0.02 [Radford 2016, section 4].
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            nn.init.normal_(module.weight, 0.0, std)
        elif isinstance(module, nn.BatchNorm2d | nn.GroupNorm | nn.InstanceNorm2d):
            if module.weight is None:  # one whose scale depends on the class, which begins at 1
                continue
            nn.init.normal_(module.weight, 1.0, std)
        else:
            continue
        if module.bias is not None:
            nn.init.zeros_(module.bias)


def initialize_kaiming(network: nn.Module, slope: float = 0.2) -> None:
    """Draw convolutions and linear layers so that leaky ReLUs keep the features' variance; biases 0.

    For networks without a norm to scale features [He 2015, eq. 15].

    Args:
        slope: of the leaky ReLU for negative values.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, slope)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
