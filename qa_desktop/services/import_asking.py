"""What has to be known of the interactions that are stored to tell which of them an item is about, asked once for many.

Nearly all that is imported is new. What an item would ask if nothing were stored is therefore noted first; where
nothing stored answers any of it, the item is new, and no question need be asked again.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.services.import_items import Item
from qa_desktop.services.import_meeting import bears, meet, told_apart
from qa_desktop.services.ports import Interactions


class Questions:
    """Notes what is asked of the interactions that are stored, and answers as if there were none."""

    def __init__(self) -> None:
        self.keys: set[UUID] = set()
        self.numbers: set[str] = set()
        self.sounds: set[str] = set()
        self.names: set[str] = set()

    @classmethod
    def of(cls, item: Item) -> "Questions":
        """What an item asks as long as the answer is that nothing is known."""
        questions = cls()
        meet(questions, told_apart(questions, item))
        return questions

    def get(self, key: UUID) -> Interaction | None:
        """Note a key."""
        self.keys.add(key)
        return None

    def transcript(self, key: UUID) -> Transcript | None:
        """Note the key of an interaction whose words are wanted."""
        self.keys.add(key)
        return None

    def with_recording(self, sha256: str) -> Interaction | None:
        """Note the content of a recording."""
        self.sounds.add(sha256)
        return None

    def by_external_id(self, external_id: str) -> Sequence[Interaction]:
        """Note an outside number."""
        self.numbers.add(external_id)
        return ()

    def with_numbers(self, numbers: Collection[str]) -> Sequence[Interaction]:
        """Note outside numbers."""
        self.numbers.update(numbers)
        return ()

    def naming(self, names: Collection[str]) -> Sequence[Interaction]:
        """Note words that an interaction may be called by."""
        self.names.update(names)
        return ()


class Answers:
    """Interactions that may answer questions."""

    def __init__(self, known: Iterable[Interaction]) -> None:
        self._known: list[Interaction] = []
        self._keys: set[UUID] = set()
        self._numbers: set[str] = set()
        self._sounds: set[str] = set()
        for each in known:
            self.add(each)

    def add(self, known: Interaction) -> None:
        """Take one more."""
        self._known.append(known)
        self._keys.add(known.key)
        self._numbers.add(known.external_id)
        if known.recording is not None:
            self._sounds.add(known.recording.sha256)

    def answer(self, questions: Questions) -> bool:
        """Whether any of them would be an answer to any of the questions."""
        return (
            not self._keys.isdisjoint(questions.keys)
            or not self._numbers.isdisjoint(questions.numbers)
            or not self._sounds.isdisjoint(questions.sounds)
            or any(bears(known, name) for name in questions.names for known in self._known)
        )


def answers(interactions: Interactions, asked: Iterable[Questions]) -> Answers:
    """The stored interactions that answer any of the questions."""
    every = Questions()
    for each in asked:
        every.keys |= each.keys
        every.numbers |= each.numbers
        every.sounds |= each.sounds
        every.names |= each.names
    found = [
        *interactions.some(every.keys),
        *interactions.with_numbers(every.numbers),
        *interactions.with_recordings(every.sounds),
        *interactions.naming(every.names),
    ]
    return Answers({each.key: each for each in found}.values())
