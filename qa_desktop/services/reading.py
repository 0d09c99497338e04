"""Reading a transcript, whatever the file is: text and archives, and workbooks with a table of turns."""

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.imports.workbook import is_workbook, read_workbook
from qa_desktop.transcripts.columns import columns_of_header
from qa_desktop.transcripts.detect import read_mapped, read_table_mapped, read_table_of, read_transcripts
from qa_desktop.transcripts.mapped import columns_there
from qa_desktop.transcripts.mapping import Mapping
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.tables import Row, Table

LARGEST_TEXT = 100 << 20
"""Bytes; no transcript is larger."""


def read_conversations(
    data: bytes, name: str, day_first: bool | None = None, mapping: Mapping | None = None
) -> tuple[Transcript, ...]:
    """The conversations in a file, by a mapping where one is given that is meant for it.

    Raises InputError, or NeedsDayOrder where dates such as 3/5 need an answer.
    """
    mapped = mapping if mapping is not None and mapping.fits(name) else None
    if not is_workbook(data):
        return read_mapped(mapped, data, name) if mapped else read_transcripts(data, name, day_first)
    try:
        Source(data, name).archive  # noqa: B018 -- refuses what would unpack to far more
        tables = [Table(tuple(Row(*row) for row in sheet.rows), "\t") for sheet in read_workbook(data)]
    except InputError as error:
        raise InputError(f"“{name}” {error}.") from error
    if not tables:
        raise InputError(f"“{name}” is an Excel workbook without any row.")
    if mapped:
        return read_table_mapped(mapped, max(tables, key=lambda table: columns_there(mapped, table)), name)
    turns = [table for table in tables if "text" in columns_of_header(table.rows[0].cells)]
    return read_table_of((turns or tables)[0], name, day_first)
