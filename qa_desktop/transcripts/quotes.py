"""What a message says itself, told apart from the earlier messages that it quotes."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr, parsedate_to_datetime

_WROTE = re.compile(
    r"(?:On|Am|Le|El|Il|Op|Em|Den|W dniu)\s(?P<before>[^\n]{3,280}?)\s*"
    r"\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał\(a\))"
    r"(?P<after>\s[^\n]{0,160})?\s*:\s*$"
)
_DATE_ENDS = re.compile(
    r"(?:\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s[+-]\d{4}|\s\(?[A-Z]{3,4}\)?)?"
    r"|\b\d{4})[,\s]+"
)
_BETWEEN = re.compile(
    r"[\s_-]*-{2,}\s*(?:Original|Forwarded|Urspr|Weiterge|Message|Mensaje|Messaggio)[^\n]{0,60}-{2,}\s*$|_{10,}\s*$",
    re.I,
)
_FROM = re.compile(r"\s*\*?(?:From|Von|De|Da|Van|Från|Fra|Od)\s?:\*?\s*(?P<who>[^\n]{1,200})$")
_SENT = re.compile(
    r"\s*\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Fecha|Inviato|Data|Verzonden|Skickat)\s?:\*?\s*"
    r"(?P<when>.{1,120})$"
)
_OTHER = re.compile(r"\s*\*?[^\W\d_][\w -]{1,20}\s?:\*?\s")
_AT = re.compile(
    r"(?P<month>[A-Z][a-z]{2})[a-z]*\.? (?P<day>\d{1,2}), (?P<year>\d{4})(?:,? at|,)?\s+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<half>[AP]M)?"
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DEEPEST = 20


@dataclass(frozen=True)
class Said:
    """A message within a message: who wrote it and when, as far as that is told."""

    who: str
    at: datetime | None
    text: str


def told_apart(text: str) -> tuple[str, tuple[Said, ...]]:
    """What is new in a text, and the messages that it quotes, the oldest first.

    An answer written between the lines of a quotation stays whole: without what it answers it means nothing.
    """
    own = text
    found: list[Said] = []
    for _ in range(_DEEPEST):
        cut = _cut(own if not found else found[-1].text)
        if cut is None:
            break
        new, said = cut
        if found:
            found[-1] = Said(found[-1].who, found[-1].at, new)
        else:
            own = new
        found.append(said)
    return own, tuple(said for said in reversed(found) if said.text)


def _cut(text: str) -> tuple[str, Said] | None:
    """The text before (and behind) the first quotation, and the quotation; None where there is none to cut off."""
    lines = text.split("\n")
    for place, line in enumerate(lines):
        for size in (1, 2, 3):
            wrote = _WROTE.match(" ".join(lines[place : place + size]).strip())
            if wrote and _quoted_from(lines, place + size) is not None:
                when, who = _who_wrote(wrote["before"], (wrote["after"] or "").strip())
                return _behind(lines, place, place + size, who, when)
        if (_BETWEEN.match(line) or _FROM.match(line)) and (headers := _headers(lines, place)):
            return _below(lines, place, headers)
        if line.startswith(">"):
            return _behind(lines, place, place, "", "")
    return None


def _who_wrote(before: str, after: str) -> tuple[str, str]:
    """When and who in `Mon, Jan 5, 2026 at 10:15 AM Ann`: the name comes after the date, or after the verb."""
    if after:
        return before, after
    ends = [match.end() for match in _DATE_ENDS.finditer(before)] or [before.rfind(",") + 1]
    return before[: ends[-1]].strip(" ,"), before[ends[-1] :].strip()


def _quoted_from(lines: list[str], place: int) -> int | None:
    """Where the quotation under an attribution begins."""
    for at in range(place, min(place + 3, len(lines))):
        if lines[at].startswith(">"):
            return at
        if lines[at].strip():
            return None
    return None


def _behind(lines: list[str], place: int, start: int, who: str, when: str) -> tuple[str, Said] | None:
    """Cut a run of lines behind `>` out, unless more quotations follow between answers."""
    begin = _quoted_from(lines, start)
    if begin is None:
        return None
    end = begin
    while end < len(lines) and (lines[end].startswith(">") or (not lines[end].strip() and _goes_on(lines, end))):
        end += 1
    if any(line.startswith(">") for line in lines[end:]):
        return None
    new = "\n".join([*lines[:place], *lines[end:]]).strip()
    if not new and not who:
        return None
    quoted = "\n".join(re.sub(r"^> ?", "", line) for line in lines[begin:end]).strip()
    return new, _said(who, when, quoted)


def _goes_on(lines: list[str], place: int) -> bool:
    return any(line.startswith(">") for line in lines[place + 1 : place + 2])


def _headers(lines: list[str], place: int) -> tuple[int, str, str] | None:
    """Where the text under a block of headers as Outlook writes them begins, who sent it, and when."""
    at = place + bool(_BETWEEN.match(lines[place]))
    while at < len(lines) and not lines[at].strip():
        at += 1
    sender = _FROM.match(lines[at]) if at < len(lines) else None
    if sender is None:
        return None
    when, count = "", 0
    at += 1
    while at < len(lines) and count < 8 and _OTHER.match(lines[at]):
        sent = _SENT.match(lines[at])
        when = sent["when"] if sent else when
        at, count = at + 1, count + 1
    return (at, sender["who"], when) if count >= 2 or (count and when) else None


def _below(lines: list[str], place: int, headers: tuple[int, str, str]) -> tuple[str, Said]:
    begin, who, when = headers
    return "\n".join(lines[:place]).strip(), _said(who, when, "\n".join(lines[begin:]).strip())


def _said(who: str, when: str, text: str) -> Said:
    name, address = parseaddr(who.replace("[mailto:", "<").replace("]", ">"))
    return Said((name or address or who).strip(' "*,'), _moment(when), text)


def _moment(when: str) -> datetime | None:
    """When a quoted message was written, where that is told in English or as in a header."""
    match = _AT.search(when)
    try:
        if match and match["month"] in _MONTHS:
            hour = int(match["hour"]) % 12 + 12 * (match["half"] == "PM") if match["half"] else int(match["hour"])
            day = int(match["year"]), _MONTHS.index(match["month"]) + 1, int(match["day"])
            return datetime(*day, hour, int(match["minute"]))  # noqa: DTZ001 -- no zone is told
        return parsedate_to_datetime(when)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
