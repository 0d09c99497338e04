"""Finding words in all interactions, and building the search index anew."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select, text

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.search import Found, Hit, Query, Source, Term, fold, snippet, words_in
from qa_desktop.domain.transcripts import Turn
from qa_desktop.storage import revisions, search_index
from qa_desktop.storage.asking import rows
from qa_desktop.storage.columns import reader
from qa_desktop.storage.hiding import is_shown
from qa_desktop.storage.interaction_rows import WHOLE, interaction_of
from qa_desktop.storage.tables import EvaluationRow, InteractionRow, RevisionRow, TurnRow
from qa_desktop.storage.transcripts import TURN, turn_of
from qa_desktop.storage.writes import chunks

FOLDING: Final = "2"
"""Counts the ways in which texts have been indexed; a database that was indexed in another one is indexed anew."""
AT_ONCE: Final = 200
_WORDS: Final = (
    select(TurnRow.place, TurnRow.text).where(TurnRow.interaction == bindparam("of")).order_by(TurnRow.place)
)
_TURN: Final = select(*TURN).where(TurnRow.interaction == bindparam("of"), TurnRow.place == bindparam("at"))
"""Made once, for they are asked for every line."""


class SearchRepository:
    """Words in transcripts, in what is known of interactions, and in the searcher's own comments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, query: Query, reviewer: UUID, limit: int = 100, offset: int = 0) -> Found:
        """The interactions that hold what is looked for, newest first; none where only exclusions are named."""
        if not query.wanted:
            return Found()
        asked = [*search_index.holding(query, reviewer), is_shown()]
        newest = (InteractionRow.started_at.desc().nulls_last(), InteractionRow.key.desc())
        wanted = WHOLE.where(*asked).order_by(*newest).limit(limit).offset(offset)
        read = reader(self._connection.dialect)
        found = [interaction_of(row, read) for row in rows(self._connection, wanted)]
        counted = select(func.count()).select_from(InteractionRow).where(*asked)
        return Found(tuple(self._hits(found, query, reviewer)), self._connection.scalar(counted) or 0)

    def rebuild(self) -> int:
        """Build the index anew; of how many interactions."""
        return rebuild(self._connection)

    def _hits(self, found: Sequence[Interaction], query: Query, reviewer: UUID) -> list[Hit]:
        best = {each.key: self._best(each, query) for each in found}
        elsewhere = [key for key, hit in best.items() if hit is None]
        comments = self._comments(elsewhere, reviewer)
        return [best[each.key] or _in_comments(each, comments[each.key], query) for each in found]

    def _best(self, interaction: Interaction, query: Query) -> Hit | None:
        """The first turn with the most of what is looked for, or what is known of it where that has more."""
        held = [(_held(words, query.wanted), -place) for place, words in _words(self._connection, interaction)]
        most, place = max(held, default=(0, 0))
        counted = sum(number > 0 for number, _ in held)
        about = " · ".join(filter(None, search_index.about(interaction)))
        if _held(about, query.wanted) > most:
            return Hit(interaction, Source.ABOUT, snippet(about, query), turns=counted)
        if most == 0:
            return None
        turn = self._turn(interaction.key, -place)
        return Hit(interaction, Source.TURN, snippet(turn.text, query), -place, turn, counted)

    def _turn(self, interaction: UUID, place: int) -> Turn:
        return turn_of(self._connection.execute(_TURN, {"of": interaction, "at": place}).one())

    def _comments(self, interactions: Sequence[UUID], reviewer: UUID) -> defaultdict[UUID, list[str]]:
        found: defaultdict[UUID, list[str]] = defaultdict(list)
        for part in chunks(interactions):
            own = [EvaluationRow.reviewer == reviewer, EvaluationRow.interaction.in_(part), ~EvaluationRow.deleted]
            heads = [RevisionRow.key == EvaluationRow.head, *own]
            for revision in revisions.load(self._connection, heads, [RevisionRow.at.desc(), RevisionRow.key]):
                found[revision.subject.interaction].extend(search_index.comments(revision))
        return found


def _words(connection: Connection, interaction: Interaction) -> Sequence[tuple[int, str]]:
    """The words of every turn, with its place; nothing else of it, for there may be thousands."""
    return [(place, words) for place, words in connection.execute(_WORDS, {"of": interaction.key}).all()]


def _in_comments(interaction: Interaction, comments: Sequence[str], query: Query) -> Hit:
    best = max(comments, key=lambda comment: _held(comment, query.wanted), default="")
    return Hit(interaction, Source.COMMENT, snippet(best, query))


def _held(words: str, terms: Sequence[Term]) -> int:
    """How many of the terms a text holds."""
    folded = fold(words)
    likely = [term for term in terms if all(word in folded for word in term.words)]
    if not likely:  # as in most turns
        return 0
    spaced = f" {' '.join(words_in(folded))} "
    return sum(term.is_in(spaced) for term in likely)


# Building anew


def rebuild(connection: Connection) -> int:
    """Build the index anew from what is stored; of how many interactions."""
    search_index.clear(connection)
    keys = interaction_keys(connection)
    for part in chunks(keys, AT_ONCE):
        for document in documents(connection, part):
            search_index.note(connection, document, fresh=True)
    connection.execute(text("DELETE FROM property WHERE name = 'search'"))
    connection.execute(text("INSERT INTO property (name, value) VALUES ('search', :folding)"), {"folding": FOLDING})
    return len(keys)


def interaction_keys(connection: Connection) -> Sequence[UUID]:
    """All that the index tells of."""
    return connection.scalars(select(InteractionRow.key).order_by(InteractionRow.key)).all()


def documents(connection: Connection, interactions: Sequence[UUID]) -> Iterator[search_index.Document]:
    """What the index is to hold of some interactions."""
    read = reader(connection.dialect)
    for row in rows(connection, WHOLE.where(InteractionRow.key.in_(interactions))):
        each = interaction_of(row, read)
        yield search_index.Document.about(each)
        yield search_index.Document.words(each.key, [words for _, words in _words(connection, each)])
    here = [EvaluationRow.interaction.in_(interactions), ~EvaluationRow.deleted]
    for revision in revisions.load(connection, [RevisionRow.key == EvaluationRow.head, *here], [RevisionRow.key]):
        yield search_index.Document.comments(revision)


def is_outdated(connection: Connection) -> bool:
    """Whether the index was never built, or by another way of folding."""
    known: str | None = connection.scalar(text("SELECT value FROM property WHERE name = 'search'"))
    return known != FOLDING
