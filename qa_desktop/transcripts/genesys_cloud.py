"""Conversations as Genesys Cloud's speech and text analytics writes them: `transcripts[].phrases[]`, epoch times."""

from collections.abc import Iterator
from typing import Any

from qa_desktop.domain.transcripts import Party, Role, Transcript, Word
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, number, record, records, said, seconds, share

FORMAT = "genesys-cloud"

_MS = 0.001
_SINCE_1970 = 1e11
_CHANNELS = {"call": "call", "callback": "call", "voice": "call", "chat": "chat", "message": "chat", "email": "email"}
_PURPOSES = {"external": Role.CUSTOMER, "internal": Role.AGENT, "ivr": Role.BOT, "acd": Role.SYSTEM}
_FEELINGS = {-1: "NEGATIVE", 0: "NEUTRAL", 1: "POSITIVE"}


def recognises(source: Source) -> bool:
    """Whether it holds transcripts of phrases with a purpose."""
    return bool(documents(source, _is_one) or documents(source, _is_written))


def read(source: Source) -> tuple[Transcript, ...]:
    """The conversations in a file; raises InputError where nothing is said in them."""
    found = documents(source, _is_one)
    told = [_read(each) for each in found] or [_read_written(each) for each in documents(source, _is_written)]
    return with_turns(told, "a conversation")


def _is_written(of: dict[str, Any]) -> bool:
    return bool(_written(of))


def _written(of: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages of a chat as the recordings of a conversation have them."""
    messages = records(of.get("messagingTranscript"))
    chat = records(of.get("transcript"))
    return messages or (chat if any("body" in each and "utc" in each for each in chat) else [])


def _read_written(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    for where, each in telling.each(_written(of), "transcript"):
        if said(each.get("bodyType")) not in ("", "standard") or said(each.get("type")) not in ("", "message"):
            continue  # who came and who left
        user = record(either(each, "fromUser", "user"))
        purpose = said(each.get("participantPurpose")).casefold()
        role = Role.AGENT if user else _PURPOSES.get(purpose) or (role_of(purpose) if purpose else Role.CUSTOMER)
        guest = record(each.get("fromExternalContact"))
        full = " ".join(filter(None, (said(guest.get("firstName")), said(guest.get("lastName")))))
        name = said(user.get("name")) or full or said(each.get("from")) or role.value.capitalize()
        at = either(each, "timestamp", "utc")
        telling.say_at(where, either(each, "messageText", "body"), at, role=role, speaker=name)
    return telling.transcript(FORMAT, "chat", conversation=said(of.get("conversationId")))


def _transcripts(of: dict[str, Any]) -> list[dict[str, Any]]:
    return records(of.get("transcripts")) or ([of] if "phrases" in of else [])


def _is_one(of: dict[str, Any]) -> bool:
    return any("participantPurpose" in each for told in _transcripts(of) for each in records(told.get("phrases")))


def _read(of: dict[str, Any]) -> Transcript:
    telling, people = Telling(), records(of.get("participants"))
    inner = next(iter(_transcripts(of)), {})
    began = either(of, "startTime", "conversationStartTime") or inner.get("startTime")
    for number_of, told in enumerate(_transcripts(of)):
        feelings = _feelings(told)
        for where, phrase in telling.each(told.get("phrases"), f"transcripts[{number_of}].phrases"):
            _say(telling, where, phrase, people, feelings, began)
    channel = _CHANNELS.get(said(of.get("mediaType")).casefold(), "call")
    return telling.transcript(
        FORMAT,
        channel,
        began=began,
        began_unit=_MS,
        conversation=said(of.get("conversationId")),
        duration=seconds(of.get("duration"), _MS),
        parties=list(_parties(people)),
    )


def _say(
    telling: Telling,
    where: str,
    phrase: dict[str, Any],
    people: list[dict[str, Any]],
    feelings: dict[str, str],
    began: Any,
) -> None:
    purpose = said(phrase.get("participantPurpose")).casefold()
    at = number(phrase.get("startTimeMs"))
    first = number(began)
    if at is None and first is not None and phrase.get("offset") is not None:
        offset = seconds(phrase.get("offset"), _MS)
        at = None if offset is None else first + offset / _MS
    text, length = either(phrase, "decoratedText", "text"), seconds(phrase.get("duration"), _MS)
    more: dict[str, Any] = {
        "role": _PURPOSES.get(purpose) or role_of(purpose),
        "speaker": _who(purpose, at, people),
        "confidence": share(phrase.get("confidence")),
        "sentiment": feelings.get(said(phrase.get("phraseIndex"))),
        "words": tuple(_words(phrase, first)),
    }
    if at is not None and at < _SINCE_1970:
        # Counted from the start of the conversation, as some answers have it.
        telling.say(where, text, at * _MS, lasting=length, **more)
    else:
        telling.say_at(where, text, phrase.get("startTimeMs") if at is None else at, length, unit=_MS, **more)


def _words(phrase: dict[str, Any], began: float | None) -> Iterator[Word]:
    for each in records(phrase.get("words")):
        at, length = number(each.get("startTimeMs")), seconds(each.get("duration"), _MS)
        start = None if at is None or began is None or at < began else round((at - began) * _MS, 3)
        end = None if start is None or length is None else round(start + length, 3)
        yield Word(said(each.get("word")), start, end, share(each.get("confidence")))


def _who(purpose: str, at: float | None, people: list[dict[str, Any]]) -> str:
    """The name of who speaks: of several with a purpose, the last who had come at that time (milliseconds)."""
    plain = {"external": "Customer", "internal": "Agent"}.get(purpose, purpose.upper() if len(purpose) < 4 else purpose)
    own = [each for each in people if said(each.get("participantPurpose")).casefold() == purpose]
    if len(own) > 1:
        there = [each for each in own if at is not None and _is_there(each, at)]
        own = there[-1:]
    return (_name(own[0]) if own and purpose != "ivr" else "") or plain


def _is_there(person: dict[str, Any], at: float) -> bool:
    start, end = number(person.get("startTimeMs")), number(person.get("endTimeMs"))
    return (start is None or start <= at) and (end is None or at <= end)


def _name(person: dict[str, Any]) -> str:
    return said(either(person, "name", "userName", "agentName", "userId"))


def _parties(people: list[dict[str, Any]]) -> Iterator[Party]:
    for each in people:
        purpose = said(each.get("participantPurpose")).casefold()
        name, contact = _name(each), said(either(each, "ani", "address", "email"))
        if name or contact:
            yield Party(name, _PURPOSES.get(purpose) or role_of(purpose), contact)


def _feelings(told: dict[str, Any]) -> dict[str, str]:
    """Sentiments by the phrase that they were heard in."""
    marks = records(record(told.get("analytics")).get("sentiment"))
    return {
        said(each.get("phraseIndex")): _FEELINGS[round(value)]
        for each in marks
        if (value := number(each.get("sentiment"))) is not None and abs(value) <= 1
    }
