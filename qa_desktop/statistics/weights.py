"""How much two categories that differ still agree: weight 1 is full agreement, 0 is none.

Shapes: a matrix of categories by categories, in the order of the scale.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from qa_desktop.statistics.ratings import Floats


class Weighting(StrEnum):
    """The weights in use: by the distance of two places on the scale (Cicchetti and Allison 1971; Cohen 1968)."""

    IDENTITY = "identity"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


def weights(weighting: Weighting, size: int) -> Floats:
    """1 - |i - j| / (q - 1), or 1 - (i - j)^2 / (q - 1)^2, over q places; the identity for a single one."""
    if weighting is Weighting.IDENTITY or size < 2:
        return np.eye(size)
    places = np.arange(size)
    distance = np.abs(places[:, None] - places) / (size - 1)
    return np.asarray(1 - (distance if weighting is Weighting.LINEAR else distance**2))


def from_disagreement(matrix: Sequence[Sequence[float]] | Floats) -> Floats:
    """Agreement weights 1 - w / max w from weights of disagreement (Cohen 1968); all 1 where nothing disagrees."""
    found = np.asarray(matrix, np.float64)
    most = float(found.max(initial=0))
    return np.asarray(1 - found / most) if most else np.ones_like(found)
