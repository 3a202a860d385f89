"""Hard values of the types that Arrow has little or nothing for, and what each is read as."""

from __future__ import annotations

import pyarrow as pa

TEXT = pa.large_string()

_IPV6 = ["::", "::1", "::2", "::1.2.3.4", "::ffff:1.2.3.4", "1::", "1:0:0:2:0:0:0:3", "1:0:2:0:3:0:4:0", "fe80::1/64"]
_POINTS = ["(1,2)", "(1e15,-0)", "(NaN,Infinity)", None, "(0.1,1e-5)", "(6.4295608915343344e16,1e22)"]
_INTERVALS = [
    "0", "1 year 2 mons 3 days 04:05:06.789", "-1 year +3 days", None, "-1 day", "1 day -00:00:01", "14 months",
    "-1 mons -1 days +1 hour", "-0.5 s", "100000000 hours", "-178000000 years", "00:00:00.000001", "-1 mon -3 days",
]  # fmt: skip

PLAIN: dict[str, tuple[list[str | None], pa.DataType]] = {
    "time": (["00:00", "12:34:56.7", None, "23:59:59.999999"], pa.time64("us")),
    "time(0)": (["12:34:56"], pa.time64("us")),
    "timetz": (["12:00+02", "12:00:00.1-05:30", None, "00:00+05:30:15", "24:00+00", "12:00-15:59:59"], TEXT),
    "interval": (_INTERVALS, TEXT),
    "bit(5)": (["10110", None], TEXT),
    "varbit": (["", "1", "101010101", None, "1111111100000000"], TEXT),
    "inet": (["10.0.0.1", "10.0.0.1/8", None, *_IPV6], TEXT),
    "cidr": (["10.0.0.0/8", "10.0.0.1", None, "::/0", "2001:db8::/32", "0.0.0.0/0"], TEXT),
    "macaddr": (["08:00:2b:01:02:03", None], TEXT),
    "macaddr8": (["08:00:2b:01:02:03:04:05", None], TEXT),
    "point": (_POINTS, TEXT),
    "lseg": (["[(0,0),(1.5,2)]", None], TEXT),
    "box": (["(1,2),(3,4)", None], TEXT),
    "path": (["[(0,0),(1,1)]", None, "((0,0),(1,1),(2,0))"], TEXT),
    "polygon": (["((0,0),(1,1),(2,0))", None], TEXT),
    "line": (["{1,-2,3.25}", None], TEXT),
    "circle": (["<(1,2),3.5>", None], TEXT),
    "tid": (["(0,1)", None, "(4294967295,65535)"], TEXT),
    "pg_lsn": (["0/0", "16/B374D848", None, "FFFFFFFF/FFFFFFFF"], TEXT),
    "xid8": (["18446744073709551615", None, "0"], pa.uint64()),
    '"char"': (["r", None, ""], TEXT),
    "name": (["a b", None, "", "ä"], TEXT),
    "int2vector": (["1 2", "", None], TEXT),
    "oidvector": (["4294967295 0", None], TEXT),
}

_TEXTS = ['{a,"a b","",NULL,"null","say \\"hi\\" \\\\"}', None, "{}", '{"{",",","äöü€🦣"," x","\t"}', "{x}", "{x,yy}"]

MADE: dict[str, tuple[list[str | None], pa.DataType]] = {
    "int4[]": (["{1,2,NULL}", "{}", None, "{3}"], pa.list_(pa.int32())),
    "int8[]": (["{9223372036854775807}", "{1,2,3}", None], pa.list_(pa.int64())),
    "text[]": (_TEXTS, pa.list_(TEXT)),
    "varchar(5)[]": (["{a,b}"], pa.list_(TEXT)),
    "bool[]": (["{t,f,NULL}", None], pa.list_(pa.bool_())),
    "float8[]": (["{1e15,NaN,-Infinity,NULL,0.1}"], pa.list_(pa.float64())),
    "numeric(12,2)[]": (["{1.5,NULL,-0.01}", None], pa.list_(pa.decimal128(12, 2))),
    "numeric(60,8)[]": (["{1.5,NULL}", None, "{}"], pa.list_(pa.decimal256(60, 8))),
    "numeric[]": (["{1.50,NaN,1e50}", None], pa.list_(TEXT)),
    "date[]": (["{2020-01-01,NULL}"], pa.list_(pa.date32())),
    "timestamptz[]": (['{"2020-01-01 12:00:00+02",NULL}'], pa.list_(pa.timestamp("us", "UTC"))),
    "uuid[]": (["{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,NULL}"], pa.list_(TEXT)),
    "bytea[]": (['{"\\\\x00ff",NULL}'], pa.list_(pa.large_binary())),
    "jsonb[]": (['{"{\\"a\\": [1, 2]}","null",NULL}'], pa.list_(TEXT)),
    "inet[]": (["{10.0.0.1,NULL,::1/64}"], pa.list_(TEXT)),
    "interval[]": (['{"1 day -00:00:01",NULL}'], pa.list_(TEXT)),
    "box[]": (["{(1,1),(0,0);(2,2),(0,0)}", None, "{(1,1),(0,0)}"], pa.list_(TEXT)),
    "int4range": (["[1,10)", "empty", None, "(,5)", "[1,)", "(,)"], TEXT),
    "numrange": (["(1.50,2]", "[,2.0)", None], TEXT),
    "tsrange": (["[2020-01-01,2020-02-01 12:00:00.5]", None, "[-infinity,infinity]", "(,0044-03-15 BC)"], TEXT),
    "tstzrange": (["[2020-01-01 00:00+00,)", None, "(2020-01-01 00:00+05:30,2021-01-01 00:00+00]"], TEXT),
    "daterange": (["[2020-01-01,2020-02-01)", "empty"], TEXT),
    "int4range[]": (['{"[1,2)",empty,NULL}'], pa.list_(TEXT)),
    "pg_temp.textrange": (['["","a b")', '["(",")"]', None, '["\\\\","\\\\"]', '["a""b","a""b"]', "[a,b]"], TEXT),
    "pg_temp.pair": (
        ['(1,"a b")', "(,)", None, '(2,"")', '(3,"say ""hi"" \\\\")', '(4,"(,)")'],
        pa.struct([("n", pa.int32()), ("t", TEXT)]),
    ),
    "pg_temp.nest": (
        ['(f,"{1,NULL}","(1,""a b"")")', "(,,)", None, '(t,{},"(,)")'],
        pa.struct([("b", pa.bool_()), ("a", pa.list_(pa.int32())), ("p", pa.struct([("n", pa.int32()), ("t", TEXT)]))]),
    ),
    "pg_temp.pair[]": (
        ['{"(1,\\"a b\\")",NULL,"(,)"}', None, "{}"],
        pa.list_(pa.struct([("n", pa.int32()), ("t", TEXT)])),
    ),
    "pg_temp.mood[]": (["{ok,sad,NULL}", None], pa.list_(pa.dictionary(pa.int8(), TEXT, ordered=True))),
    "pg_temp.few": (["{1,2}", None], pa.list_(pa.int32())),
    "pg_temp.nothing": (["()", None], pa.struct([])),
}
"""Types that are made of others."""

SHAPES: dict[str, tuple[str, list[str | None], pa.DataType]] = {
    "all of two dimensions": ("int4[]", ["{{1,2},{3,NULL}}", None, "{}", "{{5,6}}"], pa.list_(pa.list_(pa.int32()))),
    "none before, then two": ("text[]", [None, "{}", None, "{}", "{{a,b}}"], pa.list_(pa.list_(TEXT))),
    "all of three": ("int2[]", ["{{{1},{2}},{{3},{4}}}", None], pa.list_(pa.list_(pa.list_(pa.int16())))),
}

MISFITS: dict[str, tuple[str, list[str | None], str]] = {
    "24:00": ("time", ["00:00:00.5", None, "12:00", "04:05:06", "24:00"], "24:00:00 is beyond"),
    "one dimension, then two": ("int4[]", ["{1}", None, "{2}", "{3}", "{{1,2}}"], "an array has two dimensions"),
    "two, then one": ("text[]", ['{{a,"b c"}}', None, "{}", "{x}", "{{y}}"], "an array has one dimension"),
    "both in a batch": ("int4[]", ["{1}", "{{1}}"], "an array has two dimensions"),
    "subscripts": ("int4[]", ["{1}", None, "{NULL}", "[0:1]={1,2}"], "an array's subscripts do not begin at 1"),
    "subscripts of two": ("int4[]", ["[2:3][-1:0]={{1,2},{3,4}}"], "an array's subscripts do not begin at 1"),
    "an element": ("date[]", ["{2020-01-01}", None, "{}", "{infinity,NULL}"], "infinity is outside"),
    "a number in an array": ("numeric(12,2)[]", ["{1.50,-0.10}", None, "{}", "{NaN}"], "NaN is no decimal"),
    "a field": ("pg_temp.day", ["(2020-01-01)", None, "()", "(infinity)"], "infinity is outside"),
}

SETUP = """
create type pg_temp.mood as enum ('sad', 'ok');
create type pg_temp.pair as (n int4, gone int, t text);
alter type pg_temp.pair drop attribute gone;
create type pg_temp.nest as (b bool, a int4[], p pg_temp.pair);
create type pg_temp.day as (d date);
create type pg_temp.nothing as ();
create type pg_temp.textrange as range (subtype = text, collation = "C");
create domain pg_temp.small as int4 check (value < 100);
create domain pg_temp.few as pg_temp.small[];
"""
