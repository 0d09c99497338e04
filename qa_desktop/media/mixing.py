"""From the channels of a recording to two ears: side, balance, gain, and a limiter for what gain has raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_desktop.media.playback import GAIN_LIMIT_DB, ChannelMode, Hearing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float32]

KNEE = 0.8
"""Below this the limiter changes nothing; above, it bends towards full scale and never reaches it."""

_SIDES = {
    ChannelMode.BOTH: ((1.0, 0.0), (0.0, 1.0)),
    ChannelMode.LEFT: ((1.0, 1.0), (0.0, 0.0)),
    ChannelMode.RIGHT: ((0.0, 0.0), (1.0, 1.0)),
}


class Mixer:
    """Mixes frames as one `Hearing` says; rows of its matrix are channels, columns are ears."""

    def __init__(self, hearing: Hearing, channels: int) -> None:
        import numpy as np

        sides = _SIDES[hearing.mode] if channels == 2 else ((1.0, 1.0),)
        gains = [10 ** (max(-GAIN_LIMIT_DB, min(GAIN_LIMIT_DB, gain)) / 20) for gain in hearing.gains_db[:channels]]
        matrix = np.array(sides) * np.array(gains)[:, None] @ _balance(hearing.balance, len(sides), hearing.mode)
        self.matrix: Samples = matrix.astype(np.float32)
        self._may_clip = bool(matrix.sum(axis=0).max() > 1.0 + 1e-6)

    def mix(self, block: Samples) -> Samples:
        """Frames of two ears; those within full scale stay so."""
        import numpy as np

        mixed: Samples = np.ascontiguousarray(block @ self.matrix)
        return limited(mixed) if self._may_clip else mixed


def limited(samples: Samples) -> Samples:
    """The same up to KNEE, and a soft bend above it, so that nothing is ever cut off."""
    import numpy as np

    size = np.abs(samples)
    over = size > KNEE
    if not over.any():
        return samples
    bent = KNEE + (1 - KNEE) * np.tanh((size - KNEE) / (1 - KNEE))
    return np.where(over, np.copysign(bent, samples), samples).astype(np.float32)


def _balance(balance: float, channels: int, mode: ChannelMode) -> npt.NDArray[np.float64]:
    """Ears in, ears out. Where the ears hear different sides, the one turned away from moves over, so none is lost."""
    import numpy as np

    left, right = max(0.0, min(1.0, -balance)), max(0.0, min(1.0, balance))
    moves = channels == 2 and mode is ChannelMode.BOTH
    return np.array([[1 - right, right if moves else 0.0], [left if moves else 0.0, 1 - left]])
