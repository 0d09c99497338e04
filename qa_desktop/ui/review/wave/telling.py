"""The waveform in words: what happens at a time, which mark stands there, and what is selected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from qa_desktop.ui import text
from qa_desktop.ui.review.wave.marks import CommentMark, EvidenceMark
from qa_desktop.ui.review.wave.story import within

if TYPE_CHECKING:
    from qa_desktop.ui.review.wave.marks import Marks
    from qa_desktop.ui.review.wave.scene import Scene

LONGEST_COMMENT = 120


def happening(scene: Scene, seconds: float) -> Iterator[str]:
    """What goes on at a time, part by part."""
    story = scene.story
    if story is not None:
        if within(story.holds, seconds):
            yield _tr("hold music")
        yield from _speaking(scene, seconds)
        if within(story.silences, seconds):
            yield _tr("silence")
    yield from _marked(scene.marks, seconds)


def _speaking(scene: Scene, seconds: float) -> Iterator[str]:
    story = scene.story
    if story is None:
        return
    names = {lane.channel: lane.label for lane in scene.lanes()}
    for cut in story.interruptions:
        if cut.start <= seconds < cut.end and cut.channel in names:
            yield _tr("{0} cuts in").format(names[cut.channel])
    speaking = story.speakers(seconds)
    if within(story.overtalk, seconds):
        yield _tr("both speak")
    elif scene.channels == 1 and speaking:
        yield _tr("speech")
    elif len(speaking) == 1:
        yield _tr("{0} speaks").format(names[speaking[0]])


def _marked(marks: Marks, seconds: float) -> Iterator[str]:
    numbers = sorted({mark.number for mark in marks.evidence if mark.start <= seconds < mark.end})
    if numbers:
        yield _tr("evidence for {0}").format(", ".join(map(str, numbers)))
    if marks.slower is not None and marks.slower.start <= seconds < marks.slower.until:
        yield _tr("replayed at {0}×").format(f"{marks.slower.speed:.2f}")
    for redaction in marks.redactions:
        if redaction.start_ms <= seconds * 1000 < redaction.end_ms:
            yield _tr("redacted: {0}").format(redaction.reason) if redaction.reason else _tr("redacted")


def mark_in_words(marks: Marks, mark: EvidenceMark | CommentMark) -> str:
    """A mark with its place among its like, as it is read aloud."""
    if isinstance(mark, CommentMark):
        comment = mark.text if len(mark.text) <= LONGEST_COMMENT else mark.text[:LONGEST_COMMENT] + "…"
        place, count = marks.comments.index(mark) + 1, len(marks.comments)
        return _tr("Comment {0} of {1} at {2}: {3}").format(place, count, text.clock(mark.at), comment)
    in_order = sorted(marks.evidence, key=lambda each: each.start)
    words = _tr("Evidence {0} of {1} at {2}, for standard {3}")
    return words.format(in_order.index(mark) + 1, len(in_order), text.clock(mark.start), mark.number)


def selection_in_words(selection: tuple[float, float]) -> str:
    """A selection as it is read aloud."""
    start, end = selection
    words = _tr("Selected {0} to {1}, {2} s")
    return words.format(text.clock(start, tenths=True), text.clock(end, tenths=True), f"{end - start:.1f}")


def recording_in_words(scene: Scene, selection: tuple[float, float] | None) -> str:
    """The whole waveform for somebody who does not see it."""
    marks = scene.marks
    counts = (
        (len(marks.evidence), _tr("evidence {0}")),
        (len(marks.comments), _tr("comments {0}")),
        (len(marks.redactions), _tr("redactions {0}")),
    )
    parts = [
        _tr("Duration {0}").format(text.clock(scene.view.duration)),
        selection_in_words(selection) if selection else _tr("nothing selected"),
        *(words.format(count) for count, words in counts if count),
    ]
    if not scene.view.is_whole:
        shown = text.clock(scene.view.start, tenths=True), text.clock(scene.view.end, tenths=True)
        parts.append(_tr("in view {0} to {1}").format(*shown))
    return ", ".join(parts)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Waveform", words)
