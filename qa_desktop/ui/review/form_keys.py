"""What the keys do to the current standard: answer it, comment on it, attach and replay evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from qa_desktop.domain.answers import Answer, AudioSpan, Evidence, TurnSpan, Value
from qa_desktop.domain.forms import Need, Standard
from qa_desktop.domain.transcripts import Turn
from qa_desktop.ui.review.form_panel import FormPanel
from qa_desktop.ui.review.player_panel import PlayerPanel
from qa_desktop.ui.review.session import ReviewSession
from qa_desktop.ui.review.sound import Sound
from qa_desktop.ui.review.state import keys_for, moved, same_place, value_of_key

if TYPE_CHECKING:
    from qa_desktop.media.playback import PlayerState


class FormKeys(QObject):
    """Turns keys and requests of the form pane into changes of the session."""

    remark = Signal(str)

    def __init__(
        self,
        session: ReviewSession,
        form: FormPanel,
        player: PlayerPanel,
        sound: Sound,
        reaction_seconds: Callable[[], float],
    ) -> None:
        super().__init__(form)
        self._session = session
        self._form = form
        self._player = player
        self._sound = sound
        self._reaction = reaction_seconds
        self._key = form.key
        form.value_chosen.connect(self.answer)
        form.overall_typed.connect(session.overall_comment)
        form.detail.comment_typed.connect(self._comment_on_current)
        form.detail.reasons_chosen.connect(self._give_reasons)
        form.detail.evidence_played.connect(self.play_evidence)
        self._pointed: int | None = None
        player.transcript.turn_chosen.connect(self._point)
        player.waveform.seek_wanted.connect(lambda _: self._point(None))
        player.waveform.evidence_chosen.connect(self.choose)
        player.waveform.told.connect(self.remark)
        sound.state_changed.connect(self._forget_pointed)
        session.opened.connect(lambda _: self._point(None))

    def _comment_on_current(self, text: str) -> None:
        self._session.comment(self._form.current, text)

    def _give_reasons(self, reasons: tuple[str, ...]) -> None:
        self._session.set_reasons(self._form.current, reasons)

    def press(self, key: str) -> None:
        """Answer the current standard by `y`, `n`, `a` or a digit."""
        standard = self._standard()
        if standard is None:
            return
        if value_of_key(standard, key, None) is None:
            self.remark.emit(self.tr("“{0}” takes {1}").format(standard.text, keys_for(standard, self._key)))
            return
        self.answer(standard.id, value_of_key(standard, key, self._answer().value))

    def answer(self, standard_id: str, value: Value | None) -> None:
        """Answer a standard; the turn just pointed at, or the seconds being heard, are noted as its evidence."""
        noted = (self._turns_pointed_at(noted=True) or self._hearing()) if value is not None else None
        self._session.answer(standard_id, value, noted)

    def clear(self) -> None:
        """Take the answer away; comment and evidence stay."""
        if self._standard() is not None:
            self._session.answer(self._form.current, None)

    def add_evidence(self) -> None:
        """Attach what is selected, else the turns just pointed at, else the seconds before the playhead."""
        found = self._selected() or self._turns_pointed_at(noted=False) or self._heard(noted=False)
        if self._standard() is None:
            return
        if found is None:
            words = self.tr("Play the recording or choose a turn first; then {0} attaches it.")
            self.remark.emit(words.format(self._key("evidence_add")))
            return
        answer = self._answer()
        same = [place for place, item in enumerate(answer.evidence) if same_place(item, found)]
        if same:
            self._form.choose_evidence(same[0])
            words = self.tr("That is attached already; {0} and {1} move where it begins and ends.")
            self.remark.emit(words.format(self._key("evidence_start"), self._key("evidence_end")))
            return
        self._session.set_evidence(self._form.current, (*answer.evidence, found))
        self._form.choose_evidence(len(answer.evidence))
        self._player.waveform.select_none()
        self._player.transcript.select_none()

    def choose(self, standard_id: str, place: int) -> None:
        """Go to a standard and choose a piece of its evidence."""
        state = self._session.state
        if state is not None and any(standard.id == standard_id for standard in state.visible):
            self._form.go_to(standard_id)
            self._form.choose_evidence(place)

    def play_selection(self) -> None:
        """Play what is selected in the waveform once."""
        selection = self._player.waveform.selection
        if selection is None:
            self.remark.emit(self.tr("Select something first: drag over the waveform, or press I and P."))
        else:
            self._sound.play_span(*selection)

    def play_evidence(self, place: int | None = None) -> None:
        """Replay a piece of evidence: that of the given place, or the chosen one."""
        if place is not None:
            self._form.choose_evidence(place)
        chosen = self._chosen()
        if isinstance(chosen, AudioSpan):
            self._sound.play_span(chosen.start_ms / 1000, chosen.end_ms / 1000)
        elif isinstance(chosen, TurnSpan):
            self._player.transcript.choose(chosen.first)

    def next_evidence(self) -> None:
        """Choose the next piece of evidence of the current standard."""
        count = len(self._answer().evidence)
        if count:
            self._form.choose_evidence((self._form.chosen_evidence + 1) % count)

    def move_start(self) -> None:
        """The chosen evidence begins here."""
        self._move(start=True)

    def move_end(self) -> None:
        """The chosen evidence ends here."""
        self._move(start=False)

    def remove_evidence(self) -> None:
        """Take the chosen evidence away."""
        chosen = self._chosen()
        if chosen is not None:
            left = list(self._answer().evidence)
            del left[self._form.chosen_evidence]
            self._session.set_evidence(self._form.current, tuple(left))

    def next_missing(self) -> None:
        """Go to the next standard that lacks something, after the current one or round from the start."""
        state = self._session.state
        if state is None or not state.missing:
            return
        order = [standard.id for standard in state.visible]
        here = order.index(self._form.current) if self._form.current in order else -1
        places = sorted({order.index(lack.standard) for lack in state.missing})
        after = [place for place in places if place > here]
        target = order[after[0] if after else places[0]]
        self._form.go_to(target)
        lack = next(each for each in state.missing if each.standard == target)
        if lack.need is Need.COMMENT:
            self._form.begin_comment()
        elif lack.need is Need.REASON:
            self._form.detail.begin_reasons()
        elif lack.need is Need.EVIDENCE:
            self.remark.emit(
                self.tr("This answer needs evidence: go to the place and press {0}.").format(self._key("evidence_add"))
            )

    def _move(self, start: bool) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        here: int | None = round(self._sound.position * 1000) if self._sound.loaded else None
        if isinstance(chosen, TurnSpan):
            here = self._player.transcript.chosen_turn
        if here is None:
            self.remark.emit(self.tr("Go to the place first: play the recording, or choose a turn."))
            return
        changed = moved(chosen, here if start else None, None if start else here)
        if changed is None:
            self.remark.emit(self.tr("Evidence cannot end before it begins."))
            return
        evidence = list(self._answer().evidence)
        evidence[self._form.chosen_evidence] = changed
        self._session.set_evidence(self._form.current, tuple(evidence))

    def _hearing(self) -> AudioSpan | None:
        """The seconds before the playhead while one listens; a paused recording supports no answer by itself."""
        return self._heard(noted=True) if self._sound.listening else None

    def _heard(self, noted: bool) -> AudioSpan | None:
        """What was heard before the playhead in the time that it takes to hear, judge and press."""
        found = self._sound.heard(self._reaction())
        return AudioSpan(round(found[0] * 1000), round(found[1] * 1000), noted) if found is not None else None

    def _selected(self) -> AudioSpan | None:
        """What is selected in the waveform; a thousandth of a second at least."""
        selection = self._player.waveform.selection
        if selection is None or not self._sound.loaded:
            return None
        start = round(selection[0] * 1000)
        return AudioSpan(start, max(round(selection[1] * 1000), start + 1))

    def _turns_pointed_at(self, noted: bool) -> Evidence | None:
        """The turns whose text is selected, else the one chosen since the recording last played."""
        review = self._session.review
        turns = review.transcript.turns if review and review.transcript else ()
        selected = self._player.transcript.selected_turns
        if selected is not None:
            return _spanned(turns, *selected, noted, self._sound.loaded)
        row = self._pointed if self._sound.loaded else self._player.transcript.chosen_turn
        if row is None or row >= len(turns):
            return None
        return _spanned(turns, row, row, noted, self._sound.loaded)

    def _point(self, row: int | None) -> None:
        self._pointed = row

    def _forget_pointed(self, state: PlayerState) -> None:
        if state.playing:
            self._pointed = None

    def _chosen(self) -> Evidence | None:
        evidence = self._answer().evidence
        place = self._form.chosen_evidence
        return evidence[place] if place < len(evidence) else None

    def _answer(self) -> Answer:
        state = self._session.state
        return state.answer(self._form.current) if state is not None else Answer()

    def _standard(self) -> Standard | None:
        state = self._session.state
        if state is None or state.read_only:
            return None
        return state.form.standard_by_id.get(self._form.current)


def _spanned(turns: Sequence[Turn], first: int, last: int, noted: bool, heard: bool) -> Evidence:
    """The turns from first to last as evidence: their time in the sound where it is known, else the turns."""
    times = [time for turn in turns[first : last + 1] for time in (turn.start, turn.end)]
    known = [time for time in times if time is not None]
    if heard and len(known) == len(times) and known:
        return AudioSpan(round(min(known) * 1000), round(max(known) * 1000), noted)
    return TurnSpan(first, last, noted)
