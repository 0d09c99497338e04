"""A ZIP of transcripts and chats: each file in it by its own format."""

from collections.abc import Callable
from dataclasses import replace

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import NeedsDayOrder, Skipped, Transcript
from qa_desktop.transcripts.kinds import ZIP
from qa_desktop.transcripts.pieces import piece_of, together
from qa_desktop.transcripts.source import Source

_TEXTS = ".vtt .srt .sbv .csv .tsv .tab .txt .json .jsonl .ndjson .xml .eaf .textgrid .eml .mbox .html .htm .vcon .docx"
_MOST_FILES = 2000


def read_zipped(source: Source, read: Callable[[Source], tuple[Transcript, ...]]) -> tuple[Transcript, ...]:
    """The conversations of all files in an archive, named by their files; what cannot be read is told with the first.

    Archives in archives stay closed. Raises InputError where nothing in it can be read, NeedsDayOrder where asked.
    """
    archive = source.archive
    if archive is None:
        raise InputError("is no ZIP archive")
    names = [name for name in archive.names if _may_be_text(name)]
    notes = [*archive.skipped, *(Skipped(name, "it is no text") for name in archive.names if name not in names)]
    notes += [Skipped(name, f"only the first {_MOST_FILES} files are read") for name in names[_MOST_FILES:]]
    found: list[Transcript] = []
    pieces: dict[str, dict[str, Transcript]] = {}
    for name in names[:_MOST_FILES]:
        try:
            inner = Source(archive.read(name), name.rpartition("/")[2], source.day_first)
            if inner.data.startswith(ZIP) and not name.casefold().endswith(".docx"):
                raise InputError("is an archive in an archive; unpack it first")
            conversations = read(inner)
        except NeedsDayOrder:
            raise
        except InputError as error:
            notes.append(Skipped(name, f"the file {error}"))
            continue
        folder = piece_of(name)
        if folder is not None and len(conversations) == 1:
            pieces.setdefault(folder, {})[name] = conversations[0]
            continue
        found += [replace(each, conversation=_called(name, each, len(conversations))) for each in conversations]
    for folder, several in pieces.items():
        whole = together([*several.values()]) if len(several) > 1 else None
        named = (
            {folder: whole} if whole is not None else {_called(name, each, 1): each for name, each in several.items()}
        )
        found += [replace(each, conversation=name) for name, each in named.items()]
    if not found:
        first = f": “{notes[0].where}”: {notes[0].reason}" if notes else ""
        raise InputError(f"is a ZIP archive without any transcript that can be read{first}")
    return (replace(found[0], skipped=(*notes, *found[0].skipped)), *found[1:])


def _may_be_text(name: str) -> bool:
    base = name.rpartition("/")[2].casefold()
    hidden = base.startswith(".") or name.startswith("__MACOSX/")
    return not hidden and any(base.endswith(ending) for ending in _TEXTS.split())


def _called(name: str, transcript: Transcript, several: int) -> str:
    stem = name.rpartition(".")[0]
    return f"{stem}/{transcript.conversation}" if several > 1 else stem
