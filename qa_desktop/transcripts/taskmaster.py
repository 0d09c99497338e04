"""Dialogues of the Taskmaster collections: `utterances[]` of speaker and text, without times."""

from typing import Any

from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, first, said

FORMAT = "taskmaster"

_ROLES = {"user": Role.CUSTOMER, "assistant": Role.AGENT}


def recognises(source: Source) -> bool:
    """Whether it holds a dialogue with its id and utterances."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The dialogues in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a dialogue")


def _is_one(of: dict[str, Any]) -> bool:
    utterance = first(of.get("utterances"))
    return "conversation_id" in of and {"speaker", "text"} <= utterance.keys() and "start" not in utterance


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    for where, each in telling.each(of.get("utterances"), "utterances"):
        name = said(each.get("speaker"))
        role = _ROLES.get(name.casefold()) or role_of(name)
        telling.say(where, each.get("text"), role=role, speaker=name.capitalize())
    return telling.transcript(FORMAT, "chat", conversation=said(of.get("conversation_id")))
