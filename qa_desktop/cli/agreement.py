"""The command `agreement`: how far the reviewers of a table of ratings agree."""

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qa_desktop.cli.output import print_json, print_table, tell
from qa_desktop.cli.work import want_file
from qa_desktop.domain.errors import InputError

if TYPE_CHECKING:
    from qa_desktop.statistics.overview import Overview


def agreement(options: Namespace) -> None:
    """Print every measure that the table allows."""
    from qa_desktop.services.rating_shapes import doubts
    from qa_desktop.services.rating_tables import read_ratings, read_weights
    from qa_desktop.statistics.alpha import Level
    from qa_desktop.statistics.answers import prepare
    from qa_desktop.statistics.overview import Wishes, overview

    want_file(options.ratings)
    table = read_ratings(options.ratings, counts=options.counts)
    if not table.categories:
        for doubt in doubts(table):
            tell(doubt)
    repeated = len(table.items) - len(set(table.items))
    if repeated:
        tell(f"{repeated} of the {len(table.items)} items bear the name of another; each row counts as an item.")
    level = Level(options.level) if options.level else None
    answers = prepare(table, level, options.categories, na_missing=options.na == "missing")
    for text, times in answers.blanks.items():
        tell(f"“{text}” stands for a missing mark ({times}); name it in --categories if it is an answer.")
    matrix = None
    if options.weights:
        want_file(options.weights)
        matrix = read_weights(options.weights, answers.category_names)
    found = overview(
        answers,
        Wishes(
            _place(options.gauge, table.reviewers),
            options.tolerance,
            options.spread_tolerance,
            matrix,
        ),
    )
    if options.json:
        print_json(
            {
                "counts": found.counts,
                "values": found.values,
                "undefined": found.undefined,
                "level": answers.level,
                "headline": found.headline,
            }
        )
        return
    _print(found)


def _place(gauge: str | None, reviewers: tuple[str, ...]) -> int | None:
    if gauge is None:
        return None
    if gauge not in reviewers:
        raise InputError(f"There is no column “{gauge}”; the reviewers are {', '.join(reviewers)}.")
    return reviewers.index(gauge)


def _print(found: "Overview") -> None:
    counts = [(key.removeprefix("n_").replace("_", " "), str(count)) for key, count in found.counts.items()]
    print_table(counts)
    if found.headline:
        head = found.headline
        print(f"\n{_said(head['measure'])}: {_number(head['value'])}{_between(head['low'], head['high'])}")
        print(f"{head['label']} ({head['label_source']})")
    print()
    print_table(list(_lines(found.values)))
    for name, part in found.values.get("gauge", {}).items():
        print(f"\n{name} against the gauge")
        print_table([*_lines(part), *((_said(key), str(part[key])) for key in ("n", "lean") if part[key] is not None)])
    reasons: dict[str, list[str]] = {}
    for key, reason in found.undefined.items():
        if not key.endswith(_PARTS):
            reasons.setdefault(reason, []).append(_said(key))
    if reasons:
        print("\nnot given")
    for reason, names in reasons.items():
        print(f"  {reason}: {', '.join(names)}")


_PARTS = ("_se", "_ci_low", "_ci_high", "_bootstrap95")


def _lines(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A line for each figure that exists, with its interval."""
    for key, value in values.items():
        if key.endswith(_PARTS) or not isinstance(value, float):
            continue
        drawn = values.get(f"{key}_bootstrap95") or {}
        low, high = values.get(f"{key}_ci_low"), values.get(f"{key}_ci_high")
        yield _said(key), _number(value) + _between(drawn.get("low", low), drawn.get("high", high))


def _said(key: str) -> str:
    return key.replace("_", " ")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"  ({low:.4f} to {high:.4f})"
