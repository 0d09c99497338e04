"""E-mail: one message (.eml) or a mailbox (.mbox) with one conversation for each thread."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Skipped, Transcript, Turn
from qa_desktop.transcripts.mail_parts import Mail, parse_mail
from qa_desktop.transcripts.quotes import told_apart
from qa_desktop.transcripts.source import LARGEST_TEXT, Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.times import spelled

FORMAT = "email"

_HEAD = 65_536
_LINE = re.compile(rb"([!-9;-~]{1,60}):|[ \t]+\S")
_KNOWN = frozenset(
    [b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"received", b"return-path",
     b"delivered-to", b"reply-to", b"in-reply-to", b"references"]
)  # fmt: skip
_MAILBOX = re.compile(rb"^From [^\r\n]*\r?\n(?=[A-Za-z][!-9;-~]{1,60}:)", re.MULTILINE)
_ANSWER = re.compile(r"^(?:(?:re|aw|fwd?|wg|sv|vs|antw|tr|rv|res)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE)
_MOST_MESSAGES = 20_000
_LARGEST_MESSAGE = 24 << 20


def recognises(source: Source) -> bool:
    """Whether the file begins with the headers of a message, two of them known ones."""
    data = source.data[:_HEAD] if b"\0" not in source.data[:4] else source.head.encode()
    head = re.sub(rb"^From [^\r\n]*\r?\n", b"", data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    names = set()
    for line in head.splitlines()[:400]:
        if not line.strip():
            break
        match = _LINE.match(line)
        if match is None:
            break
        names.add((match[1] or b"").lower())
    return len(names & _KNOWN) > 1


def read(source: Source) -> tuple[Transcript, ...]:
    """One conversation for each thread, in the order of the dates; raises InputError where nothing is said."""
    mails: list[Mail] = []
    size = 0
    # As an editor may have saved it, with two bytes for each sign.
    for part in _messages(source.data if b"\0" not in source.data[:4] else source.text.text.encode()):
        if len(part) > _LARGEST_MESSAGE:
            raise InputError(f"holds a message of more than {_LARGEST_MESSAGE >> 20} MB; save it without attachments")
        mails += _unpacked(parse_mail(part))
        size += len(mails[-1].text)
        if size > LARGEST_TEXT:
            raise InputError(f"holds more than {LARGEST_TEXT >> 20} MB of text; split the mailbox")
    threads = _threads(mails)
    called: dict[str, int] = {}
    found: list[Transcript] = []
    for thread in threads:
        subject = _bare(thread[0].subject) or "(no subject)"
        called[subject] = called.get(subject, 0) + 1
        number = f" ({called[subject]})" if called[subject] > 1 else ""
        transcript = _conversation(thread)
        if transcript.turns:
            found.append(replace(transcript, conversation=f"{subject}{number}"))
    if not found:
        raise InputError("is an e-mail without any text")
    return tuple(found)


def _messages(data: bytes) -> Iterator[bytes]:
    """The messages of a mailbox, or the only one."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    begins = [match.start() for match in _MAILBOX.finditer(data)]
    if not begins or begins[0] != 0:
        yield re.sub(rb"^From [^\r\n]*\r?\n", b"", data)
        return
    for begin, end in zip(begins[:_MOST_MESSAGES], [*begins[1:], len(data)], strict=False):
        _, _, message = data[begin:end].partition(b"\n")
        yield re.sub(rb"(?m)^>(>*From )", rb"\1", message) if len(begins) > 1 else message


def _unpacked(mail: Mail) -> list[Mail]:
    """A message and those that are attached to it, which came before it."""
    waiting, found = [mail], []
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += each.inner
    return found[::-1]


def _threads(mails: Sequence[Mail]) -> list[list[Mail]]:
    """Messages that answer one another; those without references go together by their subject."""
    thread_of: dict[str, list[Mail]] = {}
    threads: list[list[Mail]] = []
    for mail in mails:
        keys = [mail.number, *mail.answers]
        if _ANSWER.match(mail.subject):
            keys.append(f"subject {_bare(mail.subject).casefold()}")
        thread = next((thread_of[key] for key in keys if key and key in thread_of), None)
        if thread is None:
            thread = []
            threads.append(thread)
        thread.append(mail)
        for key in (*keys, f"subject {_bare(mail.subject).casefold()}"):
            if key and key != "subject ":
                thread_of.setdefault(key, thread)
    return threads


def _bare(subject: str) -> str:
    return _ANSWER.sub("", subject).strip()


@dataclass(frozen=True)
class _Written:
    at: datetime | None
    who: str
    role: Role
    text: str


def _conversation(thread: Sequence[Mail]) -> Transcript:
    notes: list[Skipped] = []
    written: list[_Written] = []
    dated = sorted(enumerate(thread), key=lambda pair: (_seconds(pair[1].at), pair[0]))
    subject = ""
    for _, mail in dated:
        where = f"message of {mail.date or 'no date'} by {mail.sender or 'nobody'}"
        own, quoted = told_apart(mail.text)
        if mail.date and mail.at is None:
            notes.append(Skipped(where, f"the date “{mail.date[:60]}” cannot be read; the turn is kept without a time"))
        repeated = [each for each in quoted if _is_known(each.text, written)]
        if repeated:
            notes.append(Skipped(where, f"{len(repeated)} quoted messages stand in the thread already"))
        written += [
            _Written(each.at, each.who, role_of(each.who), each.text) for each in quoted if each not in repeated
        ]
        if _bare(mail.subject) != subject:
            subject = _bare(mail.subject)
            own = "\n\n".join(filter(None, (f"Subject: {mail.subject}", own)))
        notes += [Skipped(where, f"the attachment “{name[:100]}” is not read") for name in mail.attached]
        if own:
            written.append(_Written(mail.at, mail.sender, _role(mail), own))
        else:
            notes.append(Skipped(where, "no text"))
    zone = [each.at for each in written if each.at is not None]
    first = min(zone, key=_seconds) if zone else None
    turns = tuple(_turn(each, first) for each in written)
    return Transcript(FORMAT, turns, "email", spelled(first) if first else None, skipped=tuple(notes))


def _is_known(text: str, written: Sequence[_Written]) -> bool:
    """Whether a quotation repeats a message of the thread, however its lines were broken."""
    wanted = "".join(sign for sign in text if sign.isalnum())[:200]
    return bool(wanted) and any(wanted in "".join(sign for sign in each.text if sign.isalnum()) for each in written)


def _role(mail: Mail) -> Role:
    told = role_of(mail.sender)
    return told if told is not Role.UNKNOWN else role_of(mail.address.partition("@")[0])


def _turn(written: _Written, first: datetime | None) -> Turn:
    start = None if written.at is None or first is None else max(0.0, round(_seconds(written.at) - _seconds(first), 3))
    return Turn(written.text, written.role, written.who, start)


def _seconds(at: datetime | None) -> float:
    if at is None:
        return 0.0
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.fromtimestamp(0, UTC)).total_seconds()
