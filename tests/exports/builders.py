"""Calibrations to export: a believable one, and small ways to make odd ones."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from qa_desktop.domain.answers import NA, Amount, Answer, AudioSpan, Chosen, Note, Several, TurnSpan, Value
from qa_desktop.domain.calibration import CalibrationMaterial, CalibrationSession
from qa_desktop.domain.consensus import Consensus, ExternalScore, Flag
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import (
    NO,
    YES,
    AnswerType,
    Condition,
    Form,
    Kind,
    NaPolicy,
    Option,
    Scope,
    Section,
    Standard,
    publish,
)
from qa_desktop.domain.forms import Test as FormTest
from qa_desktop.domain.interactions import Agent, Channel, Interaction, SurveyResponse, interaction_key
from qa_desktop.domain.people import Person

NOW = datetime(2026, 4, 14, 9, 30, tzinfo=UTC)

Given = Mapping[str, Answer | Value]


def yes_no(name: str, text: str = "", *, fails: bool = False, **rest: object) -> Standard:
    no = Option("no", "No", auto_fail=Scope.FORM) if fails else NO
    fields = {"weight": Fraction(1), **rest}
    return Standard(name, text or name, Kind.FOUNDATION, AnswerType.YES_NO, (YES, no), **fields)  # type: ignore[arg-type]


def levels(name: str, text: str = "", count: int = 5, **rest: object) -> Standard:
    options = tuple(Option(str(level), f"Level {level}") for level in range(1, count + 1))
    fields = {"weight": Fraction(2), **rest}
    return Standard(name, text or name, Kind.FINESSE, AnswerType.LEVELS, options, **fields)  # type: ignore[arg-type]


def choice(name: str, labels: Mapping[str, str]) -> Standard:
    last = max(len(labels) - 1, 1)
    options = tuple(
        Option(key, label, credit=Fraction(last - place, last)) for place, (key, label) in enumerate(labels.items())
    )
    return Standard(name, name, Kind.FOUNDATION, AnswerType.CHOICE, options)


def number(name: str) -> Standard:
    ranges = (
        Option("quick", "Quick", credit=Fraction(1), low=Decimal(0), high=Decimal(30)),
        Option("slow", "Slow", credit=Fraction(1, 2), low=Decimal(30), high=Decimal(90)),
        Option("late", "Late", credit=Fraction(0), low=Decimal(90)),
    )
    return Standard(name, name, Kind.FOUNDATION, AnswerType.NUMBER, ranges)


def info(name: str, answer_type: AnswerType = AnswerType.TEXT, options: tuple[Option, ...] = ()) -> Standard:
    return Standard(name, name, Kind.INFO, answer_type, options)


def when(standard: str, *answers: str) -> Condition:
    return Condition((FormTest(standard, answers),))


def interaction(number: int, name: str | None = None, survey: SurveyResponse | None = None) -> Interaction:
    label = f"CALL-{number:04}" if name is None else name
    return Interaction(
        interaction_key("tests", f"{number}"),
        label,
        Channel.CALL if number % 2 else Channel.CHAT,
        Agent(f"Agent {number}", "North"),
        "Billing",
        survey=survey or SurveyResponse(),
    )


def material(
    form: Form,
    given: Mapping[tuple[int, str], Given],
    *,
    people: Sequence[str] = ("Gauge", "Ana", "Ben"),
    interactions: Sequence[Interaction] = (),
    name: str = "April calibration",
    comments: Mapping[tuple[int, str], str] | None = None,
) -> CalibrationMaterial:
    """The material in which `given` holds answers by (interaction from 0, person); the first person is the gauge."""
    found = tuple(interactions) or tuple(
        interaction(place + 1) for place in range(1 + max((i for i, _ in given), default=0))
    )
    version = publish(form, 3)
    persons = {each: Person(each) for each in people}
    session = CalibrationSession(
        UUID(int=7),
        name,
        version.key,
        persons[people[0]].key,
        tuple(persons[each].key for each in people[1:]),
        tuple(each.key for each in found),
    )
    submitted = {
        (found[place].key, persons[who].key): Content(
            {key: value if isinstance(value, Answer) else Answer(value) for key, value in answers.items()},
            (comments or {}).get((place, who), ""),
        )
        for (place, who), answers in given.items()
    }
    reviewers = tuple(persons[each] for each in people[1:])
    return CalibrationMaterial(session, version, persons[people[0]], reviewers, found, submitted)


def service_form() -> Form:
    """A form with everything: nested sections, conditions, auto-fail, levels, choice, number and info."""
    opening = Section(
        "opening",
        "Opening and verification",
        (
            yes_no("greets", "Greets with own name and company"),
            yes_no("verifies", "Verifies identity before disclosing data", fails=True, weight=Fraction(2)),
            yes_no("recording", "States that the call is recorded"),
        ),
    )
    listening = Section(
        "listening",
        "Discovery and listening",
        (levels("listens", "Listens and prompts well"), levels("empathy", "Shows empathy that fits the situation")),
        (Section("needs", "Needs", (yes_no("summary", "Summarises what was understood"),)),),
    )
    resolution = Section(
        "resolution",
        "Resolution and accuracy",
        (
            yes_no("correct", "Gives correct and complete information", weight=Fraction(3)),
            levels("ownership", "Takes ownership of the outcome"),
            choice("route", {"solved": "Solved", "handed": "Handed over", "lost": "Left open?"}),
            number("wait"),
            yes_no("handover", "Explains the handover", show_when=when("route", "handed")),
        ),
    )
    closing = Section(
        "closing",
        "Closing and records",
        (
            levels("clear", "Explains next steps and timescales clearly, so that the customer knows what to expect"),
            yes_no("coded", "Codes the contact correctly"),
            info("note"),
            info("topics", AnswerType.SEVERAL, (Option("bill", "Bill"), Option("move", "Moving house"))),
        ),
    )
    return Form("service", "Service call", (opening, listening, resolution, closing), pass_mark=Fraction(3, 4))


def believable(interactions: int = 6, people: Sequence[str] | None = None, seed: int = 4) -> CalibrationMaterial:
    """A calibration in which reviewers mostly agree, one is lenient, one has not finished."""
    chance = random.Random(seed)
    names = tuple(people or ("Asha Patel", "Ben Ortiz", "Chen Wei", "Dana Müller", "Efe Yılmaz"))
    calls = [
        interaction(number, survey=SurveyResponse(chance.randint(2, 5), chance.randint(3, 10), chance.randint(2, 7)))
        if number % 3
        else interaction(number)
        for number in range(1, interactions + 1)
    ]
    form = service_form()
    truth = [{standard.id: _true(standard, chance) for standard in form.standards} for _ in calls]
    given = {
        (place, who): {
            standard.id: _seen(standard, truth[place][standard.id], lean, chance) for standard in form.standards
        }
        for place in range(interactions)
        for who, lean in zip(names, (0, 0, 1, -1, 0, 0, 0, 0, 0, 0, 0), strict=False)
        if (place, who) != (interactions - 1, names[-1])
    }
    comments = {(0, names[1]): "The customer was in a hurry.\nStill, the check comes first."}
    return material(
        form, given, people=names, interactions=calls, name="April calibration – Billing", comments=comments
    )


def rich(policy: NaPolicy) -> CalibrationMaterial:
    """Three interactions on a form with everything that scoring knows; the gauge has no mark on some of it."""
    any_of = Condition((FormTest("greet", ("no", "na")), FormTest("topics", ("move",))), any_of=True)
    inner = Section("inner", "Inner", (yes_no("sum"), yes_no("extra", bonus=True, weight=Fraction(3))), (), Fraction(3))
    first = Section("first", "First", (yes_no("greet", fails=True), levels("tone", na_allowed=False)), (inner,))
    driven = (
        choice("route", {"solved": "Solved", "handed": "Handed", "lost": "Lost"}),
        yes_no("handover", show_when=when("route", "handed", "lost")),
        yes_no("deeper", show_when=when("handover", "no"), weight=Fraction(7, 3)),
        yes_no("why", show_when=any_of),
    )
    topics = info("topics", AnswerType.SEVERAL, (Option("bill", "Bill"), Option("move", "Moving")))
    second = Section("second", "Second", (topics, *driven), (), Fraction(40))
    third = Section("third", "Third", (levels("clear", reversed=True),), show_when=when("tone", "4", "5"))
    base: Given = {"greet": Chosen("yes"), "tone": Chosen("3"), "sum": Chosen("yes"), "extra": Chosen("no")}
    base = {**base, "route": Chosen("solved")}
    more: Given = {"tone": Chosen("5"), "clear": Chosen("2"), "topics": Several(("move",)), "why": Chosen("no")}
    given = {(place, who): base if place else {**base, **more} for place in range(3) for who in ("Gauge", "Ana", "Ben")}
    return material(Form("rich", "Rich", (first, second, third), na_policy=policy, cap=Fraction(11, 10)), given)


def without_gauge(source: CalibrationMaterial) -> CalibrationMaterial:
    """The calibration in which whoever was the gauge is a reviewer like the others."""
    session = replace(source.session, gauge=None, reviewers=tuple(person.key for person in source.people))
    return replace(source, session=session, gauge=None, reviewers=source.people)


def agreed_on(source: CalibrationMaterial, given: Mapping[tuple[int, str], Value]) -> CalibrationMaterial:
    """The calibration with a consensus by (interaction from 0, standard)."""
    keys = [(source.interactions[place].key, standard, value) for (place, standard), value in given.items()]
    entries = {(call, standard): Consensus(source.session.key, call, standard, value) for call, standard, value in keys}
    return replace(source, consensus=entries)


def with_consensus(source: CalibrationMaterial) -> CalibrationMaterial:
    """The calibration after the discussion: some consensus, a ruling, an action, external scores."""
    session, calls = source.session.key, [each.key for each in source.interactions]
    entries = (
        Consensus(
            session,
            calls[0],
            "verifies",
            Chosen("no"),
            "The address was never asked for.",
            Flag.REVIEWER_DRIFT,
            "Replay the clip with the team",
            "Ana García-Márquez",
            date(2026, 5, 12),
            ruling="Two identifiers, both said by the customer.",
        ),
        Consensus(session, calls[1], "empathy", Chosen("4"), flag=Flag.UNCLEAR_STANDARD),
        Consensus(session, calls[1], "route", NA, "Handed over before any question."),
        Consensus(session, calls[0], "wait", Amount(Decimal(3)), "Measured."),
    )
    return replace(
        source,
        consensus={(each.interaction, each.standard): each for each in entries},
        external={calls[0]: ExternalScore(session, calls[0], 72.5, "survey")},
    )


def _true(standard: Standard, chance: random.Random) -> Value:
    match standard.answer_type:
        case AnswerType.NUMBER:
            return Amount(Decimal(chance.choice(["12", "25.5", "48", "120"])))
        case AnswerType.TEXT:
            return Note("Customer asks about the March bill")
        case AnswerType.SEVERAL:
            return Several(("bill",))
        case AnswerType.LEVELS:
            return Chosen(str(chance.choice([2, 3, 3, 4, 4, 5])))
        case _:
            weights = [8 // (place + 1) for place in range(len(standard.options))]
            return Chosen(chance.choices([option.id for option in standard.options], weights)[0])


def _seen(standard: Standard, value: Value, lean: int, chance: random.Random) -> Answer:
    seen, roll = value, chance.random()
    if isinstance(value, Chosen) and standard.answer_type is AnswerType.LEVELS and roll < 0.4:
        step = lean or chance.choice([-1, 1, 1, 2])
        seen = Chosen(str(min(max(int(value.option) + step, 1), 5)))
    elif isinstance(value, Chosen) and roll < 0.1:
        seen = Chosen(chance.choice([option.id for option in standard.options]))
    elif isinstance(value, Amount) and roll < 0.3:
        seen = Amount(value.number + 9)
    elif standard.scored and roll > 0.95:
        seen = NA
    start = 1000 * chance.randint(5, 400)
    evidence = (AudioSpan(start, start + 6000), TurnSpan(3, 5)) if roll < 0.2 else ()
    comment = "Said it only after being asked twice." if roll < 0.08 else ""
    return Answer(seen, comment, evidence, ("Too late",) if roll < 0.03 else ())
