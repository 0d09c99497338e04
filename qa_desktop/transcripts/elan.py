"""ELAN annotation files (.eaf): tiers of annotations between time slots in milliseconds."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Skipped, Transcript, Turn
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.tiers import in_time_order

FORMAT = "elan"

_MILLISECONDS = 1000
_LONGEST_CHAIN = 100


def recognises(source: Source) -> bool:
    """Whether it is an XML document with ELAN's root."""
    return source.is_xml and "<ANNOTATION_DOCUMENT" in source.head


def read(source: Source) -> tuple[Transcript, ...]:
    """The annotations of all tiers; raises InputError where there are none."""
    document = source.xml
    skipped: list[Skipped] = []
    times = _Times(document)
    turns = [turn for tier in document.iter("TIER") for turn in _turns(tier, times, skipped)]
    if not turns:
        raise InputError("is an ELAN file without any annotation that can be read")
    return (Transcript(FORMAT, in_time_order(turns), skipped=tuple(skipped)),)


class _Times:
    """Where annotations stand: by their slots, else by the annotation that they belong to."""

    def __init__(self, document: Element) -> None:
        self._slots = {
            slot.get("TIME_SLOT_ID", ""): _seconds(slot.get("TIME_VALUE")) for slot in document.iter("TIME_SLOT")
        }
        annotations = [each for wrapped in document.iter("ANNOTATION") for each in wrapped]
        self._annotations = {each.get("ANNOTATION_ID", ""): each for each in annotations}

    def of(self, annotation: Element) -> tuple[float | None, float | None]:
        """Start and end in seconds, as far as the file tells."""
        found: Element | None = annotation
        for _ in range(_LONGEST_CHAIN):
            if found is None or found.tag == "ALIGNABLE_ANNOTATION":
                break
            found = self._annotations.get(found.get("ANNOTATION_REF", ""))
        if found is None or found.tag != "ALIGNABLE_ANNOTATION":
            return None, None
        return self._slot(found, "TIME_SLOT_REF1"), self._slot(found, "TIME_SLOT_REF2")

    def _slot(self, annotation: Element, name: str) -> float | None:
        return self._slots.get(annotation.get(name, ""))


def _seconds(written: str | None) -> float | None:
    return int(written) / _MILLISECONDS if written and written.isdecimal() and len(written) < 12 else None


def _turns(tier: Element, times: _Times, skipped: list[Skipped]) -> Iterator[Turn]:
    speaker = tier.get("PARTICIPANT") or tier.get("TIER_ID") or ""
    role = role_of(speaker)
    for annotation in (each for wrapped in tier.iter("ANNOTATION") for each in wrapped):
        where = f"annotation {annotation.get('ANNOTATION_ID', '')} of “{speaker[:60]}”"
        text = (annotation.findtext("ANNOTATION_VALUE") or "").strip()
        start, end = times.of(annotation)
        if not text:
            continue  # an annotation with nothing in it marks a stretch and says nothing
        if start is None:
            skipped.append(Skipped(where, "its time is not told; the turn is kept without one"))
        if end is not None and (start is None or end < start):
            skipped += [Skipped(where, "it ends before it starts; the end was left out")] if start is not None else []
            end = None
        yield Turn(text, role, speaker, start, end)
