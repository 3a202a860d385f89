create type mood as enum ('glad', 'so so', E'tab\tand "quotes"');
create type pair as (a int, b text);
create domain positive as int check (value > 0);

create table t (
    id bigint generated always as identity,
    gone text,
    org_id bigint,
    "Odd ""name"" %s {0} 'é" text,
    small smallint, whole integer, object oid, flag boolean,
    exact numeric, fixed numeric(12, 4), wide numeric(50, 10), short numeric(3, 0),
    single real, double double precision,
    moment timestamptz, rounded timestamptz(3), clock timestamp, day date, hour time, hour_zone timetz, span interval,
    document jsonb, raw_document json, octets bytea, feeling mood, key uuid,
    texts text[], numbers int[], cube int[][], padded char(6), bounded varchar(300), letter "char", called name,
    network inet, block cidr, hardware macaddr, dots point, shape box, searched tsvector, bits bit(4), more_bits varbit,
    range_of tstzrange, composite pair, cash money, relation regclass, path xid, kept positive,
    doubled bigint generated always as (whole::bigint * 2) stored
);
alter table t drop column gone;

insert into t (org_id, "Odd ""name"" %s {0} 'é", small, whole, object, flag, exact, fixed, wide, short, single, double,
    moment, rounded, clock, day, hour, hour_zone, span, document, raw_document, octets, feeling, key, texts, numbers,
    cube, padded, bounded, letter, called, network, block, hardware, dots, shape, searched, bits, more_bits, range_of,
    composite, cash, relation, path, kept)
values
    (1, '', -32768, -2147483648, 0, true, '1.500', '1.5', '0.0000000001', '0', '0.1', '0.1',
     '2024-03-01 00:00:00.000001+00', '2024-03-01 12:00:00.5+02', '1999-12-31 23:59:59.999999', '2024-02-29',
     '12:34:56.5', '12:34:56+02', '-1 year 2 days -03:04:05.678', '{"n": 12345678901234567890123.4500, "é": "\u2603"}',
     '{"b":1,  "a":[1, 2],"b":2}', '\x00ff5c6e', 'glad', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
     array['a', null, 'NULL', '', 'b,c', E'd"e\\f', E'\t\n'], '{1,null,3}', '{{1,2},{3,4}}', 'ab', 'x', 'x', 'n',
     '10.0.0.1/8', '10.0.0.0/8', '08:00:2b:01:02:03', '(1.5,-0)', '(1,1),(0,0)', 'a fat cat', '1010', '1', '[2024-03-01,)',
     '(1,"a ""b"", c")', 1234.5, 'pg_class', '7', 1),
    (1, '\N', 32767, 2147483647, 4294967295, false, 'NaN', '-0.0001', '-1234567890123456789012345678901234567890', '999',
     '-0', '-0', '0044-03-15 BC', 'infinity', 'infinity', '0044-03-15 BC', '24:00:00', '24:00:00-15:59', '178000000 years',
     'null', 'null', '', E'tab\tand "quotes"', '00000000-0000-0000-0000-000000000000', '{}', '{}', '{}', '', '', '',
     'x y', '::1', '::/0', '00:00:00:00:00:00', '(Infinity,NaN)', '(1,1),(1,1)', '', '0000', '', 'empty', '(,)', -0.01,
     '0', '0', 7),
    (2, E'a\tb\nc\rd\\e\\N\bf\fg\vh', 0, 0, 1, null, '12345678901234567890123456789012345678901234567890.0', '99999999.9999',
     '0.0000000000', '-1', 'NaN', 'Infinity', '-infinity', '-infinity', '-infinity', 'infinity', '00:00:00', '00:00:00+00',
     '0', '{"a": {"b": [1, 1.0, 1e2, "\\u0000x"]}}', '1', '\x', 'so so', null, array[array['a', 'b'], array[null, 'd']],
     '[2:4]={1,2,3}', null, 'abcdef', repeat('y', 300), '\377', repeat('n', 63), '0.0.0.0', '0.0.0.0/0',
     'ff:ff:ff:ff:ff:ff', null, null, 'a:1A b:2,3', '1111', '10101', '(,2024-03-01 12:00+02]', null, 0, 't', '4', null),
    (2, E'\\\\N', null, null, null, null, '0.000', '0', '1', '1', '1.17549435e-38', '2.2250738585072014e-308',
     '9999-12-31 23:59:59.999999+00', '1970-01-01 00:00:00+00', '10000-01-01', '9999-12-31', '23:59:59.999999',
     '00:00:00.000001-08', '1 mon', '[]', '[]', '\x5c4e', null, null, array[E'\\N', E'\\', '"'], null, null, null,
     null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
    (2, U&'\FEFFa mark in front', null, null, null, null, '-0.5', null, null, null, '3.4028235e+38', '1.7976931348623157e+308',
     '0001-01-01', '294276-12-31 23:59:59.999+00', '4713-01-01 BC', '0001-01-01', null, null, null, '"text"', '"\u0041"',
     null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
     null, null, null, null, null),
    (null, 'nobody''s', 1, 1, null, null, '1', '1', null, null, '16777216', '1e+15', null, null, null, null, null, null, null,
     null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
     null, null, null, null, null, null, null);
insert into t (org_id, single, double, whole, moment, fixed)
select 3 + g % 2, (g - 500) * 1.1 * power(10, g % 2 * (g % 60 - 30)), (g - 500) * 1.1 * power(10, g % 2 * (g % 600 - 300)), g,
    timestamptz '2024-03-01 UTC' + g * interval '1.001003 s', g / 7.0
from generate_series(1, 1000) as g;
