"""Interactions as rows of the tables, with their survey answers and recordings: how they are read and written."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, func, select

from qa_desktop.domain.interactions import Agent, Channel, Interaction, Recording, SurveyResponse
from qa_desktop.storage import search_index, speech, worklist
from qa_desktop.storage.columns import Reader
from qa_desktop.storage.making import made
from qa_desktop.storage.sources import answers_for_recording
from qa_desktop.storage.tables import AgentRow, InteractionRow, RecordingRow, SourceRow, SurveyRow
from qa_desktop.storage.writes import add, chunks, fields_of, put, remove

_COLUMNS = (
    InteractionRow.key,
    InteractionRow.external_id,
    InteractionRow.source,
    InteractionRow.channel,
    InteractionRow.agent,
    InteractionRow.agent_name,
    InteractionRow.team,
    InteractionRow.agent_external_id,
    InteractionRow.queue,
    InteractionRow.started_at,
    InteractionRow.duration,
    InteractionRow.customer_reference,
    InteractionRow.direction,
    InteractionRow.tags,
    InteractionRow.turns,
    InteractionRow.joined_into,
    SurveyRow.csat,
    SurveyRow.nps,
    SurveyRow.ces,
    SurveyRow.comment,
    RecordingRow.root,
    RecordingRow.path,
    RecordingRow.sha256,
    RecordingRow.duration.label("recording_duration"),
    RecordingRow.sample_rate,
    RecordingRow.channels,
    RecordingRow.codec,
    RecordingRow.agent_channel,
    RecordingRow.raw,
    SourceRow.agent_channel.label("source_agent_channel"),
)

WHOLE: Final[Select[*tuple[Any, ...]]] = (
    select(*_COLUMNS)
    .select_from(InteractionRow)
    .outerjoin(SurveyRow, SurveyRow.interaction == InteractionRow.key)
    .outerjoin(RecordingRow, RecordingRow.interaction == InteractionRow.key)
    .outerjoin(SourceRow, answers_for_recording())
)
"""All interactions with their survey answers, recordings, and what holds for their sources: see `interaction_of`."""

WIDTH: Final = len(_COLUMNS)
"""How many columns of `WHOLE` are an interaction; what a statement adds stands behind them."""

_SHA256 = 2
_CHANNELS = {channel.value: channel for channel in Channel}
_NO_SURVEY = SurveyResponse()


def interaction_of(row: Sequence[Any], read: Reader) -> Interaction:
    """The interaction in a row that begins as `WHOLE` has it, as the driver gives it, read by place."""
    (key, external_id, source, channel, agent, name, team, agent_id, queue, started_at, duration, reference, direction,
     tags, turns, joined_into, csat, nps, ces, comment, *recording) = row[:WIDTH]  # fmt: skip
    return made(
        Interaction,
        {
            "key": read.key(key),
            "external_id": external_id,
            "channel": _CHANNELS[channel],
            "agent": None if agent is None else _agent(name, team, agent_id),
            "queue": queue,
            "started_at": read.moment(started_at),
            "duration": duration,
            "customer_reference": reference,
            "direction": direction,
            "tags": () if tags == "[]" else tuple(json.loads(tags)),
            "survey": _NO_SURVEY if comment is None else SurveyResponse(csat, nps, ces, comment),
            "recording": None if recording[_SHA256] is None else _recording_of(*recording),
            "turns": turns,
            "source": source,
            "joined_into": None if joined_into is None else read.key(joined_into),
        },
    )


@lru_cache(maxsize=4096)
def _agent(name: str, team: str, external_id: str) -> Agent:
    """One value for the same agent: there are few, and each works out its key once."""
    return Agent(name, team, external_id)


def _recording_of(
    root: str,
    path: str,
    sha256: str,
    duration: float,
    sample_rate: int,
    channels: int,
    codec: str,
    own_side: int | None,
    raw: str,
    side_of_source: int | None,
) -> Recording:
    inherits = own_side is None and side_of_source is not None
    side = side_of_source if inherits else own_side
    return Recording(root, path, sha256, duration, sample_rate, channels, codec, side, raw, inherits)


def own(interaction: Interaction) -> Interaction:
    """The interaction without what its recording has from its source."""
    return replace(interaction, recording=interaction.recording.own) if interaction.recording else interaction


def show(connection: Connection, told: Interaction, known: Interaction | None) -> None:
    """Write what holds of an interaction into the tables; figures of another recording than the present one go."""
    if known is not None and _sound_of(told) != _sound_of(known):
        speech.forget(connection, told.key)
    _add_agent(connection, told.agent)
    put(connection, InteractionRow, {"key": told.key}, _values(told))
    if not told.survey.empty:
        put(connection, SurveyRow, {"interaction": told.key}, fields_of(told.survey))
    elif known is not None and not known.survey.empty:  # it was erased
        remove(connection, SurveyRow, interaction=told.key)
    if told.recording is not None:
        show_recording(connection, told.key, told.recording)
    elif known is not None and known.recording is not None:
        remove(connection, RecordingRow, interaction=told.key)
    search_index.note_about(connection, told, fresh=known is None)


def show_new(connection: Connection, told: Sequence[Interaction]) -> None:
    """Write what holds of interactions that are not in the tables yet, many at once."""
    agents = {each.agent.key: each.agent for each in told if each.agent is not None}
    known = {
        key for part in chunks(agents) for key in connection.scalars(select(AgentRow.key).where(AgentRow.key.in_(part)))
    }
    new = [agent for key, agent in agents.items() if key not in known]
    add(connection, AgentRow, [{"key": each.key, "name": each.name, "external_id": each.external_id} for each in new])
    add(connection, InteractionRow, [{"key": each.key, **_values(each)} for each in told])
    surveys = [{"interaction": each.key, **fields_of(each.survey)} for each in told if not each.survey.empty]
    add(connection, SurveyRow, surveys)
    heard = [(each.key, each.recording) for each in told if each.recording is not None]
    add(connection, RecordingRow, [{"interaction": key, **_recording_values(recording)} for key, recording in heard])
    search_index.note_new_about(connection, told)


def show_recording(connection: Connection, key: UUID, recording: Recording) -> None:
    """Write where the recording of an interaction lies and what is known of it."""
    put(connection, RecordingRow, {"interaction": key}, _recording_values(recording))


def _add_agent(connection: Connection, agent: Agent | None) -> None:
    if agent is None or connection.scalar(select(func.count()).where(AgentRow.key == agent.key)):
        return
    add(connection, AgentRow, {"key": agent.key, "name": agent.name, "external_id": agent.external_id})


def _recording_values(recording: Recording) -> dict[str, Any]:
    return {name: value for name, value in fields_of(recording.own).items() if name != "agent_from_source"}


def _sound_of(interaction: Interaction) -> tuple[str, str]:
    """What is heard: the content, and how it is read."""
    return (interaction.recording.sha256, interaction.recording.raw) if interaction.recording else ("", "")


def _values(interaction: Interaction) -> dict[str, Any]:
    agent = interaction.agent or Agent("")
    return {
        "external_id": interaction.external_id,
        "source": interaction.source,
        "channel": interaction.channel.value,
        "agent": None if interaction.agent is None else agent.key,
        "agent_name": agent.name,
        "team": agent.team,
        "agent_external_id": agent.external_id,
        "queue": interaction.queue,
        "started_at": interaction.started_at,
        "duration": interaction.duration,
        "customer_reference": interaction.customer_reference,
        "direction": interaction.direction,
        "tags": json.dumps(interaction.tags, ensure_ascii=False),
        "turns": interaction.turns,
        "joined_into": interaction.joined_into,
        "search": worklist.searchable(interaction),
    }
