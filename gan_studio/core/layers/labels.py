"""Learned vectors of classes."""

from __future__ import annotations

from torch import Tensor, nn


class ClassEmbedding(nn.Embedding):
    """One learned vector for each class; between classes, the mean of theirs.

    Args:
        num_embeddings: K.
        embedding_dim: size of the vectors.
    """

    def forward(self, labels: Tensor) -> Tensor:
        """Vectors [N, D] of classes [N], or of weights [N, K] of the classes."""
        return labels.to(self.weight.dtype) @ self.weight if labels.ndim == 2 else super().forward(labels)
