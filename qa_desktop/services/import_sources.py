"""What there is to import: the files under the paths given, sorted by their content, and the rows of the sheets."""

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Skipped
from qa_desktop.imports.contact_records import contact_rows, may_be_contact_records
from qa_desktop.imports.sheet import SheetRow, known_columns, looks_like_sheet, read_sheet
from qa_desktop.imports.workbook import is_workbook, read_workbook
from qa_desktop.services.import_report import FileOutcome, Result
from qa_desktop.services.reading import LARGEST_TEXT
from qa_desktop.transcripts.kinds import ZIP, other_document
from qa_desktop.transcripts.mapping import Mapping
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.tables import Row, Table, read_table

_HEAD = 8192
_LITTER = frozenset(["thumbs.db", "desktop.ini"])
_AUDIO = (
    ".wav .mp3 .opus .ogg .oga .flac .m4a .aac .amr .awb .3gp .3g2 .gsm .ulaw .ul .pcmu .alaw .al .pcma .au .aiff .aif "
    ".caf .w64 .wma .webm .weba .mp4 .mka .g722 .g726 .g729 .vox .raw .pcm .sln .sln8 .sln12 .sln16 .sln24 .sln32 "
    ".sln44 .sln48 .sln96 .sln192"
)
_TEXTS = (
    ".vtt .csv .tsv .tab .txt .srt .sbv .json .jsonl .ndjson .xml .eml .mbox .html .htm .vcon .xlsx .xls .docx .zip "
    ".eaf .textgrid .mbx .log .xlsm .siprec"
)
_SOUND_ENDINGS, _ENDINGS = frozenset(_AUDIO.split()), frozenset(_AUDIO.split() + _TEXTS.split())
"""Endings of what contact centres hand over as text; those that cannot be read yet are refused with a sentence."""


@dataclass
class Sources:
    """Files by what they are (absolute posix paths), the folder that each was given in, rows, and what was refused."""

    recordings: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    folders: dict[str, Path] = field(default_factory=dict)
    rows: list[SheetRow] = field(default_factory=list)
    outcomes: list[FileOutcome] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    day_first: bool | None = None


def gather(
    paths: Sequence[Path],
    sheet: Path | None,
    mapping: Mapping | None = None,
    among: Collection[Path] | None = None,
    day_first: bool | None = None,
) -> Sources:
    """Find the files under the paths; without a sheet, tables that look like one are taken as sheets.

    Files that a mapping is meant for are no sheets; those that it names are taken whatever their ending.
    Of what lies in folders only files `among` those named are looked at, where that is said. `day_first` tells how
    dates such as 3/5/2026 in sheets are meant where nothing else does.

    Raises InputError when the sheet that was named cannot be read.
    """
    sources = Sources(day_first=day_first)
    if sheet is not None:
        _add_sheet(sources, sheet)
    for file, folder in _files(paths, sources, mapping, among):
        if sheet is None or _absolute(sheet) != file:
            _add(sources, file, folder, sheet, no_sheet=mapping is not None and mapping.fits(file.name))
    for row in list(sources.rows):
        for named in filter(None, (row.recording, row.transcript)):
            _add_named(sources, named, Path(row.folder))
    return sources


def _add(sources: Sources, file: Path, folder: Path, instead_of: Path | None, no_sheet: bool = False) -> None:
    """Add a file; with a sheet to use `instead_of` others, these are left alone; some are `no_sheet` for sure."""
    name = file.as_posix()
    if name in sources.folders:
        return
    try:
        kind = _kind(file, sheets=not no_sheet)
    except InputError as error:
        sources.outcomes.append(FileOutcome(shown(name, folder), Result.REFUSED, str(error)))
        return
    sources.folders[name] = folder
    if kind == "sheet" and instead_of is not None:
        sources.notes.append(
            f"“{shown(name, folder)}” is another sheet and was left alone; “{instead_of.name}” is used"
        )
    elif kind == "sheet":
        _add_sheet(sources, file)
    else:
        (sources.recordings if kind == "recording" else sources.texts).append(name)


def _add_named(sources: Sources, named: str, folder: Path) -> None:
    """Add a file that a sheet names, where it lies under the folder of the sheet; never one from elsewhere."""
    parts = named.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0]:
        return
    file = folder.joinpath(*parts)
    if file.is_file():
        _add(sources, file, folder, None, no_sheet=True)


def shown(path: str, folder: Path) -> str:
    """The name of a file (a posix path) in the report: from the folder that was given."""
    beginning = f"{folder.as_posix().rstrip('/')}/"
    return path.removeprefix(beginning) if path.startswith(beginning) else path.rpartition("/")[2]


def read_limited(file: Path) -> bytes:
    """The bytes of a text file; raises InputError when it cannot be read or is larger than any transcript."""
    try:
        with file.open("rb", buffering=0) as opened:
            if os.fstat(opened.fileno()).st_size > LARGEST_TEXT:
                raise InputError(f"“{file.name}” is larger than {LARGEST_TEXT >> 20} MB, more than any transcript.")
            return opened.readall()
    except OSError as error:
        raise InputError(f"“{file.name}” cannot be read: {error.strerror or error}.") from error


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 -- Path.absolute keeps "..", and resolve() follows links


def _files(
    paths: Sequence[Path], sources: Sources, mapping: Mapping | None, among: Collection[Path] | None
) -> Iterator[tuple[Path, Path]]:
    """Every file with the folder that it was given in; in folders, those of another kind are left alone."""
    left_alone = 0
    for given in map(_absolute, paths):
        if given.is_dir():
            for folder, folders, names in os.walk(
                given, onerror=lambda error: sources.notes.append(_unreadable(error))
            ):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                wanted = [name for name in sorted(names) if not _is_litter(name)]
                if among is not None:
                    wanted = [name for name in wanted if Path(folder, name) in among]
                ours = [name for name in wanted if may_be_ours(name, mapping)]
                left_alone += len(wanted) - len(ours)
                yield from ((Path(folder, name), given) for name in ours)
        elif given.exists():
            yield given, given.parent
        else:
            sources.outcomes.append(FileOutcome(given.name, Result.REFUSED, f"“{given.name}” is not there."))
    if left_alone:
        several = "files of other kinds were"
        sources.notes.append(f"{left_alone} {several if left_alone > 1 else 'file of another kind was'} left alone")


def may_be_ours(name: str, mapping: Mapping | None = None) -> bool:
    """Whether a file in a folder is one to import, by its name: by its ending, or because a mapping names it."""
    ending = os.path.splitext(name)[1].casefold()  # noqa: PTH122 -- a path of every name takes several times as long
    named = mapping is not None and bool(mapping.applies_to) and mapping.fits(name)
    return not _is_litter(name) and (named or not ending or ending in _ENDINGS)


def _is_litter(name: str) -> bool:
    return name.startswith(".") or name.casefold() in _LITTER


def _unreadable(error: OSError) -> str:
    return f"the folder “{error.filename}” cannot be read: {error.strerror}"


def _kind(file: Path, sheets: bool) -> str:
    """Whether a file is a recording, a text or a sheet, by its first bytes; raises InputError for anything else."""
    try:
        if not file.is_file():
            raise InputError(f"“{file.name}” is not a file.")
        with file.open("rb", buffering=0) as opened:
            head = opened.read(_HEAD)
    except OSError as error:
        raise InputError(f"“{file.name}” cannot be read: {error.strerror or error}.") from error
    if not head:
        raise InputError(f"“{file.name}” is empty (0 bytes).")
    if head.startswith(ZIP):
        return "sheet" if sheets and _is_sheet_in_workbook(file) else "text"
    document = other_document(head)
    if document:
        raise InputError(f"“{file.name}” {document}.")
    if file.suffix and file.suffix.casefold() in _SOUND_ENDINGS:
        return "recording"
    source = Source(head)
    if not source.head:  # no text, whatever its name
        return "recording"
    if sheets and source.is_json and may_be_contact_records(head):
        return "sheet" if _contact_table(Source(read_limited(file))) else "text"
    if not sheets or source.is_json or source.is_xml:  # no table begins so
        return "text"
    table = read_table(source.head, known_columns)
    return "sheet" if table.rows and looks_like_sheet(table.rows[0].cells) else "text"


def _is_sheet_in_workbook(file: Path) -> bool:
    """Whether a workbook holds a metadata sheet; False too for archives and for what cannot be opened, told later."""
    data = read_limited(file)
    try:
        return is_workbook(data) and looks_like_sheet(_table(data)[0].rows[0].cells)
    except InputError:
        return False


def _table(data: bytes) -> tuple[Table, tuple[Skipped, ...]]:
    """The table in a text, or in the sheet of a workbook that looks most like one; and what was guessed."""
    source = Source(data)
    told = _contact_table(source) if source.is_json else None
    if told is not None:
        return told, source.json_notes
    if source.archive is None or not is_workbook(data):
        decoded = source.text
        return read_table(decoded.text, known_columns), decoded.skipped
    tables = [Table(tuple(Row(*row) for row in sheet.rows), "\t") for sheet in read_workbook(data)]
    if not tables:
        raise InputError("is an Excel workbook without any row")
    return max(tables, key=lambda each: (looks_like_sheet(each.rows[0].cells), known_columns(each.rows[0].cells))), ()


def _contact_table(source: Source) -> Table | None:
    """The metadata of contacts that a platform wrote as JSON; their lines count the contacts."""
    try:
        rows = contact_rows(source.json)
    except InputError:
        return None
    return Table(tuple(Row(*row) for row in enumerate(rows)), "") if rows else None


def _add_sheet(sources: Sources, file: Path) -> None:
    name = file.name
    try:
        table, decoded = _table(read_limited(file))
    except InputError as error:
        raise InputError(str(error) if str(error).startswith("“") else f"“{name}” {error}.") from error
    if not table.rows or not looks_like_sheet(table.rows[0].cells):
        raise InputError(
            f"“{name}” is no metadata sheet: its first row must name columns such as external_id, recording, agent."
        )
    sheet = read_sheet([(row.line, row.cells) for row in table.rows], day_first=sources.day_first)
    folder = _absolute(file).parent.as_posix()
    sources.rows += [replace(row, sheet=name, folder=folder) for row in sheet.rows]
    for problem in sheet.problems:
        where = f"{name}, line {problem.line}"
        if problem.whole:
            sources.outcomes.append(FileOutcome(where, Result.REFUSED, f"{where}: {problem.sentence}."))
        else:
            sources.notes.append(f"{where}: {problem.sentence}")
    sources.notes += [f"{name}, {note.where}: {note.reason}" for note in (*decoded, *table.skipped)]
    if sheet.unknown:
        columns = ", ".join(f"“{column}”" for column in sheet.unknown)
        sources.notes.append(f"{name}: columns that mean nothing here were left out: {columns}")
    sources.notes += [f"{name}: {note}" for note in sheet.notes]
    if sheet.month_first:
        sources.notes.append(f"{name}: times such as 01/14/2026 were read as month/day/year")
    if sheet.local_times:
        sources.notes.append(f"{name}: times without a zone were read as local time of this computer")
