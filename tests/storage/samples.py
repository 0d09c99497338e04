"""Values for the tests of storage: a person, a form, an interaction, and revisions on them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from qa_desktop.domain.answers import NA, Amount, Answer, AudioSpan, Chosen, Several, TurnSpan
from qa_desktop.domain.evaluations import Content, Draft, Revision, Subject
from qa_desktop.domain.forms import (
    NO,
    YES,
    AnswerType,
    Band,
    Condition,
    Form,
    Kind,
    Need,
    Option,
    Rule,
    Scope,
    Section,
    Standard,
    Test,
    publish,
)
from qa_desktop.domain.interactions import Agent, Channel, Interaction, Recording, SurveyResponse, interaction_key
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.scoring import Outcome, Score, Term
from qa_desktop.storage.unit_of_work import SqlUnitOfWork

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
ANN = Person("Ann Reviewer")
BEN = Person("Ben Lead", PersonRole.LEAD)
DEVICE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")

STRIKE = replace(NO, auto_fail=Scope.FORM)
EVIDENCE = (AudioSpan(1200, 3400), TurnSpan(0, 2, noted=True))
FORM = Form(
    id="support",
    title="Support call",
    description="What we expect – every time",
    channels=("call",),
    pass_mark=Fraction(4, 5),
    bands=(Band("Good", Fraction(9, 10)), Band("Weak", Fraction(0))),
    sections=(
        Section(
            "opening",
            "Opening",
            standards=(
                Standard("greets", "Greets", Kind.FOUNDATION, AnswerType.YES_NO, (YES, STRIKE)),
                Standard(
                    "tone",
                    "Tone",
                    Kind.FINESSE,
                    AnswerType.LEVELS,
                    tuple(Option(str(level), f"Level {level}", credit=Fraction(level, 3)) for level in range(4)),
                    weight=Fraction(5, 3),
                    rules=(Rule((Need.COMMENT,), ("0",)),),
                    show_when=Condition((Test("greets", ("yes",)),)),
                ),
            ),
            sections=(
                Section(
                    "inner",
                    "Inner",
                    standards=(
                        Standard(
                            "wait",
                            "Seconds of hold",
                            Kind.FOUNDATION,
                            AnswerType.NUMBER,
                            (Option("short", "Short", low=Decimal(0), high=Decimal("29.5")),),
                        ),
                    ),
                    weight=Fraction(1, 2),
                ),
            ),
        ),
    ),
)
VERSION = publish(FORM, 1)

CALL = Interaction(
    key=interaction_key("crm", "C-100%"),
    external_id="C-100%",
    channel=Channel.CALL,
    agent=Agent("Zoë Straße", "North", "A7"),
    queue="Billing",
    started_at=NOON,
    duration=61.25,
    customer_reference="K_9",
    direction="inbound",
    tags=("refund", "long hold"),
    survey=SurveyResponse(4, 9, None, "kind"),
    recording=Recording("calls", "2026/a.wav", "ab" * 32, 61.25, 8000, 2, "pcm_mulaw", 0),
    turns=0,
    source="crm",
)

CONTENT = Content(
    {
        "greets": Answer(Chosen("yes"), "warm", EVIDENCE, ("policy", "tone")),
        "tone": Answer(NA),
        "wait": Answer(Amount(Decimal("12.50"))),
        "topics": Answer(Several(("a", "b"))),
        "later": Answer(None, "look at this again"),
    },
    "Well done – überall 👍",
)
SCORE = Score(
    total=Fraction(2, 3),
    outcome=Outcome.FAIL,
    band="Weak",
    terms=(Term("greets", Fraction(1, 2), Fraction(1)), Term("wait", Fraction(1, 2), Fraction(1, 3))),
)


def call(number: int, **changes: object) -> Interaction:
    """A call an hour later than the one before it, without details unless given."""
    told = {
        "key": interaction_key("crm", f"C-{number}"),
        "external_id": f"C-{number}",
        "channel": Channel.CALL,
        "started_at": NOON + timedelta(hours=number),
        "source": "crm",
    }
    return Interaction(**(told | changes))  # type: ignore[arg-type]


def furnish(work: SqlUnitOfWork) -> None:
    """People, the form and the call that evaluations refer to."""
    work.people.put(ANN)
    work.people.put(BEN)
    work.forms.publish(FORM)
    work.interactions.put(CALL)


def draft(evaluation: UUID | None = None, reviewer: Person = ANN, content: Content = CONTENT) -> Draft:
    """A draft on the call."""
    return Draft(Subject(evaluation or new_key(), CALL.key, VERSION.key, reviewer.key), content)


def revision(
    evaluation: UUID | None = None,
    parent: Revision | None = None,
    content: Content = CONTENT,
    reviewer: Person = ANN,
    interaction: Interaction = CALL,
    at: datetime = NOON,
) -> Revision:
    """A sealed revision, the first of its evaluation or after a parent."""
    subject = Subject(evaluation or new_key(), interaction.key, VERSION.key, reviewer.key)
    return Revision(
        key=new_key(),
        subject=subject if parent is None else parent.subject,
        content=content,
        parents=() if parent is None else (parent.key,),
        number=1 if parent is None else parent.number + 1,
        device=DEVICE,
        author=reviewer.key,
        at=at,
        reason="" if parent is None else "heard again",
    ).sealed()
