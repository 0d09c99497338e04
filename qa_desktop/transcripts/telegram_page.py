"""A page of Telegram's HTML export, as its desktop program writes it: `messages.html`, `messages2.html` …"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from qa_desktop.domain.transcripts import Skipped, Turn
from qa_desktop.transcripts.json_chats import Message
from qa_desktop.transcripts.markup import text_of_html
from qa_desktop.transcripts.speakers import role_of

_PAGE = re.compile(r'<div class="page_body chat_page">|<title>Exported Data</title>')
_BLOCK = '<div class="message '
_ID = re.compile(r'id="message(-?\d{1,19})"')
_DATE = re.compile(
    r'<div class="pull_right date details" '
    r'title="(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)(?: UTC([+-]\d\d):(\d\d))?"'
)
_FORWARDED = '<div class="forwarded body">'
_NAME = '<div class="from_name">'
_TEXT = '<div class="text">'
_TITLE = '<div class="title bold">'
_CHAT = '<div class="text bold">'
_CARRIED = {"photo_wrap": "photo", "video_file_wrap": "video", "sticker_wrap": "sticker", "animated_wrap": "animation"}
_LONGEST = 200


def is_page(head: str) -> bool:
    """Whether a page begins as Telegram's do."""
    return _PAGE.search(head) is not None


def chat_of(page: str) -> str:
    """What the chat is called at the top of its page."""
    return _inside(page[: page.find(_BLOCK)] if _BLOCK in page else page, _CHAT)[:_LONGEST]


def messages_of(page: str, notes: list[Skipped]) -> Iterator[Message]:
    """What was written, in the order of the page; who joined or pinned, and the days between, are not speech."""
    speaker = ""
    for place, block in enumerate(page.split(_BLOCK)[1:], start=1):
        if not block.startswith("default"):
            continue
        number = _ID.search(block)
        where = f"message {number[1] if number else place}"
        own, forwarded, inner = block.partition(_FORWARDED)
        # A message right after another of the same person bears no name.
        speaker = _inside(own, _NAME)[:_LONGEST] or speaker
        text = _inside(block, _TEXT)
        carried = _inside(block, _TITLE)[:_LONGEST].casefold()
        carried = carried or next((shown for mark, shown in _CARRIED.items() if mark in block), "")
        from_whom = _inside(inner, _NAME).split("\n")[0][:_LONGEST] if forwarded else ""
        told = [f"(forwarded from {from_whom})" if from_whom else "", text, f"({carried})" if carried else ""]
        if not text and not carried:
            notes.append(Skipped(where, "no text"))
            continue
        name = speaker or "Deleted Account"
        seconds, zone = _seconds(block)
        yield Message(where, Turn("\n".join(filter(None, told)), role_of(name), name), seconds, zone)


def _inside(block: str, opening: str) -> str:
    """The text of the first element that opens so; these hold no further blocks."""
    _, found, rest = block.partition(opening)
    return text_of_html(rest[: rest.find("</div>")]).strip() if found and "</div>" in rest else ""


def _seconds(block: str) -> tuple[float | None, bool]:
    """Seconds since 1970, and whether the zone is told."""
    match = _DATE.search(block)
    if match is None:
        return None, False
    day, month, year, hour, minute, second = (int(part) for part in match.groups()[:6])
    hours, minutes = int(match[7] or 0), int(match[8] or 0)
    try:
        zone = timezone(timedelta(hours=hours, minutes=minutes if hours >= 0 else -minutes)) if match[7] else UTC
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).timestamp(), match[7] is not None
    except (ValueError, OverflowError):
        return None, False
