"""Mappings kept under names in the program's home folder: saved, listed, renamed, deleted, and offered for a file."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from qa_desktop import paths
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.findings import did_you_mean
from qa_desktop.services.mapping_files import read_mapping
from qa_desktop.services.mapping_preview import Preview, Sample, open_sample, preview
from qa_desktop.services.mapping_writing import written
from qa_desktop.settings import write_whole
from qa_desktop.transcripts.mapping import Mapping

_ENDING = ".yaml"
_FORBIDDEN = frozenset('/\\:*?"<>|')
_RESERVED = frozenset(["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))])
"""Names that Windows keeps for devices: a folder of templates can be taken to another machine."""
_LONGEST = 80
_MOST_OFFERED = 50
"""Files of one import for which templates are tried."""
_FITS = 0.9
"""The share of times that must be readable, and of rows of nameless columns with a text, for a template to fit."""


@dataclass(frozen=True)
class Template:
    """A mapping under a name; without a `mapping`, `trouble` says what is wrong with its file."""

    name: str
    file: Path
    mapping: Mapping | None = None
    trouble: str = ""


@dataclass(frozen=True)
class Deleted:
    """What a template was, to bring it back."""

    name: str
    content: bytes


def templates() -> tuple[Template, ...]:
    """All that there are, by name; raises InputError where the home folder cannot be used."""
    files = sorted(_folder().glob(f"*{_ENDING}"), key=lambda file: file.stem.casefold())
    return tuple(_read(file) for file in files if not file.name.startswith("."))


def find(name: str) -> Mapping:
    """The mapping of that name; raises InputError where there is none, or its file is at fault."""
    file = _existing(name)
    return replace(read_mapping(file), name=file.stem)


def find_or_read(named: str) -> Mapping:
    """A mapping by the name of a template, or from a file; raises InputError where it is neither."""
    file = Path(named)
    if file.is_file() or file.suffix.casefold() in (_ENDING, ".yml", ".json") or len(file.parts) > 1:
        return read_mapping(file)
    return find(named)


def content(name: str) -> str:
    """A template as it is written; raises InputError where there is none, or it cannot be read."""
    file = _existing(name)
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"The template “{name}” cannot be read: {error.strerror}.") from error


def save(mapping: Mapping, name: str, over: bool = False) -> Mapping:
    """Keep a mapping under a name; one of that name is replaced only where that is said.

    Raises InputError where the name cannot be used or is taken, or the file cannot be written.
    """
    plain = _usable(name)
    taken = _named(plain)
    if taken is not None and not over:
        raise _taken(taken)
    file = taken or _file(plain)
    _write(file, written(replace(mapping, name="")).encode())
    return replace(mapping, name=file.stem)


def rename(old: str, new: str) -> str:
    """Give a template another name, and say it; raises InputError as `save` does."""
    file, plain = _existing(old), _usable(new)
    taken, target = _named(plain), _file(plain)
    if taken is not None and taken != file:
        raise _taken(taken)
    try:
        file.rename(target)
    except OSError as error:
        raise InputError(f"The template “{old}” cannot be renamed: {error.strerror}.") from error
    return target.stem


def delete(name: str) -> Deleted:
    """Take a template away; raises InputError where it is not there or cannot be taken."""
    file = _existing(name)
    try:
        content = file.read_bytes()
        file.unlink()
    except OSError as error:
        raise InputError(f"The template “{name}” cannot be deleted: {error.strerror}.") from error
    return Deleted(file.stem, content)


def bring_back(deleted: Deleted) -> None:
    """Undo a deletion; raises InputError where there is another of that name by now."""
    taken = _named(deleted.name)
    if taken is not None:
        raise _taken(taken)
    _write(_file(deleted.name), deleted.content)


def fitting(sample: Sample, known: Sequence[Template]) -> tuple[str, ...]:
    """The names of the templates that a file has the shape of: what they name is there, and the times can be read."""
    meant = [each for each in known if each.mapping is not None and each.mapping.fits(sample.name)]
    return tuple(each.name for each in meant if each.mapping and _places(preview(sample, each.mapping)))


def offered(files: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each file (by its path) the templates that it has the shape of; nothing is read while there are none."""
    found: dict[str, tuple[str, ...]] = {}
    with suppress(InputError):
        known = templates()
        for file in files[:_MOST_OFFERED] if known else ():
            with suppress(InputError):
                found[file] = fitting(open_sample(Path(file)), known)
    return found


def _places(shown: Preview) -> bool:
    named = {*shown.mapping.fields.values(), *shown.mapping.keep}
    there = {each.name for each in (*shown.columns, *shown.around)}
    # Names say that the form is the same; numbers of columns are in every table, so nearly all rows must say something.
    by_number = shown.mapping.turns is None and not shown.mapping.header
    whole = shown.turns + sum("no text" in note.reason for note in shown.skipped) if by_number else shown.turns
    timed = sum(turn.start is not None for each in shown.transcripts for turn in each.turns)
    times_fit = "time" not in shown.mapping.fields or timed >= _FITS * shown.turns
    return named <= there and shown.turns > 0 and shown.turns >= _FITS * whole and times_fit


def _folder() -> Path:
    folder = paths.user_data() / "mappings"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder “{folder}” cannot be made: {error.strerror}.") from error
    return folder


def _read(file: Path) -> Template:
    try:
        return Template(file.stem, file, replace(read_mapping(file), name=file.stem))
    except InputError as error:
        return Template(file.stem, file, trouble=str(error))


def _file(plain: str) -> Path:
    return _folder() / f"{plain}{_ENDING}"


def _named(name: str) -> Path | None:
    files = _folder().glob(f"*{_ENDING}")
    return next((file for file in files if file.stem.casefold() == name.strip().casefold()), None)


def _existing(name: str) -> Path:
    file = _named(name)
    if file is None:
        known = [each.stem for each in _folder().glob(f"*{_ENDING}")]
        hint = did_you_mean(name, known) if known else "none is saved yet: give the path of a YAML file"
        raise InputError(f"There is no template “{name}”; {hint}{'' if hint.endswith('?') else '.'}")
    return file


def _taken(file: Path) -> InputError:
    return InputError(f"There is a template “{file.stem}” already; take another name.")


def _usable(name: str) -> str:
    """The name with single blanks; raises InputError where no file could be called so."""
    plain = " ".join(name.split())
    if not plain:
        raise InputError("Give the template a name.")
    odd = any(sign in _FORBIDDEN or not sign.isprintable() for sign in plain)
    if odd or plain.startswith(".") or plain.endswith(".") or plain.split(".")[0].casefold() in _RESERVED:
        raise InputError(f"A template cannot be called “{plain}”: its name is that of a file; use letters and digits.")
    if len(plain) > _LONGEST:
        raise InputError(f"The name of a template has at most {_LONGEST} letters.")
    return plain


def _write(file: Path, content: bytes) -> None:
    try:
        write_whole(file, content)
    except OSError as error:
        raise InputError(f"The template “{file.stem}” cannot be written: {error.strerror}.") from error
