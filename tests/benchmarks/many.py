"""A database of very many evaluations of twenty answers, written by bulk SQL as rows that our schema holds valid.

Every interaction but each eighth was scored, by fifty reviewers in turn over three years; each agent was scored 250
times. A calibration session of ten interactions and eight people is revealed. What no list reads is left out: records,
the audit trail, and hashes, which are noise here. The triggers stand aside while the rows are written, and the roll-ups
are counted beside them; whether they are true is for a recount to say.
"""

import json
import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from qa_desktop.domain.answers import Answer, Chosen
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.evaluations import Content, Revision, Subject
from qa_desktop.domain.forms import NO, YES, AnswerType, Form, FormVersion, Kind, Section, Standard
from qa_desktop.domain.interactions import Agent, interaction_key
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person
from qa_desktop.domain.scoring import score
from qa_desktop.domain.search import words_of
from qa_desktop.storage.database import open_database
from qa_desktop.storage.figure_tables import UNITS
from tests.storage.samples import DEVICE

ANSWERS: Final = 20
EACH_AGENT: Final = 250
REVIEWERS: Final = [Person(f"Reviewer {number:02}") for number in range(50)]
QUEUES: Final = [f"Queue {number:02}" for number in range(12)]
BEGIN: Final = datetime(2023, 1, 1, tzinfo=UTC)
SPAN: Final = timedelta(days=3 * 365)
COMPARED: Final = 10
COMPARING: Final = 8
DRAFTS: Final = 20
FORM: Final = Form(
    id="many",
    title="Support",
    sections=(
        Section(
            "all",
            "All",
            standards=tuple(
                Standard(f"standard-{number:02}", f"Standard {number}", Kind.FOUNDATION, AnswerType.YES_NO, (YES, NO))
                for number in range(ANSWERS)
            ),
        ),
    ),
)
_STANDARDS: Final = [standard.id for standard in FORM.standards]
_AT_ONCE: Final = 20_000
Line = tuple[Any, ...]


def fill(file: Path, evaluations: int) -> UUID:
    """Make the database with so many evaluations; the key of the calibration session."""
    keys = [interaction_key("crm", f"N-{number}") for number in range(evaluations * 8 // 7)]
    with closing(open_database(file, DEVICE)) as database, database.writing() as work:
        for person in REVIEWERS:
            work.people.put(person)
        version = work.forms.publish(FORM)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("synchronous = OFF", "cache_size = -1000000", "temp_store = MEMORY", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        made = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        connection.execute("BEGIN")
        for name, _ in made:
            connection.execute(f"DROP TRIGGER {name}")
        _write_interactions(connection, [key.bytes for key in keys])
        _write_evaluations(connection, [key.bytes for key in keys], version.key.bytes)
        for _, spelled in made:
            connection.execute(spelled)
        connection.execute("COMMIT")
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise AssertionError("the rows do not fit together")
    return _compare(file, version, keys[:COMPARED])


def _write_interactions(connection: sqlite3.Connection, keys: list[bytes]) -> None:
    """The interactions in the order of time; the search index holds what is known of each."""
    lines, texts, agents = [], [], {}
    for number, key in enumerate(keys):
        agent = agent_of(number, len(keys))
        agents[agent.key] = agent
        at, queue, name = _spelled(_at(number, len(keys))), _queue(number), f"N-{number}"
        known = (agent.name, agent.external_id, agent.team, queue, name)
        search = "\n".join((*known, "", "")).casefold()
        who = (agent.key.bytes, agent.name, "", agent.team)
        lines.append((key, name, "crm", "call", *who, queue, at, 300.0, "", "inbound", "[]", 0, search, None))
        words = " ¶ ".join(" ".join(found) for each in known if (found := words_of(each)))
        texts.append((number + 1, key, "about", words))
    _insert(connection, "agent", [(key.bytes, agent.name, "") for key, agent in agents.items()])
    _insert(connection, "interaction", sorted(lines))
    connection.executemany("INSERT INTO search_text (id, interaction, kind, text) VALUES (?, ?, ?, ?)", texts)
    connection.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")


def _write_evaluations(connection: sqlite3.Connection, keys: list[bytes], version: bytes) -> None:
    """Twenty marks of each interaction but every eighth, the roll-up of them, and some drafts of each reviewer."""
    made = random.Random(2)
    rolled: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (ANSWERS + 1))
    people = [person.key.bytes for person in REVIEWERS]
    done = (number for number in range(len(keys)) if number % 8)
    while part := list(islice(done, _AT_ONCE)):
        evaluations, revisions, answers = [], [], []
        for number in part:
            marks = made.getrandbits(ANSWERS)
            began = _spelled(_at(number, len(keys)))
            at = _at(number, len(keys)) + timedelta(hours=number % 40)
            milliseconds = int(at.timestamp() * 1000)
            key, head = (new_key(milliseconds, number << 1 | which).bytes for which in (0, 1))
            reviewer, value = people[number * 7 % len(people)], marks.bit_count() / ANSWERS
            told = (version, head, 1, str(Fraction(value)), value, "pass", None, _spelled(at), 1, 1, 0, None, began)
            evaluations.append((key, keys[number], reviewer, *told))
            noise = f"{number:064x}"
            revisions.append(
                (head, key, version, 1, DEVICE.bytes, reviewer, _spelled(at), "", "", "2:" + noise, "s", noise)
            )
            day = rolled[_spelled(at)[:10], _queue(number)]
            day[ANSWERS] += 1
            for place, standard in enumerate(_STANDARDS):
                good = marks >> place & 1
                day[place] += good
                answers.append((head, standard, "option", "yes" if good else "no", float(good), ""))
        _insert(connection, "evaluation", evaluations)
        _insert(connection, "revision", revisions)
        _insert(connection, "answer", answers)
    _insert(
        connection,
        "standard_day",
        (
            (day, queue, version, standard, found[ANSWERS], found[place] * UNITS)
            for (day, queue), found in rolled.items()
            for place, standard in enumerate(_STANDARDS)
        ),
    )
    last, count = (len(keys) - 1) // 8, min(len(keys) // 8, DRAFTS * len(people))
    content = json.dumps({"answers": {}, "comment": "as far as I am", "reason": ""})
    told = (version, None, content, _spelled(BEGIN + SPAN), None)
    drafts = [
        (new_key().bytes, DEVICE.bytes, keys[8 * (last - number)], people[number % len(people)], *told)
        for number in range(count)
    ]
    _insert(connection, "draft", drafts)


def _compare(file: Path, version: FormVersion, interactions: list[UUID]) -> UUID:
    """A session in which everybody who takes part has scored, and which is revealed."""
    people = [person.key for person in REVIEWERS[:COMPARING]]
    session = CalibrationSession(
        new_key(), "March", version.key, people[0], tuple(people[1:]), tuple(interactions), sealed=True
    )
    at = BEGIN + SPAN + timedelta(days=60)
    content = Content({standard: Answer(Chosen("yes"), "as agreed") for standard in _STANDARDS})
    total = score(version.form, content.answers)
    with closing(open_database(file, DEVICE)) as database, database.writing() as work:
        work.sessions.put(session)
        for interaction in interactions:
            for person in people:
                subject = Subject(new_key(), interaction, version.key, person, session.key)
                work.evaluations.submit(
                    Revision(new_key(), subject, content, (), 1, DEVICE, person, at).sealed(), total
                )
        work.sessions.reveal(session.key, at, people[0])
    return session.key


def agent_of(number: int, of: int) -> Agent:
    """Who served the customer of an interaction, of so many interactions; nobody has the second name of another."""
    which = number * 7919 % max(1, of // EACH_AGENT)
    name = "".join(chr(ord("a") + which // 26**place % 26) for place in range(4))
    return Agent(f"Maya Br{name}", "North" if which % 2 else "South")


def _queue(number: int) -> str:
    return QUEUES[number * 5 % len(QUEUES)]


def _at(number: int, of: int) -> datetime:
    return BEGIN + SPAN * (number / of)


def _spelled(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def _insert(connection: sqlite3.Connection, table: str, lines: Iterable[Line]) -> None:
    count = len(connection.execute(f"PRAGMA table_info({table})").fetchall())
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * count)})", lines)
