"""Calibration sessions, and what they agree on."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.consensus import Consensus, ExternalScore
from qa_desktop.domain.retests import RetestPlan


class Sessions(Protocol):
    """Calibration sessions."""

    def put(self, session: CalibrationSession) -> None:
        """Add a session or change its plan; that it was revealed or closed is for `reveal` and `close` to say."""

    def reveal(self, session: UUID, at: datetime, by: UUID) -> None:
        """Record that a session is revealed; where that was recorded before, the earliest time holds."""

    def close(self, session: UUID, at: datetime, by: UUID) -> None:
        """Record that a session is closed."""

    def get(self, key: UUID) -> CalibrationSession | None:
        """A session."""

    def all(self) -> Sequence[CalibrationSession]:
        """Every session, newest first."""

    def retest_plan(self) -> RetestPlan | None:
        """The plan of re-tests that holds; None where none was ever made."""

    def put_retest_plan(self, plan: RetestPlan, author: UUID) -> None:
        """Make another plan hold."""

    def retests_done(self) -> frozenset[tuple[UUID, UUID]]:
        """Which re-tests are submitted (reviewer, occasion), whoever may see their marks; a server tells leads only."""

    def progress(self, session: CalibrationSession) -> frozenset[tuple[UUID, UUID]]:
        """Which (interaction, person) have submitted, whoever may see their marks."""


class Agreements(Protocol):
    """What sessions agreed on and what others gave; the newest entry holds, and those before it stay on record."""

    def put(self, consensus: Consensus, author: UUID) -> None:
        """Enter what was agreed about a standard of an interaction."""

    def put_external(self, score: ExternalScore, author: UUID) -> None:
        """Enter what others gave an interaction."""

    def get(self, key: UUID) -> Consensus | None:
        """What was entered under that key."""

    def of(self, session: UUID) -> Sequence[Consensus]:
        """All that a session agreed on."""

    def external(self, session: UUID) -> Sequence[ExternalScore]:
        """What others gave the interactions of a session."""

    def about(self, interaction: UUID) -> Sequence[Consensus | ExternalScore]:
        """All that sessions agreed on about an interaction, and what others gave it."""

    def rulings(self, forms: Collection[str], standard: str = "") -> Sequence[tuple[str, str, Consensus]]:
        """All rulings on forms, whatever their version: (form id, external id of the interaction, what was agreed).

        On one standard where its id is given.
        """
