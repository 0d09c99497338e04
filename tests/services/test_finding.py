from qa_desktop.services import finding
from qa_desktop.services.finding import Findings
from qa_desktop.storage.database import SqlDatabase
from tests.services.furniture import ANN, furnish, interaction

CALLS = [interaction(f"C-{number}", queue="Faults") for number in range(2, 9)]


def test_pages_of_what_is_found(database: SqlDatabase) -> None:
    furnish(database, *CALLS)
    whole = finding.find(database, ANN, "faul")
    assert (len(whole.hits), whole.total, whole.offset) == (7, 7, 0)
    some = finding.find(database, ANN, "faul", limit=3, offset=6)
    assert (some.hits, some.total, some.offset) == (whole.hits[6:], 7, 6)
    assert finding.find(database, ANN, "nowhere") == Findings("nowhere")


def test_words_that_ask_for_nothing(database: SqlDatabase) -> None:
    furnish(database, *CALLS)
    for words in ("", "  ", '"', "-faults", "%"):
        assert finding.find(database, ANN, words) == Findings(words, asks=False)


def test_the_index_is_built_anew(database: SqlDatabase) -> None:
    furnish(database, *CALLS)
    assert finding.rebuild(database) == len(CALLS) + 1
    assert finding.find(database, ANN, "faults").total == len(CALLS)
