"""Tables partitioned by month, rows where clocks are put on and back, and random conditions that hide the key."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ZONES = (
    "UTC",
    "America/New_York",
    "America/Havana",  # puts its clock back from one o'clock to midnight
    "America/St_Johns",  # did so one minute past midnight, until 2011
    "America/Santiago",  # puts it on at midnight, and back at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",  # has had no 30th of December in 2011
    "Asia/Kathmandu",
)

TURNS = tuple(
    map(
        datetime.fromisoformat,
        (
            "2025-03-09 05:00",
            "2025-03-09 07:00",
            "2025-04-05 15:00",
            "2025-04-06 03:00",
            "2025-09-07 04:00",
            "2025-10-04 15:30",
            "2025-11-02 05:00",
            "2025-11-02 06:00",
            "2006-10-29 02:31",
            "2011-12-30 10:00",
        ),
    )
)
"""When, by the clock of UTC, a clock of these zones was put on or back."""

SCHEMA = """
create table z (id bigint, at timestamptz, other int) partition by range (at);
create table l (id bigint, at timestamp, other int) partition by range (at);
create table d (id bigint, at date, other int) partition by range (at);
do $do$
begin
    for n in 0..23 loop
        execute format('create table z_%s partition of z for values from (%L) to (%L)', n,
            (timestamp '2024-06-01' + n * interval '1 month') at time zone 'UTC',
            (timestamp '2024-06-01' + (n + 1) * interval '1 month') at time zone 'UTC');
        execute format('create table l_%s partition of l for values from (%L) to (%L)', n,
            timestamp '2024-06-01' + n * interval '1 month', timestamp '2024-06-01' + (n + 1) * interval '1 month');
        execute format('create table d_%s partition of d for values from (%L) to (%L)', n,
            (timestamp '2024-06-01' + n * interval '1 month')::date,
            (timestamp '2024-06-01' + (n + 1) * interval '1 month')::date);
    end loop;
end
$do$;
-- others than PostgreSQL's own, which only those mean who say so
create function public.date_trunc(text, timestamptz) returns timestamptz language sql immutable as 'select $2';
create function public.before(date, date) returns bool language sql immutable as 'select $1 < $2';
create operator public.= (leftarg = date, rightarg = date, function = public.before);
create table z_before partition of z for values from (minvalue) to ('2024-06-01 00:00:00+00');
create table z_default partition of z default;
create table l_default partition of l default;
create table d_default partition of d default;
"""


_BEGINS = datetime.fromisoformat("2024-06-01")


def rows() -> list[datetime]:
    """Moments, by the clock of UTC: a few of each day, many where clocks turn, and edges of days and months."""
    made = [_BEGINS + timedelta(hours=7 * n, minutes=11) for n in range(2400)]
    for turn in TURNS:
        made += [turn + timedelta(minutes=10 * n) for n in range(-160, 160)]
        made += [turn + timedelta(minutes=n) for n in range(-65, 65)]
    for month in range(24):
        edge = _BEGINS.replace(year=2024 + (5 + month) // 12, month=(5 + month) % 12 + 1)
        for hours in (0, 4, 5, -10, 11, -13, 14):
            around = edge + timedelta(hours=hours)
            made += [around - timedelta(microseconds=1), around, around + timedelta(microseconds=1)]
    return made


class Chance:
    """Random conditions on a key `at`."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def one(self, among: Sequence[str]) -> str:
        """One of them."""
        return self._random.choice(among)

    def moment(self) -> datetime:
        """A moment: often near a turn of a clock, or an edge."""
        at = self._random.random()
        if at < 0.4:
            turn = self._random.choice(TURNS)
            return turn.replace(minute=0) + timedelta(hours=self._random.randint(-30, 30))
        return _BEGINS + timedelta(hours=self._random.randint(0, 24 * 700))

    def literal(self) -> str:
        """A moment as a text, often a day, a month or an hour."""
        at = self.moment()
        match self._random.randint(0, 3):
            case 0:
                return f"{at:%Y-%m-%d}"
            case 1:
                return f"{at:%Y-%m}-01"
            case 2:
                return f"{at:%Y-%m-%d %H}:00:00"
        return f"{at:%Y-%m-%d %H:%M}:30.5"

    def value(self, key: str) -> str:
        """What a key's expression is compared with."""
        types = {"z": ("", "timestamptz ", "timestamp ", "date "), "l": ("", "timestamp ", "date ")}
        kind = self.one(types.get(key, ("", "date ")))
        text = self.literal()
        return f"{kind}'{text[:10] if kind == 'date ' else text}'"

    def condition(self, key: str) -> str:
        """A condition on the key of the table `z`, `l` or `d`."""
        hidden = self.hidden(key)
        match self._random.randint(0, 9):
            case 0:
                return f"{hidden} between {self.value(key)} and {self.value(key)}"
            case 1:
                return f"{hidden} in ({', '.join(self.value(key) for _ in range(self._random.randint(1, 4)))})"
            case 2:
                return f"{self.value(key)} {self.one(('<', '>=', '='))} {hidden}"
            case 3 if key != "d":
                return self.written()
            case 4 if key != "d":
                return self.shifted(key)
            case 5 | 6:
                return self.stable(key)
        return f"{hidden} {self.one(('=', '=', '=', '<', '<=', '>', '>='))} {self.value(key)}"

    def stable(self, key: str) -> str:
        """A comparison with something that is known when the statement starts."""
        days = (datetime.now(UTC).replace(tzinfo=None) - self.moment()).days
        unit = self.one(("day", "week", "month", "quarter", "year"))
        moments = [f"now() - interval '{days} days'", f"date_trunc('{unit}', now() - interval '{days} days')"]
        locals_ = [
            f"localtimestamp - interval '{days} days'",
            f"date_trunc('{unit}', localtimestamp - interval '{days} days')",
        ]
        dates = [f"current_date - {days}", f"(now() - interval '{days} days')::date"]
        values = {"z": [*moments, *locals_, *dates], "l": [*locals_, *dates], "d": [*moments, *dates]}[key]
        forms = [f"{self.hidden(key)} {self.one(('=', '<', '<=', '>', '>='))} {self.one(values)}"]
        if key == "z":
            forms += [
                f"extract(year from at) {self.one(('=', '<', '>='))} extract(year from {self.one(moments)})",
                f"to_char(at, 'YYYY-MM') = to_char({self.one(moments)}, 'YYYY-MM')",
                f"now() - at {self.one(('<', '>', '<='))} interval '{days} days'",
                f"at + interval '{self.one(('1 day', '1 month', '5 hours'))}' > {self.one(values)}",
                f"{self.hidden(key)} between {self.one(dates)} and {self.one(dates)}",
            ]
        return self.one(forms)

    def hidden(self, key: str) -> str:
        """Something around the key."""
        unit = self.one(("hour", "day", "week", "month", "quarter", "year"))
        zone = self.one(ZONES)
        forms = {
            "z": [
                "at::date",
                "date(at)",
                "at::timestamp",
                f"date_trunc('{unit}', at)",
                f"date_trunc('{unit}', at, '{zone}')",
                f"(at at time zone '{zone}')",
                f"(at at time zone '{zone}')::date",
                f"date_trunc('{unit}', at at time zone '{zone}')",
            ],
            "l": ["at::date", f"date_trunc('{unit}', at)", "at::timestamp::date"],
            "d": ["at::timestamp", f"date_trunc('{unit}', at)"],
        }
        return self.one(forms[key])

    def written(self) -> str:
        """A condition on the key's text, or its year."""
        at = self.moment()
        forms = [
            f"extract(year from at) {self.one(('=', '<', '>='))} {at.year}",
            f"date_part('year', at) = {at.year}",
            f"to_char(at, 'YYYY-MM') = '{at:%Y-%m}'",
            f"to_char(at, 'YYYYMMDD') in ('{at:%Y%m%d}', '{self.moment():%Y%m%d}')",
            f"to_char(at, 'DD.MM.YYYY') = '{at:%d.%m.%Y}'",
            f"to_char(at, 'YYYY') = '{at:%Y}'",
            f"to_char(at, 'YYYY-MM') {self.one(('<', '<=', '>', '>='))} '{at:%Y-%m}'",
            f"to_char(at, 'YYYY/MM/DD') between '{at:%Y/%m/%d}' and '{self.moment():%Y/%m/%d}'",
            f"at::text like '{at:%Y-%m}%'",
            f"at::text like '{at:%Y-%m-%d} %'",
            f"at::text like '{at:%Y}-%'",
        ]
        return self.one(forms)

    def shifted(self, key: str) -> str:
        """An interval added to the key, or the key taken from a moment."""
        span = self.one(("1 hour", "1 day", "36:00", "1 month", "2 weeks", "1 month 3 days", "90 minutes"))
        kind = "timestamptz" if key == "z" else "timestamp"
        operator = self.one(("<", "<=", ">", ">=", "="))
        forms = [
            f"at + interval '{span}' {operator} '{self.literal()}'",
            f"at - interval '{span}' {operator} {kind} '{self.literal()}'",
            f"{kind} '{self.literal()}' - at {operator} interval '{span}'",
        ]
        return self.one(forms)
