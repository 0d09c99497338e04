"""The last look at every conversation, whoever read it: texts that cannot disguise themselves, and sound times."""

import math
from collections.abc import Sequence
from dataclasses import replace

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Skipped, Transcript, Turn
from qa_desktop.transcripts.source import LARGEST_TEXT, TOO_LARGE
from qa_desktop.transcripts.text import harmless

_LONGEST_NAME = 200
_DISGUISED = "characters that are not seen and could disguise a text were left out of"


def cleaned(transcript: Transcript) -> Transcript:
    """The same with harmless texts and names, and without times that are no times (not finite, negative, swapped).

    Raises InputError where no turn is left, or where one conversation holds more text than any: a file of JSON may be
    as large for the recording inside it, or for many conversations, but storing a turn takes many times its text.
    """
    if sum(len(turn.text) for turn in transcript.turns) > LARGEST_TEXT:
        raise InputError(TOO_LARGE)
    notes: list[Skipped] = []
    disguised = 0
    turns: list[Turn] = []
    for number, turn in enumerate(transcript.turns, start=1):
        text = harmless(turn.text)
        speaker = " ".join(harmless(turn.speaker).split())[:_LONGEST_NAME] if turn.speaker else ""
        disguised += text != turn.text
        if not text.strip():
            notes.append(Skipped(f"turn {number}", "nothing that can be seen stands in it; it was left out"))
            continue
        start, end = _sound(turn.start), _sound(turn.end)
        if end is not None and (start is None or end < start):
            end = None
        if (start, end) != (turn.start, turn.end):
            notes.append(Skipped(f"turn {number}", "its times are not sound; they were left out"))
        same = (text, speaker, start, end) == (turn.text, turn.speaker, turn.start, turn.end)
        turns.append(turn if same else replace(turn, text=text, speaker=speaker, start=start, end=end))
    if transcript.turns and not turns:
        raise InputError("holds no text that can be seen")
    if disguised:
        notes.append(Skipped("file", f"{_DISGUISED} {disguised} {'turn' if disguised == 1 else 'turns'}"))
    conversation = harmless(transcript.conversation)
    kept, skipped = tuple(turns), (*transcript.skipped, *notes)
    if not skipped and kept == transcript.turns and conversation == transcript.conversation:
        return transcript
    return replace(transcript, turns=kept, conversation=conversation, skipped=_harmless(skipped))


def _sound(seconds: float | None) -> float | None:
    return seconds if seconds is not None and math.isfinite(seconds) and seconds >= 0 else None


def _harmless(notes: Sequence[Skipped]) -> tuple[Skipped, ...]:
    return tuple(Skipped(harmless(note.where), harmless(note.reason)) for note in notes)
