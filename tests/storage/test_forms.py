from dataclasses import replace
from uuid import uuid4

from hypothesis import HealthCheck, given, settings

from qa_desktop.domain import canonical
from qa_desktop.domain.forms import Form, publish
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.forms import decode_form
from tests.domain.strategies import STABLE, forms
from tests.storage.samples import FORM


def test_a_form_is_published_once_and_comes_back_whole(database: SqlDatabase) -> None:
    with database.writing() as work:
        first = work.forms.publish(FORM)
        again = work.forms.publish(FORM)
    with database.reading() as work:
        found = work.forms.get(first.key)
        assert work.forms.get(uuid4()) is None
    assert first == again == found == publish(FORM, 1)


def test_editing_makes_the_next_version_and_the_newest_of_each_form_is_listed_by_title(database: SqlDatabase) -> None:
    second = replace(FORM, title="support call 2")
    other = replace(FORM, id="chat", title="Chat")
    with database.writing() as work:
        work.forms.publish(FORM)
        work.forms.publish(other)
        assert work.forms.publish(second).number == 2
        assert [(version.form, version.number) for version in work.forms.newest()] == [(other, 1), (second, 2)]


def test_publishing_an_old_content_again_gives_the_old_version(database: SqlDatabase) -> None:
    second = replace(FORM, title="support call 2")
    with database.writing() as work:
        first = work.forms.publish(FORM)
        work.forms.publish(second)
        assert work.forms.publish(FORM) == first
        assert [version.number for version in work.forms.newest()] == [2]


@settings(STABLE, suppress_health_check=[HealthCheck.too_slow])
@given(forms())
def test_any_form_is_read_from_its_canonical_spelling(form: Form) -> None:
    assert decode_form(canonical.text(form)) == form


def test_the_forms_that_ship_are_read_from_their_canonical_spelling() -> None:
    from qa_desktop import paths
    from qa_desktop.form_files.reader import read_form

    shipped = sorted(paths.forms().glob("*.yaml"))
    assert shipped
    for file in shipped:
        form = read_form(file)
        assert decode_form(canonical.text(form)) == form
