"""Words for a coefficient: only with their source, and only when the whole interval allows them."""

from dataclasses import dataclass
from typing import Final

from qa_desktop.statistics.measure import MIN_N, Measure

TOO_FEW: Final = "too few to judge"
OPEN: Final = "the interval leaves it open"


@dataclass(frozen=True)
class Bands:
    """Words by rising limits: `words[0]` below the first limit, and so on; one word more than limits."""

    source: str
    limits: tuple[float, ...]
    words: tuple[str, ...]

    def word(self, value: float) -> str:
        """The word for a value; a limit belongs to the band above it."""
        return self.words[sum(value >= limit for limit in self.limits)]


KAPPA: Final = Bands(
    "Landis and Koch 1977, Biometrics 33:159-174",
    (0.0, 0.21, 0.41, 0.61, 0.81),
    ("poor", "slight", "fair", "moderate", "substantial", "almost perfect"),
)
ALPHA: Final = Bands(
    "Krippendorff 2004, Content Analysis, 2nd ed., p. 241",
    (0.667, 0.8),
    ("not reliable enough", "good for tentative conclusions", "reliable"),
)
ICC: Final = Bands(
    "Koo and Li 2016, J. Chiropr. Med. 15:155-163",
    (0.5, 0.75, 0.9),
    ("poor", "moderate", "good", "excellent"),
)


def label(measure: Measure, bands: Bands) -> str:
    """The word that holds over the whole interval; else that it is open, or rests on too few items.

    Below 30 items it is too few to judge (Koo and Li 2016 ask for 30; so do Parker et al. 2017 for shares).
    """
    if measure.low is None or measure.high is None or measure.n < MIN_N:
        return TOO_FEW
    lowest, highest = bands.word(measure.low), bands.word(measure.high)
    return lowest if lowest == highest else OPEN
