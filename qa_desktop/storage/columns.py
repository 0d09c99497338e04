"""Column types that mean the same on every engine."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Dialect, LargeBinary, TypeDecorator, Uuid

_Processor = Callable[[Any], Any] | None


class Key(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite, the engine's own type elsewhere."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Take the engine's own type where there is one."""
        return dialect.type_descriptor(LargeBinary(16) if dialect.name == "sqlite" else Uuid())

    def bind_processor(self, dialect: Dialect) -> _Processor:
        """Spell a key for the engine."""
        return _bytes_of if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        """Read a key back."""
        return _key_of if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


class Moment(TypeDecorator[datetime]):
    """A point in time, kept in UTC; refuses a time without a zone (ValueError: a bug of ours)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any zone into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC, which the engine does not where it keeps another zone."""
        return None if value is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        """Read a time back."""
        return _moment_of if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


@dataclass(frozen=True)
class Reader:
    """How what a driver gives of keys and times is read, where rows are read by hand."""

    key: Callable[[Any], Any]
    moment: Callable[[Any], Any]


@lru_cache
def reader(dialect: Dialect) -> Reader:
    """How keys and times are read on an engine."""
    return Reader(*(type_.result_processor(dialect, None) or _same for type_ in (Key(), Moment())))


# The driver of SQLite gives plain bytes and texts. Lists are mostly keys and times, so their way is the shortest; and
# the same keys come again: of a revision with each of its answers, of people, of what a list shows anew.


def _bytes_of(key: UUID | None) -> bytes | None:
    return None if key is None else key.bytes


@lru_cache(maxsize=16_384)
def _key_of(kept: bytes | None) -> UUID | None:
    return None if kept is None else UUID(bytes=kept)


def _moment_of(kept: str | None) -> datetime | None:
    return None if kept is None else datetime.fromisoformat(f"{kept}+00:00")


def _same(value: Any) -> Any:
    return value
