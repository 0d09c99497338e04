"""vCon containers (draft-ietf-vcon-vcon-core, 0.0.1 to 0.3.0 and later): dialogs, their parties and transcripts.

A vCon is one conversation, unless it holds several recordings that were not made at the same time: then each is one,
with its transcript. Recordings that lie inside are taken out by `vcon_audio`; those that lie elsewhere are never
fetched.
"""

from dataclasses import replace
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Hold, Skipped, Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.telling import Telling
from qa_desktop.transcripts.times import Moment
from qa_desktop.transcripts.values import documents, either, instant, records, said, seconds
from qa_desktop.transcripts.vcon_bodies import decoded, message_text, say_transcript
from qa_desktop.transcripts.vcon_parties import People

FORMAT = "vcon"

_WTF = ("wtf_transcription", "wtf-transcription")
_TRANSCRIPTS = (*_WTF, "transcript", "transcription", "diarized", "analysis_info")
_SPOKEN = ("recording", "text")
_UNSIGNED = "the vCon is signed; its signature was not checked"


def recognises(source: Source) -> bool:
    """Whether it is a vCon, plain, signed or encrypted."""
    return bool(documents(source, _is_vcon) or documents(source, _is_signed) or documents(source, _is_encrypted))


def read(source: Source) -> tuple[Transcript, ...]:
    """The conversation of every vCon in a file, without turns where it holds a recording alone.

    Raises InputError where it is encrypted or holds no dialog.
    """
    found, notes = vcons(source)
    if not found:
        raise InputError("is an encrypted vCon; decrypt it first")
    several = [each for each in found if records(each.get("dialog"))]
    if not several:
        raise InputError("is a vCon without any dialog")
    told = [_read(part, notes if number == 0 else ()) for each in several for number, part in enumerate(parts(each))]
    left = [Skipped("file", f"vCons without any dialog were left out: {len(found) - len(several)}")]
    told[0] = replace(told[0], skipped=(*told[0].skipped, *(left if len(several) < len(found) else ())))
    return tuple(told)


def vcons(source: Source) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The vCons in a file, and remarks; raises InputError where a signed one cannot be opened."""
    found = documents(source, _is_vcon)
    if found:
        return found, ()
    return [_opened(each) for each in documents(source, _is_signed)], (_UNSIGNED,)


def parts(of: dict[str, Any]) -> list[dict[str, Any]]:
    """A vCon as one for each recording inside it, two that were made at the same time being sides of one.

    What is no such recording stays with the first. The second is called as the whole, with `/2`.
    """
    # The first draft of the extension for WTF put the transcript among the attachments.
    attached = [each for each in records(of.get("attachments")) if said(each.get("type")).casefold() in _WTF]
    if attached:
        of = {**of, "analysis": [*records(of.get("analysis")), *attached]}
    dialogs = records(of.get("dialog"))
    groups = _made_together([(place, dialog) for place, dialog in enumerate(dialogs) if is_inside(dialog)])
    if len(groups) < 2:
        return [of]
    later = {place for group in groups[1:] for place in group}
    first = [place for place in range(len(dialogs)) if place not in later]
    return [_part(of, dialogs, places, number) for number, places in enumerate([first, *groups[1:]])]


def is_inside(dialog: dict[str, Any]) -> bool:
    """Whether a dialog is a recording that lies in the vCon itself."""
    return said(dialog.get("type")) == "recording" and bool(said(dialog.get("body")))


def start_of(dialog: dict[str, Any]) -> float | None:
    """When a dialog began, in seconds that count from anywhere."""
    moment = instant(dialog.get("start"))
    return None if moment is None else moment.seconds


def _made_together(recorded: list[tuple[int, dict[str, Any]]]) -> list[list[int]]:
    """The places of recordings in groups: two that overlap for most of the shorter are the sides of one call."""
    groups: list[list[int]] = []
    spans: list[tuple[float, float] | None] = []
    for place, dialog in recorded:
        begun, length = start_of(dialog), seconds(dialog.get("duration"))
        span = None if begun is None or not length else (begun, begun + length)
        pair = next((each for each, other in enumerate(spans) if span and other and _overlap(span, other)), None)
        if pair is not None and len(groups[pair]) == 1:
            groups[pair].append(place)
        else:
            groups.append([place])
            spans.append(span)
    return groups


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0.5 * min(one[1] - one[0], other[1] - other[0])


def _part(of: dict[str, Any], dialogs: list[dict[str, Any]], places: list[int], number: int) -> dict[str, Any]:
    """The dialogs at some places with what analyses tell of them."""
    about = []
    for each in records(of.get("analysis")):
        named = each.get("dialog")
        wanted = named if isinstance(named, list) else [0 if named is None else named]
        own = [places.index(place) for place in wanted if place in places]
        if own:
            about.append({**each, "dialog": own})
    uuid = said(of.get("uuid"))
    called = f"{uuid}/{number + 1}" if uuid and number else uuid
    return {**of, "uuid": called, "dialog": [dialogs[place] for place in places], "analysis": about}


def _is_vcon(of: dict[str, Any]) -> bool:
    return ("vcon" in of and ("dialog" in of or "parties" in of)) or {"dialog", "parties", "analysis"} <= of.keys()


def _is_signed(of: dict[str, Any]) -> bool:
    return isinstance(of.get("payload"), str) and ("signatures" in of or "signature" in of)


def _is_encrypted(of: dict[str, Any]) -> bool:
    return "ciphertext" in of and ("recipients" in of or "protected" in of)


def _opened(of: dict[str, Any]) -> dict[str, Any]:
    body = decoded(of["payload"], "base64url")
    inner = None if body is None else documents(Source(body), _is_vcon)
    if not inner:
        raise InputError("is a signed file whose content is no vCon that can be read")
    return inner[0]


def _read(of: dict[str, Any], notes: tuple[str, ...]) -> Transcript:
    telling = Telling()
    for note in notes:
        telling.skip("file", note)
    dialogs = list(telling.each(of.get("dialog"), "dialog"))
    people = People.of(of.get("parties"), telling)
    starts = [instant(dialog.get("start")) for _, dialog in dialogs]
    zero = min((each for each in starts if each), key=lambda moment: moment.seconds, default=None)
    offsets = [_offset(start, zero) for start in starts]
    told = _say_transcripts(telling, of, dialogs, offsets, people)
    for place, (where, dialog) in enumerate(dialogs):
        _say_dialog(telling, where, dialog, starts[place], offsets[place], people, place in told)
    length = max((end for end in _ends(telling, dialogs, offsets)), default=None)
    call = any(said(dialog.get("type")) == "recording" for _, dialog in dialogs) or bool(told)
    return telling.transcript(
        FORMAT,
        "call" if call else _written(dialogs),
        began=None if zero is None else _first_start(dialogs, zero),
        conversation=said(of.get("uuid")),
        duration=length,
        holds=_holds(telling, dialogs, zero),
        parties=people.parties,
    )


def _offset(start: Moment | None, zero: Moment | None) -> float:
    return 0.0 if start is None or zero is None else round(start.seconds - zero.seconds, 3)


def _first_start(dialogs: list[tuple[str, dict[str, Any]]], zero: Moment) -> Any:
    matching = (dialog.get("start") for _, dialog in dialogs)
    return next(each for each in matching if (at := instant(each)) is not None and at.seconds == zero.seconds)


def _written(dialogs: list[tuple[str, dict[str, Any]]]) -> str:
    kinds = [said(either(dialog, "mediatype", "mimetype")) for _, dialog in dialogs]
    return "email" if any(kind.startswith("message/") for kind in kinds) else "chat"


def _ends(telling: Telling, dialogs: list[tuple[str, dict[str, Any]]], offsets: list[float]) -> list[float]:
    """When each dialog with a length ends, counted from the first."""
    ends = []
    for (where, dialog), offset in zip(dialogs, offsets, strict=True):
        length = seconds(dialog.get("duration"))
        if length is not None:
            ends.append(round(offset + length, 3))
        elif dialog.get("duration") not in (None, ""):
            telling.skip(where, f"its duration “{str(dialog['duration'])[:40]}” cannot be read")
    return ends


def _say_transcripts(
    telling: Telling,
    of: dict[str, Any],
    dialogs: list[tuple[str, dict[str, Any]]],
    offsets: list[float],
    people: People,
) -> set[int]:
    """Say the transcript of each dialog that has one; gives the dialogs told."""
    told: set[int] = set()
    analyses = [(where, each) for where, each in telling.each(of.get("analysis"), "analysis")
                if said(each.get("type")).casefold() in _TRANSCRIPTS]  # fmt: skip
    for where, analysis in sorted(analyses, key=lambda pair: _TRANSCRIPTS.index(said(pair[1]["type"]).casefold())):
        about = analysis.get("dialog")
        places = [about] if isinstance(about, int) else about if isinstance(about, list) else [0]
        place = next((each for each in places if isinstance(each, int) and 0 <= each < len(dialogs)), None)
        if place is None:
            telling.skip(where, f"it is about a dialog that is not there ({str(about)[:40]})")
        elif place not in told and say_transcript(telling, where, analysis, dialogs[place][1], offsets[place], people):
            told.add(place)
    return told


def _say_dialog(
    telling: Telling,
    where: str,
    dialog: dict[str, Any],
    start: Moment | None,
    offset: float,
    people: People,
    told: bool,
) -> None:
    """Say the message that a dialog is, and tell what of it could not be taken."""
    kind = said(dialog.get("type"))
    if start is None and kind in _SPOKEN:
        telling.skip(where, "no start that can be read")
    people.check(telling, where, dialog.get("parties"))
    if kind == "text" and dialog.get("body") not in (None, ""):
        text = message_text(dialog)
        name, role = people.speaker(dialog)
        if text is None:
            telling.skip(where, "its text cannot be read")
        elif not told:
            if start is None:
                telling.say(where, text, role=role, speaker=name)
            else:
                telling.say(where, text, offset, role=role, speaker=name)
    elif kind == "recording" and dialog.get("url") and not dialog.get("body"):
        telling.skip(where, f"its recording lies elsewhere and is not fetched: {said(dialog['url'])[:100]}")
    elif kind == "incomplete":
        telling.skip(where, f"the call did not come about ({said(dialog.get('disposition')) or 'no reason told'})")


def _holds(telling: Telling, dialogs: list[tuple[str, dict[str, Any]]], zero: Moment | None) -> list[Hold]:
    """The times on hold: from `hold` to `unhold` of the same party."""
    holds: list[Hold] = []
    for where, dialog in dialogs:
        begun: dict[str, float] = {}
        for event in records(dialog.get("party_history")):
            name, who, at = said(event.get("event")), said(event.get("party")), instant(event.get("time"))
            if name not in ("hold", "unhold"):
                continue
            if at is None or zero is None or at.seconds < zero.seconds:
                telling.skip(where, f"the time of “{name}” cannot be read")
            elif name == "hold":
                begun.setdefault(who, round(at.seconds - zero.seconds, 3))
            elif who in begun:
                holds.append(Hold(begun.pop(who), round(at.seconds - zero.seconds, 3)))
        holds += [Hold(start) for start in begun.values()]
    return sorted(holds, key=lambda hold: hold.start)
