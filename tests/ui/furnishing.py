"""A database with the demo interactions and two people, without importing them."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from qa_desktop import app
from qa_desktop.domain.interactions import Agent, Channel, Interaction, Recording, SurveyResponse, interaction_key
from qa_desktop.domain.people import PersonRole
from qa_desktop.services import people
from qa_desktop.settings import Settings
from qa_desktop.transcripts.detect import read_transcripts

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
DEVICE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
SECONDS = 180.0


def demo_interactions() -> Iterator[tuple[Interaction, bytes, str]]:
    """The demo interactions with their transcripts, as an import would make them."""
    with (DEMO / "interactions.csv").open(encoding="utf-8") as sheet:
        for row in csv.DictReader(sheet):
            recording = None
            if row["recording"]:
                recording = Recording(
                    "demo", row["recording"], row["external_id"].ljust(64, "0"), SECONDS, 8000, 2, "opus", 0
                )
            asked = (int(row[name]) if row[name] else None for name in ("csat", "nps", "ces"))
            interaction = Interaction(
                key=interaction_key("demo", row["external_id"]),
                external_id=row["external_id"],
                channel=Channel(row["channel"]),
                agent=Agent(row["agent"], row["team"]),
                queue=row["queue"],
                started_at=datetime.fromisoformat(row["started_at"]),
                duration=SECONDS if recording else None,
                customer_reference=row["customer_reference"],
                direction=row["direction"],
                tags=tuple(row["tags"].split(";")),
                survey=SurveyResponse(*asked, row["survey_comment"]),
                recording=recording,
                source="demo",
            )
            yield interaction, (DEMO / row["transcript"]).read_bytes(), row["transcript"]


def furnish(file: Path) -> None:
    """Make the database."""
    database = app.open_database(str(file), Settings(device=str(DEVICE)))
    with database.writing() as work:
        work.roots.put("demo", str(DEMO))
        for interaction, data, name in demo_interactions():
            work.interactions.put(interaction)
            work.interactions.put_transcript(interaction.key, read_transcripts(data, name)[0])
    for name, role in (("Ann Reviewer", PersonRole.REVIEWER), ("Ben Lead", PersonRole.LEAD)):
        people.introduce(database, name, role, datetime.now(UTC))
    database.close()
