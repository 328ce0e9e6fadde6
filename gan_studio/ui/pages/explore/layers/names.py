"""What a person calls the style layers of a model, one by one and in groups."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.latent.requests import ModelFacts

_LARGEST = {"Coarse": 8, "Middle": 32}
_HELP = {
    "Coarse": "pose, shape and layout",
    "Middle": "parts and features",
    "Fine": "colours and texture",
}


@dataclass(frozen=True)
class LayerGroup:
    """Layers that decide alike things [Karras 2019, section 3.1].

    Attributes:
        name: Coarse, Middle or Fine.
        layers: from 0.
        sides: the smallest and the largest side in pixels.
    """

    name: str
    layers: tuple[int, ...]
    sides: tuple[int, int]

    @property
    def label(self) -> str:
        """Its name with its sides."""
        first, last = self.sides
        return f"{self.name} · {first} px" if first == last else f"{self.name} · {first}–{last} px"

    @property
    def decides(self) -> str:
        """What such layers mostly decide, in a few words."""
        return _HELP[self.name]


def layer_name(facts: ModelFacts, layer: int) -> str:
    """A layer with the side of what it draws: "Layer 3 · 16 px"."""
    return f"Layer {layer} · {facts.layer_sides[layer]} px" if facts.layer_sides else f"Layer {layer}"


def layer_groups(facts: ModelFacts) -> tuple[LayerGroup, ...]:
    """The coarse, middle and fine layers of a model; groups without layers are left out."""
    groups: dict[str, list[int]] = {"Coarse": [], "Middle": [], "Fine": []}
    for layer, side in enumerate(facts.layer_sides):
        name = next((name for name, largest in _LARGEST.items() if side <= largest), "Fine")
        groups[name].append(layer)
    made = []
    for name, layers in groups.items():
        sides = [facts.layer_sides[layer] for layer in layers]
        if sides:
            made.append(LayerGroup(name, tuple(layers), (min(sides), max(sides))))
    return tuple(made)


def layers_text(layers: tuple[int, ...]) -> str:
    """Layers in short: "0–3, 7"."""
    parts: list[list[int]] = []
    for layer in sorted(layers):
        if parts and layer == parts[-1][-1] + 1:
            parts[-1].append(layer)
        else:
            parts.append([layer])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts)


def layers_named(layers: tuple[int, ...]) -> str:
    """Layers in words: "layer 3", "layers 0–3, 7"."""
    return f"{'layer' if len(layers) == 1 else 'layers'} {layers_text(layers)}"
