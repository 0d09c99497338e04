"""The model holds the published scorecards: each is built from its file, checked, and scored by hand."""

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from qa_desktop.domain.answers import Answer, AudioSpan, Chosen
from qa_desktop.domain.findings import Severity
from qa_desktop.domain.form_check import check
from qa_desktop.domain.forms import (
    NO,
    YES,
    AnswerType,
    Condition,
    Form,
    Kind,
    Need,
    Option,
    Rule,
    Scope,
    Section,
    Sequence,
    Standard,
    Test,
)
from qa_desktop.domain.requirements import missing, out_of_order
from qa_desktop.domain.scoring import Outcome, score
from tests.domain.builders import answers


def _read(shared_data: Path, name: str) -> Any:
    return json.loads((shared_data / "interactions" / "scorecards" / f"{name}.json").read_text(encoding="utf-8"))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:64].strip("_")


def _sound(form: Form) -> Form:
    assert [finding for finding in check(form) if finding.severity is Severity.ERROR] == []
    return form


# Amazon Connect: sections with weights, options with a score of 0 to 10 and automatic fail, numeric ranges


def _amazon_option(raw: dict[str, Any]) -> Option:
    return Option(
        raw.get("RefId", f"from_{raw.get('MinValue')}"),
        raw.get("Text", ""),
        credit=Fraction(raw["Score"], 10),
        auto_fail=Scope.FORM if raw["AutomaticFail"] else None,
        low=Decimal(raw["MinValue"]) if "MinValue" in raw else None,
        high=Decimal(raw["MaxValue"]) if "MaxValue" in raw else None,
    )


def _amazon_standard(raw: dict[str, Any]) -> Standard:
    properties = next(iter(raw.get("QuestionTypeProperties", {"": {}}).values()))
    types = {"TEXT": AnswerType.TEXT, "SINGLESELECT": AnswerType.CHOICE, "NUMERIC": AnswerType.NUMBER}
    return Standard(
        raw["RefId"],
        raw["Title"],
        Kind.INFO if raw["QuestionType"] == "TEXT" else Kind.FOUNDATION,
        types[raw["QuestionType"]],
        tuple(_amazon_option(option) for option in properties.get("Options", [])),
        guidance=raw.get("Instructions", ""),
        na_allowed=raw.get("NotApplicableEnabled", False),
    )


def _amazon_section(raw: dict[str, Any]) -> Section:
    return Section(
        raw["RefId"],
        raw["Title"],
        tuple(_amazon_standard(item["Question"]) for item in raw["Items"] if "Question" in item),
        tuple(_amazon_section(item["Section"]) for item in raw["Items"] if "Section" in item),
        weight=Fraction(str(raw["Weight"])) if "Weight" in raw else None,
        guidance=raw["Instructions"],
    )


def test_amazon_connect(shared_data: Path) -> None:
    raw = _read(shared_data, "amazon_connect_form_example")
    form = _sound(Form("amazon", raw["Title"], tuple(_amazon_section(item["Section"]) for item in raw["Items"])))
    given = answers(**{"question-1-222": "option-1-2-2", "question-2-222": Decimal(600)})
    result = score(form, given)
    assert (result.total, result.outcome, result.missing) == (Fraction(1, 10), Outcome.PASS, ())
    assert [term.share for term in result.terms] == [Fraction(1, 2), Fraction(1, 2)]
    failed = score(form, given | answers(**{"question-1-222": "option-1-2-3"}))
    assert (failed.total, failed.before_auto_fail, failed.outcome) == (0, Fraction(1, 10), Outcome.FAIL)


def test_amazon_connect_with_a_section_in_a_section(shared_data: Path) -> None:
    """The shape of the file, two levels deep: the second section moved into the first and its score raised to 10."""
    first, second = (item["Section"] for item in _read(shared_data, "amazon_connect_form_example")["Items"])
    first["Items"].append({"Section": second})
    second["Items"][1]["Question"]["QuestionTypeProperties"]["Numeric"]["Options"][0]["Score"] = 10
    form = _sound(Form("amazon", "Nested", (_amazon_section(first),)))
    result = score(form, answers(**{"question-1-222": "option-1-2-2", "question-2-222": Decimal(0)}))
    assert result.total == (Fraction(1, 10) + 50 * 1) / 51
    assert result.sections["section-2"] == 1


# Genesys Cloud: visibility conditions, default answers, kill, critical, comments required


def test_genesys_cloud(shared_data: Path) -> None:
    raw = _read(shared_data, "genesys_evaluation_form_shape")
    kill = (YES, Option("no", "No", auto_fail=Scope.FORM))
    rated = tuple(Option(f"a{value}", str(value), credit=Fraction(value, 10)) for value in (0, 5, 10))
    questions = {
        "is_kill (auto-fail)": Standard("kill", "Kill", Kind.FOUNDATION, AnswerType.YES_NO, kill, na_allowed=False),
        "is_critical": Standard("crit", "Critical", Kind.FOUNDATION, AnswerType.YES_NO, (YES, NO), critical=True),
        "comments_required": Standard(
            "noted", "Noted", Kind.FINESSE, AnswerType.CHOICE, rated, rules=(Rule((Need.COMMENT,)),), prefill="a10"
        ),
        "visibility_condition": Standard(
            "late", "Late", Kind.FOUNDATION, AnswerType.YES_NO, (YES, NO), show_when=_predicates("AND", 1), prefill="na"
        ),
    }
    assert questions.keys() <= set(raw["question"])
    assert "weight" in raw["question_group"]
    shown = Section(
        "g2", "Shown", (questions["visibility_condition"],), weight=Fraction(3), show_when=_predicates("OR")
    )
    first = tuple(standard for key, standard in questions.items() if key != "visibility_condition")
    form = _sound(Form("genesys", raw["name"], (Section("g1", "Group", first, weight=Fraction(7)), shown)))

    given = answers(kill="yes", crit="no", noted="a5", late="yes")
    result = score(form, given)
    assert result.total == Fraction(7, 10) * Fraction(1, 2) + Fraction(3, 10)
    assert result.critical == Fraction(1, 2)
    assert [(lack.standard, lack.need) for lack in missing(form, given)] == [("noted", Need.COMMENT)]
    hidden = score(form, given | answers(crit="yes"))
    assert hidden.total == Fraction(5, 6)
    assert score(form, given | answers(kill="no")).total == 0


def _predicates(operation: str, *places: int) -> Condition:
    """`/form/questionGroup/0/question/1/answer/1` and the like, joined by AND or OR."""
    tests = {0: Test("kill", ("no",)), 1: Test("crit", ("no",))}
    return Condition(tuple(tests[place] for place in places or (0, 1)), any_of=operation == "OR")


# Forms by points


def test_a_hundred_points(shared_data: Path) -> None:
    raw = _read(shared_data, "points_100_callcoachiq")
    standards = tuple(_points(question) for question in raw["questions"])
    form = _sound(Form("points", raw["title"], (Section("all", "All", standards),)))
    assert sum(standard.weight for standard in standards) == raw["total_points"]
    points = {"greeting_identification": 10, "active_listening": 15, "problem_resolution": 25}
    points |= {"empathy_tone": 10, "compliance": 15, "professional_close": 0}
    given = answers(**{name: f"p{earned}" for name, earned in points.items()})
    assert score(form, given).total == Fraction(75, 100)
    assert [term.points for term in score(form, given).terms] == list(points.values())
    assert score(form, given | answers(professional_close="na")).total == Fraction(75, 90)


def _points(raw: dict[str, Any]) -> Standard:
    """A question worth so many points, of which any in steps of five may be earned."""
    most = raw["points"]
    options = tuple(Option(f"p{some}", str(some), credit=Fraction(some, most)) for some in range(0, most + 1, 5))
    name = raw["name"]
    return Standard(_slug(name), name, Kind.FINESSE, AnswerType.CHOICE, options, weight=Fraction(most))


def test_uneven_points_and_measured_times_of_a_chat(shared_data: Path) -> None:
    raw = _read(shared_data, "chat_quality_contactatonce")
    measured = (
        Option("fast", "Up to 5 s", credit=Fraction(1), low=Decimal(0), high=Decimal(5)),
        Option("fair", "Up to 20 s", credit=Fraction(3, 7), low=Decimal(5), high=Decimal(20)),
        Option("slow", "Longer", credit=Fraction(0), low=Decimal(20)),
    )
    standards = tuple(
        Standard(
            _slug(each["name"]),
            each["name"],
            Kind.FOUNDATION,
            AnswerType.YES_NO if each["type"] == "yes/no" else AnswerType.NUMBER,
            (YES, NO) if each["type"] == "yes/no" else measured,
            weight=Fraction(each["points"]),
        )
        for each in raw["questions"]
    )
    form = _sound(Form("chat", raw["title"], (Section("all", "All", standards),), channels=("chat",)))
    photo, time, greeting = (standard.id for standard in standards)

    def points(seconds: str) -> Fraction | None:
        total = score(form, answers(**{photo: "yes", time: Decimal(seconds), greeting: "no"})).total
        return total * 13 if total is not None else None

    assert [points(seconds) for seconds in ("0", "5", "5.01", "20", "20.5")] == [12, 12, 8, 8, 5]


def test_levels_one_to_five_with_a_comment(shared_data: Path) -> None:
    raw = _read(shared_data, "inbound_support_hivedesk")
    form = _sound(
        Form(
            "inbound",
            raw["title"],
            tuple(
                Section(_slug(part["name"]), part["name"], tuple(_rated(text) for text in part["questions"]))
                for part in raw["sections"]
            ),
        )
    )
    assert (len(form.sections), len(form.standards)) == (7, 17)
    given = {standard.id: Answer(Chosen("4")) for standard in form.standards}
    assert score(form, given).total == Fraction(3, 4)
    lifted = given | answers(identity_and_account_confirmed="na", customer_not_interrupted="1")
    assert score(form, lifted).total == (15 * Fraction(3, 4)) / 16
    assert len(missing(form, given)) == 17


def _rated(text: str) -> Standard:
    options = tuple(Option(str(level), str(level)) for level in range(1, 6))
    name = _slug(text.split(" (")[0])
    return Standard(name, text, Kind.FINESSE, AnswerType.LEVELS, options, rules=(Rule((Need.COMMENT,)),))


# Two kinds of standards; order


def test_foundation_and_finesse(shared_data: Path) -> None:
    raw = _read(shared_data, "foundation_finesse")
    foundation = tuple(
        Standard(_slug(text), text, Kind.FOUNDATION, AnswerType.YES_NO, (YES, NO))
        for text in raw["foundation"]["examples"]
    )
    finesse = tuple(
        Standard(
            _slug(text),
            text,
            Kind.FINESSE,
            AnswerType.LEVELS,
            tuple(Option(str(n), str(n), "anchor") for n in range(1, 5)),
        )
        for text in raw["finesse"]["examples"]
    )
    parts = (Section("foundation", "Foundation", foundation), Section("finesse", "Finesse", finesse))
    form = _sound(Form("kinds", "Two kinds", parts))
    given = {s.id: Answer(Chosen("yes")) for s in foundation} | {s.id: Answer(Chosen("3")) for s in finesse}
    result = score(form, given | answers(uses_spellcheck_in_written_contacts="na"))
    assert (result.foundation, result.finesse) == (1, Fraction(2, 3))
    assert result.total == (4 + 5 * Fraction(2, 3)) / 9


def test_collections_in_order_and_weighted_by_risk(shared_data: Path) -> None:
    raw = _read(shared_data, "collections_compliance_topics")
    risky = raw["questions"][:4]
    standards = tuple(
        Standard(
            _slug(text.split(" (")[0]),
            text,
            Kind.FOUNDATION,
            AnswerType.YES_NO,
            (YES, Option("no", "No", auto_fail=Scope.FORM)) if text in risky[1:] else (YES, NO),
            weight=Fraction(3 if text in risky else 1),
        )
        for text in raw["questions"]
    )
    order = tuple(standard.id for standard in standards[:3])
    form = _sound(Form("col", raw["title"], (Section("all", "All", standards),), sequences=(Sequence(order),)))
    regulation = standards[7].id
    given = {standard.id: Answer(Chosen("yes"), evidence=(AudioSpan(1000, 2000),)) for standard in standards}
    given |= answers(**{regulation: "na", standards[5].id: "no"})
    assert score(form, given).total == Fraction(16, 17)
    assert out_of_order(form, given) == ()
    late = given | {order[0]: Answer(Chosen("yes"), evidence=(AudioSpan(5000, 6000),))}
    assert out_of_order(form, late) == ((order[0], order[1]),)
    assert score(form, given | answers(**{order[2]: "no"})).outcome is Outcome.FAIL


def test_every_scorecard_has_its_test(shared_data: Path) -> None:
    files = {path.stem for path in (shared_data / "interactions" / "scorecards").glob("*.json")}
    named = set(re.findall(r'_read\(shared_data, "(\w+)"\)', Path(__file__).read_text(encoding="utf-8")))
    assert files == named
