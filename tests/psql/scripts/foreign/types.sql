\pset numericlocale on
select 1::int2, 1234567::int4, -1234567890123::int8, 1234.5678::numeric, 'NaN'::float8, 'Infinity'::float4, 1e30::float8, 1e-10::float8, 12345.678::money, 123456::oid;
select '-1234.50'::numeric, .5::numeric, 1000, 999, -1000, -999, 100000.00::numeric, 1234567890.123456789::numeric;
select '1 day 2 hours'::interval, '12:34:56'::time, now() is null, '{1000,2000}'::int[], row(1000,2), '1234'::text, '1234'::xid, '0/1234567'::pg_lsn;
\x
select 1234567::int4, 1234.5678::numeric, 'NaN'::float8;
\x
\pset numericlocale off
set datestyle to 'German';
select date '2020-01-02', timestamp '2020-01-02 03:04:05.678', timestamptz '2020-01-02 03:04:05+02';
set datestyle to 'ISO, MDY';
set intervalstyle to 'postgres_verbose';
select interval '1 year 2 mons 3 days 04:05:06';
set intervalstyle to 'sql_standard';
select interval '1 year 2 mons 3 days 04:05:06';
set intervalstyle to 'iso_8601';
select interval '1 year 2 mons 3 days 04:05:06';
reset intervalstyle;
set bytea_output = 'escape';
select '\x00ff41'::bytea, 'abc\\def\000'::bytea;
set bytea_output = 'hex';
select '\x00ff41'::bytea;
set extra_float_digits = 0;
select 0.1::float8, 1/3.0::float8, 1.1::float4;
reset extra_float_digits;
select '(1,2)'::point, '((0,0),(1,1))'::box, '<(0,0),1>'::circle, '[(0,0),(1,1)]'::path, '{1,2,3}'::line, '((0,0),(1,1),(2,0))'::polygon, '[(1,2),(3,4)]'::lseg;
select '192.168.0.1/24'::inet, '192.168.0.0/24'::cidr, '08:00:2b:01:02:03'::macaddr, '08:00:2b:01:02:03:04:05'::macaddr8;
select '{"a": [1,2,{"b":null}]}'::json, '{"a": [1,2,{"b":null}]}'::jsonb, jsonb_pretty('{"a": [1,2,{"b":null}]}'::jsonb);
select '<a>1</a>'::xml, 'a:1 b:2'::tsvector, 'a & b'::tsquery, B'101', B'101'::varbit, gen_random_uuid() is null;
select '[1,5)'::int4range, '{[1,2),[5,6)}'::int4multirange, 'empty'::numrange, '[2020-01-01,)'::daterange;
select array[[1,2],[3,4]], array[null,'a b','"q"','\\'], '{}'::int[], '[2:3]={1,2}'::int[];
select E'tab\there', E'cr\rhere', E'bell\ahere', E'esc\x1bhere', E'del\x7fhere', E'vt\vhere', E'ff\fhere', E'bs\bhere';
select U&'\0081' as c1, U&'\200B' as zwsp, U&'\0301' as combining, U&'e\0301' as e, U&'\00AD' as shy, U&'\+01F600' as emoji, U&'\+01F468\200D\+01F469' as family, U&'\FEFF' as bom, U&'\3000' as ideosp, U&'\FF21' as fullw;
select 'a' as "漢字のヘッダ", 'b' as "é", 'c' as "́";
\x
select 'a' as "漢字のヘッダ", 'b' as "é", E'c\nd' as x;
\x
select repeat('x', 300) as long, 1 as a;
select repeat('漢', 100) as long, 1 as a;
select 1 as a, 2 as a, 3 as "", 4 as " ";
select true, false, null::bool, 'a'::"char", ''::"char", 'pg_class'::regclass, 'int4'::regtype, 'now()'::regprocedure, 'public'::regnamespace;
select $1;
select 'x' || chr(10) || 'y' || chr(10) as trailing, chr(10) as only, '' as e;
select E'a\n\nb' as "x
y", 1 as "p

q";
select ctid, tableoid::regclass, xmin is null from pg_class where relname = 'pg_class' and false;
select void_col from (select pg_sleep(0) as void_col) s;
select '5 04:03:02.010'::interval, '-00:00:01'::interval, 'infinity'::date, '-infinity'::timestamp, '0044-03-15 BC'::date;
