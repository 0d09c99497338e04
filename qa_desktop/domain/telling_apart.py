"""What tells interactions apart that are called alike."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from uuid import UUID

from qa_desktop.domain.interactions import Interaction


def place(interaction: Interaction) -> str:
    """Where its recording lies: the name of the root and the path under it; nothing where there is none."""
    recording = interaction.recording
    return f"{recording.root}/{recording.path}" if recording is not None else ""


def apart(interactions: Iterable[Interaction], shown: Callable[[Interaction], Hashable]) -> dict[UUID, str]:
    """A few words for each of those that are shown alike, by key; none for the others."""
    alike: defaultdict[Hashable, list[Interaction]] = defaultdict(list)
    for interaction in interactions:
        alike[shown(interaction)].append(interaction)
    groups = (group for group in alike.values() if len(group) > 1)
    return {each.key: words for group in groups for each, words in zip(group, _words(group), strict=True)}


def _words(group: Sequence[Interaction]) -> Sequence[str]:
    """Different for each: its number, else as much of where its recording lies as is needed, else its key's end."""
    numbers = [each.external_id for each in group]
    if all(numbers) and _all_differ(numbers):
        return numbers
    places = [place(each).split("/") for each in group]
    for depth in range(1, max(map(len, places)) + 1):
        tails = ["/".join(parts[-depth:]) for parts in places]
        if _all_differ(tails):
            return _without_common_name(tails)
    return [str(each.key)[-12:] for each in group]


def _without_common_name(tails: Sequence[str]) -> Sequence[str]:
    """The folders alone where the files in them are called the same."""
    heads, _, names = zip(*(tail.rpartition("/") for tail in tails), strict=True)
    return heads if len(set(names)) == 1 else tails


def _all_differ(words: Sequence[str]) -> bool:
    return len({each.casefold() for each in words}) == len(words)
