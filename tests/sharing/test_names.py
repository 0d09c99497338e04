"""Names of packages."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.sharing.names import PackageName, parse_name

DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(st.uuids(), st.integers(1, 10**10 - 1), st.integers(0, 1000), DIGESTS)
def test_a_name_is_read_back(device: UUID, first: int, more: int, digest: str) -> None:
    name = PackageName(device, first, min(first + more, 10**10 - 1), digest)
    assert parse_name(str(name)) == name


def test_names_sort_as_packages_do() -> None:
    one, two = (PackageName(UUID(int=1), first, first, "a" * 64) for first in (9, 10))
    assert sorted([str(two), str(one)]) == [str(one), str(two)]
    assert sorted([two, one]) == [one, two]


@pytest.mark.parametrize(
    "change",
    [
        lambda name: name.replace(".qapack", " (Ann's conflicted copy).qapack"),
        lambda name: name.upper(),
        lambda name: name + "\n",
        lambda name: "." + name,
        lambda name: name.replace("-0000000001-", "-0000000000-"),
        lambda name: name.replace("-0000000001-", "-0000000003-"),
        lambda name: name.replace("-0000000001-", "-000000000١-"),
        lambda name: name[1:],
        lambda name: "",
        lambda name: "../" + name,
    ],
)
def test_any_other_name_is_no_package(change) -> None:
    name = str(PackageName(UUID(int=1), 1, 2, "a" * 64))
    assert parse_name(name)
    assert parse_name(change(name)) is None
