"""The form pane: it draws the whole state, hides what is not asked, and takes 200 standards."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from time import thread_time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from qa_desktop.domain.answers import NA, NO, Amount, Chosen, Day, Note, Several
from qa_desktop.domain.forms import (
    NO as NO_OPTION,
)
from qa_desktop.domain.forms import (
    YES as YES_OPTION,
)
from qa_desktop.domain.forms import (
    AnswerType,
    Form,
    FormVersion,
    Kind,
    Need,
    Option,
    Rule,
    Scope,
    Section,
    Standard,
)
from qa_desktop.domain.scoring import score
from qa_desktop.ui.review.form_foot import NAMED
from tests.ui.room import Room, publish

OPTIONS = tuple(Option(name, name.capitalize(), credit=Fraction(1)) for name in ("red", "green", "blue"))


def visible_rows(room: Room) -> list[str]:
    """The standards that have a line on the screen."""
    return [standard for standard, row in room.window.review.form._rows.items() if row.isVisible()]


def use(room: Room, *standards: Standard) -> FormVersion:
    """Score on a form of these standards."""
    version = publish(room.database, Form("test", "Test form", (Section("all", "All of it", standards),)))
    room.window.review.session.choose_form(version)
    room.settle()
    room.go_to(standards[0].id)
    return version


def info(name: str, answer_type: AnswerType, options: tuple[Option, ...] = ()) -> Standard:
    """A standard that is recorded."""
    return Standard(name, name.capitalize(), Kind.INFO, answer_type, options)


def test_standards_that_are_not_asked_are_hidden_and_appear_with_the_answer(call: Room) -> None:
    assert "hold" not in visible_rows(call)
    call.go_to("hold_used")
    call.press("Y")
    assert "hold" in visible_rows(call)
    call.press("Down")
    assert call.current == "hold"
    call.press("Y", "Up", "N")
    assert "hold" not in visible_rows(call)
    call.press("Down")
    assert call.current == "accurate"


def test_the_answer_to_a_hidden_standard_counts_no_more_and_is_there_again(call: Room) -> None:
    call.go_to("hold_used")
    call.press("Y", "Down", "N")
    with_hold = call.state.score
    call.press("Up", "N")
    assert call.state.score != with_hold
    call.press("Y")
    assert call.state.score == with_hold
    assert call.state.answer("hold").value == NO


def test_when_the_current_standard_disappears_up_and_down_go_on(call: Room) -> None:
    call.go_to("hold_used")
    call.press("Y", "Down")
    assert call.current == "hold"
    call.press("Ctrl+Z")
    call.settle()
    call.press("Down")
    assert call.current in visible_rows(call)
    call.press(call.good_key(call.current))
    assert call.answer.value is not None


def test_what_is_no_longer_asked_takes_no_key_while_another_pane_has_the_keyboard(call: Room) -> None:
    call.go_to("hold_used")
    call.press("Y", "Down")
    call.window.review.worklist.list.setFocus()
    call.window.review.session.answer("hold_used", NO)
    call.press("N")
    assert call.state.answer("hold").value is None
    assert call.current == "accurate"
    assert call.answer.value == NO
    assert QApplication.focusWidget() is call.window.review.worklist.list


def test_the_head_shows_all_scores_and_how_far_one_is(call: Room) -> None:
    head = call.window.review.form.head
    assert (head._total.text(), head._verdict.text(), head._done.text()) == ("–", "so far", "0 of 15 answered")
    call.press("Y", "Down", "Y", "Down", "3")
    domain = score(call.state.form, call.state.content.answers)
    for name in ("foundation", "finesse", "critical"):
        assert head._figures[name].text() == f"{float(getattr(domain, name)) * 100:.1f}"
    assert head._done.text() == "3 of 15 answered"
    assert head._bar.value() == 3
    assert not head._before.isVisible()
    call.go_to("verifies")
    call.press("N")
    assert head._total.text() == "0.0"
    assert head._before.isVisible()
    assert head._before.text() == f"Before auto-fail {float(call.state.score.before_auto_fail) * 100:.1f}"  # type: ignore[arg-type]


def test_a_complete_evaluation_gets_its_verdict_and_band(call: Room) -> None:
    call.answer_all()
    head = call.window.review.form.head
    assert head._verdict.text() == "Pass · Outstanding"
    assert head._verdict.property("tone") == "good"
    assert call.window.review.form.foot._left.text() == "Complete"


def links(room: Room) -> list[QPushButton]:
    """The ways to what is missing."""
    return [link for link in room.window.review.form.foot.findChildren(QPushButton) if link.property("link")]


def test_what_is_missing_is_listed_and_a_click_jumps_there(call: Room) -> None:
    call.press("Y")
    shown = [link for link in links(call) if not link.isHidden()]
    assert len(shown) == NAMED
    shown[3].click()
    assert call.current == [lack.standard for lack in call.state.missing][3]
    assert QApplication.focusWidget() is call.window.review.form._rows[call.current]
    assert call.window.review.form.foot._left.text() == f"{len(call.state.missing)} left:"


def test_only_the_current_standard_is_unfolded(call: Room) -> None:
    form = call.window.review.form
    call.go_to("listens")
    assert form.detail.parentWidget() is form._rows["listens"]
    assert form.detail.isVisible()
    assert all(option.anchor in form.detail._anchors.text() for option in form._rows["listens"].standard.options)
    call.press("Down")
    assert form.detail.parentWidget() is form._rows["courtesy"]
    assert form.detail._guidance.text() == form._rows["courtesy"].standard.guidance


def test_a_line_shows_comment_evidence_and_what_it_needs(call: Room) -> None:
    call.go_to("verifies")
    call.listen(30)
    call.press("N", "C")
    call.type("asked for nothing")
    call.press("Esc", "Down")
    summary = call.window.review.form._rows["verifies"]._summary
    assert summary.isVisible()
    assert "0:26–0:30" in summary.text()
    assert "asked for nothing" in summary.text()
    assert "needs a reason" in summary.text()


def test_a_click_on_a_segment_answers_and_makes_the_line_current(call: Room) -> None:
    row = call.window.review.form._rows["listens"]
    row.control._buttons["4"].click()  # type: ignore[attr-defined]
    assert call.current == "listens"
    assert call.answer.value == Chosen("4")
    assert row.control._buttons["4"].isChecked()  # type: ignore[attr-defined]


def test_several_options_are_put_in_and_taken_out_by_digit(call: Room) -> None:
    use(call, info("colours", AnswerType.SEVERAL, OPTIONS))
    call.press("1", "3")
    assert call.answer.value == Several(("red", "blue"))
    call.press("1")
    assert call.answer.value == Several(("blue",))
    call.press("3")
    assert call.answer.value is None
    call.press("A")
    assert call.answer.value == NA


@pytest.mark.parametrize(
    ("answer_type", "typed", "value"),
    [
        (AnswerType.NUMBER, "12.5", Amount(Decimal("12.5"))),
        (AnswerType.NUMBER, "12,5", Amount(Decimal("12.5"))),
        (AnswerType.DATE, "2026-03-02", Day(date(2026, 3, 2))),
        (AnswerType.TEXT, "yes and no", Note("yes and no")),
    ],
)
def test_enter_begins_to_type_and_enter_ends_it(call: Room, answer_type: AnswerType, typed: str, value: object) -> None:
    use(call, info("typed", answer_type), info("next", AnswerType.YES_NO, (YES_OPTION, NO_OPTION)))
    call.press("Return")
    call.type(typed)
    call.press("Return")
    assert call.answer.value == value
    call.press("Down")
    assert call.current == "next"


@pytest.mark.parametrize(("answer_type", "typed"), [(AnswerType.NUMBER, "many"), (AnswerType.DATE, "2026-02-30")])
def test_what_cannot_be_read_is_refused_and_the_field_stays_as_it_was(
    call: Room, answer_type: AnswerType, typed: str
) -> None:
    use(call, info("typed", answer_type))
    call.press("Return")
    call.type(typed)
    call.press("Return")
    assert call.answer.value is None
    assert typed in call.remarks[-1]
    assert call.window.review.form._rows["typed"].control._field.text() == ""  # type: ignore[attr-defined]


def test_auto_fails_and_bonus_are_told_in_words(call: Room) -> None:
    fails = (YES_OPTION, Option("no", "No", auto_fail=Scope.FORM))
    section = (YES_OPTION, Option("no", "No", auto_fail=Scope.SECTION))
    use(
        call,
        Standard("one", "One", Kind.FOUNDATION, AnswerType.YES_NO, fails),
        Standard("two", "Two", Kind.FOUNDATION, AnswerType.YES_NO, section),
        Standard("three", "Three", Kind.FOUNDATION, AnswerType.YES_NO, (YES_OPTION, NO_OPTION), critical=True),
        Standard("four", "Four", Kind.FOUNDATION, AnswerType.YES_NO, (YES_OPTION, NO_OPTION), bonus=True),
    )
    rows = call.window.review.form._rows
    marks = [[label.text() for label in row.findChildren(QLabel) if label.property("pill")] for row in rows.values()]
    assert marks == [["auto-fail"], ["fails section"], ["critical"], ["bonus"]]


def two_hundred() -> Form:
    """Ten sections of twenty, with long texts."""
    levels = tuple(Option(str(level), f"Level {level}", anchor="words " * 20) for level in range(1, 6))

    def standard(section: int, place: int) -> Standard:
        words = f"Standard {section}.{place} with a text that takes more than one line in a narrow pane"
        return Standard(
            f"s{section}_{place}", words, Kind.FINESSE, AnswerType.LEVELS, levels, guidance="guidance " * 30
        )

    sections = [
        Section(f"s{number}", f"Section {number}", tuple(standard(number, place) for place in range(20)))
        for number in range(10)
    ]
    return Form("long", "A long form", tuple(sections))


def test_two_hundred_standards_leave_the_screen_thread_free(call: Room) -> None:
    """The longest turn of the event loop while the form is built, in processor time; a frozen build takes seconds."""
    version = publish(call.database, two_hundred())
    begun, gaps = [thread_time()], [0]

    def beaten() -> None:
        now = thread_time()
        gaps.append(round(1000 * (now - begun[0])))
        begun[0] = now

    beat = QTimer()
    beat.setInterval(0)
    beat.timeout.connect(beaten)
    beat.start()
    call.window.review.session.choose_form(version)
    form = call.window.review.form
    call.until(lambda: len(form._rows) == 200 and not form._more.isActive())
    beat.stop()
    print(f"longest turn of the event loop: {max(gaps)} ms of {sum(gaps)} ms")
    assert len(gaps) > 200 // 12
    assert max(gaps) < 400


def test_a_form_of_two_hundred_standards_is_scored_by_key_from_end_to_end(call: Room) -> None:
    call.window.review.session.choose_form(publish(call.database, two_hundred()))
    call.settle()
    last = call.state.form.standards[-1].id
    call.go_to(last)
    call.press("5")
    assert call.answer.value == Chosen("5")
    call.press("M")
    assert call.current == "s0_0"


def test_a_jump_to_a_standard_that_is_not_drawn_yet_draws_it(call: Room) -> None:
    form = call.window.review.form
    call.window.review.session.choose_form(publish(call.database, two_hundred()))
    assert len(form._rows) < 200
    form.go_to("s9_19")
    assert call.current == "s9_19"
    call.settle()
    assert len(form._rows) == 200
    assert form._overall.isVisible()


def test_a_long_name_and_other_scripts_do_not_widen_the_pane(call: Room) -> None:
    use(
        call,
        Standard("one", "Donaudampfschifffahrtsgesellschaftskapitän " * 5, Kind.FINESSE, AnswerType.CHOICE, OPTIONS),
        Standard("two", "مرحبا بكم في مركز الاتصال", Kind.FOUNDATION, AnswerType.YES_NO, (YES_OPTION, NO_OPTION)),
    )
    assert_within(call)


def assert_within(room: Room) -> None:
    """Nothing in the form is wider than what is seen of it; there is no bar to scroll sideways."""
    room.settle()
    form = room.window.review.form
    assert form._area.widget().width() == form._area.viewport().width()
    assert form._area.widget().minimumSizeHint().width() <= form._area.viewport().width()


def test_much_evidence_and_a_comment_without_spaces_do_not_widen_the_pane(call: Room) -> None:
    for _ in range(12):
        call.listen(10)
        call.press("E")
    assert len(call.answer.evidence) == 12
    call.press("C")
    call.window.review.form.detail._comment.setPlainText("x" * 5000)
    assert_within(call)
    call.press("Esc", "Down")
    assert_within(call)


def test_long_reasons_do_not_widen_the_pane(call: Room) -> None:
    rule = Rule((Need.REASON,), ("no",))
    reasons = ("The agent did not " + "really " * 20 + "ask", "Other")
    use(
        call,
        Standard(
            "one", "One", Kind.FOUNDATION, AnswerType.YES_NO, (YES_OPTION, NO_OPTION), rules=(rule,), reasons=reasons
        ),
    )
    call.press("N", "T", "Space")
    assert call.answer.reasons == reasons[:1]
    assert_within(call)
