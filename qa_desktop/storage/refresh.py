"""Bringing a stored interaction up to date: what the new one leaves empty stays as it was."""

from dataclasses import fields, replace
from typing import TypeVar

from qa_desktop.domain.interactions import Agent, Channel, Interaction, Recording, SurveyResponse

T = TypeVar("T", Interaction, Agent, Recording, SurveyResponse)


def refreshed(stored: Interaction, new: Interaction) -> Interaction:
    """The stored interaction with everything that the new one says; a channel of *other* says nothing."""
    return replace(
        _filled(stored, new),
        turns=new.turns or stored.turns,
        channel=stored.channel if new.channel is Channel.OTHER else new.channel,
        agent=_agent(stored.agent, new.agent),
        survey=_filled(stored.survey, new.survey),
        recording=_recording(stored.recording, new.recording),
    )


def _agent(stored: Agent | None, new: Agent | None) -> Agent | None:
    if stored is None or new is None:
        return new or stored
    same_name = stored.name.casefold() == new.name.casefold() and "" in (stored.external_id, new.external_id)
    is_same = stored.external_id == new.external_id != "" or same_name
    return _filled(stored, new) if is_same else new


def _recording(stored: Recording | None, new: Recording | None) -> Recording | None:
    if stored is None or new is None:
        return new or stored
    return _filled(stored, new) if stored.sha256 == new.sha256 else new


def _filled(stored: T, new: T) -> T:
    told = {field.name: value for field in fields(new) if not _is_empty(value := getattr(new, field.name))}
    return replace(stored, **told)


def _is_empty(value: object) -> bool:
    return value is None or value in ("", ())
