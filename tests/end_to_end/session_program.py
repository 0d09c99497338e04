"""One colleague in a calibration session, in a process of one's own: does what it is told in lines of JSON.

Usage: python session_program.py DATABASE NAME

`{"run": [...]}` runs a command line, and answers with its status and all that it said; `{"score": CALL, "words": ...}`
scores an interaction as the window does, by the services, and answers with the key of the evaluation or the sentence
of why not.
"""

import io
import json
import sys
from collections.abc import Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from qa_desktop import app, settings
from qa_desktop.cli import main as command
from qa_desktop.domain.answers import Answer, AudioSpan, Chosen
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content
from qa_desktop.services import calibrating, interactions, people, reviewing


def run(arguments: list[str]) -> dict[str, Any]:
    """Run a command as the command line does."""
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(said), redirect_stderr(said):
        try:
            status = command(arguments)
        except SystemExit as left:
            status = int(left.code or 0)
    said.seek(0)
    return {"status": status, "said": said.read()}


def score(database: str, name: str, call: str, words: str) -> dict[str, Any]:
    """Score an interaction for the only session: a draft first, then submitted; all Yes or the best, with the words."""
    now = datetime.now(UTC)
    with closing(app.open_database(database, settings.load())) as opened:
        person = people.find(opened, name)
        (session,) = calibrating.sessions(opened)
        assert person is not None
        key = interactions.named(opened, call).key
        try:
            review = reviewing.open_review(opened, key, person, occasion=session.key)
            asked = (each for each in review.form.form.standards if each.scored or each.required)
            spans = (AudioSpan(0, 1000),)
            given = {each.id: Answer(Chosen(each.options[-1].id), words, spans, each.reasons[:1]) for each in asked}
            draft = replace(review.draft, content=Content(given, words))
            reviewing.save_draft(opened, draft, now)
            reviewing.submit(opened, draft, person, now)
        except InputError as error:
            return {"refused": str(error)}
        return {"evaluation": str(draft.subject.evaluation)}


def main(database: str, name: str) -> None:
    """Answer line by line until there is no more."""
    print(json.dumps({"ready": name}), flush=True)
    for line in sys.stdin:
        asked: Mapping[str, Any] = json.loads(line)
        told = run(asked["run"]) if "run" in asked else score(database, name, asked["score"], asked["words"])
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
