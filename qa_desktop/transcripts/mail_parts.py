"""The parts of an e-mail message, however badly it is built: headers, the text to read, attachments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from qa_desktop.domain.errors import InputError
from qa_desktop.transcripts.markup import text_of_html

_MOST_PARTS = 2000
_CHARSETS = {
    **dict.fromkeys(("ks_c_5601-1987", "ks_c_5601-1989", "euc-kr"), "cp949"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "x-sjis"), "cp932"),
    **dict.fromkeys(("us-ascii", "ascii", "x-unknown"), "utf-8"),
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
}
"""What mail programs mean by names of character sets that stand for less, or that Python does not know."""


@dataclass(frozen=True)
class Mail:
    """A message: who wrote it and when, what it says, and the names of what is attached."""

    sender: str
    address: str
    at: datetime | None
    date: str
    subject: str
    number: str
    answers: tuple[str, ...]
    text: str
    attached: tuple[str, ...]
    inner: tuple["Mail", ...] = ()


def parse_mail(data: bytes) -> Mail:
    """The message in the bytes; raises InputError where its parts are nested deeper than any message."""
    try:
        return _mail(message_from_bytes(data.replace(b"\0", b""), policy=policy.compat32))
    except RecursionError as error:
        raise InputError("is an e-mail whose parts are nested deeper than any message") from error


def _mail(message: Message) -> Mail:
    name, address = parseaddr(_header(message, "From"))
    written = _header(message, "Date")
    plain: list[str] = []
    attached: list[str] = []
    inner: list[Mail] = []
    for part in _leaves(message):
        if part.get_content_type() == "message/rfc822":
            inner += [_mail(each) for each in _parts(part)]
        elif _is_text(part):
            plain.append(_text(part))
        else:
            attached.append(_name(part))
    found = " ".join(_header(message, name) for name in ("References", "In-Reply-To"))
    return Mail(
        sender=_decoded(name) or address or _header(message, "From"),
        address=address,
        at=_moment(written),
        date=written,
        subject=" ".join(_header(message, "Subject").split()),
        number=_header(message, "Message-ID").strip(" <>"),
        answers=tuple(re.findall(r"<([^<>\s]{1,300})>", found)),
        text="\n\n".join(filter(None, plain)),
        attached=tuple(attached),
        inner=tuple(inner),
    )


def _leaves(message: Message) -> Iterator[Message]:
    """The parts to read in order; of alternatives the plain one, else the last that is text."""
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        inner = _parts(part)
        if part.get_content_type() == "message/rfc822" or not inner:
            yield part
        elif part.get_content_subtype() == "alternative":
            waiting += _chosen(inner)
        else:
            waiting += inner[::-1]


def _chosen(parts: list[Message]) -> list[Message]:
    plain = [part for part in parts if part.get_content_type() == "text/plain" and _text(part)]
    shown = [part for part in parts if part.get_content_maintype() in ("text", "multipart")]
    return (plain or shown[::-1] or parts)[:1]


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload() if part.is_multipart() else ()
    return [each for each in payload if isinstance(each, Message)]


def _is_text(part: Message) -> bool:
    is_file = part.get_content_disposition() == "attachment" or bool(part.get_filename())
    return part.get_content_maintype() in ("text", "multipart") and not is_file


def _name(part: Message) -> str:
    """The name of an attachment, without the folders that it may bring."""
    name = re.split(r"[\\/]", _decoded(part.get_filename() or ""))[-1]
    return name or part.get_content_type()


def _text(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError):  # a character set with an impossible name
        data = None
    raw = data if isinstance(data, bytes) else b""
    text = _characters(raw, str(part.get_content_charset() or "")).replace("\r\n", "\n").replace("\r", "\n")
    if part.get_content_subtype() == "html":
        return text_of_html(text)
    if str(part.get_param("format", "")).casefold() == "flowed":
        text = _unflowed(text, str(part.get_param("delsp", "")).casefold() == "yes")
    return text.strip()


def _characters(data: bytes, charset: str) -> str:
    for name in (_CHARSETS.get(charset.casefold(), charset), "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")


def _unflowed(text: str, deletes_space: bool) -> str:
    """Lines that end with a blank go on in the next (RFC 3676)."""
    lines: list[str] = []
    flows = False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        if flows and lines and depth == len(lines[-1]) - len(lines[-1].lstrip(">")):
            last = lines[-1][:-1] if deletes_space else lines[-1]
            lines[-1] = last + line[depth:].removeprefix(" ")
        else:
            lines.append(line)
        flows = line.endswith(" ") and line.lstrip("> ") not in ("-- ", "--")
    return "\n".join(line.rstrip() for line in lines)


def _header(message: Message, name: str) -> str:
    # Read raw: the other ways of the library to a header lose the bytes that are no ASCII.
    values = (value for each, value in message.raw_items() if each.casefold() == name.casefold())
    return _decoded(str(next(values, "")))


def _decoded(value: str) -> str:
    """A header with its encoded words read, and raw bytes in it as UTF-8 or Windows-1252."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, IndexError):
        return value
    words = [
        _characters(piece, charset or "")
        if isinstance(piece, bytes)
        else _characters(piece.encode("utf-8", "surrogateescape"), "")
        for piece, charset in pieces
    ]
    return " ".join("".join(words).split())


def _moment(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
