"""The body of a Salesforce chat transcript: HTML with `( 1m 13s ) Name: text`, alone or in a column of an export."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Skipped, Transcript, Turn
from qa_desktop.transcripts.markup import text_of_html
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.tables import Row, read_table
from qa_desktop.transcripts.times import spelled
from qa_desktop.transcripts.values import documents, either, said

FORMAT = "salesforce-chat"

_STARTED = re.compile(r"Chat Started:\s*([^\n<(]{0,60}?)\s*(?:\(\s*([+-]\d{2}):?(\d{2})\s*\)|(?=[\n<]|$))")
_AGENT = re.compile(r"(?:^|\n)\s*Agent:?\s+([^\n]{1,80})")
_TRANSFER = re.compile(r"Chat Transferred From ([^\n]{1,80}?) To ([^\n]{1,80})", re.IGNORECASE)
_OFFSET = re.compile(r"\(\s*(?:(\d{1,4})d\s*)?(?:(\d{1,4})h\s*)?(?:(\d{1,4})m\s*)?(?:(\d{1,6})s)?\s*\)")
_NAME = re.compile(r"\s*([^\n:]{1,80}?)\s*:\s+(.*)", re.DOTALL)
_WRITTEN = ("%A, %B %d, %Y, %H:%M:%S", "%A, %d %B %Y, %H:%M:%S", "%A, %B %d, %Y, %I:%M:%S %p")
_SECONDS = (86_400, 3600, 60, 1)
_IDS = ("name", "livechattranscriptid", "id", "chatkey", "caseid")


def recognises(source: Source) -> bool:
    """Whether it begins as a chat's body does, or is a table that has such bodies in it."""
    return bool(re.search(r"Chat Started:", source.head)) and bool(_OFFSET.search(source.head))


def read(source: Source) -> tuple[Transcript, ...]:
    """The chat, or all chats of a table; raises InputError where no message can be read."""
    text = source.text.text
    if source.is_json:
        rows = _answered(source)
    else:
        rows = _bodies(text) if not text.lstrip().startswith(("<", "Chat Started")) else ()
    found = [each for row, number in rows or (("", ""),) if (each := _chat(row or text, number)).turns]
    if not found:
        raise InputError("is a Salesforce chat without any message")
    return (replace(found[0], skipped=(*source.text.skipped, *found[0].skipped)), *found[1:])


def _bodies(text: str) -> tuple[tuple[str, str], ...]:
    """The bodies in a table with what their chats are called there; none where it is no table."""
    rows = read_table(text, lambda cells: sum("Chat Started:" in cell for cell in cells)).rows
    if len(rows) < 2 or not any("Chat Started:" in cell for row in rows for cell in row.cells):
        return ()
    header = ["".join(filter(str.isalnum, cell)).casefold() for cell in rows[0].cells]
    place = next((header.index(name) for name in _IDS if name in header), None)
    return tuple((cell, _cell(row, place)) for row in rows for cell in row.cells if "Chat Started:" in cell)


def _answered(source: Source) -> tuple[tuple[str, str], ...]:
    """The bodies in what Salesforce answers about records, with what they are called there."""
    found = documents(source, lambda each: "Chat Started:" in said(each.get("Body")))
    return tuple((said(each["Body"]), said(either(each, "Name", "Id"))) for each in found)


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def _chat(body: str, number: str) -> Transcript:
    shown = text_of_html(body)
    agents = {name.strip() for name in _AGENT.findall(shown)}
    agents |= {name.strip() for pair in _TRANSFER.findall(shown) for name in pair}
    skipped: list[Skipped] = []
    turns = tuple(_turns(shown, agents, skipped))
    return Transcript(FORMAT, turns, "chat", _started_at(shown), number, tuple(skipped))


def _started_at(shown: str) -> str | None:
    match = _STARTED.search(shown)
    zone = f" {match[2]}{match[3]}" if match and match[2] else ""
    for form in _WRITTEN if match else ():
        try:
            written = f"{match[1] if match else ''}{zone}"
            return spelled(datetime.strptime(written, f"{form}{' %z' if zone else ''}"))  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _turns(shown: str, agents: set[str], skipped: list[Skipped]) -> Iterator[Turn]:
    marks = list(_OFFSET.finditer(shown))
    for mark, following in zip_longest(marks, marks[1:]):
        if not any(mark.groups()):
            continue
        said = " ".join(shown[mark.end() : following.start() if following else len(shown)].split("\n")).strip()
        offset = sum(int(part or 0) * seconds for part, seconds in zip(mark.groups(), _SECONDS, strict=True))
        named = _NAME.match(said)
        if not said:
            continue  # the last mark stands there for nothing
        if named is None:
            skipped.append(Skipped(mark[0], f"no name: “{said[:60]}”"))
            continue
        speaker, text = named[1], " ".join(named[2].split())
        yield Turn(text, _role(speaker, agents), speaker, float(offset))


def _role(speaker: str, agents: set[str]) -> Role:
    """A chat names its agents; who else writes is the visitor, unless the name says something else."""
    if speaker in agents:
        return Role.AGENT
    told = role_of(speaker)
    return told if told is not Role.UNKNOWN or not agents else Role.CUSTOMER
