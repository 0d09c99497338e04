"""How what is imported meets what is stored already: which interaction it is about, and whether it brings anything."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from qa_desktop.domain.interactions import Channel, Interaction, interaction_key
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.imports.joining import has_number, is_distinctive, numbers_in
from qa_desktop.imports.sheet import SheetRow
from qa_desktop.services.import_items import FILE_SOURCE, HAND_SOURCE, Item

_SAME_CONVERSATION = 0.6
"""The share of the turns of the shorter one that two exports of one conversation have in common."""


class Stored(Protocol):
    """What is asked of the interactions that are stored."""

    def get(self, key: UUID) -> Interaction | None:
        """The interaction of a key."""

    def transcript(self, key: UUID) -> Transcript | None:
        """The words of an interaction."""

    def with_recording(self, sha256: str) -> Interaction | None:
        """The interaction whose recording has this content."""

    def by_external_id(self, external_id: str) -> Sequence[Interaction]:
        """Those with an outside number."""

    def with_numbers(self, numbers: Collection[str]) -> Sequence[Interaction]:
        """Those with one of these outside numbers."""

    def naming(self, names: Collection[str]) -> Sequence[Interaction]:
        """Those in which what is known names one of these, or more."""


@dataclass(frozen=True)
class Meeting:
    """The stored interaction that an item is about, and the number by which it joined one that lacked it."""

    known: Interaction | None = None
    number: str = ""
    several: int = 0
    """How many it could have joined by that number, where it joined none."""

    @property
    def sentence(self) -> str:
        """What there is to say of an item that joined an interaction from another file."""
        if self.several:
            return f"It could belong to {self.several} interactions by {self.number}, and was joined to none."
        return f"Joined with “{self.known.external_id}” by {self.number}." if self.known and self.number else ""


def meet(there: Stored, item: Item) -> Meeting:
    """The stored interaction that an item is about.

    It is found by its number, its recording or its transcript; else it is the only one that lacks what the item brings
    and has its number: in what it is called, in the name of its file, or told by its transcript.
    """
    same = _standing(there, _known(there, item))
    return Meeting(same) if same else _lacking(there, item)


def told_apart(there: Stored, item: Item) -> Item:
    """The item, with another identity where its conversation only began as another did that is stored."""
    if len(item.text_identities) < 2 or item.transcript is None:
        return item
    key = interaction_key(FILE_SOURCE, item.text_identities[0])
    stored = there.transcript(key)
    if stored is None or _is_continued(stored, item.transcript):
        return item
    own = item.text_identities[1:]
    identity = own[0] if item.identity == item.text_identities[0] else item.identity
    return replace(item, identity=identity, text_identities=own)


def is_older(there: Stored, item: Item, known: Interaction) -> bool:
    """Whether an item holds less of a growing conversation than was imported before."""
    if (
        item.mapped
        or len(item.text_identities) < 2
        or item.transcript is None
        or len(item.transcript.turns) >= known.turns
    ):
        return False
    stored = there.transcript(known.key)
    return stored is not None and _is_continued(stored, item.transcript)


def _standing(there: Stored, known: Interaction | None) -> Interaction | None:
    """The interaction itself, or the one that it was joined into by hand."""
    seen = set()
    while known is not None and known.joined_into is not None and known.key not in seen:
        seen.add(known.key)
        known = there.get(known.joined_into)
    return known


def _known(there: Stored, item: Item) -> Interaction | None:
    numbered = _by_number(there, item.row) if item.row and item.row.external_id else None
    if numbered is not None:
        return numbered
    if item.recording is not None:
        same_sound = there.with_recording(item.recording.sha256)
        # A number from elsewhere makes it another interaction, even where both have the same (empty, test) recording.
        unnumbered = same_sound and same_sound.key == interaction_key(FILE_SOURCE, item.recording.sha256)
        if same_sound and (unnumbered or not (item.row and item.row.external_id)):
            return same_sound
    for identity in item.text_identities:
        same_text = there.get(interaction_key(FILE_SOURCE, identity))
        if same_text is not None and (same_text.recording is None or item.recording is None):
            return same_text
    return there.get(interaction_key(item.source, item.number))


def _by_number(there: Stored, row: SheetRow) -> Interaction | None:
    found = there.get(interaction_key(row.source or FILE_SOURCE, row.external_id))
    if found is not None:
        return found
    same = there.by_external_id(row.external_id)
    if len(same) == 1 and (not row.source or same[0].source in (row.source, FILE_SOURCE, HAND_SOURCE)):
        return same[0]
    return None


def _lacking(there: Stored, item: Item) -> Meeting:
    unsure = Meeting()
    for number, found in _named_alike(there, item):
        fitting = [each for each in found if _lacks(there, each, item)]
        if len(fitting) == 1:
            return Meeting(fitting[0], number)
        if fitting:
            unsure = Meeting(None, number, len(fitting))
    return unsure


def _named_alike(there: Stored, item: Item) -> Iterator[tuple[str, Sequence[Interaction]]]:
    """Stored interactions by each number that an item has."""
    row, told = item.row or SheetRow(0), item.transcript
    for number in dict.fromkeys(filter(None, (row.external_id, told.conversation if told else ""))):
        if is_distinctive(number):
            found = there.naming([number])
            yield f"the number {number}", [each for each in found if _is_called(each, number)]
        else:
            yield (
                f"the number {number}",
                [each for each in there.by_external_id(number) if _is_numbered(each)],
            )
    if item.recording is not None:
        inside = numbers_in(item.label)
        spelled = {each for number in inside for each in (number, number.casefold(), number.upper())}
        found = there.with_numbers(spelled)
        named = [each for each in found if _is_numbered(each) or is_distinctive(each.external_id)]
        yield "the number in its name", named
    elif row.recording:
        name = row.recording.replace("\\", "/").rpartition("/")[2].casefold()
        yield "the name of its recording", [each for each in there.naming([name]) if _file_name(each) == name]


def _lacks(there: Stored, known: Interaction, item: Item) -> bool:
    """Whether a stored interaction that is called alike has room for what an item brings."""
    told, row = item.transcript, item.row or SheetRow(0)
    if item.recording is not None and (
        known.recording is not None or known.channel not in (Channel.CALL, Channel.OTHER)
    ):
        return False
    if row.external_id and _is_numbered(known) and known.external_id != row.external_id:
        return False
    if told is None or not told.turns:
        return True
    if known.channel is Channel.CALL and told.channel != Channel.CALL:
        return False
    if not known.turns:
        return True
    stored = there.transcript(known.key)
    return stored is not None and _is_continued(stored, told)


def _is_numbered(known: Interaction) -> bool:
    """Whether an interaction has its number from a sheet, and not from its file."""
    return known.key == interaction_key(known.source, known.external_id)


def bears(known: Interaction, name: str) -> bool:
    """Whether an interaction may be meant by a number, or by the name of a file."""
    return _is_called(known, name) or _file_name(known) == name


def _is_called(known: Interaction, number: str) -> bool:
    return has_number(known.external_id, number) or has_number(_file_name(known), number)


def _file_name(known: Interaction) -> str:
    return known.recording.path.rpartition("/")[2].casefold() if known.recording else ""


def _is_continued(stored: Transcript, told: Transcript) -> bool:
    """Whether two transcripts are of one conversation, of which one may have grown."""
    before, now = (Counter((turn.speaker, turn.text) for turn in each.turns) for each in (stored, told))
    return (before & now).total() >= _SAME_CONVERSATION * min(before.total(), now.total())
