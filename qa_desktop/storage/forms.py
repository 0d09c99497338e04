"""Published form versions, kept as the canonical JSON that their hash is made from."""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from qa_desktop.domain import canonical, forms
from qa_desktop.domain.forms import Form, FormVersion
from qa_desktop.domain.sharing import EntryKind
from qa_desktop.storage import outbox
from qa_desktop.storage.tables import FormVersionRow
from qa_desktop.storage.writes import add

_COLUMNS = (FormVersionRow.definition, FormVersionRow.number, FormVersionRow.hash)


class FormRepository:
    """Form versions; once published they never change."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def publish(self, form: Form) -> FormVersion:
        """The version with this content: the stored one if it is known, else the next number of its form."""
        key = forms.publish(form, 0).key
        known = self.get(key)
        if known is not None:
            return known
        highest = select(func.max(FormVersionRow.number)).where(FormVersionRow.form == form.id)
        version = forms.publish(form, (self._connection.scalar(highest) or 0) + 1)
        self.store(version)
        outbox.note(self._connection, EntryKind.FORM, [version.key])
        return version

    def store(self, version: FormVersion) -> None:
        """Write a version that is not here."""
        values = {
            "key": version.key,
            "form": version.form.id,
            "number": version.number,
            "title": version.form.title,
            "hash": version.hash,
            "definition": canonical.text(version.form),
        }
        add(self._connection, FormVersionRow, values)

    def get(self, key: UUID) -> FormVersion | None:
        """A form version."""
        row = self._connection.execute(select(*_COLUMNS).where(FormVersionRow.key == key)).first()
        return None if row is None else _version(*row)

    def newest(self) -> Sequence[FormVersion]:
        """The newest version of every form, by title."""
        other = aliased(FormVersionRow)
        same_number = and_(other.number == FormVersionRow.number, other.key > FormVersionRow.key)
        newer = exists().where(
            other.form == FormVersionRow.form, or_(other.number > FormVersionRow.number, same_number)
        )
        versions = [_version(*row) for row in self._connection.execute(select(*_COLUMNS).where(~newer))]
        return sorted(versions, key=lambda version: (version.form.title.casefold(), version.form.id))


def _version(definition: str, number: int, digest: str) -> FormVersion:
    return FormVersion(decode_form(definition), number, digest)


def decode_form(definition: str) -> Form:
    """The form that canonical JSON spells; fields left out have their default."""
    import msgspec

    return msgspec.convert(json.loads(definition), Form, dec_hook=_read_number)


def _read_number(kind: type[Any], written: Any) -> Any:
    if kind is Fraction:
        return Fraction(written)
    raise TypeError(f"no way to read {kind.__name__}")
