"""Dialogues of the STAR collection: `Events[]`, of which only what user and wizard send is speech."""

from typing import Any

from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, said

FORMAT = "star"

_ROLES = {"User": Role.CUSTOMER, "Wizard": Role.AGENT}
_SENT = ("utter", "pick_suggestion")  # what is requested as a suggestion was a draft


def recognises(source: Source) -> bool:
    """Whether it holds events beside the id of a dialogue."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The dialogues in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a STAR dialogue")


def _is_one(of: dict[str, Any]) -> bool:
    return isinstance(of.get("Events"), list) and ("DialogueID" in of or "Scenario" in of)


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    for where, event in telling.each(of.get("Events"), "Events"):
        who = said(event.get("Agent"))
        if who in _ROLES and said(event.get("Action")) in _SENT:
            telling.say_at(where, event.get("Text"), event.get("UnixTime"), role=_ROLES[who], speaker=who)
    return telling.transcript(FORMAT, "chat", conversation=said(of.get("DialogueID")))
