"""The document that other programs rely on."""

import json

from qa_desktop.domain.forms import Band, Scope
from qa_desktop.form_files.score_json import score_document
from tests.domain.builders import all_of, answers, form, info, levels, section, yes_no

FORM = form(
    section("opening", yes_no("greets"), section("inner", levels("tone")), info("note", required=True)),
    section("rest", yes_no("safe", 2, fails=Scope.FORM), yes_no("asked", show_when=all_of(("greets", "no")))),
    bands=(Band("Good", 0), Band("Best", 1)),
)


def test_every_key_with_exact_fractions() -> None:
    document = score_document(FORM, answers(greets="yes", tone=3, safe="yes", note="na"))
    assert json.loads(json.dumps(document)) == {
        "total": "7/8",
        "percent": "87.5",
        "before_auto_fail": "7/8",
        "foundation": "1",
        "finesse": "1/2",
        "critical": "1",
        "outcome": "pass",
        "band": "Good",
        "auto_failed": [],
        "missing": [],
        "sections": {"opening": "3/4", "inner": "1/2", "rest": "1"},
        "terms": [
            {"standard": "greets", "share": "1/4", "credit": "1", "points": "25"},
            {"standard": "tone", "share": "1/4", "credit": "1/2", "points": "25/2"},
            {"standard": "safe", "share": "1/2", "credit": "1", "points": "50"},
        ],
    }


def test_a_failed_draft_shows_what_is_missing_and_what_failed() -> None:
    document = score_document(FORM, answers(safe="no"))
    assert (document["total"], document["percent"], document["before_auto_fail"]) == ("0", "0.0", "0")
    assert (document["outcome"], document["auto_failed"]) == ("fail", ["safe"])
    assert document["missing"] == ["greets", "note", "tone"]
    assert document["sections"] == {"opening": None, "inner": None, "rest": "0"}


def test_no_score_is_null_and_not_nothing() -> None:
    document = score_document(FORM, {})
    for key in ("total", "percent", "before_auto_fail", "foundation", "finesse", "critical", "outcome", "band"):
        assert document[key] is None
    assert document["terms"] == []
    assert document["missing"] == ["greets", "note", "tone", "safe"]
