"""What customers said in words or stars, as a step of the scale that the number would have."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from qa_desktop.domain.search import fold

# English, German, French, Spanish, Italian, Dutch, Portuguese.
_STEPS: Final = {
    2: "excellent outstanding ausgezeichnet hervorragend exzellent parfait excelente ottimo eccellente uitstekend "
    "otimo",
    1: "good satisfied happy positive up gut zufrieden positiv bon bonne bien satisfait satisfaite positif bueno buena "
    "satisfecho satisfecha positivo buono buona soddisfatto soddisfatta goed tevreden positief bom boa satisfeito "
    "satisfeita",
    0: "neutral ok okay average mittel neutre moyen neutro neutrale neutraal gemiddeld",
    -1: "bad poor dissatisfied unsatisfied unhappy negative down schlecht unzufrieden negativ mauvais mauvaise "
    "insatisfait insatisfaite mecontent mecontente malo mala insatisfecho insatisfecha negativo cattivo cattiva "
    "insoddisfatto insoddisfatta slecht ontevreden negatief ruim mau insatisfeito insatisfeita",
    -2: "terrible awful miserabel pessimo pesimo horrible",
}
_STEP: Final = {word: step for step, words in _STEPS.items() for word in words.split()}
_VERY: Final = {
    "very",
    "extremely",
    "highly",
    "sehr",
    "ausserst",
    "tres",
    "muy",
    "molto",
    "zeer",
    "erg",
    "heel",
    "muito",
}
_ASIDE: Final = {"thumbs", "thumb", "daumen", "pouce", "pulgar", "pollice", "duim", "polegar"}
_THUMBS: Final = {"👍": 1, "👎": -1, "🙂": 1, "😊": 1, "😀": 1, "😐": 0, "🙁": -1, "☹": -1, "😞": -1}
_NOT_SAID: Final = (
    "offered unoffered notoffered na none null unrated notrated noresponse noanswer skipped keineangabe ka "
    "nichtbewertet nonrenseigne sinrespuesta nessunarisposta geenantwoord semresposta"
)
_UNSAID: Final = {*_NOT_SAID.split(), "-", "--", "–", "—", "/", "."}
_NUMBER: Final = re.compile(r"(-?\d{1,6})(?:[.,]0+)?")
_OUT_OF: Final = re.compile(
    r"(\d{1,2})(?:[.,]0+)?(?:\s*(?:/|of|out of|von|sur|de|su|van)\s*(?P<most>\d{1,2}))?"
    r"\s*(?:stars?|sterne?|stern|etoiles?|étoiles?|estrellas?|stell[ae]|sterren|ster|estrelas?|★|⭐\ufe0f?)?",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(r"(\d{1,2})\s*(?:[-–—:=.]|\()\s*[^\d\s].*")
_STARS: Final = re.compile(r"(?:★|⭐)\ufe0f?")
_SKIN: Final = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")


@dataclass(frozen=True)
class Words:
    """How the words of a column are read: on a scale of five steps, or as one of two.

    Good and bad stand for the ends of the scale where no word says more or less than them.
    """

    of_five: bool

    @classmethod
    def of(cls, cells: Iterable[str]) -> "Words":
        """As the words of the whole column tell."""
        return cls(any(step in (-2, 0, 2) for step in map(_step, cells)))

    def csat(self, written: str) -> int | None:
        """What a word stands for on the scale from 1 to 5; None where it is no such word."""
        step = _step(written)
        if step is None:
            return None
        return 3 + step if self.of_five else 3 + 2 * step


def is_unsaid(written: str) -> bool:
    """Whether a cell says that the customer was not asked or said nothing, as `Offered` does."""
    text = written.strip()[:60]
    return text in _UNSAID or "".join(fold(text).split()) in _UNSAID


def number_in(written: str, most: int) -> int | None:
    """The number in `4`, `4,0`, `4/5`, `4 von 5`, `4 stars`, `★★★★☆` or `4 - satisfied`; None where there is none.

    What is said to be out of another number than the `most` of its scale is none.
    """
    text = written.strip()[:60]
    plain = _NUMBER.fullmatch(text)
    if plain is not None:
        return int(plain[1])
    stars = len(_STARS.findall(text))
    if stars and not _STARS.sub("", text).replace("☆", "").strip():
        return stars
    told = _OUT_OF.fullmatch(text)
    if told is not None:
        return int(told[1]) if told["most"] in (None, str(most)) else None
    labelled = _LABELLED.fullmatch(text)
    return int(labelled[1]) if labelled is not None else None


def _step(written: str) -> int | None:
    text = _SKIN.sub("", written.strip()[:60])
    if text in _THUMBS:
        return _THUMBS[text]
    words = [word for word in fold(text).split() if word not in _ASIDE]
    very = bool(words) and words[0] in _VERY
    step = _STEP.get(" ".join(words[very:]))
    if step is None or not very:
        return step
    return 2 * step if step in (1, -1) else None
