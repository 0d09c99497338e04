"""What the services work on in tests: forms, calls, people, and ways to fill a database with them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from qa_desktop.domain.answers import NA, NO, YES, Answer, Chosen
from qa_desktop.domain.evaluations import Content, Draft, Revision
from qa_desktop.domain.forms import Form, FormVersion, Need, Rule, Scope
from qa_desktop.domain.interactions import Agent, Channel, Interaction, Recording, interaction_key
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.services import reviewing
from qa_desktop.services.ports import Database
from tests.domain.builders import all_of, info, levels, section, yes_no

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANN = Person("Ann Reviewer")
BEN = Person("Ben Lead", PersonRole.LEAD)
CAT = Person("Cat Reviewer")

STANDARDS = (
    yes_no("greets", fails=Scope.FORM),
    levels("listens", rules=(Rule((Need.COMMENT,), ("1",)),)),
    yes_no("held"),
    yes_no("explains_hold", show_when=all_of(("held", "yes"))),
    yes_no("thanks", prefill="yes"),
    info("remark"),
)
FORM = replace(
    Form("support", "Support call", (section("opening", *STANDARDS),)),
    channels=("call",),
)
COMPLETE = Content(
    {"greets": Answer(YES), "listens": Answer(Chosen("4")), "held": Answer(NO), "thanks": Answer(NA)}, "Well done 👍"
)
TRANSCRIPT = Transcript("webvtt", (Turn("Good morning", Role.AGENT, "Zoë", 0.5, 1.5),))


def interaction(name: str = "C-1", **changes: object) -> Interaction:
    """A call, or what the changes make of it."""
    return replace(
        Interaction(interaction_key("crm", name), name, Channel.CALL, Agent("Zoë Straße", "North"), source="crm"),
        **changes,  # type: ignore[arg-type]
    )


CALL = interaction(queue="Billing", recording=Recording("calls", "märz/a b.wav", "ab" * 32, 61.0, 8000, 2))


def furnish(database: Database, *others: Interaction, form: Form = FORM) -> FormVersion:
    """The people, the form, the call with its transcript, and other interactions."""
    with database.writing() as work:
        for person in (ANN, BEN, CAT):
            work.people.put(person)
        for each in (CALL, *others):
            work.interactions.put(each)
        work.interactions.put_transcript(CALL.key, TRANSCRIPT)
        return work.forms.publish(form)


def publish(database: Database, *forms: Form) -> tuple[FormVersion, ...]:
    """These forms as versions."""
    with database.writing() as work:
        return tuple(work.forms.publish(form) for form in forms)


def drafted(database: Database, person: Person = ANN, on: Interaction = CALL, content: Content = COMPLETE) -> Draft:
    """The draft of a person, filled in."""
    return replace(reviewing.open_review(database, on.key, person).draft, content=content)


def submit(database: Database, person: Person = ANN, on: Interaction = CALL, content: Content = COMPLETE) -> Revision:
    """What that person submitted."""
    return reviewing.submit(database, drafted(database, person, on, content), person, NOW)[0]


def correct(database: Database, content: Content, person: Person = ANN, reason: str = "heard again") -> Revision:
    """The next revision of what that person submitted on the call."""
    opened = reviewing.correcting(reviewing.open_review(database, CALL.key, person))
    return reviewing.submit(database, replace(opened.draft, content=content), person, NOW, reason)[0]


def write_form(folder: Path, name: str = "greeting", title: str = "Greeting", text: str = "Greets") -> Path:
    """A form file with one standard."""
    file = folder / f"{name}.yaml"
    file.write_text(
        f"id: {name}\ntitle: {title}\nsections:\n  - id: opening\n    title: Opening\n    standards:\n"
        f"      - {{id: greets, text: {text}, kind: foundation}}\n",
        encoding="utf-8",
    )
    return file
