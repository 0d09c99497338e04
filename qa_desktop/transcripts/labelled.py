"""Whole conversations in one text, with a name before what each says: `Agent: Hello`, `**Agent:** Hello`."""

import re

from qa_desktop.domain.transcripts import Role
from qa_desktop.transcripts.speakers import role_of

_LABEL = re.compile(
    r"^[ \t]*(?:\*\*|__)?[ \t]*([^\W\d_][\w.,'’() -]{0,59}?)[ \t]*(?::(?:\*\*|__)?|(?:\*\*|__):)[ \t]*", re.MULTILINE
)
_HEADING = re.compile(r"(\*\*|__)[^*\n]{1,200}\1")
_BOLD = re.compile(r"\*\*([^*\n]{1,2000})\*\*")
_MOST_SPEAKERS = 20


def split_labelled(text: str, known: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What is said, each with the name before it; names that no other tells are speakers where they return.

    `known` are the names of people who took part. Empty where the text has no names; a heading of its own is left out.
    """
    found = list(_LABEL.finditer(text))
    names = [match[1].strip() for match in found]
    own = {name.casefold() for name in known if name}
    speakers = {
        name for name in names if name.casefold() in own or role_of(name) is not Role.UNKNOWN or names.count(name) > 1
    }
    if not speakers or len(speakers) > _MOST_SPEAKERS:
        return []
    found = [match for match in found if match[1].strip() in speakers]
    turns: list[tuple[str, str]] = []
    before = text[: found[0].start()].strip()
    if before and not _HEADING.fullmatch(before):
        turns.append(("", _plain(before)))
    for match, following in zip(found, [*found[1:], None], strict=True):
        said = _plain(text[match.end() : following.start() if following else len(text)])
        if said:
            turns.append((match[1].strip(), said))
    return turns


def _plain(text: str) -> str:
    """Without the marks of bold type, and without blank lines around it."""
    return _BOLD.sub(r"\1", text).strip()
