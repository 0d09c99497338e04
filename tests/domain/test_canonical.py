"""One spelling for equal content."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.canonical import digest, plain, text
from qa_desktop.domain.forms import Form, Kind, Scope, Section, publish
from tests.domain.builders import form, yes_no
from tests.domain.strategies import STABLE, forms

trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.fractions(max_denominator=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@dataclass(frozen=True)
class _Old:
    name: str
    size: int = 3


def test_each_kind_of_value_has_one_plain_spelling() -> None:
    assert plain(
        (
            Fraction(1, 3),
            Decimal("2.50"),
            UUID(int=1),
            Kind.INFO,
            date(2026, 1, 2),
            frozenset({"b", "a"}),
            None,
            True,
            "ü",
        )
    ) == ["1/3", "2.50", "00000000-0000-0000-0000-000000000001", "info", "2026-01-02", ["a", "b"], None, True, "ü"]


def test_one_moment_is_spelled_in_universal_time() -> None:
    noon = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert plain(noon) == plain(noon.astimezone(timezone(timedelta(hours=-7)))) == "2026-07-01T12:00:00+00:00"


def test_fields_at_their_default_are_left_out() -> None:
    assert plain(_Old("a")) == {"name": "a"}
    assert plain(_Old("a", 4)) == {"name": "a", "size": 4}


def test_a_field_added_later_keeps_the_old_hash() -> None:
    @dataclass(frozen=True)
    class Later(_Old):
        added: tuple[str, ...] = ()

    assert digest(Later("a")) == digest(_Old("a"))
    assert digest(Later("a", added=("x",))) != digest(_Old("a"))


def test_text_is_tight_sorted_utf_8() -> None:
    assert text({"b": 1, "a": ("ü", Scope.FORM)}) == '{"a":["ü","form"],"b":1}'


def test_a_lone_surrogate_is_hashed_like_anything_else() -> None:
    assert digest("\ud800") != digest("\ud801")


@STABLE
@given(st.dictionaries(st.text(max_size=3), trees, max_size=6), st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_the_order_of_insertion(content: dict[str, object], random) -> None:
    names = list(content)
    random.shuffle(names)
    assert digest({name: content[name] for name in names}) == digest(content)


@STABLE
@given(forms(), forms())
def test_two_forms_have_the_same_digest_exactly_when_they_are_equal(first: Form, second: Form) -> None:
    assert (digest(first) == digest(second)) == (first == second)
    assert digest(replace(first)) == digest(first)


def test_reading_a_form_does_not_change_its_digest() -> None:
    read, fresh = form(yes_no("a")), form(yes_no("a"))
    assert read.standards and read.standard_by_id and read.path_of  # cached on the form  # noqa: PT018
    assert digest(read) == digest(fresh)


def test_a_published_form_is_keyed_by_its_content() -> None:
    first, again, other = (publish(form(yes_no("a", weight)), 1) for weight in (1, 1, 2))
    assert first.key == again.key != other.key
    assert first.hash == digest(first.form)
    assert publish(first.form, 2).key == first.key
    assert publish(first.form, 2).label == "Form v2"


def test_the_hash_of_a_form_is_the_same_for_ever() -> None:
    pinned = Form("f", "Form", (Section("s", "Section", (yes_no("a", "1/3", fails=Scope.FORM),), weight=Fraction(50)),))
    assert digest(pinned) == "cce9de30e84e91235189e8237fe43739a94f7c182c2165bfdce1c314bb425e21"
