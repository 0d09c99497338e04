"""Several databases and the folders through which they share."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from qa_desktop.domain import canonical
from qa_desktop.domain.evaluations import Draft, Revision, Subject
from qa_desktop.domain.exchange import Exchanged
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person
from qa_desktop.domain.redactions import Redaction
from qa_desktop.services import reviewing, team_folder
from qa_desktop.services.team_folder import TeamFolder
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.furniture import ANN, BEN, CALL, CAT, COMPLETE, NOW, furnish, interaction

PEOPLE = (ANN, BEN, CAT)
CALLS = (CALL, *(interaction(f"C-{number}", started_at=NOW + timedelta(hours=number)) for number in range(2, 6)))


def template(place: Path) -> Path:
    """A file with people, a form and calls, closed."""
    with closing(open_database(place, new_key())) as database:
        furnish(database, *CALLS[1:])
    return place


def another(file: Path, place: Path) -> Path:
    """A database with the same content that is one of its own, as on another machine."""
    shutil.copy(file, place)
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("UPDATE property SET value = ? WHERE name = 'database'", (str(new_key()),))
    return place


def submit(database: SqlDatabase, call: Interaction = CALL, by: Person = ANN, at: datetime = NOW) -> Revision:
    """Submit an evaluation, or correct the one that is there."""
    with database.reading() as work:
        (version,) = (form for form in work.forms.newest() if form.form.id == "support")
        latest = work.evaluations.latest(call.key, by.key)
    if latest is None:
        draft = Draft(Subject(new_key(), call.key, version.key, by.key), COMPLETE)
    else:
        content = replace(COMPLETE, comment=f"Heard again at {at}")
        with database.reading() as work:
            leaves = work.evaluations.leaves(latest.revision.subject.evaluation)
        if len(leaves) > 1:
            return latest.revision
        draft = Draft(latest.revision.subject, content, corrects=latest.revision.key, reason="heard again")
    return reviewing.submit(database, draft, by, at)[0]


def redact(database: SqlDatabase, number: int) -> UUID:
    """Redact a second of the call."""
    found = Redaction(new_key(), number * 1000, number * 1000 + 500, None, "card number")
    with database.writing() as work:
        work.redactions.add(CALL.key, found, ANN.key, NOW)
    return found.key


def digest(database: SqlDatabase) -> str:
    """A hash over everything that databases share."""
    with database.reading() as work:
        entries = sorted((each.kind, each.key, canonical.text(each.content)) for each in work.sharing.everything())
        shown = [(each.interaction.key, each.state) for each in _worklist(work)]
    return canonical.digest([entries, shown])


def _worklist(work) -> Sequence:  # type: ignore[no-untyped-def,type-arg]
    from qa_desktop.domain.worklist import WorklistFilter

    return work.interactions.worklist(ANN.key, WorklistFilter(), 100)


def keys(database: SqlDatabase) -> set[tuple[str, str]]:
    """Kind and key of everything that a database could tell."""
    with database.reading() as work:
        return {(each.kind, each.key) for each in work.sharing.everything()}


def join(database: SqlDatabase, folder: Path) -> TeamFolder:
    """Choose the folder."""
    team_folder.choose(database, folder)
    return TeamFolder(folder)


def settled(found: Exchanged) -> bool:
    """Whether everything is shared."""
    return found.line in ("all shared", "1 conflict") or found.line.endswith("conflicts")
