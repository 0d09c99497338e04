"""A Slack workspace export: a ZIP with one folder for each channel and one file for each day, or such a file alone."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Skipped, Transcript, Turn
from qa_desktop.transcripts.archive import Archive
from qa_desktop.transcripts.json_chats import Message, laid_out, mapping, sequence, since_1970, words
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of

FORMAT = "slack-export"

_LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json")
_DAY = re.compile(r"(?:[^/]+/)*?([^/]+)/(\d{4}-\d\d-\d\d)\.json$")
_SPEECH = frozenset(
    [
        "",
        "bot_message",
        "me_message",
        "thread_broadcast",
        "reply_broadcast",
        "file_share",
        "file_comment",
        "file_mention",
    ]
)
_STAMP = re.compile(r"\d{9,10}\.\d{1,6}")
_LINK = re.compile(r"<([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")
_MOST_PIECES = 5000


def recognises(source: Source) -> bool:
    """Whether it is a ZIP with lists of channels, or with files for the days beside a list of users, or such a file."""
    try:
        archive = source.archive
    except InputError:
        return False
    if archive is None:
        return bool(_listed_alone(source))
    names = {name.rpartition("/")[2] for name in archive.names if name.count("/") < 2}
    return any(_DAY.match(name) for name in archive.names) and not names.isdisjoint((*_LISTS, "users.json"))


def read(source: Source) -> tuple[Transcript, ...]:
    """One conversation for each channel with messages; raises InputError where there is none."""
    archive = source.archive
    if archive is None:
        return _day_alone(source)
    notes = list(archive.skipped)
    people = _People(_listed(archive, ("users.json",), notes))
    names = _channel_names(_listed(archive, _LISTS, notes), people)
    days: dict[str, list[str]] = defaultdict(list)
    for name in sorted(archive.names):
        match = _DAY.match(name)
        if match:
            days[match[1]].append(name)
    found: list[Transcript] = []
    for folder, files in days.items():
        messages = [
            each
            for file in files
            for each in _messages(sequence(_json(archive, file, notes)), f"{file}, ", people, notes)
        ]
        if messages:
            found.append(laid_out(FORMAT, messages, names.get(folder, folder), notes))
            notes.clear()
    if not found:
        raise InputError("is a Slack export without any message")
    return (*found[:-1], replace(found[-1], skipped=(*found[-1].skipped, *notes)))


def _day_alone(source: Source) -> tuple[Transcript, ...]:
    """The messages of one day, or of an answer of Slack; people are called as the messages themselves say."""
    notes: list[Skipped] = []
    listed = _listed_alone(source)
    own: list[Mapping[str, Any]] = [
        {"id": each.get("user"), "profile": each["user_profile"]} for each in listed if each.get("user_profile")
    ]
    messages = list(_messages(listed, "", _People(own), notes))
    if not messages:
        raise InputError("is a file of Slack's without any message")
    return (laid_out(FORMAT, messages, "", notes),)


def _listed_alone(source: Source) -> list[Mapping[str, Any]]:
    try:
        value = source.json if source.is_json and '"ts"' in source.head else None
    except InputError:
        return []
    listed = [mapping(each) for each in sequence(value) or sequence(mapping(value).get("messages"))]
    return listed if any(_STAMP.fullmatch(words(each.get("ts"))) and "type" in each for each in listed[:20]) else []


class _People:
    """Who stands behind the ids of users."""

    def __init__(self, users: list[Mapping[str, Any]]) -> None:
        self._users = {words(user.get("id")): user for user in users}

    def name(self, user: str) -> str:
        """The name that a user shows, else the id."""
        profile = mapping(self._users.get(user, {}).get("profile"))
        known = self._users.get(user, {})
        shown = (profile.get("display_name"), profile.get("real_name"), known.get("real_name"), known.get("name"))
        return next((words(each) for each in shown if words(each)), user)

    def is_bot(self, user: str) -> bool:
        """Whether it is a program."""
        return self._users.get(user, {}).get("is_bot") is True


def _listed(archive: Archive, names: tuple[str, ...], notes: list[Skipped]) -> list[Mapping[str, Any]]:
    """The objects in those of the lists that are there."""
    paths = [path for path in archive.names if path.rpartition("/")[2] in names and path.count("/") < 2]
    return [mapping(each) for path in paths for each in sequence(_json(archive, path, notes))]


def _json(archive: Archive, path: str, notes: list[Skipped]) -> Any:
    try:
        return Source(archive.read(path), path).json
    except InputError as error:
        notes.append(Skipped(path, f"the file {error}"))
        return None


def _channel_names(channels: list[Mapping[str, Any]], people: _People) -> dict[str, str]:
    """What to call the folders: direct messages have the id of their channel and are called by their members."""
    names: dict[str, str] = {}
    for channel in channels:
        number, name = words(channel.get("id")), words(channel.get("name"))
        members = ", ".join(people.name(words(member)) for member in sequence(channel.get("members"))[:8])
        names[number] = name or members or number
    return {folder: name for folder, name in names.items() if folder}


def _messages(listed: Sequence[Any], path: str, people: _People, notes: list[Skipped]) -> Iterator[Message]:
    for place, each in enumerate(listed, start=1):
        message = mapping(each)
        subtype = words(message.get("subtype"))
        if message.get("type", "message") != "message" or subtype not in _SPEECH:
            continue  # who joined, what was renamed: nothing was said
        where = f"{path}message {place}"
        text = _text(message, people)
        if not text:
            notes.append(Skipped(where, "no text"))
            continue
        user = words(message.get("user")) or words(message.get("bot_id"))
        own = words(message.get("username")) or words(mapping(message.get("bot_profile")).get("name"))
        speaker = own if own and not message.get("user") else people.name(user)
        bot = bool(message.get("bot_id")) or subtype == "bot_message" or people.is_bot(user)
        role = Role.BOT if bot else role_of(speaker)
        yield Message(where, Turn(text, role, speaker), since_1970(message.get("ts")))


def _text(message: Mapping[str, Any], people: _People) -> str:
    """The message, then what programs put into attachments, then the names of files."""
    text = words(message.get("text")).strip() or _of_blocks(message.get("blocks"))
    parts = [text]
    for attached in map(mapping, sequence(message.get("attachments"))):
        # A preview of a linked page is no part of the message.
        if text and (attached.get("from_url") or attached.get("original_url")):
            continue
        said = [words(attached.get(name)) for name in ("pretext", "title", "text")]
        parts += [each for each in said if each] or [words(attached.get("fallback"))]
        for field in map(mapping, sequence(attached.get("fields"))):
            parts.append(f"{words(field.get('title'))}: {words(field.get('value'))}")
    shown = "\n".join(_plain(part, people) for part in parts if part.strip())
    if not shown:
        files = [*map(mapping, sequence(message.get("files"))), mapping(message.get("file"))]
        shown = "\n".join(f"(file: {words(file.get('title')) or words(file.get('name'))})" for file in files if file)
    return shown


def _plain(text: str, people: _People) -> str:
    """Slack's marks as text: `<@U1>` is a name, `<url|label>` its label and address, `&amp;` a sign."""

    def shown(link: re.Match[str]) -> str:
        target, label = link[1], link[2] or ""
        if target.startswith("@"):
            return f"@{label.lstrip('@') or people.name(target[1:])}"
        if target.startswith("#"):
            return f"#{label or target[1:]}"
        if target.startswith("!"):
            return f"@{(label or target[1:].partition('^')[0]).lstrip('@')}"
        target = target.removeprefix("mailto:").removeprefix("tel:")
        return target if not label or label == target else f"{label} ({target})"

    return html.unescape(_LINK.sub(shown, text)).strip()


def _of_blocks(blocks: Any) -> str:
    """The text in Slack's blocks, in reading order; links and names in the marks of a plain text."""
    waiting, found = [blocks], []
    for _ in range(_MOST_PIECES):
        if not waiting:
            break
        piece = waiting.pop()
        if isinstance(piece, list):
            waiting += piece[::-1]
        elif isinstance(piece, dict):
            if isinstance(piece.get("user_id"), str):
                found.append(f"<@{piece['user_id']}>")
            elif isinstance(piece.get("text"), str):
                found.append(piece["text"])
            elif isinstance(piece.get("url"), str):
                found.append(piece["url"])
            waiting += [
                piece[name] for name in ("fields", "elements", "text") if isinstance(piece.get(name), list | dict)
            ]
    return "".join(found).strip()
