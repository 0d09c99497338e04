"""Finding words in all interactions, and where in each they stand."""

from dataclasses import dataclass
from datetime import UTC, datetime

from qa_desktop.domain.people import Person
from qa_desktop.domain.search import Hit, parse
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services import retests
from qa_desktop.services.ports import Database

PAGE = 50
"""How many interactions are shown at once; for each of them its transcript is read."""


@dataclass(frozen=True)
class Findings:
    """Some of the interactions in which the words stand, newest first, out of how many, and which came before them.

    `asks` says whether the words ask for anything.
    """

    words: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    offset: int = 0
    asks: bool = True


def find(database: Database, searcher: Person, words: str, limit: int = PAGE, offset: int = 0) -> Findings:
    """What is found for words as somebody typed them; comments are found by who wrote them alone.

    Not those on an interaction that is to be scored once more as if it were new.
    """
    query = parse(words)
    if not query.wanted:
        return Findings(words, asks=False)
    with database.reading(searcher.key) as work:
        found = work.search.find(query, searcher.key, limit, offset)
        back = retests.pending(work, searcher.key, datetime.now(UTC))
        secret = retests.found_by_own_words(work, searcher.key, WorklistFilter(words=words), back)
    hits = tuple(hit for hit in found.hits if hit.interaction.key not in secret)
    return Findings(words, hits, found.total - len(secret), offset)


def rebuild(database: Database) -> int:
    """Build the search index anew; of how many interactions."""
    with database.writing() as work:
        return work.search.rebuild()
