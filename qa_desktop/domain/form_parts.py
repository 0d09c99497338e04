"""A form of which only some standards are asked."""

from collections.abc import Collection
from dataclasses import replace

from qa_desktop.domain.forms import Form, FormVersion, Section, Standard
from qa_desktop.domain.visibility import drivers


def with_drivers(form: Form, standards: Collection[str]) -> tuple[str, ...]:
    """These standards, and those whose answers decide whether they are asked, in the order of the form."""
    wanted = {each for each in standards if each in form.standard_by_id}
    todo = list(wanted)
    while todo:
        standard = form.standard_by_id[todo.pop()]
        conditions: tuple[Standard | Section, ...] = (standard, *form.path_of[standard.id])
        found = {name for item in conditions for name in drivers(item) if name in form.standard_by_id} - wanted
        wanted |= found
        todo.extend(found)
    return tuple(standard.id for standard in form.standards if standard.id in wanted)


def narrowed(version: FormVersion, standards: Collection[str]) -> FormVersion:
    """The version with these standards alone (all where none is named), under the key and the number that it has.

    For showing and comparing; what is scored is scored on the version itself.
    """
    wanted = frozenset(with_drivers(version.form, standards))
    if not wanted:
        return version
    sections = tuple(filter(None, (_narrowed(section, wanted) for section in version.form.sections)))
    sequences = tuple(each for each in version.form.sequences if wanted.issuperset(each.standards))
    return replace(version, form=replace(version.form, sections=sections, sequences=sequences))


def _narrowed(section: Section, wanted: frozenset[str]) -> Section | None:
    inner = tuple(filter(None, (_narrowed(each, wanted) for each in section.sections)))
    standards = tuple(each for each in section.standards if each.id in wanted)
    return replace(section, standards=standards, sections=inner) if standards or inner else None
