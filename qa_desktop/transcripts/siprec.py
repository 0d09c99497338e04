"""Metadata of recorded calls: SIPREC (RFC 7865), and the plain form of caller and callee that adapters write.

It holds no turns: who took part, when, and the id of the call, to be joined to its recording.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Party, Role, Skipped, Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.times import Moment, spelled
from qa_desktop.transcripts.values import instant

FORMAT = "siprec"

_MARKS = ("urn:ietf:params:xml:ns:recording", "<recording")
_STARTS = ("start-time", "starttime", "start_time", "associate-time", "initiated")
_ENDS = ("end-time", "endtime", "end_time", "disassociate-time")
_SIDES = ("caller", "callee", "agent", "customer", "calling-party", "called-party")


def recognises(source: Source) -> bool:
    """Whether it is XML whose root is a recording."""
    if not source.is_xml or not any(mark in source.head for mark in _MARKS):
        return False
    try:
        return _name(source.xml) == "recording"
    except InputError:
        return False


def read(source: Source) -> tuple[Transcript, ...]:
    """What the metadata say, without turns; raises InputError where they name nobody and no time."""
    root = source.xml
    start, end = _earliest(root, _STARTS), _latest(root, _ENDS)
    parties = tuple(_parties(root))
    if start is None and not parties:
        raise InputError("is a SIPREC document that names neither parties nor times")
    lasting = None if start is None or end is None else round(end.seconds - start.seconds, 3)
    notes = [Skipped("file", "it ends before it starts; its length was left out")] if (lasting or 0) < 0 else []
    return (
        Transcript(
            FORMAT,
            (),
            started_at=spelled(start.at) if start and start.at else None,
            conversation=_id(root),
            skipped=tuple(notes),
            duration=lasting if lasting is not None and lasting >= 0 else None,
            parties=parties,
        ),
    )


def _name(element: Element) -> str:
    """The name of an element without its namespace, in lower case."""
    return element.tag.rpartition("}")[2].casefold()


def _all(root: Element, *names: str) -> Iterator[Element]:
    return (element for element in root.iter() if _name(element) in names)


def _text(root: Element, *names: str) -> str:
    """The first text of these elements, else of these attributes of the root."""
    found = ((element.text or "").strip() for element in _all(root, *names))
    own: dict[str, Any] = {key.rpartition("}")[2].casefold(): value for key, value in root.attrib.items()}
    return next(filter(None, found), "") or next((own[name].strip() for name in names if own.get(name)), "")


def _moments(root: Element, names: tuple[str, ...]) -> list[Moment]:
    texts = [(element.text or "").strip() for element in _all(root, *names)]
    texts += [
        value
        for element in root.iter()
        for key, value in element.attrib.items()
        if key.rpartition("}")[2].casefold() in names
    ]
    return [moment for text in texts if (moment := instant(text)) is not None]


def _earliest(root: Element, names: tuple[str, ...]) -> Moment | None:
    return min(_moments(root, names), key=lambda moment: moment.seconds, default=None)


def _latest(root: Element, names: tuple[str, ...]) -> Moment | None:
    return max(_moments(root, names), key=lambda moment: moment.seconds, default=None)


def _id(root: Element) -> str:
    """The id of the session, else of the call or the communication session."""
    for element in _all(root, "session"):
        own = {key.rpartition("}")[2].casefold(): value for key, value in element.attrib.items()}
        told = (
            own.get("id")
            or own.get("session_id")
            or own.get("session")
            or _text(element, "sipsessionid", "sip-session-id")
        )
        if told:
            return told.partition(";")[0].strip()
    return _text(root, "call-id", "callid", "ucid")


def _parties(root: Element) -> Iterator[Party]:
    inbound = _text(root, "direction").casefold() in ("inbound", "in", "incoming")
    outbound = _text(root, "direction").casefold() in ("outbound", "out", "outgoing")
    for element in _all(root, *_SIDES):
        name, contact = _text(element, "name", "displayname"), _text(element, "number", "uri", "address", "tel", "aor")
        side = _name(element)
        role = role_of(_text(element, "role")) if _text(element, "role") else role_of(name)
        if role is Role.UNKNOWN and inbound:
            role = Role.CUSTOMER if side in ("caller", "calling-party") else Role.AGENT
        elif role is Role.UNKNOWN and outbound:
            role = Role.AGENT if side in ("caller", "calling-party") else Role.CUSTOMER
        elif role is Role.UNKNOWN and side in ("agent", "customer"):
            role = role_of(side)
        if name or contact:
            yield Party(name, role, _bare(contact))
    for element in _all(root, "participant"):
        address = next((value for each in _all(element, "nameid") for key, value in each.attrib.items()
                        if key.casefold() == "aor"), "")  # fmt: skip
        name = _text(element, "name", "displayname")
        contact = _bare(address or _text(element, "aor"))
        role = role_of(_text(element, "role") or name)
        if name or contact:
            yield Party(name, role, contact)


def _bare(contact: str) -> str:
    """A number or an address without the scheme before it."""
    scheme, _, rest = contact.partition(":")
    return rest if scheme.casefold() in ("tel", "sip", "sips", "mailto") else contact
