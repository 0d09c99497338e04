"""Another tempo at the same pitch, and the device's rate, by a filter graph of FFmpeg."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from qa_desktop.media.timeline import OUTPUT_RATE

if TYPE_CHECKING:
    import av
    import numpy as np
    import numpy.typing as npt


class TempoGraph:
    """16-bit frames in, float frames at the output rate and another tempo out."""

    def __init__(self, rate: int, channels: int, speed: float) -> None:
        from av.filter import Graph

        self._rate = rate
        self._layout = "mono" if channels == 1 else "stereo"
        self._graph = Graph()
        self._graph.threads = 1
        source = self._graph.add_abuffer(
            sample_rate=rate, format="s16", layout=self._layout, time_base=Fraction(1, rate)
        )
        steps = [("atempo", f"{speed:.4f}")] if speed != 1.0 else []
        steps += [("aresample", str(OUTPUT_RATE)), ("aformat", f"sample_fmts=flt:sample_rates={OUTPUT_RATE}")]
        nodes = [source, *(self._graph.add(*step) for step in steps), self._graph.add("abuffersink")]
        self._graph.link_nodes(*nodes).configure()

    def push(self, samples: npt.NDArray[np.int16] | None) -> list[npt.NDArray[np.float32]]:
        """What comes out after these frames, shape (frames, channels); None empties the graph at the end."""
        import av

        frame = None
        if samples is not None:
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout=self._layout)
            frame.sample_rate = self._rate
        self._graph.push(frame)
        out: list[npt.NDArray[np.float32]] = []
        while True:
            try:
                block = cast("av.AudioFrame", self._graph.pull())
            except (av.BlockingIOError, av.EOFError):
                return out
            out.append(cast("npt.NDArray[np.float32]", block.to_ndarray()).reshape(block.samples, -1))
