"""Joining two interactions that are one contact by hand, and parting them again; both stay on record."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Channel, Interaction, Joining, SurveyResponse, interaction_key
from qa_desktop.domain.people import Person
from qa_desktop.services.ports import AuditEntry, Database, UnitOfWork


@dataclass(frozen=True)
class Joined:
    """What came of joining: the interaction that tells of both now, and the one that was joined into it."""

    kept: Interaction
    given: Interaction
    changes: Changes


def join(database: Database, one: UUID, other: UUID, author: Person, now: datetime) -> Joined:
    """Make two interactions one, which has the recording of the one and the transcript of the other, and all metadata.

    The one that somebody works on stays, else the one with the recording, else the first. Raises InputError where both
    are worked on, or both have a recording or a transcript.
    """
    with database.writing() as work:
        first, second = _standing(work, one), _standing(work, other)
        if first.key == second.key:
            raise InputError(f"“{first.external_id}” is one interaction already.")
        kept, given = _roles(work, first, second)
        together = _together(kept, given)
        work.interactions.rewrite(together)
        told = work.interactions.transcript(given.key)
        if told is not None and told.turns:
            work.interactions.put_transcript(kept.key, told)
        work.interactions.rewrite(replace(given, joined_into=kept.key))
        entry = AuditEntry(now, database.device, author.key, "interaction joined by hand", "interaction", kept.key)
        work.audit.add(replace(entry, detail=given.external_id))
        work.audit.add(replace(entry, key=given.key, detail=f"into {kept.external_id}"))
        found = work.interactions.get(kept.key)
    changes = Changes.of(Changed.INTERACTION, kept.key) | Changes.of(Changed.INTERACTION, given.key)
    return Joined(found or together, given, changes)


def part(database: Database, key: UUID, author: Person, now: datetime) -> Joined:
    """Undo the joining of an interaction: what it had from the other goes back, what was added since stays.

    `key` is of either of the two. Raises InputError where it was not joined, or has been worked on since.
    """
    with database.writing() as work:
        given = _last_joined(work, key)
        kept = _standing(work, given.key)
        joining = work.interactions.joining_of(given.key)
        if joining is None:
            raise InputError(f"What “{kept.external_id}” was before it was joined is not known any more.")
        if work.interactions.is_worked_on(kept.key, joining.at):
            raise InputError(
                f"“{kept.external_id}” has been worked on since “{given.external_id}” was joined into it, "
                "so they stay one interaction."
            )
        before = _restored(kept, joining)
        work.interactions.rewrite(before)
        told = work.interactions.transcript(kept.key)
        if told is not None and told.turns and given.turns:  # both cannot have had one
            work.interactions.put_transcript(kept.key, replace(told, turns=(), holds=(), skipped=()))
        work.interactions.rewrite(replace(given, joined_into=None))
        entry = AuditEntry(now, database.device, author.key, "interactions parted by hand", "interaction", kept.key)
        work.audit.add(replace(entry, detail=given.external_id))
        work.audit.add(replace(entry, key=given.key, detail=f"from {kept.external_id}"))
        found = work.interactions.get(kept.key)
    changes = Changes.of(Changed.INTERACTION, kept.key) | Changes.of(Changed.INTERACTION, given.key)
    return Joined(found or before, given, changes)


def _standing(work: UnitOfWork, key: UUID) -> Interaction:
    """The interaction, or the one that it was joined into."""
    seen: set[UUID] = set()
    found = work.interactions.get(key)
    while found is not None and found.joined_into is not None and found.key not in seen:
        seen.add(found.key)
        found = work.interactions.get(found.joined_into)
    if found is None:
        raise InputError("The interaction is not in the database any more; refresh with F5.")
    return found


def _last_joined(work: UnitOfWork, key: UUID) -> Interaction:
    """What was joined last into an interaction; itself where it was joined."""
    own = work.interactions.get(key)
    if own is not None and own.joined_into is not None:
        return own
    given = work.interactions.joined_into(key)
    if not given:
        name = own.external_id if own else "It"
        raise InputError(f"“{name}” was not joined with another interaction.")
    return max(given, key=lambda each: work.audit.of(each.key)[-1].at)


def _roles(work: UnitOfWork, first: Interaction, second: Interaction) -> tuple[Interaction, Interaction]:
    """Which of two stays and which is joined into it."""
    worked_on = [work.interactions.is_worked_on(each.key) for each in (first, second)]
    if all(worked_on):
        raise InputError(
            f"“{first.external_id}” and “{second.external_id}” have both been worked on, so they stay two interactions."
        )
    for has, what in (
        (first.recording and second.recording, "recording"),
        (first.turns and second.turns, "transcript"),
    ):
        if has:
            raise InputError(
                f"“{first.external_id}” and “{second.external_id}” both have a {what}, so they stay two interactions."
            )
    second_stays = worked_on[1] or (not worked_on[0] and second.recording is not None)
    return (second, first) if second_stays else (first, second)


def _together(kept: Interaction, given: Interaction) -> Interaction:
    """What is known of either; where both say something, the one that stays is right."""
    only_given_numbered = _is_numbered(given) and not _is_numbered(kept)
    return replace(
        kept,
        external_id=given.external_id if only_given_numbered else kept.external_id,
        channel=Channel.CALL if given.recording else given.channel if kept.channel is Channel.OTHER else kept.channel,
        agent=kept.agent or given.agent,
        queue=kept.queue or given.queue,
        started_at=kept.started_at or given.started_at,
        duration=given.duration if given.recording else kept.duration or given.duration,
        customer_reference=kept.customer_reference or given.customer_reference,
        direction=kept.direction or given.direction,
        tags=tuple(dict.fromkeys((*kept.tags, *given.tags))),
        survey=_survey(kept.survey, given.survey),
        recording=kept.recording or given.recording,
    )


def _restored(kept: Interaction, joining: Joining) -> Interaction:
    """An interaction as it was before another was joined into it, with what has changed since."""
    now = replace(kept, recording=kept.recording.own if kept.recording else None)
    back = {
        each.name: getattr(joining.before, each.name)
        for each in fields(Interaction)
        if each.name != "turns" and getattr(now, each.name) == getattr(joining.after, each.name)
    }
    return replace(now, **back)


def _survey(kept: SurveyResponse, given: SurveyResponse) -> SurveyResponse:
    told = {name: value for name, value in vars(kept).items() if value not in (None, "")}
    return replace(given, **told)


def _is_numbered(known: Interaction) -> bool:
    return known.key == interaction_key(known.source, known.external_id)
