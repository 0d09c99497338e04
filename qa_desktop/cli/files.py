"""Commands that work on files alone: `score`, `transcript`, `recording`."""

from argparse import Namespace

from qa_desktop.cli.output import print_json, print_table
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.explaining import explain
from qa_desktop.domain.numbers import percent, rounded


def score(options: Namespace) -> None:
    """Score answers on a form file."""
    from qa_desktop.form_files.answers import read_answers
    from qa_desktop.form_files.reader import read_form
    from qa_desktop.form_files.score_json import score_document

    form = read_form(options.form)
    answers = read_answers(form, options.answers)
    if options.json:
        print_json(score_document(form, answers))
        return
    explanation = explain(form, answers)
    result = explanation.score
    names = ("total", "before_auto_fail", "foundation", "finesse", "critical")
    rows = [(name.replace("_", " "), _shown(getattr(result, name))) for name in names]
    rows += [("outcome", result.outcome or "–"), ("band", result.band or "–")]
    print_table(rows)
    print()
    lines = [("standard", "answer", "share", "points", "")]
    for line in explanation.lines:
        share, points = ("", "")
        if line.term is not None:
            share, points = f"{percent(line.term.share)} %", str(rounded(line.term.points))
        lines.append((line.standard.id, line.answer, share, points, line.remark))
    print_table(lines)
    if result.missing:
        print(f"\nstill to be answered: {', '.join(result.missing)}")


def _shown(value: object) -> str:
    return "–" if value is None else f"{percent(value)} %"  # type: ignore[arg-type]


def transcript(options: Namespace) -> None:
    """Print a transcript or chat."""
    from qa_desktop.transcripts.detect import read_transcripts
    from qa_desktop.transcripts.document import transcript_document

    try:
        data = options.file.read_bytes()
    except OSError as error:
        raise InputError(f"“{options.file}” cannot be read: {error.strerror}.") from error
    found = read_transcripts(data, options.file.name)
    if options.json:
        print_json(transcript_document(found))
        return
    for each in found:
        if each.conversation:
            print(f"--- {each.conversation}")
        for turn in each.turns:
            start = "" if turn.start is None else f"{turn.start:.2f}"
            print(f"{start:>9}  {turn.speaker or turn.role}: {turn.text}")
        for skipped in each.skipped:
            print(f"({skipped.where}: {skipped.reason})")


def recording(options: Namespace) -> None:
    """Say what a recording is."""
    from qa_desktop.services.recordings import recording_document

    document = recording_document(options.file, options.speech)
    if options.json:
        print_json(document)
        return
    rows = [(key.replace("_", " "), str(value)) for key, value in document.items() if key not in ("speech", "problems")]
    speech = document.get("speech") or {}
    rows += [(key.replace("_", " "), f"{value} s") for key, value in speech.items() if key != "segments"]
    rows += [("problem", problem) for problem in document["problems"]]
    print_table(rows)
