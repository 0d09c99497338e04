"""The example of a format in the README is one."""

import re
from pathlib import Path
from typing import Any

from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, first, said

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_reads_what_it_says() -> None:
    example = re.search(
        r"```python\n(\"\"\"Calls as Example.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    assert example is not None
    module: dict[str, Any] = {
        each.__name__: each for each in (Any, Source, Transcript, Telling, with_turns, documents, first, said, role_of)
    }
    exec(example[1], module)
    source = Source(b'{"data": {"id": 7, "talk": [{"who": "Agent", "what": "Hello", "from": 500, "to": "900"}]}}')
    assert module["recognises"](source)
    (call,) = module["read"](source)
    assert call == Transcript("example", (Turn("Hello", Role.AGENT, "Agent", 0.5, 0.9),), conversation="7")
    assert not module["recognises"](Source(b'{"talk": []}'))
