"""The shapes in which ratings are written down: a row for each item, reviewer or mark; or counts of answers.

Each function takes the rows of a table and gives the marks of items by reviewers. Raises InputError in half a sentence,
to stand behind the name of the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qa_desktop.domain.errors import InputError

if TYPE_CHECKING:  # it loads NumPy, which the window does without until a table is read
    from qa_desktop.statistics.answers import AnswerTable

Rows = Sequence[tuple[int, Sequence[str]]]
"""Rows with the number of their line; cells are stripped."""

ITEM: Final = frozenset(
    {"item", "subject", "unit", "case", "target", "object", "patient", "participant", "interaction", "call", "id"}
    | {"no", "no.", "nr", "nr.", "#", ""}
)
REVIEWER: Final = frozenset({"rater", "reviewer", "coder", "judge", "observer", "annotator"})
MARK: Final = frozenset({"score", "rating", "mark", "value", "answer", "code", "label"})
_TOTAL: Final = frozenset({"total", "totals", "sum", "gesamt", "summe", "marginal", "margin", "σ", "∑", "n"})
_MEAN: Final = frozenset({"mean", "average", "median", "sd", "s.d.", "mittelwert", "mittel"})
_MOST_MARKS: Final = 1_000_000
_COUNT: Final = re.compile(r"[0-9]{1,7}(?:[.,]0+)?")
_BETWEEN: Final = re.compile(r"\s*[\\/×|]\s*|\s+(?:by|vs\.?)\s+")


def is_long(header: Sequence[str]) -> bool:
    """Whether these are the headings of a table with a row for each mark, in whatever order."""
    return len(header) == 3 and all(sum(name.casefold() in kind for name in header) == 1 for kind in _KINDS)


_KINDS = (ITEM, REVIEWER, MARK)


def in_usual_order(rows: Rows) -> list[tuple[int, list[str]]]:
    """A table with a row for each mark, its columns as item, reviewer, mark."""
    header = [name.casefold() for name in rows[0][1]]
    order = [next(place for place, name in enumerate(header) if name in kind) for kind in _KINDS]
    return [(line, [cells[place] if place < len(cells) else "" for place in order]) for line, cells in rows]


def turned(rows: Rows) -> list[tuple[int, list[str]]]:
    """A table with a row for each reviewer as one with a row for each item."""
    width = max(len(cells) for _, cells in rows)
    for line, cells in rows[1:]:
        if len(cells) > len(rows[0][1]) and any(cells[len(rows[0][1]) :]):
            raise InputError(f"has more marks in line {line} than its first line has items: give each a heading")
    columns = zip(*([*cells, *[""] * (width - len(cells))] for _, cells in rows), strict=True)
    found = [(place, list(column)) for place, column in enumerate(columns, start=1) if any(column)]
    return [(line, ["item", *cells[1:]] if not place else cells) for place, (line, cells) in enumerate(found)]


def crossed(rows: Rows) -> AnswerTable | None:
    """The marks behind a cross table of two reviewers: one's answers down, the other's across; None for another shape.

    A row and a column of totals may stand beside the counts, if they add up.
    """
    from qa_desktop.statistics.answers import AnswerTable

    header, labels = list(rows[0][1]), [cells[0] for _, cells in rows[1:]]
    if header[0] and header[0].casefold() in ITEM:
        return None
    categories, down = _without_total(header[1:]), _without_total(labels)
    if len(categories) < 2 or len(set(categories)) < len(categories) or sorted(categories) != sorted(down):
        return None
    size = len(categories)
    table = [_counts(line, cells, len(header) - 1) for line, cells in rows[1:]]
    for (line, _), counts in zip(rows[1:], table, strict=True):
        if len(counts) > size and sum(counts[:size]) != counts[size]:
            raise InputError(
                f"says {counts[size]} as the total of line {line}, and its counts add up to {sum(counts[:size])}"
            )
    if len(table) > size:
        for place, total in enumerate(table[size]):
            added = sum(row[place] for row in table[:size])
            if added != total:
                raise InputError(f"says {total} as the total of column {place + 2}, and its counts add up to {added}")
    _bound(sum(sum(row[:size]) for row in table[:size]))
    items, marks = [], []
    for label, counts in zip(down, table, strict=False):
        for category, count in zip(categories, counts, strict=False):
            items += [f"{label} / {category} {place}" for place in range(1, count + 1)]
            marks += [(label, category)] * count
    if not items:
        raise InputError("has no counts above 0")
    names = _BETWEEN.split(header[0])
    reviewers = (names[0], names[1]) if len(names) == 2 and all(names) and names[0] != names[1] else ("rows", "columns")
    return AnswerTable(tuple(items), reviewers, tuple(marks), categories=tuple(categories))


def counted(rows: Rows) -> AnswerTable:
    """The marks behind counts: a row for each item, and how many gave each category; nobody knows who."""
    from qa_desktop.statistics.answers import AnswerTable

    header = list(rows[0][1])
    categories = _without_total(header[1:])
    if len(categories) < 2 or not all(categories) or len(set(categories)) < len(categories):
        raise InputError("needs a column for each category, each with a name of its own, to be a table of counts")
    body = [(line, cells) for line, cells in rows[1:] if cells[0].casefold() not in _TOTAL]
    table = [_counts(line, cells, len(header) - 1) for line, cells in body]
    size = len(categories)
    for (line, _), counts in zip(body, table, strict=True):
        if len(counts) > size and sum(counts[:size]) != counts[size]:
            raise InputError(
                f"says {counts[size]} as the total of line {line}, and its counts add up to {sum(counts[:size])}"
            )
    _bound(sum(sum(row[:size]) for row in table))
    given = [
        [category for category, count in zip(categories, counts, strict=False) for _ in range(count)]
        for counts in table
    ]
    most = max(map(len, given), default=0)
    if not most:
        raise InputError("has no counts above 0")
    return AnswerTable(
        tuple(cells[0] or f"line {line}" for line, cells in body),
        tuple(f"answer {place}" for place in range(1, most + 1)),
        tuple((*row, *[None] * (most - len(row))) for row in given),
        categories=tuple(categories),
        anonymous=True,
    )


def doubts(table: AnswerTable) -> list[str]:
    """Sentences on what may not be meant as it was read: counts, sums and means among the marks."""
    said = []
    rows = [[mark for mark in row if mark is not None] for row in table.marks]
    whole = all(_COUNT.fullmatch(mark) for row in rows for mark in row)
    sums = {sum(map(_whole, row)) for row in rows} if whole and all(rows) else set()
    if (
        len(rows) > 2
        and len(table.reviewers) > 1
        and len(sums) == 1
        and any("0" in row for row in rows)
        and sums != {0}
    ):
        said.append(
            f"Each row adds up to {sums.pop()}: if these are counts of answers by category, say so with --counts."
        )
    for what, names in (("row", table.items), ("column", table.reviewers)):
        found = next((name for name in names if name.casefold() in (_TOTAL | _MEAN) - {"n"}), None)
        if found is not None:
            said.append(f"The {what} “{found}” counts as marks: take it out of the table if it sums others up.")
    return said


def by_blanks(text: str) -> list[tuple[int, list[str]]] | None:
    """The rows of a text whose columns are parted by blanks; None where its first line has no blank in it.

    Where names hold single blanks, columns parted by two or more are told apart. A first line that lacks one heading
    has none over the items, as R writes it.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines or not re.search(r"\s", lines[0][1]):
        return None
    wide, close = ([(line, _cells(parting, row)) for line, row in lines] for parting in (_WIDE, _CLOSE))
    for rows in (close, wide):
        width, widths = len(rows[0][1]), {len(cells) for _, cells in rows[1:]}
        if widths == {width + 1}:
            return [(rows[0][0], ["", *rows[0][1]]), *rows[1:]]
        if width > 1 and widths <= {width}:
            return rows
    rows, width = close, len(close[0][1])
    line, cells = next((line, cells) for line, cells in rows if len(cells) != width)
    raise InputError(
        f"parts its columns by blanks, and line {line} has {len(cells)} where the first line has {width}: write “.” "
        f"where a mark is missing, or part the columns by commas"
    )


_CLOSE = re.compile(r'"([^"]*)"|(\S+)')
_WIDE = re.compile(r'"([^"]*)"|(\S+(?: \S+)*)')


def _cells(parting: re.Pattern[str], line: str) -> list[str]:
    return [(quoted or plain).strip() for quoted, plain in parting.findall(line)]


def without_frame(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """A table framed by upright lines, without the empty cells outside them and the line below its headings."""
    if not rows or rows[0][1][0] or rows[0][1][-1] or len(rows[0][1]) < 4:
        return rows
    framed = [
        (line, cells[1:-1] if len(cells) > 1 and not cells[0] and not cells[-1] else cells) for line, cells in rows
    ]
    ruled = len(framed) > 1 and all(re.fullmatch(r":?-+:?", cell) for cell in framed[1][1])
    return [framed[0], *framed[2:]] if ruled else framed


def _without_total(names: Sequence[str]) -> list[str]:
    named = list(names)
    while named and not named[-1]:
        named.pop()
    return named[:-1] if named and named[-1].casefold() in _TOTAL else named


def _counts(line: int, cells: Sequence[str], width: int) -> list[int]:
    given = [*cells[1 : width + 1], *[""] * (width + 1 - len(cells))]
    strange = next((cell for cell in given if cell and not _COUNT.fullmatch(cell)), None)
    if strange is not None:
        raise InputError(
            f"is a table of counts, and in line {line} “{strange}” is no count: shares times the number of items are"
        )
    return [_whole(cell) if cell else 0 for cell in given]


def _whole(cell: str) -> int:
    return int(re.split(r"[.,]", cell)[0])


def _bound(marks: int) -> None:
    if marks > _MOST_MARKS:
        raise InputError(f"counts {marks:,} answers, and {_MOST_MARKS:,} are the most")
