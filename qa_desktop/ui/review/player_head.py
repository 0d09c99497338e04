"""The head of the middle pane: who and when, and what the customer said of it."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.telling_apart import place
from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.ui import text, words
from qa_desktop.ui.elided import ElidedLabel
from qa_desktop.ui.review.worklist_lines import agent_name


class PlayerHead(QWidget):
    """Name, details and survey of one interaction."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ElidedLabel()
        self._name.setProperty("role", "title")
        self.details = ElidedLabel()
        self.details.setProperty("role", "muted")
        self.pills = QHBoxLayout()
        self.pills.setSpacing(6)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._name)
        row.addWidget(self.details, 1)
        row.addLayout(self.pills)

    def display(self, interaction: Interaction, transcript: Transcript | None = None) -> None:
        """Show an interaction, with who took part and how long it was on hold, where its transcript tells."""
        self._name.setText(agent_name(interaction))
        self._name.setToolTip("\n".join(filter(None, (agent_name(interaction), place(interaction)))))
        self.details.setText(self._describe(interaction, transcript))
        self._show_survey(interaction)

    def _describe(self, interaction: Interaction, transcript: Transcript | None) -> str:
        length = text.clock(interaction.duration) if interaction.duration and interaction.recording else ""
        parts = (
            f"{words.channel(interaction.channel)} {interaction.external_id}",
            interaction.queue,
            text.day_and_time(interaction.started_at),
            length,
            self.tr("customer {0}").format(interaction.customer_reference) if interaction.customer_reference else "",
            self._held(transcript),
            self._present(transcript),
        )
        return " · ".join(part for part in parts if part)

    def _held(self, transcript: Transcript | None) -> str:
        holds = transcript.holds if transcript else ()
        whole = sum(hold.end - hold.start for hold in holds if hold.end is not None)
        times = self.tr("on hold {0} times").format(len(holds)) if len(holds) > 1 else self.tr("on hold")
        return f"{times}, {text.clock(whole)}" if whole else times if holds else ""

    def _present(self, transcript: Transcript | None) -> str:
        """Who took part: names with their side, else by what they are known."""
        told = []
        for party in transcript.parties if transcript else ():
            who = party.name or party.contact
            side = words.role(party.role) if party.role in (Role.AGENT, Role.CUSTOMER) else ""
            told.append(f"{who} ({side})" if who and side else who or side)
        return self.tr("with {0}").format(", ".join(filter(None, told))) if any(told) else ""

    def _show_survey(self, interaction: Interaction) -> None:
        while (item := self.pills.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        survey = interaction.survey
        figures = (
            (self.tr("CSAT"), survey.csat, 2),
            (self.tr("NPS"), survey.nps, 6),
            (self.tr("effort"), survey.ces, 3),
        )
        for name, figure, low in figures:
            if figure is not None:
                pill = QLabel(f"{name} {figure}")
                pill.setProperty("pill", True)
                pill.setProperty("tone", "warn" if figure <= low else "")
                pill.setToolTip(survey.comment)
                self.pills.addWidget(pill)
