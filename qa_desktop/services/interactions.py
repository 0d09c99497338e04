"""Finding an interaction by its name."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Final
from uuid import UUID

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.telling_apart import place
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services.ports import Database, UnitOfWork

_ALL: Final = 1_000_000
_NOBODY: Final = UUID(int=0)
_OFFERED: Final = 3


def named(database: Database, name: str) -> Interaction:
    """The interaction with that outside number or key, or whose recording is called so.

    A recording goes by its file name, its ending or not, and folders may stand before it.

    Raises InputError, with those that are nearly called so, where there is none or more than one.
    """
    with database.reading() as work:
        found = list(work.interactions.by_external_id(name)) or _with_key(work, name)
        lines = () if found else work.interactions.worklist(_NOBODY, WorklistFilter(), _ALL)
        others = [line.interaction for line in lines]
    if len(found) > 1:
        raise InputError(f"There are {len(found)} interactions “{name}”; {_other_names(found)}.")
    found = found or [each for each in others if _is_file_of(each, name)]
    if len(found) > 1:
        ids = [each.external_id for each in found]
        how = f"name one by its id, as {_spelled(ids[:_OFFERED])}" if len(set(ids)) == len(ids) else _other_names(found)
        raise InputError(f"There are {len(found)} interactions with a recording “{name}”; {how}.")
    if not found:
        near = _near(name, [each.external_id for each in others])
        hint = f"did you mean {_spelled(near)}?" if near else "import it first, or see “qa-desktop interaction list”."
        raise InputError(f"There is no interaction “{name}” in the database; {hint}")
    return found[0]


def _with_key(work: UnitOfWork, name: str) -> list[Interaction]:
    try:
        found = work.interactions.get(UUID(name))
    except ValueError:
        return []
    return [found] if found is not None else []


def _is_file_of(interaction: Interaction, name: str) -> bool:
    if interaction.recording is None:
        return False
    file, wanted = PurePosixPath(place(interaction).casefold()), PurePosixPath(name.casefold()).parts
    return any(each.parts[-len(wanted) :] == wanted for each in (file, file.with_suffix("")))


def _other_names(found: Sequence[Interaction]) -> str:
    """How else these can be named: by their recordings where all have one, else by their keys."""
    places = [place(each) for each in found]
    if all(places) and len({each.casefold() for each in places}) == len(found):
        return f"name one by its recording, as {_spelled(places[:_OFFERED])}"
    return f"name one by its key, as {_spelled(str(each.key) for each in found[:_OFFERED])}"


def _near(name: str, ids: Iterable[str]) -> list[str]:
    """The ids that hold the name, else those that are written much like it."""
    folded = {each.casefold(): each for each in ids if each}
    wanted = name.strip().casefold()
    holding = [each for each in folded if wanted and wanted in each]
    return [folded[each] for each in (holding or get_close_matches(wanted, folded, _OFFERED))[:_OFFERED]]


def _spelled(names: Iterable[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)
