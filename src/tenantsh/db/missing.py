"""Values of pandas among psycopg's parameters: what is missing is NULL, and no nanosecond is lost.

psycopg takes NaT and Timestamp for the datetimes that they derive from: NaT would be a moment of the year 48113.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types.datetime import DatetimeBinaryDumper, DatetimeDumper, TimedeltaBinaryDumper, TimedeltaDumper

if TYPE_CHECKING:
    from psycopg.adapt import AdaptersMap, PyFormat


def register(adapters: AdaptersMap) -> None:
    """Have a connection know them; by their names, so that nobody imports pandas."""
    for name in ("NaTType", "NAType"):
        for dumper in (_Null, _NullBinary):
            adapters.register_dumper(f"pandas.api.typing.{name}", dumper)
    for moment in (_Moment, _MomentBinary):
        adapters.register_dumper("pandas.Timestamp", moment)
    for time in (_Time, _TimeBinary):
        adapters.register_dumper("pandas.Timedelta", time)


class _Null(Dumper):
    def dump(self, obj: object) -> None:
        return None


class _NullBinary(_Null):
    format = Format.BINARY


class _Moment(DatetimeDumper):
    def get_key(self, obj: Any, format: PyFormat) -> Any:  # noqa: A002  # psycopg's name for it
        _refuse_nanoseconds(obj, obj.nanosecond)
        return super().get_key(obj, format)


class _MomentBinary(DatetimeBinaryDumper):
    def get_key(self, obj: Any, format: PyFormat) -> Any:  # noqa: A002  # psycopg's name for it
        _refuse_nanoseconds(obj, obj.nanosecond)
        return super().get_key(obj, format)


class _Time(TimedeltaDumper):
    def dump(self, obj: Any) -> Any:
        _refuse_nanoseconds(obj, obj.nanoseconds)
        return super().dump(obj)


class _TimeBinary(TimedeltaBinaryDumper):
    def dump(self, obj: Any) -> Any:
        _refuse_nanoseconds(obj, obj.nanoseconds)
        return super().dump(obj)


def _refuse_nanoseconds(value: object, nanoseconds: int) -> None:
    if nanoseconds:
        raise psycopg.DataError(f"{value} has nanoseconds, and PostgreSQL's times have microseconds")
