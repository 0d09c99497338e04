"""Who spoke how much in each interaction, as a line of cells."""

from typing import Final

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.exports.calibration.context import NONE
from qa_desktop.exports.plan import CellValue

TITLE: Final = "Who spoke how much, in seconds"
COLUMNS: Final = (
    ("Agent's share", "share"),
    ("Silence", "points"),
    ("Longest silence", "points"),
    ("Both speak", "points"),
    ("Interruptions by agent", "count"),
    ("Interruptions by customer", "count"),
    ("Hold", "points"),
    ("Told by", "answer"),
)
"""The heading and the look of each figure."""

_ONE_CHANNEL = "one channel: no shares"
_TOLD_BY = {SpeechSource.CHANNELS: "its channels", SpeechSource.TRANSCRIPT: "its transcript"}
_SIDE_UNKNOWN = "agent's channel not known"


def figures(interaction: Interaction, heard: Speech | None) -> tuple[CellValue, ...]:
    """The cells of an interaction, one for each column; those that are not known hold a dash."""
    if heard is None:
        return (NONE,) * len(COLUMNS)
    sides = heard.sides(interaction.recording.agent_channel if interaction.recording else None)
    apart = heard.source is not SpeechSource.ONE_CHANNEL
    share = sides.agent_share if sides else None
    return (
        NONE if share is None else share,
        heard.silence,
        heard.longest_silence,
        heard.overtalk if apart else NONE,
        sides.agent_interruptions if sides else NONE,
        sides.customer_interruptions if sides else NONE,
        heard.hold,
        (_TOLD_BY[heard.source] if sides else _SIDE_UNKNOWN) if apart else _ONE_CHANNEL,
    )
