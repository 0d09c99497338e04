"""Runs of yes and no: what is made longer."""

import numpy as np
import pytest

from qa_desktop.media.flags import widened


def flags(written: str) -> np.ndarray:
    return np.array([sign == "#" for sign in written], bool)


@pytest.mark.parametrize(
    ("before", "by", "after"),
    [
        ("...##......", 2, ".######...."),
        ("#........##", 3, "####..#####"),
        ("..#..", 0, "..#.."),
        ("..#..", -4, "..#.."),
        (".....", 3, "....."),
        ("", 2, ""),
    ],
)
def test_stretches_grow_at_both_ends_as_far_as_there_are_places(before: str, by: int, after: str) -> None:
    given = flags(before)
    assert widened(given, by).tolist() == flags(after).tolist()
    assert given.tolist() == flags(before).tolist()
