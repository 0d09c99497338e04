"""Tables of a platform, whose columns have the platform's own names."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_desktop.domain.transcripts import Skipped
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.tables import read_table


@dataclass(frozen=True)
class Record:
    """A row by the names of its columns; a column that is not there is empty."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def where(self) -> str:
        """The row's place in the file."""
        return f"line {self.line}"


def has_columns(source: Source, *names: str) -> bool:
    """Whether the first line of a text names all these columns."""
    if not source.head or source.is_json or source.is_xml:
        return False
    header = source.head.lstrip().partition("\n")[0].casefold()
    there = {cell.strip().strip('"').strip() for cell in header.replace(";", ",").replace("\t", ",").split(",")}
    return all(name in there for name in names)


def named_rows(source: Source) -> tuple[list[Record], tuple[Skipped, ...]]:
    """The rows below the first, and what had to be guessed; cells beyond the header are left out."""
    decoded = source.text
    table = read_table(decoded.text, _names_many)
    if not table.rows:
        return [], (*decoded.skipped, *table.skipped)
    header = [cell.strip().casefold() for cell in table.rows[0].cells]
    rows = [
        Record(row.line, {name: cell.strip() for name, cell in zip(header, row.cells, strict=False)})
        for row in table.rows[1:]
    ]
    return rows, (*decoded.skipped, *table.skipped)


def _names_many(cells: Sequence[str]) -> int:
    return len({cell.strip() for cell in cells if cell.strip()})
