"""Values made by the hundred are those that their classes would make."""

from dataclasses import fields

from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.storage.database import SqlDatabase
from tests.storage.samples import ANN, CALL, SCORE, furnish, revision


def test_what_is_read_has_every_field_of_its_class(database: SqlDatabase) -> None:
    given = revision()
    with database.writing() as work:
        furnish(work)
        work.evaluations.submit(given, SCORE)
    with database.reading() as work:
        (line,) = work.interactions.worklist(ANN.key, WorklistFilter())
        head = work.evaluations.head(given.subject.evaluation)
    assert head == given
    assert line.interaction == CALL
    for value in (line, line.interaction, head, *head.content.answers.values()):
        assert [*vars(value)] == [field.name for field in fields(value)]
