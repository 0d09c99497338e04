"""The order in which workers are given files names files that there are, and moves nothing within them."""

from pathlib import Path

import pytest

from tests.order import LONG, file_of, longest_first

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", LONG)
def test_what_is_named_is_there(name: str) -> None:
    assert (HERE / f"{name}.py").is_file()


def test_long_files_come_first_then_those_with_many_tests(request: pytest.FixtureRequest) -> None:
    class Named(pytest.Item):
        def runtest(self) -> None:
            pass

    names = ["a::one", "storage/test_kills.py::z", "b::two", "storage/test_kills.py::a", "b::one", "a::two", "b::three"]
    items = [Named.from_parent(request.session, name=name, nodeid=f"tests/{name}") for name in names]
    longest_first(items)
    assert [item.name for item in items] == [
        *("storage/test_kills.py::z", "storage/test_kills.py::a", "b::two", "b::one", "b::three", "a::one", "a::two")
    ]
    assert file_of(items[0]) == "tests/storage/test_kills.py"
