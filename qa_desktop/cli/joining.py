"""`interaction join`, `interaction part` and `interaction offset`."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from qa_desktop import settings
from qa_desktop.cli.output import print_json
from qa_desktop.cli.work import open_work, person_named
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services import interactions, joining, offsets
from qa_desktop.services.joining import Joined
from qa_desktop.services.ports import Database

_NOBODY = "command line"


def join(options: Namespace) -> None:
    """Make two interactions one."""
    with _opened(options) as (database, author, now):
        one, other = (interactions.named(database, name) for name in (options.one, options.other))
        done = joining.join(database, one.key, other.key, author, now)
    both = f"“{one.external_id}” and “{other.external_id}”"
    _print(options, done, f"{both} are one interaction now, “{done.kept.external_id}”.")


def part(options: Namespace) -> None:
    """Undo the joining of an interaction."""
    with _opened(options) as (database, author, now):
        one = interactions.named(database, options.one)
        done = joining.part(database, one.key, author, now)
    _print(options, done, f"“{done.given.external_id}” and “{done.kept.external_id}” are two interactions again.")


def offset(options: Namespace) -> None:
    """Move a transcript to where it is heard."""
    with _opened(options) as (database, author, now):
        one = interactions.named(database, options.one)
        before, _ = offsets.set_offset(database, one.key, options.seconds, author, now)
    if options.json:
        print_json({**_spelled(one), "before": before, "offset": options.seconds})
    else:
        print(f"The transcript of “{one.external_id}” begins {options.seconds:+g} s later than its file says.")


@contextmanager
def _opened(options: Namespace) -> Iterator[tuple[Database, Person, datetime]]:
    """The database, who acts, and when."""
    now = datetime.now(UTC)
    with open_work(options) as database:
        name = options.person or settings.load().person or _NOBODY
        author, _ = person_named(database, name, PersonRole.REVIEWER, now)
        yield database, author, now


def _print(options: Namespace, done: Joined, sentence: str) -> None:
    if options.json:
        print_json({"kept": _spelled(done.kept), "other": _spelled(done.given)})
    else:
        print(sentence)


def _spelled(each: Interaction) -> dict[str, str]:
    return {"id": each.external_id, "key": str(each.key)}
